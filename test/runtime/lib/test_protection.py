"""Passwords on published objects."""
from __future__ import absolute_import

import base64
import unittest

from lib.publishing import PublisherTest
from lib.support import PY2


def basic(user, password):
    token = base64.b64encode(('%s:%s' % (user, password)).encode('utf-8'))
    return {'headers': {'Authorization': 'Basic ' + (token if PY2 else token.decode('ascii'))}}


PROTECTED = '''
users = {'tom': 'key'}
def check(req, user, password): return password == 'key'
def closed(req):
    __auth_realm__ = 'Closed room'
    def __auth__(req, user, password):
        return user == 'tom' and password == 'key'
    return 'inside'
def access(req):
    def __auth__(req, user, password): return password == 'key'
    def __access__(req, user): return user == 'tom'
    return 'inside'
def by_dict(req):
    __auth__ = {'tom': 'key'}
    __access__ = ['tom', 'ann']
    return 'inside'
def by_global(req):
    __auth__ = users
    return 'inside'
def by_function(req):
    __auth__ = check
    return 'inside'
def by_lambda(req):
    __auth__ = lambda req, user, password: password == 'key'
    return 'inside'
def nobody(req):
    __access__ = 0
    return 'inside'
def constant(req):
    __auth__ = 1
    return 'inside'
def computed(req):
    __auth__ = dict(tom='key')
    return 'inside'
def conditional(req):
    if req:
        __auth__ = {'tom': 'key'}
    return 'inside'
def twice(req):
    __auth__ = 0
    __auth__ = 1
    return 'inside'
def local(req, users={'eve': 'x'}):
    __auth__ = users
    return 'inside'
def closure(req):
    word = 'key'
    def __auth__(req, user, password): return password == word
    return 'inside'
def uses(req):
    return 'uses %s' % (globals().get('__auth__'),)
class Room:
    __auth_realm__ = 'Room'
    def __auth__(self, req, user, password): return password == 'key'
    def look(self, req): return 'inside'
    def _private(self): return 1
class Vault:
    __auth__ = {'tom': 'key', 'ann': 'x'}
    __access__ = ['tom']
    def __call__(self, req): return 'inside'
class Sealed:
    __access__ = 0
    def __str__(self): return 'inside'
room, vault, sealed = Room(), Vault(), Sealed()
'''


class Protection(PublisherTest):

    def setUp(self):
        PublisherTest.setUp(self)
        self.page(PROTECTED)

    GOOD = ('closed', 'access', 'by_dict', 'by_global', 'by_function', 'by_lambda', 'room/look', 'vault')

    def test_right_password(self):
        for name in self.GOOD + ('constant',):
            self.check('/page.py/' + name, 'inside', **basic('tom', 'key'))

    def test_wrong_password(self):
        for name in self.GOOD:
            answer = self.get('/page.py/' + name, **basic('tom', 'wrong'))
            self.assertEqual(answer.status, 401, name)
            self.assertIn('Basic realm = "', answer.header('WWW-Authenticate'))

    def test_other_user(self):
        self.check_status(401, '/page.py/closed', '/page.py/by_dict', '/page.py/by_global', **basic('eve', 'key'))
        self.check_status(403, '/page.py/access', **basic('eve', 'key'))
        self.check_status(403, '/page.py/vault', **basic('ann', 'x'))

    def test_no_credentials(self):
        for name in self.GOOD + ('constant',):
            answer = self.get('/page.py/' + name)
            self.assertEqual(answer.status, 401, name)
            self.assertIn('Basic realm="', answer.header('WWW-Authenticate'))
        self.check_status(403, '/page.py/nobody', '/page.py/sealed')

    def test_realm(self):
        for name, realm in ('closed', 'Closed room'), ('room/look', 'Room'), ('vault', 'unknown'):
            self.assertEqual(self.get('/page.py/' + name).header('WWW-Authenticate'), 'Basic realm="%s"' % realm)

    def test_what_cannot_be_read_is_refused(self):
        for name in 'computed', 'conditional', 'twice', 'local', 'closure':
            answer = self.get('/page.py/' + name, **basic('tom', 'key'))
            self.assertEqual(answer.status, 403, name)
            self.assertIn('publisher: %s is refused' % name, answer.log)

    def test_file_that_changed_under_a_function(self):
        self.check('/page.py/by_dict', 'inside', **basic('tom', 'key'))
        self.mount = {'autoreload': False}
        self.page('\n\n' + PROTECTED)
        self.check('/page.py/by_dict', 'inside', **basic('tom', 'key'))  # was read in time
        self.check_status(403, '/page.py/by_global', **basic('tom', 'key'))
        self.check('/page.py/uses', 'uses None')

    def test_header_without_meaning(self):
        for header in 'nonsense', 'Basic', 'Basic x', 'Basic \xff', 'Basic ' + base64.b64encode(b'tom').decode('ascii'):
            self.check_status(400, '/page.py/closed', headers={'Authorization': str(header)})

    def test_functions_that_only_mention_the_names(self):
        self.check('/page.py/uses', 'uses None')

    def test_private_parts_stay_private(self):
        self.check_status(403, '/page.py/room/_private', '/page.py/__auth__', **basic('tom', 'key'))

    def test_module(self):
        self.page('''
__auth_realm__ = 'Office'
__access__ = ['tom', 'ann']
def __auth__(req, user, password): return password == 'key'
def index(req): return 'office %s' % req.user
''', 'office.py')
        self.assertEqual(self.get('/office.py').header('WWW-Authenticate'), 'Basic realm="Office"')
        self.check_status(401, '/office.py/nothing')
        self.check_status(404, '/office.py/nothing', **basic('tom', 'key'))
        self.check_status(403, '/office.py', **basic('eve', 'key'))
        self.check('/office.py', 'office None', **basic('tom', 'key'))


if __name__ == '__main__':
    unittest.main()
