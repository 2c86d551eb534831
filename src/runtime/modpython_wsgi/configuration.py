"""What a Mount was told, in the form the dispatcher wants it: parsed once, shared by all requests, never changed."""
from __future__ import absolute_import

import sys

from . import facts
from .content_types import ContentTypes, extensions
from .hlist import Handler, has_wildcard, parse_handler
from .options import environ_keys, split

#: The phases of a request in the order Apache runs them (server/request.c, ap_process_request_internal), without the
#: log and cleanup phases, which follow the answer. PythonInitHandler comes first: mod_python runs it inside
#: post_read_request, and therefore never from a section (mod_python.c, PythonPostReadRequestHandler).
EARLY_PHASES = ('PythonInitHandler', 'PythonPostReadRequestHandler', 'PythonTransHandler',
                'PythonHeaderParserHandler', 'PythonAccessHandler', 'PythonAuthenHandler', 'PythonAuthzHandler',
                'PythonTypeHandler', 'PythonFixupHandler')
CONTENT_PHASE = 'PythonHandler'
LOG_PHASE = 'PythonLogHandler'
CLEANUP_PHASE = 'PythonCleanupHandler'
#: Before these have run, Apache does not know the section a request belongs to (see `knows_section`).
_BEFORE_SECTIONS = ('PythonInitHandler', 'PythonPostReadRequestHandler', 'PythonTransHandler')
_USER_PHASES = ('PythonAuthenHandler', 'PythonAuthzHandler')
PHASES = EARLY_PHASES + (CONTENT_PHASE, LOG_PHASE, CLEANUP_PHASE)


class Configuration(object):
    """The arguments of entry.Mount (see there), with the handlers parsed.

    `by_phase` is {phase: {extension or '': [Handler, ...]}}; `early` the early phases that have handlers.
    """

    def __init__(self, **settings):
        self.__dict__.update(settings)
        self.directory = _with_slash(self.directory)
        self.by_phase = self._handlers_by_phase()
        self.early = tuple(phase for phase in EARLY_PHASES if phase in self.by_phase)
        self.server = dict(self.server or {})
        self.server.setdefault('options', self.server_options or {})
        self.main_server = dict(self.main_server) if self.main_server is not None else self.server
        self.log_threshold = self.server.get('loglevel')
        self.extensions = _extension_words(self.extensions)
        self.filters = dict((name.lower(), self._filter(text)) for name, text in (self.filters or {}).items())
        self.input_filters = tuple(_filter_use(given) for given in self.input_filters)
        self.output_filters = tuple(_filter_use(given) for given in self.output_filters)
        self.fixed_options, self._option_names = split(self.options)
        self.has_importer_path = 'mod_python.importer.path' in [name.lower() for name in self.options]
        self.error_documents = self.error_documents or {}
        self.content_types = ContentTypes(self.types or {}, self.types_config, self.charsets, self.force_type)
        self._set_path()

    # The handlers of all phases -------------------------------------------------------------------------------------

    def knows_section(self, phase):
        """True if Apache knows the section of a request when `phase` runs. Before that a PythonHandlerModule in a section
        is not asked, and if the request ends, log and cleanup handlers of the section do not run.

        It looks for a <Location> before it translates the address (server/request.c, ap_process_request_internal).
        """
        return phase not in _BEFORE_SECTIONS or bool(self.location) and phase == 'PythonTransHandler'

    def _handlers_by_phase(self):
        found = {}
        for phase in PHASES if self.handler_module else ():
            if phase in _USER_PHASES and not (self.auth_type or self.require):
                continue                # Apache asks for a user where the section requires one only
            if (self.directory or self.location) and not self.knows_section(phase):
                continue
            found[phase] = {'': [parse_handler(self.handler_module, self.directory, self.location, silent=True)]}
        for phase, given in list((self.phases or {}).items()) + [(CONTENT_PHASE, self.handlers)]:
            if phase not in PHASES:
                raise ValueError('%r is not the name of a phase' % (phase,))
            if given:
                found[phase] = self._by_extension(given)
        return found

    def _by_extension(self, given):
        if not isinstance(given, dict):
            given = {'': given}
        return dict((extension, self._handler_list(words)) for extension, words in given.items())

    def _handler_list(self, given):
        return [self._handler(item) for item in (given.split() if isinstance(given, str) else given)]

    def _handler(self, given):
        if isinstance(given, (tuple, list)):
            text, directory = given
            return parse_handler(text, _with_slash(directory))
        return parse_handler(given, self.directory, self.location)

    def filters_for(self, uses, filename):
        """Names of those filters that are in force for the file: one of its extensions is theirs (mod_mime.c, find_ct)."""
        own = extensions((filename or '').rsplit('/', 1)[-1])
        return [name for name, wanted in uses if not wanted or any(one in wanted for one in own)]

    def _filter(self, given):
        return given if isinstance(given, Handler) else self._handler(given)

    # Options and directives -----------------------------------------------------------------------------------------

    def option_keys(self, environ):
        """{environ key: option} for the options that are set in `environ`."""
        return environ_keys(self._option_names, environ)

    def directives(self):
        """Python directives of the section that req.get_config() shows."""
        shown = dict(self.config or {})
        if self.debug:
            shown.setdefault('PythonDebug', '1')
        return shown

    # The virtual host -----------------------------------------------------------------------------------------------

    def server_of(self, environ):
        """Facts of the (virtual) server that a request is for."""
        return facts.virtual_host(environ, self.hosts) or self.server

    # sys.path -------------------------------------------------------------------------------------------------------

    def _set_path(self):
        """Put sys.path in the state mod_python would have left it in.

        PythonPath replaces it, otherwise the directory of the handlers comes first (apache.py of 3.2 and 3.5,
        HandlerDispatch). Two things are kinder than mod_python: what PythonPath left out stays at the end, since this
        very package may need it, and no entry is there twice however many scripts set the same path.
        """
        if self.python_path is not None:
            sys.path[:] = _unique(list(self.python_path) + sys.path)
            return
        for directory in self._directories():
            if directory not in sys.path and not has_wildcard(directory):
                sys.path.insert(0, directory)

    def _directories(self):
        """Directories of all handlers, each once."""
        lists = [handlers for by_extension in self.by_phase.values() for handlers in by_extension.values()]
        return _unique([handler.directory for handlers in lists for handler in handlers
                        if handler.directory and handler.location is None])


def _extension_words(given):
    """'py psp ': mod_mime's names have no dot, and mod_python puts a space behind each."""
    words = given.split() if isinstance(given, str) else given
    return ''.join(word.lstrip('.') + ' ' for word in words)


def _filter_use(given):
    """(name, extensions without dots) of a filter in force; no extensions: for all files."""
    name, wanted = given if isinstance(given, (tuple, list)) else (given, '')
    return name.lower(), frozenset(word.lstrip('.').lower() for word in wanted.split())


def _with_slash(directory):
    if not directory or directory.endswith('/') or directory.startswith('~ '):
        return directory
    return directory + '/'


def _unique(items):
    seen = set()
    return [item for item in items if not (item in seen or seen.add(item))]
