"""Sessions in files of their own. Sites know the class as Session.FileSession.

The session with id `sid` is the pickle `mp_sess/<first two digits of sid>/<sid>` in the folder for temporary files,
or in the one given by an option. Files written by mod_python are read, and mod_python reads those written here.

Source: mod_python 3.3.1, lib/python/mod_python/Session.py.
"""
from __future__ import absolute_import

import errno
import os
import tempfile
import time
import traceback

from modpython_wsgi import apache, sessiondata
from modpython_wsgi.basesession import BaseSession, is_sid, option, setting

_STATUS_VERSION = 'MPFS_3.2'
_STALE_LOCK = 3600


class FileSession(BaseSession):
    """A session in a file. `fast_cleanup` and `verify_cleanup` override the options of the same meaning."""

    def __init__(self, req, sid=0, secret=None, timeout=0, lock=1, fast_cleanup=-1, verify_cleanup=-1):
        options = req.get_options()
        if fast_cleanup == -1:
            fast_cleanup = _flag(options, 'DFT_FAST_CLEANUP', 'mod_python.file_session.enable_fast_cleanup',
                                 'session_fast_cleanup')
        if verify_cleanup == -1:
            verify_cleanup = _flag(options, 'DFT_VERIFY_CLEANUP', 'mod_python.file_session.verify_session_timeout',
                                   'session_verify_cleanup')
        self._fast_cleanup = fast_cleanup
        self._verify_cleanup = verify_cleanup
        self._grace_period = _number(options, 'DFT_GRACE_PERIOD', 'mod_python.file_session.cleanup_grace_period',
                                     'session_grace_period')
        self._cleanup_time_limit = _number(options, 'DFT_CLEANUP_TIME_LIMIT',
                                           'mod_python.file_session.cleanup_time_limit', 'session_cleanup_time_limit')
        self._sessdir = _directory(req)
        self._cleanup_timeout = timeout or setting('DFT_TIMEOUT')
        BaseSession.__init__(self, req, sid=sid, secret=secret, timeout=timeout, lock=lock)

    def do_cleanup(self):
        self._req.register_cleanup(filesession_cleanup, {
            'req': self._req, 'sessdir': self._sessdir, 'fast_cleanup': self._fast_cleanup,
            'verify_cleanup': self._verify_cleanup, 'timeout': self._cleanup_timeout,
            'grace_period': self._grace_period, 'cleanup_time_limit': self._cleanup_time_limit})
        self._req.log_error('FileSession: registered filesession cleanup.', apache.APLOG_NOTICE)

    def do_load(self):
        self.lock_file()
        try:
            with open(self._filename(), 'rb') as file:
                data = sessiondata.loads(file.read())
            if time.time() - data['_accessed'] <= data['_timeout']:
                os.utime(self._filename(), None)  # a cleanup must not remove it before this request has saved it
            return data
        except Exception as error:
            if getattr(error, 'errno', None) != errno.ENOENT:
                self._req.log_error('Error while loading a session : %s' % traceback.format_exc())
            return None
        finally:
            self.unlock_file()

    def do_save(self, dict):
        self.lock_file()
        try:
            _write(self._sessdir, self._filename(), sessiondata.dumps(dict))
        except Exception:
            self._req.log_error('Error while saving a session : %s' % traceback.format_exc())
        finally:
            self.unlock_file()

    def do_delete(self):
        self.lock_file()
        try:
            _unlink(self._filename())
        finally:
            self.unlock_file()

    def lock_file(self):
        """Lock the session for an access to its file, unless requests lock it anyway."""
        if not self._locked:
            self._acquire()

    def unlock_file(self):
        """Undo `lock_file`."""
        if not self._lock:
            self._release()

    def _filename(self):
        return os.path.join(self._sessdir, self._sid[:2], self._sid)


def _directory(req):
    directory = option(req.get_options(), 'mod_python.file_session.database_directory',
                       'mod_python.session.database_directory', 'session_directory')
    if directory:
        return os.path.join(directory, 'mp_sess')
    path = os.path.join(tempfile.gettempdir(), 'mp_sess')
    if _is_ours(path):
        return path
    own = '%s-%d' % (path, os.geteuid())
    req.log_error('FileSession: %s belongs to another user; sessions are kept in %s' % (path, own),
                  apache.APLOG_WARNING)
    if not _is_ours(own):
        raise OSError(errno.EPERM, 'session folder belongs to another user', own)
    return own


def _is_ours(path):
    """Whether a folder is this user's, root's or not there yet.

    Anybody may make a folder in /tmp. Reading pickles from somebody else's would run his code.
    """
    try:
        return os.lstat(path).st_uid in (0, os.geteuid())
    except OSError:
        return True


