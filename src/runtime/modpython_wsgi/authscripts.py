"""Guards in front of content that Python does not make: functions for WSGIAccessScript, WSGIAuthUserScript and
WSGIAuthGroupScript.

A generated script holds:

    from modpython_wsgi import authscripts

    PLACE = dict(directory='/srv/www/files/', python_path=['/srv/lib'] + sys.path, options={'realm': 'staff'})
    allow_access = authscripts.access_check('guard::check', **PLACE)
    check_password = authscripts.password_check('guard', **PLACE)

mod_wsgi calls them in Apache's own processes, with much less to see than a WSGI application has, and takes from them
one bit. So there is one rule: what such a script cannot know or cannot do is never guessed. A handler that asks for it
gets an exception, and the request is refused even if the handler catches it. The error log names what was asked for.

Facts: mod_wsgi 4.9.4, src/server/mod_wsgi.c, Auth_environ, wsgi_allow_access, wsgi_check_password,
wsgi_groups_for_user; Apache 2.4, server/request.c, ap_process_request_internal.
"""
from __future__ import absolute_import

import base64
import threading

from . import calling, current, guardrequest
from .constants import APLOG_ERR, APLOG_WARNING, DECLINED, HTTP_INTERNAL_SERVER_ERROR, OK
from .dispatch import run_phase
from .entry import Mount
from .server import call_cleanup
from .text import native

__all__ = ['access_check', 'group_check', 'password_check']

#: Handlers were written for prefork Apache, one request in a process at a time; these processes may have threads.
_one_at_a_time = threading.RLock()

#: First release whose password scripts may say another name than the one that was sent (release notes 4.3.0).
_NAMES_SINCE = (4, 3, 0)


class CheckFailed(Exception):
    """A handler broke: Apache answers 500, as it did under mod_python."""


def access_check(handlers=None, header_parser=None, **place):
    """allow_access(environ, host) for WSGIAccessScript.

    `handlers` are those of PythonAccessHandler, `header_parser` those of PythonHeaderParserHandler, which run first;
    `place` what entry.Mount takes to say where the directive stood, `files` and `variables` (see GuardRequest). True if all of
    them say OK or DECLINED, else False: Apache answers 403, whatever the handler would have answered.
    """
    phases = {'PythonHeaderParserHandler': header_parser, 'PythonAccessHandler': handlers}
    settings = _Settings(phases, place)

    def allow_access(environ, host=None):
        """Called by mod_wsgi for each request of the section."""
        request = settings.request(environ)
        results = [DECLINED]
        with _Run(request):
            for phase in ('PythonHeaderParserHandler', 'PythonAccessHandler'):
                if results[-1] in (OK, DECLINED) and phases[phase]:
                    results.append(run_phase(request, phase, request.handlers_of(phase)))
        return results[-1] in (OK, DECLINED) and _stands(request)

    return allow_access


def password_check(handlers, **place):
    """check_password(environ, user, password) for WSGIAuthUserScript with `AuthType Basic`.

    True if a PythonAuthenHandler says OK and sets req.user, False if it refuses, None if all of them decline: then
    Apache asks the next provider of AuthBasicProvider. CheckFailed (an answer 500) if a handler broke.
    """
    settings = _Settings({'PythonAuthenHandler': handlers}, dict({'auth_type': 'Basic'}, **place))

    def check_password(environ, user, password):
        """Called by mod_wsgi with the name and the password that were sent."""
        environ = dict(environ, HTTP_AUTHORIZATION=_header(user, password))
        request = settings.request(environ)
        request.credentials = user, password
        result = _result_of(request, 'PythonAuthenHandler')
        if result >= HTTP_INTERNAL_SERVER_ERROR:
            raise CheckFailed('PythonAuthenHandler answered %d' % result)
        if not _stands(request):
            return False
        if result == DECLINED:
            return None
        return _name(request, environ, user) if result == OK else False

    return check_password


def group_check(handlers, group, require=(), **place):
    """groups_for_user(environ, user) for WSGIAuthGroupScript: [group] for whom a PythonAuthzHandler lets in, else [].

    Where all handlers decline, one of the `require` lines must be met, each without the word Require, as Apache would
    have judged them. The section says `Require wsgi-group` with the group's name.
    """
    settings = _Settings({'PythonAuthzHandler': handlers}, dict(place, require=require))

    def groups_for_user(environ, user):
        """Called by mod_wsgi with the name that was authenticated."""
        request = settings.request(environ, user)
        result = _result_of(request, 'PythonAuthzHandler')
        granted = result == OK or result == DECLINED and require and request.meets_require()
        return [group] if granted and _stands(request) else []

    return groups_for_user


class _Settings(object):
    """What a check was told, parsed once."""

    def __init__(self, phases, place):
        self._seen = dict((name, place.pop(name)) for name in ('files', 'variables') if name in place)
        given = dict((phase, handlers) for phase, handlers in phases.items() if handlers)
        self._configuration = Mount(phases=given, **place).configuration

    def request(self, environ, user=None):
        """The request object for one call."""
        return guardrequest.GuardRequest(self._configuration, environ, user=user, **self._seen)


class _Run(object):
    """Makes a request the current one, alone in its process, and runs its cleanups in the end."""

    def __init__(self, request):
        self._request = request
        self._before = None

    def __enter__(self):
        _one_at_a_time.acquire()
        self._before = current.enter(self._request)

    def __exit__(self, kind, value, trace):
        try:
            while self._request.cleanups:
                function, data = self._request.cleanups.pop()
                try:
                    call_cleanup(function, data)
                except:                 # noqa: E722, as in dispatch: what a cleanup breaks, it breaks for itself
                    calling.report(self._request, 'cleanup', getattr(function, '__name__', repr(function)), False)
        finally:
            current.enter(self._before)
            _one_at_a_time.release()


def _result_of(request, phase):
    with _Run(request):
        return run_phase(request, phase, request.handlers_of(phase))


def _stands(request):
    """True unless the handler asked for something that could not be answered."""
    if request.missed:
        request.log_error('%s is refused: its handler needs %s, which a script of mod_wsgi does not have'
                          % (request.uri, ', '.join(request.missed)), APLOG_ERR)
    return not request.missed


def _name(request, environ, sent):
    """What check_password returns after OK: True, the name where the handler has changed it, False without one."""
    if not request.user:
        request.log_error('After PythonAuthenHandler req.user is not set: %s is refused' % request.uri, APLOG_ERR)
        return False
    if request.user == sent:
        return True
    if environ.get('mod_wsgi.version', (0,)) < _NAMES_SINCE:
        request.log_error('PythonAuthenHandler has changed the name of the user, which needs mod_wsgi 4.3: %s is refused'
                          % request.uri, APLOG_WARNING)
        return False
    return request.user


def _header(user, password):
    """The Authorization header, which mod_wsgi has read and taken away."""
    pair = '%s:%s' % (user, password)
    return 'Basic ' + native(base64.b64encode(pair if isinstance(pair, bytes) else pair.encode('utf-8')))
