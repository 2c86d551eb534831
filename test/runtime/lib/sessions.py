"""What tests of sessions share."""
from __future__ import absolute_import

import fcntl
import os

from modpython_wsgi import Session

from lib.support import FolderTest, call

FILES = {'mod_python.session.session_type': 'FileSession'}
KINDS = ('FileSession', 'DbmSession', 'MemorySession')


def options(**more):
    """Keywords of `call` for a mount with file sessions and further options (dots as __)."""
    values = dict(FILES)
    values.update((name.replace('__', '.'), value) for name, value in more.items())
    return {'options': values}


class SessionTest(FolderTest):

    def setUp(self):
        FolderTest.setUp(self)
        self.cookies = None
        Session.MemorySession.sdict.clear()

    def open(self, function, kind='FileSession', mount=None, **arguments):
        """Call function(session) in a request of the same browser; returns what it returns."""
        values = {'mod_python.session.session_type': kind}
        values.update((mount or {}).pop('options', {}))
        result = []

        def handler(req):
            result.append(function(Session.Session(req, **arguments)))
        answer = call(handler, mount=dict(mount or {}, options=values), cookies=self.cookies)
        self.assertEqual(answer.status, 200, answer.log)
        for cookie in answer.all('Set-Cookie'):
            self.cookies = cookie.partition(';')[0]
        self.answer = answer
        return result[0]

    def locks(self):
        return locked_files(self.folder)

    def tearDown(self):
        self.assertEqual(self.locks(), [])
        FolderTest.tearDown(self)


def locked_files(folder):
    """Names of the lock files below a folder for temporary files that somebody has locked."""
    folder = os.path.join(folder, 'modpython_wsgi-locks-%d' % os.geteuid())
    return [name for name in (os.listdir(folder) if os.path.isdir(folder) else [])
            if is_locked(os.path.join(folder, name))]


def is_locked(path):
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except (IOError, OSError):
            return True


def put(session):
    session['n'] = session.get('n', 0) + 1
    session.save()
    return session['n']