def _write(directory, filename, data):
    """Write a session in one step: whoever reads the file gets the old or the new one."""
    _make_folder(directory)
    _make_folder(os.path.dirname(filename))
    temporary = filename + '.new'
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, 'wb') as file:
        file.write(data)
    os.rename(temporary, filename)


def _make_folder(path):
    """Make a folder that other users cannot look into, unless it is there. (mod_python made all 256 at once.)"""
    if os.path.isdir(path):
        return
    try:
        os.makedirs(path, 0o750)
    except OSError as error:
        if error.errno != errno.EEXIST:
            raise


def _unlink(path):
    try:
        os.unlink(path)
    except OSError:
        pass


def filesession_cleanup(data):
    """Remove expired sessions: a cleanup of the request that happened to draw it.

    It looks at as many folders as it can within the time limit; `fs_status.txt` tells the next one where to go on.
    Files are looked at without locks: the grace period is for whoever has them open.
    """
    req, directory = data['req'], data['sessdir']
    req.log_error('FileSession cleanup: (fast=%s, verify=%s) ...' % (data['fast_cleanup'], data['verify_cleanup']),
                  apache.APLOG_NOTICE)
    lock = os.path.join(directory, '.mp_sess.lck')
    if not _lock_cleanup(req, lock):
        return
    try:
        first, expired, total, seconds = _read_status(directory)
        start = time.time()
        for number in range(first, 256):
            names = _session_names(os.path.join(directory, '%02x' % number))
            total += len(names)
            expired += sum(_remove_if_expired(name, data) for name in names)
            following = (number + 1) % 256
            if 0 < data['cleanup_time_limit'] < time.time() - start:
                break
        seconds += time.time() - start
        if following:
            _write_status(directory, (following, expired, total, seconds))
            req.log_error('FileSession cleanup incomplete: next cleanup will start at index %d (%02x)'
                          % (following, following), apache.APLOG_NOTICE)
        else:
            _write_status(directory, (0, 0, 0, 0.0))
            req.log_error('FileSession cleanup: deleted %d of %d in %.4f seconds' % (expired, total, seconds),
                          apache.APLOG_NOTICE)
    finally:
        _unlink(lock)


def _lock_cleanup(req, path):
    """Make the file that keeps a second cleanup away. Return whether this one may run."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o660))
        return True
    except OSError:
        pass
    try:
        stale = os.stat(path).st_mtime < time.time() - _STALE_LOCK
    except OSError:
        return False  # no session was ever saved, or the other cleanup has just finished
    if stale:
        req.log_error('FileSession cleanup: stale lockfile found - deleting it', apache.APLOG_NOTICE)
        _unlink(path)
    else:
        req.log_error('FileSession cleanup: another process is already running', apache.APLOG_NOTICE)
    return False


def _session_names(folder):
    """Return the paths of the sessions in a folder; other files are not ours to remove."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if is_sid(name)]


def _remove_if_expired(path, data):
    """Remove a session if it has expired. Return whether it did."""
    try:
        if data['fast_cleanup'] and time.time() - os.stat(path).st_mtime < data['timeout'] + data['grace_period']:
            return False
        if not data['fast_cleanup'] or data['verify_cleanup']:
            with open(path, 'rb') as file:
                session = sessiondata.loads(file.read())
            if time.time() - session['_accessed'] <= session['_timeout'] + data['grace_period']:
                return False
        os.unlink(path)
        return True
    except Exception:
        data['req'].log_error('FileSession cleanup error: %s' % traceback.format_exc(), apache.APLOG_NOTICE)
        return False


def _read_status(directory):
    """Return (next folder, sessions removed, sessions seen, seconds) of the cleanup that is to be continued."""
    try:
        with open(os.path.join(directory, 'fs_status.txt')) as file:
            version, following, expired, total, seconds = file.readline().split()
        if version == _STATUS_VERSION:
            return int(following) % 256, int(expired), int(total), float(seconds)
    except (EnvironmentError, ValueError):
        pass
    return 0, 0, 0, 0.0


def _write_status(directory, status):
    with open(os.path.join(directory, 'fs_status.txt'), 'w') as file:
        file.write('%s %d %d %d %f\n' % ((_STATUS_VERSION,) + tuple(status)))


def _flag(options, default, *names):
    value = option(options, *names)
    return setting(default) if value is None else true_or_false(value)


def _number(options, default, *names):
    value = option(options, *names)
    return setting(default) if value is None else int(value)


def true_or_false(item):
    """Return the truth of an option: yes, true, 1, no, false, 0. Raises Exception for anything else."""
    item = str(item).lower()
    if item in ('yes', 'true', '1'):
        return True
    if item in ('no', 'false', '0', 'none'):
        return False
    raise Exception('not a boolean: %s' % item)
