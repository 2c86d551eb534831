"""Named locks between threads and processes: what `_apache._global_lock` was to sessions.

mod_python hashed session ids onto a handful of mutexes of Apache (8 by default). Here they are hashed onto 4096 files
in a private folder, locked with flock(2):

- the lock belongs to the open file, so it works between threads, sub-interpreters and processes alike, and the
  kernel drops it when the process dies, however it dies;
- files are made when they are first needed and stay; an unlocked file means nothing;
- a thread may lock a name twice (a handler opens the session, the PSP page it calls opens it again; mod_python
  stood still in that case); it has to unlock it as often.

Waiting has no end of its own, as in mod_python: the timeouts of the daemon process end a request that waits too long.
"""
from __future__ import absolute_import

import errno
import fcntl
import hashlib
import os
import stat
import tempfile
import threading

_DIGITS = 3  # of the hash of a name: 4096 files of a kind

_guard = threading.Lock()
_held = {}  # path -> _Holding


class _Holding(object):
    """A locked file of this interpreter."""

    def __init__(self, thread, descriptor):
        self.thread = thread
        self.descriptor = descriptor
        self.count = 1


def acquire(kind, name, wait=True):
    """Lock `name` (str); wait for it if need be. Return what `release` wants.

    Names of different kinds (str) never share a file, so that one may be locked while another is held.
    Without `wait`, None is returned where somebody else holds the lock.
    Raises OSError or IOError if the folder for locks cannot be used.
    """
    path = path_of(kind, name)
    thread = threading.current_thread()
    with _guard:
        holding = _held.get(path)
        if holding is not None and holding.thread is thread:
            holding.count += 1
            return path
    descriptor = _lock_file(path, wait)
    if descriptor is None:
        return None
    with _guard:
        _held[path] = _Holding(thread, descriptor)
    return path


def path_of(kind, name):
    """The file that stands for a name (str): what `acquire` returns for it."""
    name = name if isinstance(name, bytes) else name.encode('utf-8', 'surrogateescape')
    return os.path.join(_folder(), '%s-%s' % (kind, hashlib.sha1(name).hexdigest()[:_DIGITS]))


def release(path):
    """Unlock what `acquire` has locked. Unlocking what is not locked does nothing."""
    with _guard:
        holding = _held.get(path)
        if holding is None:
            return
        holding.count -= 1
        if holding.count:
            return
        del _held[path]
    fcntl.flock(holding.descriptor, fcntl.LOCK_UN)  # a child process may have inherited the file: closing is not enough
    os.close(holding.descriptor)


def _lock_file(path, wait):
    """Open and lock the file `path`, made if need be, and return its descriptor; None if it is locked and not waited for."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        if not _flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB):
            os.close(descriptor)
            return None
    except:                             # noqa: E722: whatever it is, the file must be closed
        os.close(descriptor)
        raise
    return descriptor


def _flock(descriptor, how):
    """Lock; False if somebody else has the lock, which only happens with LOCK_NB."""
    while True:
        try:
            fcntl.flock(descriptor, how)
            return True
        except (IOError, OSError) as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            if error.errno != errno.EINTR:
                raise


def _folder():
    """Return the folder for locks, made if need be: a folder of this user in the folder for temporary files."""
    path = os.path.join(tempfile.gettempdir(), 'modpython_wsgi-locks-%d' % os.geteuid())
    try:
        status = os.lstat(path)
    except OSError:
        status = _make_folder(path)
    # Others may write into /tmp: a folder, or a link, that they have put there is not ours to use.
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o022:
        raise OSError(errno.EPERM, 'not a private folder of this user', path)
    return path


def _make_folder(path):
    try:
        os.mkdir(path, 0o700)
    except OSError as error:
        if error.errno != errno.EEXIST:  # another process was faster
            raise
    return os.lstat(path)
