"""mod_python's finfo object: what stat() knows about a file, by name and by index (src/finfoobject.c)."""
from __future__ import absolute_import

import errno
import os
import stat as _stat

from . import constants
from .text import file_path, native

_TYPES = ((_stat.S_ISREG, constants.APR_REG), (_stat.S_ISDIR, constants.APR_DIR), (_stat.S_ISCHR, constants.APR_CHR),
          (_stat.S_ISBLK, constants.APR_BLK), (_stat.S_ISFIFO, constants.APR_PIPE), (_stat.S_ISLNK, constants.APR_LNK),
          (_stat.S_ISSOCK, constants.APR_SOCK))

#: What an index means. Index 12 (FINFO_FILETYPE) raises IndexError in mod_python 3.5; here it works as in 3.3.1.
_BY_INDEX = ('protection', 'inode', 'device', 'nlink', 'user', 'group', 'size', 'atime', 'mtime', 'ctime', 'fname',
             'name', 'filetype')

_IN_REPR = ('fname', 'filetype', 'valid', 'protection', 'user', 'group', 'size', 'inode', 'device', 'nlink', 'atime',
            'mtime', 'ctime', 'name')


def _protection(mode):
    """Mode bits of stat() as an apr_fileperms_t: one hexadecimal digit for user, group and world."""
    bits = ((mode >> 6 & 7) << 8) | ((mode >> 3 & 7) << 4) | (mode & 7)
    for flag, value in ((_stat.S_ISUID, 0x8000), (_stat.S_ISGID, 0x4000), (_stat.S_ISVTX, 0x2000)):
        if mode & flag:
            bits |= value
    return bits


class Finfo(object):
    """fname, filetype, valid, protection, user, group, inode, device, nlink, size, atime, mtime, ctime, name.

    filetype is APR_NOFILE (0) for a file that is not there, and everything else but fname is None then. Times are
    whole seconds.
    """

    c_name = 'mp_finfo'

    def __init__(self, fname=None, status=None):
        self.fname = fname
        self.filetype = constants.APR_NOFILE
        self.valid = self.protection = self.user = self.group = self.inode = self.device = self.nlink = None
        self.size = self.atime = self.mtime = self.ctime = self.name = None
        self._mtime_exact = None
        if status is not None:
            self._fill(status)

    def _fill(self, status):
        self.filetype = next((kind for test, kind in _TYPES if test(status.st_mode)), constants.APR_UNKFILE)
        self.valid = constants.APR_FINFO_NORM
        self.protection = _protection(status.st_mode)
        self.user, self.group = status.st_uid, status.st_gid
        self.inode, self.device, self.nlink = status.st_ino, status.st_dev, status.st_nlink
        self.size = status.st_size
        self.atime, self.mtime, self.ctime = int(status.st_atime), int(status.st_mtime), int(status.st_ctime)
        self._mtime_exact = status.st_mtime

    def __getitem__(self, index):
        if not 0 <= index < len(_BY_INDEX):
            raise IndexError('tuple index out of range')
        return getattr(self, _BY_INDEX[index])

    def __repr__(self):
        return '{%s}' % ', '.join('%r: %r' % (name, getattr(self, name)) for name in _IN_REPR)


Finfo.__name__ = Finfo.c_name


def of_file(fname):
    """Finfo of the file `fname` (a native string); filetype APR_NOFILE if there is none or `fname` is None."""
    if not fname:
        return Finfo(fname)
    try:
        return Finfo(fname, os.stat(file_path(fname)))
    except (OSError, ValueError, TypeError):        # the last two for a NUL in the name
        return Finfo(fname)


def stat(fname, wanted=constants.APR_FINFO_NORM):
    """apache.stat(): Finfo of `fname`, of the link itself if `wanted` has APR_FINFO_LINK.

    Without such a file filetype is APR_NOFILE; OSError for other troubles. (`wanted` chose the fields to fetch; all
    are fetched.)
    """
    look = os.lstat if wanted & constants.APR_FINFO_LINK else os.stat
    try:
        return Finfo(fname, look(file_path(native(fname))))
    except OSError as error:
        if error.errno == errno.ENOENT:
            return Finfo()
        raise OSError(error.errno, 'apr_stat() failed')
