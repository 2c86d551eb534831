"""Whatever a client sends: no exception leaves the package, and no traceback reaches the client."""
from __future__ import absolute_import

import random
import unittest

from modpython_wsgi import apache
from modpython_wsgi.entry import Mount

from . import inventory
from .server import call

#: Members that ask for arguments, change something, or cannot exist.
_SKIPPED = ('write', 'sendfile', 'internal_redirect', 'flush')
_PIECES = ['', '/', '//', '..', '%', '%00', '\0', '\xb2', '\xff', '\x80', ':', ';', ',', '"', '*', '-', '=', '&', 'W/"',
           'Basic ', 'bytes=', 'chunked', '100-continue', 'HTTP/', '1', '99999999999999999999', '-1', ' ', '\t',
           'Mon, 15 Jun 2009 12:00:00', '[::1]', 'GET', 'a' * 300, '<script>', "'"]
_KEYS = ['REQUEST_METHOD', 'SCRIPT_NAME', 'PATH_INFO', 'QUERY_STRING', 'REQUEST_URI', 'SERVER_PROTOCOL', 'CONTENT_TYPE',
         'CONTENT_LENGTH', 'REMOTE_ADDR', 'REMOTE_PORT', 'REMOTE_HOST', 'SERVER_PORT', 'HTTP_HOST',
         'HTTP_AUTHORIZATION', 'HTTP_RANGE', 'HTTP_IF_RANGE', 'HTTP_IF_MATCH', 'HTTP_IF_NONE_MATCH', 'HTTP_EXPECT',
         'HTTP_IF_MODIFIED_SINCE', 'HTTP_IF_UNMODIFIED_SINCE', 'HTTP_TRANSFER_ENCODING', 'HTTP_COOKIE',
         'SCRIPT_FILENAME', 'REDIRECT_URL', 'REDIRECT_STATUS', 'mod_wsgi.handler_script', 'mod_wsgi.request_start',
         'DOCUMENT_ROOT']


def look_at_everything(req):
    """Read every member and call what needs no argument."""
    for name, note in sorted(inventory.REQUEST.items()):
        if name in _SKIPPED or note.startswith('!'):
            continue
        value = getattr(req, name)
        if callable(value):
            try:
                value()
            except (TypeError, apache.SERVER_RETURN):
                pass                    # arguments are missing; a body in chunks
    repr((req.connection.local_addr, req.connection.remote_addr, req.headers_in, req.subprocess_env))
    req.set_last_modified()
    req.set_etag()
    return req.meets_conditions()


class Fuzz(unittest.TestCase):

    def test_members(self):
        chance = random.Random(2009)
        mount = Mount(handlers=[look_at_everything], auth_type='Basic', extensions='.py')
        guard = Mount(phases={'PythonFixupHandler': [lambda req: apache.OK]})
        for _ in range(1500):
            environ = dict((key, ''.join(chance.sample(_PIECES, chance.randrange(4))))
                           for key in chance.sample(_KEYS, chance.randrange(1, 9)))
            for one in (mount, guard):
                answer = call(one, '/x', environ=environ)
                self.assertTrue('Traceback' not in answer.log, (environ, answer.log))
                self.assertTrue(answer.code in (200, 304, 403, 404, 405, 412, 416, 501), (environ, answer.status))


if __name__ == '__main__':
    unittest.main()
