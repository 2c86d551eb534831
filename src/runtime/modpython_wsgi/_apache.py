"""mod_python._apache: the C module under mod_python, as far as sites use it themselves.

Sites that have a session class of their own took its locks from mod_python's Session.py (`_apache._global_lock`), and
`try: import _apache` was how code found out whether it ran inside of Apache. So this module can be imported in a
process of mod_wsgi only: everywhere else the import raises ImportError, as it did.

Source: mod_python 3.5.0, src/_apachemodule.c.
"""
from __future__ import absolute_import

import importlib
import sys

# mod_wsgi's module of that name is built in; what PyPI calls mod_wsgi can be imported anywhere and knows no process group.
if getattr(sys.modules.get('mod_wsgi'), 'process_group', None) is None:
    raise ImportError('modpython_wsgi._apache is for code that runs inside of Apache')

from . import sessionlock                                                                             # noqa: E402
from .constants import *                                                                    # noqa: F401,F403,E402
from .errors import SERVER_RETURN  # noqa: F401,E402
from .finfo import stat  # noqa: F401,E402
from .query import parse_qs, parse_qsl  # noqa: F401,E402
from .server import Server  # noqa: E402
from .table import table  # noqa: F401,E402

#: The two modules import each other: a plain import would not find the one that is not complete.
_public = importlib.import_module('.apache', __package__)

config_tree = _public.config_tree
exists_config_define = _public.exists_config_define
log_error = _public.log_error
mpm_query = _public.mpm_query
register_cleanup = _public.register_cleanup
server_root = _public.server_root

_KIND = 'global'


def _global_lock(server, key, index=-1):
    """Wait for the lock of `key`, or for lock number `index`, and take it.

    mod_python had 8 locks that all keys shared; here keys rarely meet. TypeError if `server` is no server object.
    """
    sessionlock.acquire(_KIND, _name(server, key, index))


def _global_trylock(server, key, index=-1):
    """Like _global_lock without waiting: 1 if the lock was free and is taken now, else 0."""
    return int(sessionlock.acquire(_KIND, _name(server, key, index), wait=False) is not None)


def _global_unlock(server, key, index=-1):
    """Give the lock back."""
    sessionlock.release(sessionlock.path_of(_KIND, _name(server, key, index)))


def _name(server, key, index):
    if not isinstance(server, Server):
        raise TypeError('First argument must be a server object')
    if index < -1:
        raise ValueError('Lock index is out of range for number of global mutex locks')
    return 'key %s' % (key,) if index == -1 else 'index %d' % index
