"""What a request's environ says, in mod_python's words: one function for each member that is computed from it."""
from __future__ import absolute_import

import fnmatch
import os
import re
import time

from . import constants, finfo
from .table import table
from .text import PY2, file_path, native, number

METHODS = ('GET', 'PUT', 'POST', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND', 'PROPPATCH', 'MKCOL',
           'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'VERSION-CONTROL', 'CHECKOUT', 'UNCHECKOUT', 'CHECKIN', 'UPDATE', 'LABEL',
           'REPORT', 'MKWORKSPACE', 'MKACTIVITY', 'BASELINE-CONTROL', 'MERGE')
METHOD_NUMBERS = dict((name, position) for position, name in enumerate(METHODS))
METHOD_NUMBERS['HEAD'] = constants.M_GET

_ESCAPE = re.compile('%([0-9A-Fa-f]{2})')
_TO_ESCAPE = re.compile('[^A-Za-z0-9/._~-]')
_TO_QUOTE = re.compile('[^A-Za-z0-9_-]')

#: Names that do not come out right when the first letter of each part is made a capital.
_SPELLINGS = {'HTTP_DNT': 'DNT', 'HTTP_TE': 'TE', 'HTTP_SOAPACTION': 'SOAPAction', 'HTTP_UA_CPU': 'UA-CPU',
              'HTTP_CONTENT_MD5': 'Content-MD5', 'HTTP_X_UA_COMPATIBLE': 'X-UA-Compatible',
              'CONTENT_TYPE': 'Content-Type', 'CONTENT_LENGTH': 'Content-Length'}


def header_name(key):
    """Name of the request header behind the environ key `key`: HTTP_X_FOO is X-Foo."""
    known = _SPELLINGS.get(key)
    if known is None:
        known = _SPELLINGS[key] = '-'.join(part.capitalize() for part in key[5:].split('_'))
        if len(_SPELLINGS) > 1000:          # clients choose names; memory must not grow with them
            _SPELLINGS.pop(key)
    return known


def headers_in(environ):
    """Table of the request's headers, in alphabetical order: WSGI does not tell the order they came in."""
    keys = [key for key in environ if key.startswith('HTTP_') or (key in ('CONTENT_TYPE', 'CONTENT_LENGTH')
                                                                  and environ[key])]
    return table.of_pairs([(header_name(key), environ[key]) for key in sorted(keys)])


def uri(environ):
    """Path of the request: decoded, slashes merged, without the query."""
    return environ.get('SCRIPT_NAME', '') + environ.get('PATH_INFO', '')


def unparsed_uri(environ):
    """Path and query as the client sent them; behind an internal redirect, where that led."""
    if 'REDIRECT_URL' in environ:
        query = environ.get('QUERY_STRING')
        return uri(environ) + ('?' + query if query else '')
    return _sent_uri(environ)


def _sent_uri(environ):
    given = environ.get('REQUEST_URI')
    if given is not None:
        return given
    query = environ.get('QUERY_STRING')
    return uri(environ) + ('?' + query if query else '')


def args(environ):
    """The query; '' if there is nothing behind the question mark, None without one."""
    query = environ.get('QUERY_STRING', '')
    return query if query or environ.get('REQUEST_URI', '').endswith('?') else None


def the_request(environ):
    """First line of the request."""
    return '%s %s %s' % (environ.get('REQUEST_METHOD', 'GET'), _sent_uri(environ),
                         environ.get('SERVER_PROTOCOL', 'HTTP/1.0'))


def hostname(environ):
    """Name in the Host header, without the port and in lower case; None without the header.

    The brackets around an IPv6 address and the dot behind a name are gone (server/vhost.c, fix_hostname).
    """
    host = environ.get('HTTP_HOST')
    if not host:
        return None
    name, colon, port = host.rpartition(':')
    name = (name if colon and number(port) is not None else host).lower()
    if name.startswith('[') and name.endswith(']'):
        return name[1:-1]
    return name[:-1] if name.endswith('.') else name


