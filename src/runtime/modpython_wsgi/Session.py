"""mod_python.Session: sessions in memory, in a DBM file or in files of their own.

`Session.Session(req)` makes the kind named by the option `mod_python.session.session_type`. Without it, it is a
MemorySession where one process serves all requests with threads, and a DbmSession everywhere else.

Cookies, files and options are those of mod_python: after the move, browsers stay logged in and stored sessions are
found. Only locks differ (see `sessionlock`): opening a session twice in one request no longer stands still.

Source: mod_python 3.3.1, lib/python/mod_python/Session.py.
"""
from __future__ import absolute_import

import time

from modpython_wsgi import apache
from modpython_wsgi.basesession import BaseSession, option, unlock_session_cleanup
from modpython_wsgi.dbmsession import DbmSession, dbm_cleanup
from modpython_wsgi.filesession import FileSession, filesession_cleanup, true_or_false

__all__ = ['BaseSession', 'CLEANUP_CHANCE', 'COOKIE_NAME', 'DFT_CLEANUP_TIME_LIMIT', 'DFT_FAST_CLEANUP',
           'DFT_GRACE_PERIOD', 'DFT_LOCK', 'DFT_TIMEOUT', 'DFT_VERIFY_CLEANUP', 'DbmSession', 'FileSession',
           'MemorySession', 'Session', 'dbm_cleanup', 'filesession_cleanup', 'mem_cleanup', 'true_or_false',
           'unlock_session_cleanup']

# Sites may set these; basesession.setting() reads them here.
COOKIE_NAME = 'pysid'
DFT_TIMEOUT = 30 * 60
DFT_LOCK = True
#: One new session in so many sets off the removal of expired ones.
CLEANUP_CHANCE = 1000
DFT_FAST_CLEANUP = True
DFT_VERIFY_CLEANUP = True
#: A session is removed so many seconds after it expired, for the request that may have it open just now.
DFT_GRACE_PERIOD = 240
#: A cleanup goes on with the next one after so many seconds; 0 means no limit.
DFT_CLEANUP_TIME_LIMIT = 2


class MemorySession(BaseSession):
    """A session in the memory of this process. Other processes do not see it, and it ends with the process."""

    sdict = {}

    def __init__(self, req, sid=0, secret=None, timeout=0, lock=1):
        BaseSession.__init__(self, req, sid=sid, secret=secret, timeout=timeout, lock=lock)

    def do_cleanup(self):
        self._req.register_cleanup(mem_cleanup, MemorySession.sdict)
        self._req.log_error('MemorySession: registered session cleanup.', apache.APLOG_NOTICE)

    def do_load(self):
        return MemorySession.sdict.get(self._sid)

    def do_save(self, dict):
        MemorySession.sdict[self._sid] = dict

    def do_delete(self):
        MemorySession.sdict.pop(self._sid, None)


def mem_cleanup(sdict):
    """Remove expired sessions from `sdict`."""
    now = time.time()
    for sid, data in list(sdict.items()):
        if now - data['_accessed'] > data['_timeout']:
            sdict.pop(sid, None)


_KINDS = {'FileSession': FileSession, 'DbmSession': DbmSession, 'MemorySession': MemorySession}


def Session(req, sid=0, secret=None, timeout=0, lock=1):
    """Open the session of a request. See `BaseSession` for the arguments.

    Raises Exception if the option names no kind of session, ValueError if `sid` cannot be a session id.
    """
    kind = option(req.get_options(), 'mod_python.session.session_type', 'session') or _default_kind()
    if kind not in _KINDS:
        raise Exception('Unknown session type %s' % kind)
    return _KINDS[kind](req, sid=sid, secret=secret, timeout=timeout, lock=lock)


def _default_kind():
    threaded = apache.mpm_query(apache.AP_MPMQ_IS_THREADED)
    forked = apache.mpm_query(apache.AP_MPMQ_IS_FORKED)
    daemons = apache.mpm_query(apache.AP_MPMQ_MAX_DAEMONS)
    return 'MemorySession' if threaded and (not forked or daemons == 1) else 'DbmSession'
