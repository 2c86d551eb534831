"""The connection object: req.connection (src/connobject.c)."""
from __future__ import absolute_import

from . import log
from .constants import AP_CONN_UNKNOWN
from .errors import Unsupported
from .member import Member, Missing
from .table import table
from .text import number

_RAW = 'only a PythonConnectionHandler talks to the socket itself, and WSGI has no such thing'


def _address(environ, host, port):
    """(address, port) of two environ keys, or None when the server did not say."""
    if not environ.get(host):
        return None
    return environ[host], number(environ.get(port, ''), 0)


def _local_address(connection):
    environ = connection._environ
    # SERVER_PORT follows the Host header where UseCanonicalName is off; the port of the listener does not.
    port = 'mod_wsgi.listener_port' if environ.get('mod_wsgi.listener_port') else 'SERVER_PORT'
    return _address(environ, 'SERVER_ADDR', port)


def _client_address(connection):
    return _address(connection._environ, 'REMOTE_ADDR', 'REMOTE_PORT')


def _environ_value(key):
    return lambda connection: connection._environ.get(key)


class Connection(object):
    """The connection a request came on, seen through its environ."""

    c_name = 'mp_conn'

    def __init__(self, request, environ):
        self._request = request
        self._environ = environ

    client_addr = Member('client_addr', _client_address)
    client_ip = Member('client_ip', _environ_value('REMOTE_ADDR'))
    remote_addr = Member('remote_addr', _client_address)
    remote_ip = Member('remote_ip', _environ_value('REMOTE_ADDR'))
    remote_host = Member('remote_host', _environ_value('REMOTE_HOST'))
    remote_logname = Member('remote_logname', _environ_value('REMOTE_IDENT'))
    local_addr = Member('local_addr', _local_address)
    local_ip = Member('local_ip', _environ_value('SERVER_ADDR'))
    local_host = Member('local_host', lambda connection: None)
    double_reverse = Member('double_reverse', lambda connection: 0)
    keepalives = Member('keepalives', lambda connection: 0)
    id = Member('id', lambda connection: hash(connection._environ.get('mod_wsgi.connection_id', '')) & 0x7fffffff)
    notes = Member('notes', lambda connection: table())
    hlist = Missing('connection.hlist', _RAW)
    _conn_rec = Missing('connection._conn_rec', "there is no conn_rec of Apache's in a WSGI application")

    @property
    def base_server(self):
        return self._request.server

    @property
    def aborted(self):
        """1 once a write has failed because the client was gone: WSGI tells no earlier."""
        return int(self._request.client_gone)

    @property
    def keepalive(self):
        return AP_CONN_UNKNOWN

    @keepalive.setter
    def keepalive(self, value):
        raise Unsupported('connection.keepalive', 'the connection belongs to Apache; set the header Connection instead')

    def log_error(self, message, level=0):
        """Write to the error log."""
        log.write(self._request.error_stream, message, level, self._request.log_threshold)

    def read(self, length=-1):
        """Not under WSGI."""
        raise Unsupported('connection.read', _RAW)

    def readline(self, length=-1):
        """Not under WSGI."""
        raise Unsupported('connection.readline', _RAW)

    def write(self, data=''):
        """Not under WSGI."""
        raise Unsupported('connection.write', _RAW)


Connection.__name__ = Connection.c_name
