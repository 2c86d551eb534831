"""Lines for Apache's error log.

mod_wsgi writes every line of wsgi.errors at level "error", so the level is put in front of the text where it is
another one, and lines below the server's LogLevel are left out here as Apache would have done.
"""
from __future__ import absolute_import

from .constants import APLOG_ERR
from .text import PY2, native

#: Names of the levels, as Apache writes them (server/log.c, priorities).
_NAMES = ('emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug')


def write(stream, message, level, threshold=None):
    """Write `message` to `stream`. `level` is one of APLOG_*, `threshold` the least important level that is logged.

    None as message writes nothing; level 0 means "error", as in mod_python. Other types than text are a TypeError.
    """
    if message is None:
        return
    if PY2 and isinstance(message, str):
        text = message
    else:
        text = native(message) if PY2 or isinstance(message, bytes) else _checked(message)
    level = (level & 7) or APLOG_ERR        # 3.3.1 had a flag or-ed to the level
    if threshold is not None and level > threshold:
        return
    if level != APLOG_ERR:
        text = '[%s] %s' % (_NAMES[level], text)
    try:
        stream.write(text + '\n')
    except UnicodeError:                # the name of a file that is no UTF-8, in a traceback
        stream.write(text.encode('ascii', 'backslashreplace').decode('ascii') + '\n')


def _checked(message):
    if not isinstance(message, str):
        raise TypeError('log_error() argument 1 must be a string or None, not %s' % type(message).__name__)
    return message
