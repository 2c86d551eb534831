"""What of a module is published, and what is not."""
from __future__ import absolute_import

import os
import random
import unittest

from modpython_wsgi import traversal

from lib.publishing import PublisherTest

OBJECTS = '''
import os
from os.path import basename
from modpython_wsgi.apache import log_error
from modpython_wsgi.util import parse_qs, redirect
TITLE = 'a title'
numbers = [1, 2, 3]
table = {'a': 1}
group = set([1])
number = 42
_secret = 'secret'
def function(req): return 'function'
def _hidden(req): return 'hidden'
square = lambda n: str(int(n) ** 2)
class Old:
    name = 'old'
    _private = 1
    def method(self, req): return 'method of ' + self.name
    def __str__(self): return 'an old one'
class New(object):
    name = 'new'
    def __init__(self): self.inner = Old()
    def method(self, req): return 'method of ' + self.name
    def __call__(self, x='nothing'): return 'called with ' + x
class Meta(type): pass
Special = Meta('Special', (object,), {'name': 'special'})
old, new = Old(), New()
def later(): return function_later
def function_later(): return 'later'
def generator(): yield 1
length = len
'''


class Traversal(PublisherTest):

    def setUp(self):
        PublisherTest.setUp(self)
        self.page(OBJECTS)

    def test_what_is_published(self):
        for name, text in (('TITLE', 'a title'), ('numbers', '[1, 2, 3]'), ('table', "{'a': 1}"), ('number', '42'),
                           ('function', 'function'), ('square?n=12', '144'), ('old', 'an old one'),
                           ('old/method', 'method of old'), ('new', 'called with nothing'),
                           ('new?x=5', 'called with 5'),
                           ('new/name', 'new'), ('new/inner/name', 'old'), ('new.inner.method', 'method of old'),
                           ('old/name/', 'old'), ('later', 'later')):
            self.check('/page.py/' + name, text)
        self.check('/page.py/basename?p=/a/b', 'b')

    def test_what_is_forbidden(self):
        for name in ('_secret', '_hidden', '__dict__', '__file__', 'os', 'os/getcwd', 'Old', 'New', 'Special',
                     'Special/name',
                     'old/_private', 'new/__init__', 'new/inner/__class__', 'function/func_globals', 'function/deeper',
                     'TITLE/upper', 'numbers/pop', 'table/a', 'table/clear', 'group/pop', 'length', 'log_error', 'parse_qs', 'number/real',
                     'old/method/im_self', 'new/method/__func__', 'generator/close'):
            self.check_status(403, '/page.py/' + name)

    def test_what_is_not_there(self):
        self.check_status(404, '/page.py/nothing', '/page.py/old/nothing', '/page.py/.', '/page.py/..',
                          '/page.py/old..name', '/page.py/old.', '/page.py/\xe9')

    def test_generators_are_not_run(self):
        self.assertIn('<generator object', self.get('/page.py/generator').text)

    def test_list_of_the_site(self):
        file = os.path.join(self.path('site'), 'page.py')
        traversal.publish_only(file, ['function', 'new.inner', 'old'])
        try:
            self.check('/page.py/function', 'function')
            self.check('/page.py/new/inner/name', 'old')
            self.check('/page.py/old/method', 'method of old')
            self.check_status(404, '/page.py/TITLE', '/page.py/new', '/page.py/new/name', '/page.py/square?n=1')
            self.check_status(403, '/page.py/old/_private')
        finally:
            traversal._allowed.clear()

    def test_list_in_a_file(self):
        """As `migrate apply` writes it beside the entry script."""
        self.page('def index(): return "open"\n', 'all.py')
        self.page('def index(): return "closed"\n', 'other.py')
        folder = self.path('site')
        listed = self.write('publisher.names', '# remark\n%s/\n%s/page.py\n    function\n    square  # imported from m\n'
                            '\n%s/all.py\n    *\n' % (folder, folder, folder))
        traversal.publish_listed(listed)
        try:
            self.check('/page.py/function', 'function')
            self.check('/page.py/square?n=3', '9')
            self.check('/all.py', 'open')
            self.check_status(404, '/page.py/TITLE', '/page.py/old', '/other.py', '/page.py/os')
        finally:
            traversal._allowed.clear()
            traversal._listed.clear()


class Fuzz(PublisherTest):

    def test_any_path_is_answered(self):
        self.page('def index(): return "x"\nclass A(object):\n  a = 1\n  def b(self): return 2\n'
                  'a, t, d = A(), "text", {"a": 1}\n')
        source = random.Random(20047)
        pieces = ['/', '.', '..', 'a', 'b', 't', 'd', 'index', '_', '__class__', 'page', '.py', ' ', '\xe9', '\\', '\n',
                  'A', '%', '+', 'upper', 'clear', '0']
        for _ in range(1500):
            path = ''.join(source.choice(pieces) for _ in range(source.randrange(8)))
            self.assertIn(self.get('/page.py/' + path.replace('//', '/')).status, (200, 403, 404), path)


if __name__ == '__main__':
    unittest.main()
