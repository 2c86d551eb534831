"""The request a thread is working on, for the functions of mod_python.apache that are not given one."""
import sys
import threading


class _Current(threading.local):
    request = None


_current = _Current()


def request():
    """The request of this thread, or None."""
    return _current.request


def enter(new):
    """Make `new` the request of this thread; returns the one before, to be given to enter() again at the end."""
    before = _current.request
    _current.request = new
    return before


def error_stream():
    """Where to log: wsgi.errors of the current request, else standard error (mod_wsgi sends it to the error log)."""
    return _current.request.error_stream if _current.request is not None else sys.stderr
