"""mod_python.cgihandler: CGI scripts run inside this process.

The script /folder/name.py is executed anew for each request, with the CGI variables in `os.environ`, the body as
`sys.stdin`, its output as `sys.stdout`, and its folder as current directory. All of these belong to the process, so
one script runs at a time. Modules that a script imports from the site are forgotten behind it; those of Python's
library stay (mod_python forgot parts of them, too).

A script that prints Location without a Status redirects with 302, as CGI has it. (mod_python sent 200 with the header;
in a daemon process of mod_wsgi that would make Apache answer with another page.)

`sys.exit()` is an error here, as it was: what was printed is sent, and 500 follows.

Real CGI (mod_cgid) is the better home for such scripts; this handler keeps them running unchanged.

Source: mod_python 3.3.1, lib/python/mod_python/cgihandler.py.
"""
from __future__ import absolute_import

import os
import sys
import threading
import types

from modpython_wsgi import apache

_lock = threading.Lock()
_LIBRARY = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_PACKAGE = __name__.rpartition('.')[0]


def handler(req):
    """Run the script the request names: the .py file of that name, whatever its extension in the address.

    Raises SERVER_RETURN with 404 if there is none, and whatever the script raises.
    """
    folder, name = os.path.split(req.filename)
    name = os.path.splitext(name)[0]
    path = os.path.join(folder, name + '.py')
    if not os.path.isfile(path):
        raise apache.SERVER_RETURN(apache.HTTP_NOT_FOUND)
    with _lock:
        directory, arguments = os.getcwd(), sys.argv
        os.chdir(folder)
        saved = apache.setup_cgi(req)
        sys.stdout = _Output(req)
        try:
            _execute(name, path)
        finally:
            apache.restore_nocgi(*saved)
            sys.argv = arguments
            os.chdir(directory)
    return apache.OK


class _Output(apache.CGIStdout):
    """What the script prints."""

    def _set_headers(self, lines):
        apache.CGIStdout._set_headers(self, lines)
        if 'Location' in self.req.headers_out and self.req.status == apache.HTTP_OK:
            self.req.status = apache.HTTP_MOVED_TEMPORARILY


def _execute(name, path):
    """Execute a file as the module `name`, and forget what it has imported from the site."""
    with open(path, 'rb') as file:
        source = file.read().replace(b'\r\n', b'\n') + b'\n'
    module = types.ModuleType(name)
    module.__file__ = path
    before = dict(sys.modules)
    sys.modules[name] = module
    try:
        exec(compile(source, path, 'exec', 0, True), module.__dict__)
    finally:
        for known in [key for key in list(sys.modules) if key not in before and _is_of_site(key)]:
            del sys.modules[known]
        if name in before:
            sys.modules[name] = before[name]
        else:
            sys.modules.pop(name, None)


def _is_of_site(name):
    """Whether a module is neither Python's, nor installed beside its library, nor one of this package."""
    file = getattr(sys.modules[name], '__file__', None)
    return bool(file) and not os.path.abspath(file).startswith(_LIBRARY) and name.split('.')[0] != _PACKAGE
