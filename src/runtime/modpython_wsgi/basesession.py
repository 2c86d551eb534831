"""What all kinds of sessions have in common: id, cookie, expiry, lock. Sites know this class as Session.BaseSession.

Source: mod_python 3.3.1, lib/python/mod_python/Session.py, and its documentation, "Session - Session Management".
"""
from __future__ import absolute_import

import binascii
import os
import random
import re
import time

from modpython_wsgi import Cookie, sessionlock

_SID = re.compile(r'[0-9a-f]{32}\Z')


def option(options, *names):
    """Return the first of these options that is set, or None. Later names are those of mod_python before 3.3."""
    for name in names:
        if name in options:
            return options[name]
    return None


def setting(name):
    """Return a constant of the module Session, where sites set their own: `Session.DFT_TIMEOUT = 3600`."""
    from modpython_wsgi import Session
    return getattr(Session, name)


def is_sid(sid):
    """Whether `sid` could be a session id: ids come from the client and become file names."""
    return bool(_SID.match(sid))


def new_sid():
    """Return a new session id of the form mod_python used, from the system's random numbers."""
    return binascii.hexlify(os.urandom(16)).decode('ascii')


def unlock_session_cleanup(session):
    """Registered as cleanup of the request for every lock taken."""
    session.unlock()


class _Held(object):
    """The lock of a session, which goes with it should everybody forget to unlock it.

    It refers to nothing. The session is often in a circle (`req.session = Session.Session(req)`), and Python 2 never
    frees a circle in which something has a __del__.
    """

    def __init__(self, sid):
        self._path = sessionlock.acquire('session', sid)

    def release(self):
        """Unlock, if it was not done yet."""
        path, self._path = self._path, None
        if path is not None:
            sessionlock.release(path)

    __del__ = release


class BaseSession(dict):
    """A session: a dict that is kept under an id the client knows from a cookie.

    `sid` asks for a certain session (ValueError if it cannot be an id); by default it is that of the cookie. If there
    is no such session, or it has expired, a new one with a new id is made and the cookie sent, whether or not the
    session will be saved. `secret` signs the cookie. `timeout` (seconds, for new sessions) counts from the last
    saved access. With `lock`, requests of one session wait for each other until their cleanup.

    A kind of session defines do_load, do_save, do_delete and do_cleanup.
    """

    def __init__(self, req, sid=None, secret=None, lock=1, timeout=0):
        dict.__init__(self)
        self._req, self._sid, self._secret = req, sid, secret
        self._lock = lock
        self._new = 1
        self._created = self._accessed = self._timeout = 0
        self._locked = 0
        self._held = None
        self._invalid = 0
        self._find_sid(sid)
        self.init_lock()
        if self._sid:
            self.lock()
            if self.load():
                self._new = 0
            else:
                self.unlock()
        if self._new:
            self._start(timeout)
        self._accessed = time.time()
        if random.randint(1, setting('CLEANUP_CHANCE')) == 1:
            self.cleanup()

    def has_key(self, key):
        """`key in session`: dictionaries of Python 3 have no such method any more, old code asks sessions for it."""
        return key in self

    def _find_sid(self, given):
        if not self._sid:
            cookie = self._read_cookie()
            self._sid = cookie.value if cookie else None
        if self._sid and not is_sid(self._sid):
            if given:
                raise ValueError('Invalid Session ID: sid=%s' % given)
            self._sid = None

    def _read_cookie(self):
        name = self._cookie_name()
        if self._secret:
            return Cookie.get_cookie(self._req, name, Class=Cookie.SignedCookie, secret=self._secret,
                                     mismatch=Cookie.Cookie.IGNORE)
        return Cookie.get_cookie(self._req, name)

    def _cookie_name(self):
        options = self._req.get_options()
        return option(options, 'mod_python.session.cookie_name', 'session_cookie_name') \
            or setting('COOKIE_NAME')

    def _start(self, timeout):
        self._sid = str(new_sid())
        self.lock()
        Cookie.add_cookie(self._req, self.make_cookie())
        self._created = time.time()
        self._timeout = timeout or setting('DFT_TIMEOUT')

    def make_cookie(self):
        """Return the cookie of this session."""
        name = self._cookie_name()
        if self._secret:
            cookie = Cookie.SignedCookie(name, self._sid, secret=self._secret)
        else:
            cookie = Cookie.Cookie(name, self._sid)
        options = self._req.get_options()
        if 'mod_python.session.application_domain' in options:
            cookie.domain = options['mod_python.session.application_domain']
        path = option(options, 'mod_python.session.application_path', 'ApplicationPath')
        cookie.path = self._cookie_path() if path is None else path
        return cookie

    def _cookie_path(self):
        """The folder of the handler directive as seen from outside; '/' where that has no meaning (Location, Alias)."""
        directory = self._req.hlist.directory
        if not directory:
            return '/'
        path = directory[len(self._req.document_root()):]
        if not path or not self._req.uri.startswith(path):
            return '/'
        return path

    def invalidate(self):
        """End the session: delete it, tell the client to forget the cookie, and let `save` do nothing."""
        cookie = self.make_cookie()
        cookie.expires = 0
        Cookie.add_cookie(self._req, cookie)
        self.delete()
        self._invalid = 1

    def load(self):
        """Fill the session from the store. Return whether it was there and not expired."""
        data = self.do_load()
        if data is None or time.time() - data['_accessed'] > data['_timeout']:
            return 0
        self._created = data['_created']
        self._accessed = data['_accessed']
        self._timeout = data['_timeout']
        self.update(data['_data'])
        return 1

    def save(self):
        """Write the session to the store. Nothing is saved without this call (PSP pages make it for you)."""
        if not self._invalid:
            self.do_save({'_data': self.copy(), '_created': self._created, '_accessed': self._accessed,
                          '_timeout': self._timeout})

    def delete(self):
        """Empty the session and remove it from the store."""
        self.do_delete()
        self.clear()

    def init_lock(self):
        """For kinds of sessions with locks of their own."""

    def lock(self):
        """Wait until no other request has this session locked, and lock it until the cleanup of this one."""
        if self._lock and not self._locked:
            self._acquire()
            self._req.register_cleanup(unlock_session_cleanup, self)

    def unlock(self):
        """Unlock the session, if it is locked."""
        if self._lock:
            self._release()

    def _acquire(self):
        self._held = _Held(self._sid)
        self._locked = 1

    def _release(self):
        if self._locked:
            self._locked = 0
            self._held.release()

    def is_new(self):
        """Whether the session was made by this request."""
        return bool(self._new)

    def id(self):
        """Return the session id, 32 hexadecimal digits."""
        return self._sid

    def created(self):
        """Return when the session was made (seconds since 1970)."""
        return self._created

    def last_accessed(self):
        """Return when the session was last opened, which is now."""
        return self._accessed

    def timeout(self):
        """Return after how many seconds without access the session expires."""
        return self._timeout

    def set_timeout(self, secs):
        """Set after how many seconds without access the session expires."""
        self._timeout = secs

    def cleanup(self):
        """Have expired sessions removed after the request."""
        self.do_cleanup()

    def do_load(self):
        """Return the stored dict of this id, or None."""
        raise NotImplementedError

    def do_save(self, dict):
        """Store this dict under the id."""
        raise NotImplementedError

    def do_delete(self):
        """Remove what is stored under the id, if anything."""
        raise NotImplementedError

    def do_cleanup(self):
        """Register a cleanup of the request that removes expired sessions."""
        raise NotImplementedError
