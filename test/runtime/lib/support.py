"""Requests for the tests: a handler, or a folder of files, served by a Mount in this process."""
from __future__ import absolute_import

import io
import os
import shutil
import sys
import tempfile
import unittest

from modpython_wsgi import util
from modpython_wsgi.entry import Mount

PY2 = sys.version_info[0] == 2
FORM = 'application/x-www-form-urlencoded'


class Answer(object):
    """What came back: .status (int), .headers (list), .body (bytes), .log (str); .text is the body as str."""

    def __init__(self):
        self.status = None
        self.headers = []
        self.body = b''
        self.log = ''

    @property
    def text(self):
        return self.body if PY2 else self.body.decode('utf-8')

    def all(self, name):
        """The values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        """The one value of a header, or None."""
        values = self.all(name)
        assert len(values) < 2, values
        return values[0] if values else None


class _Log(object):
    """wsgi.errors."""

    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(text)

    def flush(self):
        pass


class Endless(io.RawIOBase):
    """A body of `size` bytes that are made when they are read: `start`, then `filler` repeated, then `end`."""

    def __init__(self, start, filler, size, end):
        io.RawIOBase.__init__(self)
        self._start, self._filler, self._left, self._end = start, filler, size, end
        self.length = len(start) + size + len(end)

    def read(self, size=-1):
        if self._start:
            data, self._start = self._start, b''
        elif self._left:
            data = (self._filler * (size // len(self._filler) + 1))[:min(size, self._left)]
            self._left -= len(data)
        else:
            data, self._end = self._end, b''
        return data

    def readline(self, size=-1):
        raise AssertionError('bodies are read in blocks')


def request(application, path='/', method=None, query=None, body=None, content_type=FORM, headers=(), cookies=None,
            filename=None, path_info='', document_root='/nowhere'):
    """Send a request to a WSGI application; returns the Answer. `body` is bytes or an object with .length."""
    environ = {
        'REQUEST_METHOD': method or ('GET' if body is None else 'POST'),
        'SCRIPT_NAME': path, 'PATH_INFO': path_info, 'QUERY_STRING': query or '',
        'REQUEST_URI': path + path_info + ('?' + query if query is not None else ''),
        'SERVER_PROTOCOL': 'HTTP/1.1', 'SERVER_NAME': 'localhost', 'SERVER_PORT': '80', 'REMOTE_ADDR': '127.0.0.1',
        'REMOTE_PORT': '1', 'DOCUMENT_ROOT': document_root, 'SCRIPT_FILENAME': filename or document_root + path,
        'mod_wsgi.handler_script': '/entry.wsgi', 'wsgi.url_scheme': 'http', 'wsgi.version': (1, 0),
        'wsgi.multithread': False, 'wsgi.multiprocess': True, 'wsgi.run_once': False,
    }
    if body is not None:
        environ['CONTENT_TYPE'] = content_type
        environ['CONTENT_LENGTH'] = str(body.length if hasattr(body, 'length') else len(body))
    for name, value in dict(headers).items():
        environ['HTTP_' + name.upper().replace('-', '_')] = value
    if cookies:
        environ['HTTP_COOKIE'] = cookies
    environ['wsgi.input'] = body if hasattr(body, 'length') else io.BytesIO(body or b'')
    return run(application, environ)


def run(application, environ):
    """Run a WSGI application as a server would."""
    answer, log, parts = Answer(), _Log(), []
    environ['wsgi.errors'] = log

    def start_response(status, headers, exc_info=None):
        answer.status, answer.headers = int(status.split()[0]), headers
        return parts.append
    result = application(environ, start_response)
    try:
        parts.extend(result)
    finally:
        if hasattr(result, 'close'):
            result.close()
    answer.body, answer.log = b''.join(parts), ''.join(log.lines)
    return answer


def call(function, **arguments):
    """Send a request to a handler function `function(req)`. What it returns is ignored (OK) unless it is an int.

    `mount` (a dict) are further arguments of Mount; the others are those of `request`.
    """
    def handler(req):
        result = function(req)
        return result if type(result) is int else 0
    mount = arguments.pop('mount', {})
    return request(Mount(handlers=[handler], **mount), **arguments)


def returned(function, **arguments):
    """As `call`, but return what the function returned; its exceptions come out, too."""
    seen = []

    def handler(req):
        try:
            seen.append(function(req))
        except Exception as error:
            seen.append(error)
    call(handler, **arguments)
    if isinstance(seen[0], Exception):
        raise seen[0]
    return seen[0]


def form_of(*args, **arguments):
    """The FieldStorage of a request; positional arguments are those of FieldStorage."""
    return returned(lambda req: util.FieldStorage(req, *args), **arguments)


def multipart(parts, boundary='XyZ', end='\r\n'):
    """A body of (headers, content) pairs of str, with its Content-Type: keywords for `request`."""
    lines = []
    for headers, content in parts:
        lines += ['--' + boundary, headers, '', content]
    body = '\r\n'.join(lines + ['--' + boundary + '--']) + end
    return {'body': body if PY2 else body.encode('utf-8'),
            'content_type': 'multipart/form-data; boundary=' + boundary}


def cpu_seconds():
    """Processor time this process has used: the machine may be busy with other things."""
    return sum(os.times()[:2])


class FolderTest(unittest.TestCase):
    """A test with a folder for files, which is gone afterwards; also the folder for temporary files."""

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp())
        self._tempdir, tempfile.tempdir = tempfile.tempdir, self.folder
        self._sys_path = list(sys.path)

    def tearDown(self):
        tempfile.tempdir = self._tempdir
        sys.path[:] = self._sys_path
        for name, module in list(sys.modules.items()):
            if (getattr(module, '__file__', None) or '').startswith(self.folder):
                del sys.modules[name]
        shutil.rmtree(self.folder)

    def path(self, name):
        """The path of a file in the folder."""
        return os.path.join(self.folder, name)

    def write(self, name, content, age=0):
        """Write a file (str or bytes); `age` seconds make it look older. Returns its path."""
        path = self.path(name)
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode('utf-8'))
        if age:
            status = os.stat(path)
            os.utime(path, (status.st_atime - age, status.st_mtime - age))
        return path
