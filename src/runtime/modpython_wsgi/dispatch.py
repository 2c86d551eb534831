"""The phases of a request: which handlers run, in which order, and what their results mean.

The order is Apache's (server/request.c, ap_process_request_internal), the rules for stacked handlers are those of
mod_python 3.3.1 (importer.py, _status_values): content handlers go on after OK and DECLINED, and the last result wins.
"""
from __future__ import absolute_import

from . import calling, constants, current, errordocument, reply
from .configuration import CLEANUP_PHASE, CONTENT_PHASE, EARLY_PHASES, LOG_PHASE
from .constants import DECLINED, OK
from .errors import SERVER_RETURN
from .hlist import HList
from .remapping import map_again
from .request import Request
from .server import call_cleanup

_BOTH = (OK, DECLINED)
_ONLY_DECLINED = (DECLINED,)

#: The results after which the next handler of a phase runs.
_CONTINUE = {
    'PythonPostReadRequestHandler': _BOTH, 'PythonInitHandler': _BOTH, 'PythonTransHandler': _ONLY_DECLINED,
    'PythonHeaderParserHandler': _BOTH, 'PythonAccessHandler': _BOTH, 'PythonAuthenHandler': _ONLY_DECLINED,
    'PythonAuthzHandler': _ONLY_DECLINED, 'PythonTypeHandler': _ONLY_DECLINED, 'PythonFixupHandler': _BOTH,
    CONTENT_PHASE: _BOTH, LOG_PHASE: _BOTH, CLEANUP_PHASE: (OK,),
}

_DEFAULT_OBJECTS = dict((phase, phase[len('Python'):].lower()) for phase in _CONTINUE)


def serve(configuration, environ, start_response):
    """Answer a WSGI request."""
    request = Request(configuration, errordocument.received(environ), start_response)
    before = current.enter(request)
    try:
        result = _run_early_phases(request) if request.has_early_phases() else OK
        if result == OK:
            result = _run_content(request)
        answer = reply.finish(request, result)
    except:                             # noqa: E722, as in run_phase
        _close(request)                 # the server gets no iterable whose close() would do it
        raise
    finally:
        current.enter(before)
    if _has_end(request):
        return Closing(request, answer)
    request.let_go()
    return answer


class Closing(object):
    """An answer that runs the log handlers and cleanups when the server is done with it."""

    def __init__(self, request, answer):
        self._request = request
        self._answer = answer

    def __iter__(self):
        return iter(self._answer)

    def __len__(self):
        return len(self._answer)        # lets a server see that there is one block only

    def close(self):
        """Called by the server, also when the client went away (PEP 3333)."""
        close = getattr(self._answer, 'close', None)
        before = current.enter(self._request)
        try:
            if close is not None:
                close()
        finally:
            try:
                _close(self._request)
            finally:
                current.enter(before)
                self._request.let_go()


# Before and during the answer ----------------------------------------------------------------------------------------

def _run_early_phases(request):
    """OK if the content handler is to run; else the result that ends the request."""
    for phase in EARLY_PHASES:
        handlers = request.handlers_of(phase)
        if phase in _SPECIAL:
            result = _SPECIAL[phase](request, handlers)
        else:
            result = run_phase(request, phase, handlers) if handlers else OK
        if result not in _BOTH:
            request.skips_end = not request.configuration.knows_section(phase)
            return result
        if phase == 'PythonTransHandler' and not (handlers and result == OK):
            map_again(request)          # nobody said which file it is: Apache looks (server/core.c, core_translate)
    return OK


