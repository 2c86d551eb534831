"""mod_python.apache: results, constants and the functions that are not about one request.

`from modpython_wsgi import apache` is what a moved handler says. After lib/python/mod_python/apache.py and
importer.py of 3.3.1, and src/_apachemodule.c.
"""
from __future__ import absolute_import

import atexit
import importlib
import os
import sys

from . import constants as _constants, current, log, server as _server
from .calling import resolve_object
from .cgi_objects import CGIStdin, CGIStdout, NullIO, build_cgi_env, restore_nocgi, setup_cgi
from .constants import *                                                                          # noqa: F401,F403
from .constants import AP_MPMQ_IS_FORKED, AP_MPMQ_IS_THREADED, AP_MPMQ_MAX_DAEMONS, AP_MPMQ_MAX_THREADS
from .errors import SERVER_RETURN, Unsupported
from .finfo import Finfo as finfo, stat
from .importer import freeze_modules, handler_root as get_handler_root, import_module
from .table import table
from .text import native

__all__ = [_name for _name in dir(_constants) if not _name.startswith('_')] + [
    'SERVER_RETURN', 'Unsupported', 'interpreter', 'main_server', 'CGIStdin', 'CGIStdout', 'NullIO', 'build_cgi_env',
    'config_tree', 'exists_config_define', 'finfo',
    'freeze_modules', 'get_current_config', 'get_current_options', 'get_handler_root', 'import_module', 'log_error',
    'make_table', 'module_mtime', 'mpm_query', 'register_cleanup', 'resolve_object', 'restore_nocgi', 'server_root',
    'setup_cgi', 'stat', 'table']

make_table = table

#: Name of this interpreter: the application group of mod_wsgi, which tells it in its built-in module.
interpreter = getattr(sys.modules.get('mod_wsgi'), 'application_group', None) or 'main_interpreter'

#: The main server. The first Mount of the process tells its facts (see use_main_server).
main_server = _server.Server({})


def use_main_server(facts):
    """Called by Mount: `facts` of the main server, as the configuration has them."""
    global main_server
    main_server = _server.Server(facts)


def log_error(message, level=0, server=None):
    """Write to the error log. `level` is one of APLOG_*; the server makes no difference, there is one log."""
    request = current.request()
    threshold = request.log_threshold if request is not None else main_server._facts.get('loglevel')
    log.write(current.error_stream(), message, level, threshold)


def register_cleanup(callback, data=None):
    """Call callback(data) when the process ends."""
    if not callable(callback):
        raise ValueError('first argument must be a callable object')
    atexit.register(_server.call_cleanup, callback, data)


def get_current_config():
    """Directives in force for the running handler, those of the main server outside of one (3.3.1)."""
    request = current.request()
    return request.get_config() if request is not None else main_server.get_config()


def get_current_options():
    """Options in force for the running handler, those of the main server outside of one (3.3.1)."""
    request = current.request()
    return request.get_options() if request is not None else main_server.get_options()


def module_mtime(module):
    """Time of modification of a module's file, 0 if it has none."""
    times = []
    file = getattr(module, '__file__', None)
    for name in (file, file[:-1]) if file else ():      # .pyc and .py
        if os.path.exists(name):
            times.append(os.path.getmtime(name))
    return max(times) if times else 0


# What Apache knows ---------------------------------------------------------------------------------------------------

def _fact(name, member):
    facts = main_server._facts
    if name not in facts:
        raise Unsupported(member, 'the entry script does not say (argument main_server of Mount)')
    return facts[name]


def config_tree():
    """The configuration as nested lists, as far as the entry script was given it."""
    return _fact('config_tree', 'apache.config_tree')


def server_root():
    """ServerRoot."""
    return _fact('root', 'apache.server_root')


def exists_config_define(name):
    """True if Apache was started with -D name, as far as the entry script was told."""
    return native(name) in main_server._facts.get('defines', ())


def mpm_query(code):
    """What the process model is: for a daemon process that of mod_wsgi, of which AP_MPMQ_IS_THREADED and
    AP_MPMQ_IS_FORKED matter to handlers. -1 for what it has no idea of.
    """
    wsgi = sys.modules.get('mod_wsgi')
    threads = getattr(wsgi, 'threads_per_process', 1)
    answers = {AP_MPMQ_IS_THREADED: int(threads > 1), AP_MPMQ_IS_FORKED: 1, AP_MPMQ_MAX_THREADS: threads,
               AP_MPMQ_MAX_DAEMONS: getattr(wsgi, 'maximum_processes', 1)}
    return answers.get(code, -1)


try:
    _apache = importlib.import_module('._apache', __package__)
except ImportError:                     # outside of Apache, where mod_python itself could not be imported
    pass
