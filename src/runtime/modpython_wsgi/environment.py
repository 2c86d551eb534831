"""req.subprocess_env: what is in it from the beginning, and what add_common_vars() and add_cgi_vars() put there.

mod_python's table began with what SetEnv, SetEnvIf, RewriteRule and mod_ssl had set. The variables of CGI came with
req.add_common_vars() (server/util_script.c, ap_add_common_vars), those about the address with req.add_cgi_vars()
(src/requestobject.c; it came with 3.5). An environ holds all of them, so they are told apart by name here.
"""
from __future__ import absolute_import

import os

from .table import table

_COMMON = frozenset([
    'AUTH_TYPE', 'CONTENT_LENGTH', 'CONTENT_TYPE', 'CONTEXT_DOCUMENT_ROOT', 'CONTEXT_PREFIX', 'DOCUMENT_ROOT',
    'REMOTE_ADDR', 'REMOTE_HOST', 'REMOTE_IDENT', 'REMOTE_PORT', 'REMOTE_USER', 'REQUEST_SCHEME', 'SCRIPT_FILENAME',
    'SERVER_ADDR', 'SERVER_ADMIN', 'SERVER_NAME', 'SERVER_PORT', 'SERVER_SIGNATURE', 'SERVER_SOFTWARE'])

_ADDRESS = frozenset(['GATEWAY_INTERFACE', 'PATH_INFO', 'PATH_TRANSLATED', 'QUERY_STRING', 'REQUEST_METHOD',
                      'REQUEST_URI', 'SCRIPT_NAME', 'SERVER_PROTOCOL'])

#: Apache never shows them to programs: they are passwords.
_WITHHELD = ('authorization', 'proxy-authorization')


#: About the request before an internal redirect; the rest that mod_wsgi leaves behind of it is not wanted.
_BEFORE = ('REDIRECT_URL', 'REDIRECT_QUERY_STRING')


def _is_of_cgi(name):
    if name.startswith('REDIRECT_'):
        return name in _BEFORE or _is_of_cgi(name[len('REDIRECT_'):])
    return name in _COMMON or name in _ADDRESS or name.startswith('HTTP_')


def variables(environ, hidden):
    """Table of what the configuration and other modules of Apache have set.

    Not in it: the keys in `hidden` (PythonOption lines), what belongs to WSGI, and the variables of CGI.
    """
    return _table(environ, lambda key: key not in hidden and not _is_of_cgi(key))


def all_variables(environ):
    """Table of those and of the variables of CGI, but for the password of the user."""
    return _table(environ, lambda key: key != 'HTTP_AUTHORIZATION' and (environ[key] or key != 'PATH_INFO'))


def _table(environ, wanted):
    pairs = [(key, environ[key]) for key in sorted(environ)
             if isinstance(environ[key], str) and not key.startswith(('wsgi.', 'mod_wsgi.', 'modpython_wsgi.')) and wanted(key)]
    if environ.get('wsgi.url_scheme') == 'https':
        pairs.append(('HTTPS', 'on'))       # mod_wsgi drops it
    return table.of_pairs(pairs)


def common_variables(request):
    """(name, value) pairs for add_common_vars(): headers as the handler has left them, server, client, file, user."""
    environ, pairs = request.environ, []
    for name, value in request.headers_in.items():
        name = name.lower()
        if name in ('content-type', 'content-length'):
            pairs.append((name.upper().replace('-', '_'), value))
        elif name not in _WITHHELD:
            pairs.append(('HTTP_' + name.upper().replace('-', '_'), value))
    if 'PATH' in os.environ:
        pairs.append(('PATH', os.environ['PATH']))
    pairs += [(key, environ[key]) for key in sorted(_COMMON) if isinstance(environ.get(key), str)
              and not key.startswith('CONTENT_')]
    pairs += [(key, environ[key]) for key in _BEFORE if environ.get(key)]
    pairs += [(key, value) for key, value in (('REMOTE_USER', request.user), ('AUTH_TYPE', request.ap_auth_type))
              if value is not None]
    return pairs


def address_variables(request):
    """(name, value) pairs for add_cgi_vars(). REQUEST_URI is the decoded path, without the query, as it was there."""
    path, path_info = request.uri, request.path_info
    pairs = [('GATEWAY_INTERFACE', 'CGI/1.1'), ('SERVER_PROTOCOL', request.protocol), ('REQUEST_METHOD', request.method),
             ('QUERY_STRING', request.args or ''), ('REQUEST_URI', path)]
    if not path_info:
        return pairs + [('SCRIPT_NAME', path)]
    script = path[:-len(path_info)] if path.endswith(path_info) else path
    return pairs + [('SCRIPT_NAME', script), ('PATH_INFO', path_info)]
