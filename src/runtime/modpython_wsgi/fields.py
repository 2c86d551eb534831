"""The fields a `util.FieldStorage` holds. Sites know these classes as `util.Field` and `util.StringField`.

Source: mod_python 3.3.1, lib/python/mod_python/util.py.
"""
from __future__ import absolute_import

import io

from modpython_wsgi.query import ENCODING, ERRORS


class Field:  # of the old kind on Python 2: sites tell an upload by type(field) is types.InstanceType
    """An uploaded file: .name, .filename, .file (open, at its start), .value (all of it, as bytes).

    .type and .type_options come from the Content-Type of the part, .disposition and .disposition_options from its
    Content-Disposition, .headers is a table of all its headers. The file is deleted with the field.
    """

    filename = None
    file = None

    def __init__(self, name, *args, **kwargs):
        self.name = name
        if args or kwargs:
            self._fill(*args, **kwargs)

    def _fill(self, file, ctype, type_options, disp, disp_options, headers={}):
        """The arguments of mod_python 3.2, which Trac and others still pass."""
        self.file = file
        self.type = ctype
        self.type_options = type_options
        self.disposition = disp
        self.disposition_options = disp_options
        self.filename = disp_options.get('filename')
        self.headers = headers

    def __repr__(self):
        return 'Field(%r, %r)' % (self.name, self.value)

    def __getattr__(self, name):
        if name != 'value':
            raise AttributeError(name)
        if not self.file:
            return None
        self.file.seek(0)
        value = self.file.read()
        self.file.seek(0)
        return value

    def __del__(self):
        if self.file is not None:
            self.file.close()  # files made by a file_callback are deleted by their close()


class StringField(str):
    """A value of a form: a str with the attributes of a field. Fields of multipart forms have those of `Field`, too."""

    filename = None
    headers = {}
    ctype = 'text/plain'
    type_options = {}
    disposition = None
    disp_options = None

    def __init__(self, value):
        """The name is set by whoever makes the field."""
        self.value = value

    def __getattr__(self, name):
        if name != 'file':
            raise AttributeError(name)
        value = self.value if isinstance(self.value, bytes) else str(self.value).encode(ENCODING, ERRORS)
        self.file = io.BytesIO(value)
        if 'type' in self.__dict__:
            self.file.seek(0, 2)  # mod_python had read the value of a multipart field from this very file
        return self.file

    def __repr__(self):
        return 'Field(%r, %r)' % (self.name, self.value)


class FieldList(list):
    """The fields of a form in order. `table()` finds them by name; changing the list makes it anew."""

    _table = None

    def remove_field(self, field):
        """Remove this very field. (`remove` would take the first of the same value, whatever its name.)"""
        for index, item in enumerate(self):
            if item is field:
                del self[index]
                return

    def table(self):
        """Return a dict from name to the list of the fields of that name."""
        if self._table is None:
            self._table = {}
            for item in self:
                self._table.setdefault(item.name, []).append(item)
        return self._table


def _forgetting(name):
    method = getattr(list, name)

    def changed(self, *args):
        self._table = None
        return method(self, *args)
    changed.__name__ = name
    return changed


for _name in ('__delitem__', '__delslice__', '__iadd__', '__imul__', '__setitem__', '__setslice__', 'append',
              'extend', 'insert', 'pop', 'remove'):
    if hasattr(list, _name):
        setattr(FieldList, _name, _forgetting(_name))