def _authenticate(request, handlers):
    """Run the authentication handlers the way Apache's basic authentication leaves it to them.

    mod_auth_basic refuses a request without credentials before any other module is asked, and whom it has let in comes
    with a name, but not always with the password. A handler that says OK must have set req.user; its HTTP_UNAUTHORIZED
    asks the client for a password (mod_python.c, python_handler).
    """
    if not handlers:
        return OK
    if request.user is None and request.is_basic() and not request.has_basic_credentials():
        request.note_basic_failure()
        return constants.HTTP_UNAUTHORIZED
    result = run_phase(request, 'PythonAuthenHandler', handlers)
    if result == OK and request.user is None:
        request.log_error('After PythonAuthenHandler req.user is None. Assign something to req.user if returning OK to '
                          'avoid this error.')
        return constants.HTTP_INTERNAL_SERVER_ERROR
    if result == DECLINED and request.user is None and not all(handler.silent for handler in handlers):
        return constants.HTTP_INTERNAL_SERVER_ERROR     # nobody could tell who it is
    if result == constants.HTTP_UNAUTHORIZED:
        request.note_basic_failure()
    return result


def _authorise(request, handlers):
    """Run the authorisation handlers; where none decides, the Require lines do (mod_authz_core comes last)."""
    result = run_phase(request, 'PythonAuthzHandler', handlers) if handlers else DECLINED
    if result == DECLINED and not request.meets_require():
        request.note_basic_failure()
        return constants.HTTP_UNAUTHORIZED
    return result


def _type(request, handlers):
    """mod_mime answers first, and ends the phase if it knows a type for the name of the file (mod_mime.c, find_ct)."""
    request.is_typed, request.typed_name = True, request.filename
    return run_phase(request, 'PythonTypeHandler', handlers) if handlers and request.content_type is None else OK


_SPECIAL = {'PythonAuthenHandler': _authenticate, 'PythonAuthzHandler': _authorise, 'PythonTypeHandler': _type}


def _run_content(request):
    request.is_typed = True
    if not request.is_for_python():
        return DECLINED
    handlers = request.handlers_of(CONTENT_PHASE)
    return run_phase(request, CONTENT_PHASE, handlers) if handlers else DECLINED


def run_phase(request, phase, handlers):
    """Run the handlers of a phase; returns the last result."""
    going_on, default = _CONTINUE[phase], _DEFAULT_OBJECTS[phase]
    result = DECLINED if DECLINED in going_on else OK
    hlist = HList(handlers)
    request.phase_starts(phase, hlist)
    try:
        while True:
            handler = hlist.current()
            if handler is None:
                return result
            called = calling.find_object(handler, request.directory_of(handler), default, request)
            if called is not None:
                result = _call(request, called)
                if result not in going_on:
                    return result
            hlist.next()
    except:                             # noqa: E722: SystemExit is an error like any other in a handler, and on
        # Python 2 anything can be raised that is an instance of an old class, which is no BaseException.
        return calling.report(request, phase, _name(hlist), request.configuration.debug and not request.is_closed)
    finally:
        request.phase_ends()


def _call(request, handler):
    try:
        result = handler(request)
    except SERVER_RETURN as ended:
        if len(ended.args) == 2:
            result, status = ended.args
            if status:
                request.status = status
        else:
            result = ended.args[0]
    calling.check_result(result)
    return result


def _name(hlist):
    handler = hlist.current()
    return handler.text if handler is not None else '-'


# After the answer -----------------------------------------------------------------------------------------------------

def _has_end(request):
    """True if something is to be done when the answer is out."""
    by_phase = request.configuration.by_phase
    return bool(request.cleanups or request.added_handlers or LOG_PHASE in by_phase or CLEANUP_PHASE in by_phase)


def _close(request):
    """Log handlers, then what req.register_cleanup() was given, then cleanup handlers and what they have registered."""
    if request.is_closed:
        return
    request.is_closed = request.output.muted = True         # what is written now reaches no client
    if not request.skips_end:
        _run_end_phase(request, LOG_PHASE)
    _run_cleanups(request)
    if not request.skips_end:
        _run_end_phase(request, CLEANUP_PHASE)
        _run_cleanups(request)


def _run_cleanups(request):
    """What was registered, the latest first."""
    while request.cleanups:
        function, data = request.cleanups.pop()
        try:
            call_cleanup(function, data)
        except:                         # noqa: E722, as in run_phase
            calling.report(request, 'cleanup', getattr(function, '__name__', repr(function)), False)


def _run_end_phase(request, phase):
    handlers = request.handlers_of(phase)
    if handlers:
        run_phase(request, phase, handlers)
