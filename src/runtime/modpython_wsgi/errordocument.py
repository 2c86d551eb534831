"""ErrorDocument: what the configuration says should be answered for a status."""
from __future__ import absolute_import

import os

from . import constants, facts
from .statuslines import is_valid, status_line
from .table import table
from .text import number

_MARK = 'modpython_wsgi.status='
_HEADERS_MARK = 'modpython_wsgi.headers='
#: Key of environ for the headers of err_headers_out that came along with the status.
HEADERS = 'modpython_wsgi.err_headers'
#: Between two headers: native strings have no NUL in them, so no value can pass for another header.
_BETWEEN = '\0'
#: mod_wsgi hands these on by itself (mod_wsgi.c, wsgi_scan_headers).
_KEPT = ('www-authenticate',)
#: Set where a daemon process had the request before: mod_wsgi notes its process group, Apache puts REDIRECT_ in front
#: (modules/http/http_request.c, rename_original_env).
_FROM_DAEMON = 'REDIRECT_mod_wsgi.process_group'
#: A daemon's header must fit 32768 bytes (mod_wsgi.c, wsgi_scan_headers).
_LONGEST = 32000
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
    A local address that is neither is None, so that the page made up by Apache is sent, as Apache itself does; so is one
    of Python's where the handler's headers are too long to go along.
    """
    # What Apache has no words for is an internal error, and so is its page (ap_die_r, ap_response_code_string).
    given = request.configuration.error_documents.get(int(status_line(status)[:3]))
    if given is None:
        return None
    if given in request.configuration.python_error_documents:
        address = _with_status(given, status, request.err_headers_out)
        return ('internal', address) if request.is_daemon and len(address) <= _LONGEST else None
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

def _with_status(address, status, headers):
    """`address` with the status at the end of its query, and before it the headers that belong to the error: a
    daemon's answer has no other way to hand them on.
    """
    lines = ['%s:%s' % pair for pair in headers.items() if pair[0].lower() not in _KEPT]
    more = '%s%s&' % (_HEADERS_MARK, facts.quoted(_BETWEEN.join(lines))) if lines else ''
    return '%s%s%s%s%d' % (address, '&' if '?' in address else '?', more, _MARK, status)


def received(environ):
    """`environ` of a request as Apache makes it for an ErrorDocument: the status in REDIRECT_STATUS, not in the query,
    and what belongs to the error in HEADERS.

    A client that writes such a query is not believed. Where mod_rewrite has redirected its request, REDIRECT_URL is
    set as well, but nothing has passed a daemon process; and what a handler hands on has no mark (see `unmarked`).
    """
    if not environ.get(_FROM_DAEMON):
        return environ
    before, mark, status = environ.get('QUERY_STRING', '').rpartition(_MARK)
    if not mark or number(status) is None:
        return environ
    found = {'QUERY_STRING': before[:-1], 'REDIRECT_STATUS': status}
    query, mark, quoted = before[:-1].rpartition(_HEADERS_MARK)
    if mark:
        lines = facts.unquoted(quoted).split(_BETWEEN)
        found.update({'QUERY_STRING': query[:-1], HEADERS: [tuple(line.split(':', 1)) for line in lines]})
    return dict(environ, **found)


def headers_of(environ):
    """err_headers_out that a request starts with: those of the request whose error it is to explain."""
    return table.of_pairs(environ.get(HEADERS, ()))


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
