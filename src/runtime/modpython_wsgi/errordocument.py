"""ErrorDocument: what the configuration says should be answered for a status."""
from __future__ import absolute_import

import os

from . import constants, facts
from .statuslines import is_valid
from .text import number

_MARK = 'modpython_wsgi.status='
#: Set where a daemon process had the request before: mod_wsgi notes its process group, Apache puts REDIRECT_ in front
#: (modules/http/http_request.c, rename_original_env).
_FROM_DAEMON = 'REDIRECT_mod_wsgi.process_group'
_PLAIN = ('.html', '.htm', '.xhtml', '.txt')


class Document(object):
    """A plain file that is sent as error page."""

    def __init__(self, name):
        self.name = name

    def read(self):
        """The bytes of the file."""
        with open(self.name, 'rb') as handle:
            return handle.read()


def find(request, status):
    """What the configuration has for `status`, or None.

    ('text', bytes): the page itself. ('address', url): somewhere else, for a redirect. ('file', Document): a page
    below DocumentRoot. ('internal', path): an address that Apache answers with its own error, or that Python answers,
    for an internal redirect; mod_wsgi loses the handler's headers on the way, so a plain page is sent from here.
    A local address that is neither is None, so that the page made up by Apache is sent, as Apache itself does.
    """
    given = request.configuration.error_documents.get(status)
    if given is None:
        return None
    if given in request.configuration.python_error_documents:
        return ('internal', _with_status(given, status)) if request.is_daemon else None
    if given.startswith(('http://', 'https://', 'ftp://')):
        return 'address', given
    if not given.startswith('/'):
        return 'text', given if isinstance(given, bytes) else given.encode('latin-1', 'replace')
    prefix = request.configuration.error_prefix
    page = _page(facts.document_root(request.environ), given)
    if page is None and prefix and request.is_daemon:
        return 'internal', '%s/%d' % (prefix, status)
    return page


# The status of an error goes along with an internal redirect --------------------------------------------------------

def _with_status(address, status):
    """`address` with the status at the end of its query: a daemon's answer has no other way to hand it on."""
    return '%s%s%s%d' % (address, '&' if '?' in address else '?', _MARK, status)


def received(environ):
    """`environ` of a request as Apache makes it for an ErrorDocument: the status in REDIRECT_STATUS, not in the query.

    A client that writes such a query is not believed. Where mod_rewrite has redirected its request, REDIRECT_URL is
    set as well, but nothing has passed a daemon process; and what a handler hands on has no mark (see `unmarked`).
    """
    if not environ.get(_FROM_DAEMON):
        return environ
    before, mark, status = environ.get('QUERY_STRING', '').rpartition(_MARK)
    if not mark or number(status) is None:
        return environ
    return dict(environ, QUERY_STRING=before[:-1], REDIRECT_STATUS=status)


def unmarked(address):
    """`address` that a handler redirects to: a status in it is the client's word, not ours."""
    return address.replace(_MARK, _MARK[:-1] + '%3D')


def status_of(environ):
    """Status that a request starts with: that of the error it is to explain, else 200 (modules/http/http_request.c)."""
    if 'REDIRECT_URL' not in environ:
        return constants.HTTP_OK
    status = number(environ.get('REDIRECT_STATUS', ''), constants.HTTP_OK)
    return status if status >= 400 and is_valid(status) else constants.HTTP_OK


def _page(root, address):
    """The file behind a local address, if it is a page that Apache would send as it is.

    Programs, server-parsed pages and whatever else a handler may be set for are not sent from here: their source
    could be secret.
    """
    if not root or not address.lower().endswith(_PLAIN):
        return None
    filename, rest = facts.translate(root, address)
    return ('file', Document(filename)) if not rest and os.path.isfile(filename) else None
