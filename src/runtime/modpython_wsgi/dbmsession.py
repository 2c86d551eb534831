"""Sessions in one DBM file. Sites know the class as Session.DbmSession.

The file is `mp_sess.dbm` in the folder for temporary files unless options say otherwise. Its type is whatever made
it; a new one gets the best type Python has. A file of a type this Python cannot read (the old server had bsddb, the
new Python has not) is left alone: the log says so and sessions start anew in a file beside it.

Source: mod_python 3.3.1, lib/python/mod_python/Session.py.
"""
from __future__ import absolute_import

import os
import stat
import tempfile
import time
import traceback

try:
    import anydbm
    from whichdb import whichdb
except ImportError:  # Python 3
    import dbm as anydbm
    from dbm import whichdb

from modpython_wsgi import apache, sessiondata, sessionlock
from modpython_wsgi.basesession import BaseSession, option

_MODE = stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP
_NEW_NAME = '.wsgi'  # added to the name of a file that cannot be read


class DbmSession(BaseSession):
    """A session in a DBM file: `dbm` is its path, `dbmtype` a module with an `open` like anydbm's."""

    def __init__(self, req, dbm=None, sid=0, secret=None, dbmtype=anydbm, timeout=0, lock=1):
        self._dbmfile = readable_file(req, dbm or _configured_file(req.get_options()), dbmtype)
        self._dbmtype = dbmtype
        BaseSession.__init__(self, req, sid=sid, secret=secret, timeout=timeout, lock=lock)

    def do_cleanup(self):
        self._req.register_cleanup(dbm_cleanup, [self._dbmfile, self._dbmtype])  # a tuple would be spread
        self._req.log_error('DbmSession: registered database cleanup.', apache.APLOG_NOTICE)

    def do_load(self):
        with _Database(self._dbmfile, self._dbmtype) as db:
            key = self._sid.encode('ascii')
            record = db[key] if key in db else None
        try:
            return sessiondata.loads(record) if record is not None else None
        except Exception:  # a damaged record must not lock its owner out
            self._req.log_error('Error while loading a session : %s' % traceback.format_exc())
            return None

    def do_save(self, dict):
        data = sessiondata.dumps(dict)
        with _Database(self._dbmfile, self._dbmtype) as db:
            db[self._sid.encode('ascii')] = data

    def do_delete(self):
        with _Database(self._dbmfile, self._dbmtype) as db:
            key = self._sid.encode('ascii')
            if key in db:
                del db[key]


class _Database(object):
    """The open file, locked against other threads and processes."""

    def __init__(self, path, dbmtype):
        self._path = path
        self._type = dbmtype

    def __enter__(self):
        self._lock = sessionlock.acquire('dbm', os.path.abspath(self._path))
        try:
            self._db = self._type.open(self._path, 'c', _MODE)
        except:                         # noqa: E722: whatever it is, the lock must go
            sessionlock.release(self._lock)
            raise
        return self._db

    def __exit__(self, *exc_info):
        try:
            self._db.close()
        finally:
            sessionlock.release(self._lock)


def _configured_file(options):
    path = option(options, 'mod_python.dbm_session.database_filename', 'session_dbm')
    if path:
        return path
    directory = option(options, 'mod_python.dbm_session.database_directory', 'mod_python.session.database_directory',
                       'session_directory')
    return os.path.join(directory or tempfile.gettempdir(), 'mp_sess.dbm')


def readable_file(req, path, dbmtype):
    """Return `path`, or the name of another file if its type is one that this Python cannot read."""
    if dbmtype is not anydbm:
        return path
    kind = whichdb(path)
    if kind is None:
        return path  # no such file yet
    try:
        if kind:
            __import__(kind)
            return path
    except ImportError:
        pass
    req.log_error('DbmSession: %s is a DBM file this Python cannot read (%s); its sessions are left behind, new ones'
                  ' go to %s' % (path, kind or 'unknown type', path + _NEW_NAME), apache.APLOG_WARNING)
    return path + _NEW_NAME


def dbm_cleanup(data):
    """Remove expired sessions. `data` is the path of the file and the module that opens it."""
    path, dbmtype = data
    now = time.time()
    with _Database(path, dbmtype) as db:
        for key in list(db.keys()):
            try:
                session = sessiondata.loads(db[key])
                expired = now - session['_accessed'] > session['_timeout']
            except Exception:
                expired = True  # not a session, or one that nobody can read any more
            if expired:
                del db[key]