def protocol_number(environ):
    """1001 for HTTP/1.1."""
    major, _, minor = environ.get('SERVER_PROTOCOL', 'HTTP/1.0').partition('/')[2].partition('.')
    return number(major, 1) * 1000 + number(minor, 0)


def request_time(environ):
    """When the request started, in seconds. mod_wsgi tells it as text in microseconds, from 6.0 on in seconds."""
    start = environ.get('mod_wsgi.request_start')
    if isinstance(start, str):
        return number(start, time.time() * 1000000) / 1000000.0
    return start if isinstance(start, float) else time.time()


def document_root(environ):
    """DocumentRoot of the request."""
    return environ.get('DOCUMENT_ROOT', '')


def mapping(environ):
    """(filename, path_info) of the request.

    With WSGIHandlerScript, Apache has mapped the address and SCRIPT_FILENAME is the result. With WSGIScriptAlias it is
    the entry script, so the address is mapped here the way Apache maps what no Alias covers.
    path_info is None where the address leaves the file to Apache, as it was.
    """
    if environ.get('mod_wsgi.handler_script'):
        name, path_info = local_name(environ.get('SCRIPT_FILENAME', '')), environ.get('PATH_INFO', '')
        if _is_chosen_file(environ) or not path_info and _stays_in_folder(environ, name):
            path_info = None
        return name, path_info
    return translate(document_root(environ), uri(environ))


def _is_chosen_file(environ):
    """Whether the file is the index page of a folder, or one of several extensions (MultiViews).

    Apache answers with such a file as if it had been asked for it: of what the client wrote only REQUEST_URI is left.
    A redirect within Apache (ErrorDocument, mod_rewrite in a folder) leaves a REDIRECT_STATUS.
    """
    asked, found = decoded_path(environ), uri(environ)
    added = found[len(asked):]
    if not added or '/' in added or not found.startswith(asked) or 'REDIRECT_STATUS' in environ:
        return False
    return asked.endswith('/') or added.startswith('.')


def _stays_in_folder(environ, name):
    """Whether a redirect within Apache (ErrorDocument, mod_rewrite in a folder) led to a file of the folder it began in.

    Apache then takes what it found there before for the folder, and splits the new address no more.
    """
    before, folder = environ.get('REDIRECT_URL', ''), uri(environ).rpartition('/')[0] + '/'
    if not before.startswith(folder):
        return False
    below = before[len(folder):].partition('/')[0]
    return not below or not os.path.isdir(os.path.join(os.path.dirname(name), below))


def translate(root, path):
    """(filename, path_info) of `path` below the directory `root` (server/request.c, ap_directory_walk).

    The file name ends with the first component that is no directory, there or not; the rest is path_info.
    """
    if not root:
        return None, path
    filename = root.rstrip('/')
    parts = path.split('/')[1:]
    for position, part in enumerate(parts):
        filename += '/' + part
        if '\0' in filename or not os.path.isdir(file_path(filename)):
            rest = parts[position + 1:]
            return local_name(filename), '/' + '/'.join(rest) if rest else ''
    return local_name(filename), ''


def local_name(name):
    """`name` as handlers may open it. On Python 3 the bytes of a WSGI string are decoded as file names are."""
    return name if PY2 else file_path(name)


def file_information(name):
    """finfo of a file named as local_name() gives it."""
    if PY2 or not name:
        return finfo.of_file(name)
    return finfo.of_file(os.fsencode(name).decode('latin-1'))


def decoded_path(environ):
    """Path the client asked for, decoded, with slashes merged and dots resolved, whatever mod_rewrite made of it."""
    address = unparsed_uri(environ).partition('?')[0]
    if not address.startswith('/') and '://' in address:
        address = '/' + address.partition('://')[2].partition('/')[2]
    path = unquoted(address)
    parts = []
    for part in re.sub('/+', '/', path).split('/')[1:]:
        if part == '..':
            parts[-1:] = []
        elif part != '.':
            parts.append(part)
    return '/' + '/'.join(parts)


def escaped(path):
    """The decoded `path` as it stands in an address."""
    return _TO_ESCAPE.sub(_as_escape, path)


