"""A CGI program's surroundings for code in this process: environment, stdin and stdout (apache.py of mod_python).

Handlers and cgihandler that run old CGI code use them: setup_cgi(req), the code, restore_nocgi(*saved).
"""
from __future__ import absolute_import

import os
import sys

from .text import PY2, native


def build_cgi_env(req):
    """Dict of the CGI variables of a request. SCRIPT_NAME ends where path_info begins."""
    req.add_cgi_vars()
    env = dict((key, req.subprocess_env.get(key)) for key in req.subprocess_env.keys())
    path_info = req.path_info
    env['SCRIPT_NAME'] = req.uri[:-len(path_info)] if path_info else req.uri
    env['GATEWAY_INTERFACE'] = 'Python-CGI/1.1'
    if 'authorization' in req.headers_in:
        env['HTTP_AUTHORIZATION'] = req.headers_in['authorization']
    return env


class NullIO(object):
    """A file that has nothing and forgets everything."""

    def tell(self):
        """Position: always 0."""
        return 0

    def read(self, n=-1):
        """Nothing."""
        return ''

    def readline(self, length=None):
        """Nothing."""
        return ''

    def readlines(self):
        """Nothing."""
        return []

    def write(self, s):
        """Forget."""

    def writelines(self, list):
        """write() of all."""
        self.write(''.join(list))

    def isatty(self):
        """0"""
        return 0

    def flush(self):
        """Nothing to do."""

    def close(self):
        """Nothing to do."""

    def detach(self):
        """Nothing to do."""

    def seek(self, pos, mode=0):
        """Nothing to do."""


class CGIStdin(NullIO):
    """The body of a request as a file; text (ISO-8859-1) on Python 3."""

    def __init__(self, req):
        self.req = req
        self.pos = 0

    @property
    def buffer(self):
        """The body as bytes, which the cgi module of Python 3 asks for."""
        return self.req

    def _counted(self, data):
        self.pos += len(data)
        return native(data) if not PY2 else data

    def tell(self):
        return self.pos

    def read(self, n=-1):
        return self._counted(self.req.read(n))

    def readline(self, n=-1):
        return self._counted(self.req.readline(n if n is not None else -1))

    def readlines(self):
        """Lines with their ends; the last one gets an end whether it has one or not, as in mod_python."""
        return [line + '\n' for line in self.read().split('\n')]


class CGIStdout(NullIO):
    """What a CGI program prints: headers, an empty line, the body."""

    def __init__(self, req):
        self.req = req
        self.pos = 0
        self.headers_sent = 0
        self.headers = ''

    def tell(self):
        return self.pos

    def write(self, s):
        """Take a piece of output; headers are set on the request, the rest is sent."""
        if not s:
            return
        self.pos += len(s)
        if self.headers_sent:
            self.req.write(s)
            return
        self.headers += s
        for end in ('\r\n\r\n', '\n\n'):
            head, separator, body = self.headers.partition(end)
            if separator:
                self._set_headers(head.replace('\r\n', '\n').split('\n'))
                self.headers_sent = 1
                self.req.write(body)
                return

    def _set_headers(self, lines):
        for line in lines:
            name, _, value = line.partition(':')
            value = value.strip()
            if name.lower() == 'status':
                self.req.status = int(value.split()[0])
            elif name.lower() == 'content-type':
                self.req.content_type = value
                self.req.headers_out[name] = value
            else:
                self.req.headers_out.add(name, value)


def setup_cgi(req):
    """Put the surroundings in place; returns (environment, stdin, stdout) as they were, for restore_nocgi()."""
    saved = os.environ.copy(), sys.stdin, sys.stdout
    os.environ.update(build_cgi_env(req))
    sys.stdin, sys.stdout = CGIStdin(req), CGIStdout(req)
    sys.argv = []           # the cgi module looked at it
    return saved


def restore_nocgi(environment, stdin, stdout):
    """Undo setup_cgi()."""
    for key in list(os.environ):
        del os.environ[key]
    os.environ.update(environment)
    sys.stdin, sys.stdout = stdin, stdout
