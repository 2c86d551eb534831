"""Handlers of a phase: what a directive said, and the list object a handler sees as req.hlist (src/hlistobject.c)."""
from __future__ import absolute_import

from collections import namedtuple

#: One handler. `text` as written after the directive; `module` and `object` its two halves (object is None for the
#: default of the phase); `call` is the handler itself where req.add_handler() was given a callable (3.3.1);
#: `directory` of the directive with a trailing slash, or None; `location` of its <Location>, or None; `silent` if a
#: missing function is no error (PythonHandlerModule); `is_pattern` if the directory stands for several.
Handler = namedtuple('Handler', 'text module object call directory location silent is_pattern')

_OURS = __name__.partition('.')[0]
_PACKAGES = ('mod_python', _OURS)


def parse_handler(text, directory=None, location=None, silent=False):
    """Handler for `module::object` (or for a callable, as add_handler of 3.3.1 takes it)."""
    pattern = directory is not None and has_wildcard(directory)
    if callable(text):
        return Handler(getattr(text, '__name__', repr(text)), None, None, text, directory, location, silent, pattern)
    module, separator, name = text.partition('::')
    package, _, rest = module.partition('.')
    if package in _PACKAGES and rest:           # publisher, psp ...: handlers see the name they always had
        text, module = 'mod_python.' + rest + text[len(module):], _OURS + '.' + rest
    return Handler(text, module, name if separator else None, None, directory, location, silent, pattern)


def has_wildcard(directory):
    """True for the directory of a section that names more than one: <Directory "/home/*/www"> or <Directory ~ ...>."""
    return directory.startswith('~ ') or any(mark in directory for mark in '*?[')


class HList(object):
    """The handlers of the running phase. handler, directory, silent, is_location are those of the current one.

    `location` and `parent` were in 3.3.1. After the last handler all of them are None.
    """

    c_name = 'mp_hlist'

    def __init__(self, handlers):
        self._handlers = handlers
        self._position = 0

    def current(self):
        """The current Handler, None after the last."""
        return self._handlers[self._position] if self._position < len(self._handlers) else None

    def next(self):
        """Go on to the next handler."""
        self._position += 1

    def append(self, handler):
        """Add a handler to the phase that is running. The list is copied: the configuration's stays as it is."""
        self._handlers = list(self._handlers) + [handler]

    def _of_current(self, get):
        handler = self.current()
        return None if handler is None else get(handler)

    @property
    def handler(self):
        return self._of_current(lambda handler: handler.call or handler.text)

    @property
    def directory(self):
        return self._of_current(lambda handler: handler.location or handler.directory)

    @property
    def location(self):
        return self._of_current(lambda handler: handler.location)

    @property
    def is_location(self):
        return self._of_current(lambda handler: int(handler.location is not None))

    @property
    def silent(self):
        return self._of_current(lambda handler: int(handler.silent))

    @property
    def parent(self):
        return None

    def __repr__(self):
        return "{'handler':%r,'directory':%r,'is_location':%s,'silent':%s}" % (
            self.handler, self.directory, bool(self.is_location), self.silent)


HList.__name__ = HList.c_name
