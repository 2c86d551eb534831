"""The server object: req.server, apache.main_server, connection.base_server (src/serverobject.c).

Apache keeps these facts in memory; under WSGI they come from the configuration that was read at migration time,
through the `server` and `main_server` arguments of entry.Mount.
"""
from __future__ import absolute_import

import atexit
import time

from . import current, facts, log
from .constants import APLOG_WARNING
from .member import Missing
from .options import option_name
from .table import table

_STARTED = time.time()


def _fact(name, default=None):
    """A read-only member that is a fact of the configuration."""
    return property(lambda server: server._facts.get(name, default))


class Server(object):
    """A (virtual) server. `facts` are those of entry.Mount; `environ` helps out where a fact was not given."""

    c_name = 'mp_server'

    def __init__(self, facts, environ=None):
        self._facts = facts
        self._environ = environ or {}

    @property
    def server_hostname(self):
        return self._facts.get('hostname') or facts.server_name(self._around())

    @property
    def server_admin(self):
        return self._facts.get('admin') or self._around().get('SERVER_ADMIN', '[no address given]')

    @property
    def port(self):
        """Port of ServerName; 0 where it names none, as in most virtual hosts."""
        return self._facts.get('port', 0)

    @property
    def is_virtual(self):
        return int(self._facts.get('is_virtual', False))

    @property
    def names(self):
        return tuple(self._facts.get('names', ()))

    @property
    def wild_names(self):
        return tuple(self._facts.get('wild_names', ()))

    @property
    def pathlen(self):
        return len(self._facts.get('path') or '')

    @property
    def loglevel(self):
        return self._facts.get('loglevel', APLOG_WARNING)

    defn_name = _fact('defn_name')
    defn_line_number = _fact('defn_line_number', 0)
    error_fname = _fact('error_fname')
    path = _fact('path')
    timeout = _fact('timeout', 60.0)
    keep_alive = _fact('keep_alive', 1)
    keep_alive_max = _fact('keep_alive_max', 100)
    keep_alive_timeout = _fact('keep_alive_timeout', 5.0)
    limit_req_line = _fact('limit_req_line', 8190)
    limit_req_fieldsize = _fact('limit_req_fieldsize', 8190)
    limit_req_fields = _fact('limit_req_fields', 100)
    next = Missing('server.next', 'a WSGI application knows only the server it answers for')
    my_generation = Missing('server.my_generation', 'restarts of Apache are not visible to a WSGI application')
    _server_rec = Missing('server._server_rec', "there is no server_rec of Apache's in a WSGI application")

    @property
    def restart_time(self):
        """When this process started: a restart of Apache starts new ones."""
        return _STARTED

    def get_config(self):
        """Python directives of the server."""
        return table(self._facts.get('config') or ())

    def get_options(self):
        """PythonOption lines of the server. The value None means that the configuration has it as SetEnv."""
        options = self._facts.get('options') or {}
        values = [(name, self._variable(name) if options[name] is None else options[name]) for name in options]
        return table([(option_name(name), value) for name, value in values if value != ''])

    def _variable(self, name):
        """Value of an environ key; the main server has none but that of the request that is running."""
        request = current.request()
        environ = self._environ or (request.environ if request is not None else {})
        return environ.get(name, '')

    def _around(self):
        """environ that knows names of this server: for the main one that of a request that is for no virtual host."""
        request = current.request()
        if self._environ or request is None or request.configuration.server_of(request.environ).get('is_virtual'):
            return self._environ
        return request.environ

    def log_error(self, message, level=0):
        """Write to the error log. `level` is one of apache.APLOG_*."""
        log.write(current.error_stream(), message, level, self._facts.get('loglevel'))

    def register_cleanup(self, request, handler, data=None):
        """Call handler(data) when the process ends. `request` is checked and otherwise unused, as in mod_python."""
        if getattr(type(request), 'c_name', None) != 'mp_request':
            raise ValueError('first argument must be a request object')
        if not callable(handler):
            raise ValueError('second argument must be a callable object')
        atexit.register(call_cleanup, handler, data)


Server.__name__ = Server.c_name


def call_cleanup(handler, data):
    """Call a registered cleanup. A tuple is spread over the arguments: PyObject_CallFunction(handler, "O", data)."""
    return handler(*data) if isinstance(data, tuple) else handler(data)
