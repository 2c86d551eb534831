"""A WSGI server for tests: as strict as mod_wsgi about types, and with the oddities of its daemon mode.

`call(mount, path, ...)` sends one request and returns an Answer.
"""
from __future__ import absolute_import

import io
import sys

PY2 = sys.version_info[0] == 2


class Answer(object):
    """status ('200 OK'), headers (pairs in order), body, and how they came about.

    `pieces` are the writes and blocks in order; `log` is what went to wsgi.errors; `closed` tells that close() was
    called after the last byte; `internal` is the address of an internal redirect.
    """

    def __init__(self):
        self.status = None
        self.headers = []
        self.pieces = []
        self.log = ''
        self.closed = False
        self.internal = None
        self.through_write = 0

    @property
    def code(self):
        return int(self.status[:3])

    @property
    def body(self):
        return b''.join(self.pieces)

    @property
    def text(self):
        return self.body.decode('latin-1')

    def all(self, name):
        """Values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        """The one value of a header, or None."""
        values = self.all(name)
        assert len(values) < 2, '%s occurs %d times' % (name, len(values))
        return values[0] if values else None


class ErrorLog(object):
    """wsgi.errors; native strings only."""

    def __init__(self):
        self.text = ''

    def write(self, text):
        assert type(text) is str, 'wsgi.errors wants str'
        self.text += text

    def flush(self):
        """Nothing to do."""


class Gone(IOError):
    """What mod_wsgi raises when the client is gone."""


def make_environ(path='/', method='GET', query=None, headers=(), body=b'', root='/nowhere', **more):
    """environ of a request, as mod_wsgi 4.9.4 makes it in a daemon for WSGIHandlerScript.

    `path` is decoded; script_name, filename and path_info default to a name directly below the root.
    """
    script_name = more.pop('script_name', path)
    environ = {
        'REQUEST_METHOD': method, 'SCRIPT_NAME': script_name, 'PATH_INFO': path[len(script_name):],
        'QUERY_STRING': query or '', 'REQUEST_URI': path + ('?' + query if query is not None else ''),
        'SERVER_NAME': 'www.example.org', 'SERVER_PORT': '80', 'SERVER_ADDR': '10.0.0.1', 'SERVER_PROTOCOL': 'HTTP/1.1',
        'SERVER_ADMIN': '[no address given]', 'SERVER_SIGNATURE': '', 'REMOTE_ADDR': '10.0.0.9', 'REMOTE_PORT': '4711',
        'DOCUMENT_ROOT': root, 'SCRIPT_FILENAME': more.pop('filename', root + script_name),
        'HTTP_HOST': 'www.example.org',
        'wsgi.version': (1, 0), 'wsgi.url_scheme': 'http', 'wsgi.multithread': False, 'wsgi.multiprocess': True,
        'wsgi.run_once': False, 'wsgi.input': io.BytesIO(body), 'wsgi.errors': ErrorLog(),
        'wsgi.file_wrapper': FileWrapper,
        'mod_wsgi.handler_script': '/srv/wsgi/x.wsgi', 'mod_wsgi.process_group': 'daemon',
        'mod_wsgi.application_group': 'www.example.org', 'mod_wsgi.listener_port': '80',
    }
    if body or method == 'POST':
        environ['CONTENT_LENGTH'] = str(len(body))
    for name, value in dict(headers).items():
        key = name.upper().replace('-', '_')
        environ[key if key in ('CONTENT_TYPE', 'CONTENT_LENGTH') else 'HTTP_' + key] = value
    environ.update(more.pop('environ', {}))
    assert not more, 'unknown: %s' % sorted(more)
    return environ


class FileWrapper(object):
    """wsgi.file_wrapper."""

    def __init__(self, handle, size=8192):
        self.handle = handle
        self._size = size

    def __iter__(self):
        return iter(lambda: self.handle.read(self._size), b'')

    def close(self):
        self.handle.close()


def call(mount, path='/', fail_after=None, **request):
    """Send one request; `fail_after` is the number of writes after which the client is gone."""
    return exchange(mount, make_environ(path, **request), fail_after)


def exchange(application, environ, fail_after=None):
    """Run a WSGI application as a server does."""
    answer = Answer()

    def write(data):
        assert type(data) is bytes, 'write() wants bytes, not %r' % type(data)
        if fail_after is not None and answer.through_write >= fail_after:
            raise Gone('failed to write data')
        answer.through_write += 1
        answer.pieces.append(data)

    def start_response(status, headers, exc_info=None):
        assert answer.status is None, 'start_response called twice'
        check_head(status, headers)
        answer.status, answer.headers = status, list(headers)
        return write

    iterable = application(environ, start_response)
    try:
        for block in iterable:
            assert type(block) is bytes, 'a block must be bytes, not %r' % type(block)
            answer.pieces.append(block)
    finally:
        if hasattr(iterable, 'close'):
            iterable.close()
            answer.closed = True
    assert answer.status is not None, 'start_response was not called'
    answer.log = environ['wsgi.errors'].text
    if environ.get('mod_wsgi.process_group'):
        daemon_quirks(answer)
    return answer


def check_head(status, headers):
    """AssertionError for what mod_wsgi refuses."""
    assert type(status) is str and status[:3].isdigit() and status[3:4] == ' ', repr(status)
    assert type(headers) is list
    for pair in headers:
        assert type(pair) is tuple and len(pair) == 2, repr(pair)
        for text in pair:
            assert type(text) is str and '\n' not in text and '\r' not in text, repr(pair)
            if not PY2:
                text.encode('latin-1')


def daemon_quirks(answer):
    """Apache reads a daemon's answer as that of a CGI program."""
    status, location = answer.all('status'), answer.header('location')
    if status:
        answer.status = status[0]
    if location and answer.code == 200:
        assert location.startswith('/'), 'Location with 200 would become a 302'
        assert answer.body == b'', 'the body of an internal redirect is lost'
        answer.internal = location
