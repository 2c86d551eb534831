"""mod_python.testhandler: a page that shows what a handler gets to see. For setting up a server, not for the public.

It shows the request, the environment, the options and the server. The parts of mod_python's page that showed Apache's
own state (the configuration tree, the last lines of the error log) are not there: WSGI has no way to them.
"""
from __future__ import absolute_import

import sys

from modpython_wsgi import __version__, apache, psp


def handler(req):
    """Write the page."""
    req.content_type = 'text/html'
    req.add_common_vars()
    req.write('<html><head><title>modpython_wsgi test page</title></head><body>\n', 0)
    _write_table(req, 'General information', _general(req))
    for title, items in (('Request input headers', req.headers_in.items()),
                         ('Request environment', req.subprocess_env.items()),
                         ('Request configuration', req.get_config().items()),
                         ('Request options', req.get_options().items()),
                         ('Server options', req.server.get_options().items())):
        _write_table(req, title, sorted(items))
    req.write('</body></html>\n')
    return apache.OK


def _general(req):
    return [('modpython_wsgi version', __version__),
            ('Server software', req.subprocess_env.get('SERVER_SOFTWARE')),
            ('Threads', apache.mpm_query(apache.AP_MPMQ_MAX_THREADS)),
            ('Document root', req.document_root()),
            ('Python version', sys.version),
            ('Python path', '\n'.join(sys.path)),
            ('Interpreter name', req.interpreter),
            ('File of this address', req.filename),
            ('path_info', req.path_info),
            ('Handler directory', req.hlist.directory)]


def _write_table(req, title, rows):
    req.write('<h3>%s</h3>\n<table border="1">\n' % title, 0)
    for name, value in rows:
        req.write('<tr><td><code>%s</code></td><td><pre>%s</pre></td></tr>\n'
                  % (psp.escape(str(name)), psp.escape(str(value))), 0)
    req.write('</table>\n', 0)
