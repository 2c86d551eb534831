"""Runs requests against one WSGI application, without a server; Python 2.7 and 3.

Reads a JSON list of tasks from standard input and writes a list of lists of answers to standard output. A task:

    {"folders": [...], "module": "...", "callable": "...", "bridge": {...} or null, "requests": [...]}

`folders` go in front of sys.path. Without `bridge`, `callable` of `module` is the application; with it, the application is
modpython_wsgi.entry.Mount(**bridge). `imports` are what PythonImport names: `module` or `module::function`. A request is {"environ": {...}, "body": base64}. An answer is
{"status", "headers", "body" (base64), "errors"}, or {"exception": "..."} where the application raised one. Answers are
checked by wsgiref.validate, but for one of its rules: PEP 3333 itself allows an answer without Content-Type.
"""
import base64
import importlib
import io
import json
import sys
import traceback
from wsgiref import validate
from wsgiref.util import FileWrapper

PY2 = sys.version_info[0] == 2
MISSING = 'x-test/missing'

if PY2:
    # PEP 3333 allows a size, which the validator of Python 2.7 does not know yet; the cgi module gives one.
    validate.InputWrapper.readline = lambda self, *size: self.input.readline(*size)


class BoundedInput(object):
    """A body that ends where CONTENT_LENGTH says, as mod_wsgi's does."""

    def __init__(self, data):
        self._stream = io.BytesIO(data)
        self.read = self._stream.read
        self.readline = self._stream.readline
        self.readlines = self._stream.readlines

    def __iter__(self):
        return iter(self._stream)


def native(value):
    """JSON text is unicode under Python 2, where a WSGI server gives str."""
    if isinstance(value, dict):
        return dict((native(name), native(item)) for name, item in value.items())
    if isinstance(value, list):
        return [native(item) for item in value]
    return value.encode('utf-8') if PY2 and not isinstance(value, (int, type(None))) else value


def environment(request, errors):
    environ = native(request['environ'])
    environ.update({
        'wsgi.version': (1, 0),
        'wsgi.url_scheme': 'http',
        'wsgi.input': BoundedInput(base64.b64decode(request.get('body', ''))),
        'wsgi.errors': errors,
        'wsgi.multithread': False,
        'wsgi.multiprocess': True,
        'wsgi.run_once': False,
        'wsgi.file_wrapper': FileWrapper,
        'wsgi.input_terminated': True,
    })
    return environ


def typed(application):
    """Gives an answer without a Content-Type one, so that wsgiref.validate accepts it."""
    def app(environ, start_response):
        def start(status, headers, exc_info=None):
            known = [name.lower() for name, _ in headers]
            if 'content-type' not in known and status[:3] not in ('204', '304'):
                headers = headers + [('Content-Type', MISSING)]
            return start_response(status, headers, exc_info)
        return application(environ, start)
    return app


def answer(application, request):
    errors = io.BytesIO() if PY2 else io.StringIO()
    started = []
    body = []

    def start_response(status, headers, exc_info=None):
        started[:] = [status, headers]
        return body.append
    try:
        result = application(environment(request, errors), start_response)
        try:
            for part in result:
                body.append(part)
        finally:
            if hasattr(result, 'close'):
                result.close()
    except Exception:
        return {'exception': traceback.format_exc().strip().splitlines()[-1]}
    status, headers = started
    return {
        'status': status,
        'headers': [list(header) for header in headers if header[1] != MISSING],
        'body': base64.b64encode(b''.join(body)).decode('ascii'),
        'errors': errors.getvalue(),
    }


def application_of(task):
    if task.get('bridge') is not None:
        from modpython_wsgi.entry import Mount
        return Mount(**native(task['bridge']))
    return getattr(importlib.import_module(task['module']), task['callable'])


def run(task):
    sys.path[:0] = native(task['folders'])
    for name in native(task.get('imports', [])):
        module, _, function = name.partition('::')
        loaded = importlib.import_module(module)
        if function:
            getattr(loaded, function)()
    application = application_of(task)
    if task.get('bridge') is None:
        application = validate.validator(typed(application))
    return [answer(application, request) for request in task['requests']]


def main():
    tasks = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr
    json.dump([run(task) for task in tasks], out)


if __name__ == '__main__':
    main()
