"""Which handlers a request has: the configuration's by extension, and those it was given with req.add_handler()."""
from __future__ import absolute_import

import fnmatch
import re

from .configuration import PHASES
from .hlist import parse_handler
from .member import Member

#: A cleanup handler cannot be added (src/requestobject.c, valid_phase).
_ADDABLE = frozenset(PHASES) - frozenset(['PythonCleanupHandler'])
_OUR_NAMES = ('mod_python', 'python-program')


def extension_of(filename):
    """'.tar.gz' for '/a/b.tar.gz': all behind the first dot of the last part; '' without one (ap_getword)."""
    rest = filename.rpartition('/')[2].partition('.')[2].lstrip('.')
    return '.' + rest if rest else ''


def _no_extension(filename):
    """req.extension where no handler was chosen by it: '' if the name has none, else None (mod_python.c)."""
    return '' if filename is not None and not extension_of(filename) else None


class HandlerLists(object):
    """The part of a request object that knows its handlers."""

    #: {phase: [Handler, ...]}, made when the first is added.
    added_handlers = None
    phase = Member('phase', lambda request: None)
    hlist = Member('hlist', lambda request: None)
    extension = Member('extension', lambda request: _no_extension(request.filename))

    @property
    def handler_root(self):
        """Directory of the running handler, DocumentRoot if it has none; None between phases."""
        handler = self.hlist.current() if self.phase is not None else None
        return handler and (self.directory_of(handler) or self.document_root())

    def has_early_phases(self):
        """True if anything but the content handler may have to run."""
        return bool(self.configuration.early or self.configuration.require)

    def is_for_python(self):
        """True if the content is Python's: a fixup handler may have changed req.handler."""
        handler = self.handler
        return handler is not None and (handler == self.configuration.handler or handler in _OUR_NAMES)

    def handlers_of(self, phase):
        """Handlers of a phase, the configuration's first; sets req.extension to the extension they were chosen by."""
        found = self._configured(self.configuration.by_phase.get(phase))
        if self.added_handlers is not None and phase in self.added_handlers:
            return found + self.added_handlers[phase]
        return found

    def _configured(self, by_extension):
        if by_extension is None:
            return []
        plain = by_extension.get('', [])
        if len(by_extension) == 1 and plain or self.filename is None:
            return plain
        extension = extension_of(self.filename)
        if extension in by_extension:
            self.__dict__['_extension_'] = extension
        return by_extension.get(extension, plain)

    def add_handler(self, phase, handler, directory=None):
        """Run a further handler ('module::object', or a callable as in 3.3.1) at the end of the running phase or of a
        later one. IndexError for a name that is no phase's.
        """
        if phase not in _ADDABLE:
            raise IndexError('Invalid phase: %s' % phase)
        if directory is not None and not directory.endswith('/'):
            directory += '/'
        made = parse_handler(handler, directory)
        if phase == self.phase:
            self.hlist.append(made)
            return
        if self.added_handlers is None:
            self.added_handlers = {}
        self.added_handlers.setdefault(phase, []).append(made)

    def phase_starts(self, phase, hlist):
        """Note the phase that runs now."""
        self.__dict__['_phase_'] = phase
        self.__dict__['_hlist_'] = hlist

    def phase_ends(self):
        """Between phases req.phase is None."""
        self.__dict__['_phase_'] = None

    def directory_of(self, handler):
        """Directory to look for a handler's module in: that of its directive, or of the one it was added by."""
        if handler.location is not None:
            return None
        directory = handler.directory
        if directory is None and self.added_handlers is not None:
            directory = self.configuration.directory
        if handler.is_pattern:
            return matching_directory(directory, self.filename or '')
        return directory


def matching_directory(pattern, filename):
    """The directory above `filename` that a section's wildcard or '~ regular expression' means, or None
    (mod_python.c, resolve_directory).
    """
    expression = pattern[2:] if pattern.startswith('~ ') else fnmatch.translate(pattern.rstrip('/'))
    matches = re.compile(expression)
    directory = ''
    for part in filename.split('/')[:-1]:
        directory += part + '/'
        if matches.match(directory if pattern.startswith('~ ') else directory[:-1]):
            return directory
    return None
