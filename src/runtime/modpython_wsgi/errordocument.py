"""ErrorDocument: what the configuration says should be answered for a status."""
from __future__ import absolute_import

import os

from . import facts


class Document(object):
    """A plain file that is sent as error page."""

    def __init__(self, name, path):
        self.name = name
        self._path = path
        self.size = os.path.getsize(path)

    def read(self):
        """The bytes of the file."""
        with open(self._path, 'rb') as handle:
            return handle.read()


def find(request, status):
    """What the configuration has for `status`, or None.

    ('text', bytes): the page itself. ('address', url): somewhere else, for a redirect. ('internal', path): an address
    that Apache answers with its own error, for an internal redirect. ('file', Document): a file below DocumentRoot.
    A local address without a file is None, so that the page made up by Apache is sent, as Apache itself does.
    """
    given = request.configuration.error_documents.get(status)
    if given is None:
        return None
    if given.startswith(('http://', 'https://', 'ftp://')):
        return 'address', given
    if not given.startswith('/'):
        return 'text', given if isinstance(given, bytes) else given.encode('latin-1', 'replace')
    prefix = request.configuration.error_prefix
    if prefix and request.is_daemon:
        return 'internal', '%s/%d' % (prefix, status)
    return _file(request, given)


def _file(request, address):
    path = address.partition('?')[0]
    filename, rest = facts.translate(facts.document_root(request.environ), path)
    if filename is None or rest or not os.path.isfile(filename):
        return None
    return 'file', Document(filename, filename)