def quoted(text):
    """`text` as it stands in a query: nothing in it is mistaken for a part of one."""
    return _TO_QUOTE.sub(_as_escape, text)


def unquoted(text):
    """What quoted() was given."""
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)


def _as_escape(match):
    return '%%%02X' % ord(match.group())


def parsed_uri(environ):
    """(scheme, hostinfo, user, password, hostname, port, path, query, fragment) of the requested address.

    The path is decoded: Apache does that in place, before any handler sees it. Clients of a proxy name a server in
    front of the path; else the first five are None, and so is the port unless the Host header names one.
    """
    address, mark, query = unparsed_uri(environ).partition('?')
    query = query.partition('#')[0] if mark else None
    scheme, absolute, rest = address.partition('://')
    if absolute and scheme and '/' not in scheme:
        hostinfo = rest.partition('/')[0]
        credentials, at, host = hostinfo.rpartition('@')
        user, colon, password = credentials.partition(':')
        host, port_mark, port = host.partition(':')
        return (scheme, hostinfo, user if at else None, password if colon else None, host,
                number(port) if port_mark else None, decoded_path(environ), query, None)
    _, colon, port = environ.get('HTTP_HOST', '').rpartition(':')
    return (None, None, None, None, None, number(port) if colon else None, decoded_path(environ), query, None)


def construct_url(environ, path):
    """Absolute address of `path` on this server (server/core.c, ap_construct_url).

    Name and port follow UseCanonicalName, as SERVER_NAME and SERVER_PORT do. Other strings than native ones are a
    TypeError.
    """
    scheme = environ.get('wsgi.url_scheme', 'http')
    port = environ.get('SERVER_PORT', '')
    default = '443' if scheme == 'https' else '80'
    return '%s://%s%s%s' % (scheme, environ.get('SERVER_NAME', ''), '' if port in ('', default) else ':' + port,
                            native(path))


def remote_host(environ, kind):
    """Name or address of the client, for req.get_remote_host (server/core.c, ap_get_remote_host)."""
    name = environ.get('REMOTE_HOST')
    if name or kind in (constants.REMOTE_HOST, constants.REMOTE_DOUBLE_REV):
        return name or None
    return environ.get('REMOTE_ADDR')


def interpreter(environ):
    """Name of the interpreter: mod_wsgi's application group, whose empty name is mod_python's main interpreter."""
    return environ.get('mod_wsgi.application_group') or 'main_interpreter'


def server_name(environ):
    """ServerName of the (virtual) server, as the application group %{SERVER} tells it; else the host that was asked for."""
    return _group_server(environ) or environ.get('SERVER_NAME')


def _group_server(environ):
    """The name in the application group %{SERVER}.

    Other groups have names without a dot (PythonInterpreter), are folders, or have no name (%{GLOBAL}).
    """
    group = environ.get('mod_wsgi.application_group') or ''
    name, _, port = group.partition(':')
    if '/' not in group and (port == environ.get('SERVER_PORT') if port else '.' in name):
        return name
    return None


def virtual_host(environ, hosts):
    """That of `hosts` (entry.Mount) which a request is for, None if no name tells.

    Apache takes the first with the name, an alias or a pattern that fits (server/vhost.c, check_hostalias).
    """
    exact = _group_server(environ)
    name = (exact or environ.get('SERVER_NAME') or '').lower()
    named = [host for host in hosts if name == (host.get('hostname') or '').lower() or not exact and _fits(name, host)]
    port = number(environ.get('SERVER_PORT', ''))
    return ([host for host in named if port in host.get('ports', (port,))] or named or [None])[0] if name else None


def _fits(name, host):
    aliases = list(host.get('names', ())) + list(host.get('wild_names', ()))
    return any(fnmatch.fnmatchcase(name, alias.lower()) for alias in aliases)


def in_daemon(environ):
    """True if a daemon process of mod_wsgi answers: Apache then reads the answer as it reads a CGI program's."""
    return bool(environ.get('mod_wsgi.process_group'))
