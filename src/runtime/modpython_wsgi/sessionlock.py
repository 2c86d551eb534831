"""Named locks between threads and processes: what `_apache._global_lock` was to sessions.

mod_python hashed session ids onto a handful of mutexes of Apache. Here each name has a file of its own in a private
folder, locked with flock(2):

- the lock belongs to the open file, so it works between threads, sub-interpreters and processes alike, and the
  kernel drops it when the process dies, however it dies;
- the file is removed by whoever unlocks it, so neither locks nor files stay behind. A waiter that gets the lock of
  a file removed meanwhile notices that and starts anew;
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

_guard = threading.Lock()
_held = {}  # path -> _Holding


class _Holding(object):
    """A locked file of this interpreter."""

    def __init__(self, thread, descriptor):
        self.thread = thread
        self.descriptor = descriptor
        self.count = 1


def acquire(name):
    """Lock `name` (str); wait for it if need be. Return what `release` wants.

    Raises OSError or IOError if the folder for locks cannot be used.
    """
    path = os.path.join(_folder(), hashlib.sha1(_bytes(name)).hexdigest())
    thread = threading.current_thread()
    with _guard:
        holding = _held.get(path)
        if holding is not None and holding.thread is thread:
            holding.count += 1
            return path
    descriptor = _lock_file(path)
    with _guard:
        _held[path] = _Holding(thread, descriptor)
    return path


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
    try:
        os.unlink(path)
    except OSError:
        pass  # somebody cleaned up the folder
    fcntl.flock(holding.descriptor, fcntl.LOCK_UN)  # a child process may have inherited the file: closing is not enough
    os.close(holding.descriptor)


def _bytes(name):
    return name if isinstance(name, bytes) else name.encode('utf-8', 'surrogateescape')


def _lock_file(path):
    """Open and lock the file `path`, made if need be, and return its descriptor."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
            _flock(descriptor)
            if _is_current(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _flock(descriptor):
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            return
        except (IOError, OSError) as error:
            if error.errno != errno.EINTR:
                raise


def _is_current(descriptor, path):
    """Whether the open file still is the one of that name."""
    try:
        named = os.stat(path)
    except OSError:
        return False
    opened = os.fstat(descriptor)
    return (opened.st_dev, opened.st_ino) == (named.st_dev, named.st_ino)


def _folder():
    """Return the folder for locks, made if need be: a folder of this user in the folder for temporary files."""
    path = os.path.join(tempfile.gettempdir(), 'modpython_wsgi-locks-%d' % os.geteuid())
    try:
        os.mkdir(path, 0o700)
    except OSError as error:
        if error.errno != errno.EEXIST:
            raise
        _check_owner(path)
    return path


def _check_owner(path):
    """Others may write into /tmp: a folder, or a link, they have put there is not ours to use."""
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o022:
        raise OSError(errno.EPERM, 'not a private folder of this user', path)
