"""The content type mod_mime gives to a file name (modules/http/mod_mime.c, find_ct).

mod_python itself sets no type, so a handler that sets none answers with mod_mime's: /x.html goes out as text/html.
mod_wsgi sends no type at all unless the application does.
"""
from __future__ import absolute_import

import mimetypes

_tables = {}        # path of a mime.types file, or None -> {extension: type}


def extensions(name):
    """Extensions of the file called `name` (no directories): lower case, without dots, in order."""
    return [part.lower() for part in name.split('.')[1:] if part]


def _parse(path):
    found = {}
    with open(path) as lines:
        for line in lines:
            words = line.partition('#')[0].split()
            for extension in words[1:]:
                found[extension.lower()] = words[0]
    return found


def _default_table():
    mimetypes.init()
    return dict((extension[1:], kind) for extension, kind in mimetypes.types_map.items())


def _table(path):
    if path not in _tables:
        _tables[path] = _parse(path) if path else _default_table()
    return _tables[path]


class ContentTypes(object):
    """Types by extension: `added` by AddType, else those of the file `types_config` (None: the system's).

    added[''] is what a file of no known extension gets (DefaultType). `charsets` by extension are those of AddCharset.
    `forced` is what every file gets, whatever its name (ForceType). The tables are read when first needed.
    """

    def __init__(self, added, types_config=None, charsets=None, forced=None):
        self._forced = forced
        self._charsets = dict((extension.lower().lstrip('.'), name) for extension, name in (charsets or {}).items())
        self._added = dict((extension.lower().lstrip('.'), kind) for extension, kind in added.items())
        self._types_config = types_config

    def of(self, filename):
        """Type for a path, or None. The last extension that is known counts; unknown ones do not matter."""
        if filename is None or self._forced:
            return self._forced
        found = self._added.get('')
        names = extensions(filename.rpartition('/')[2])
        known = _table(self._types_config) if names else {}
        for extension in names:
            found = self._added.get(extension) or known.get(extension) or found
        charset = [self._charsets[extension] for extension in names if extension in self._charsets][-1:]
        return '%s; charset=%s' % (found, charset[0]) if found and charset else found
