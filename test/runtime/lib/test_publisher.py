"""The publisher: modules, paths, arguments, results, passwords."""
from __future__ import absolute_import

import base64
import os
import unittest

from modpython_wsgi import traversal
from modpython_wsgi.entry import Mount

from lib import support
from lib.support import FolderTest, PY2, request


class PublisherTest(FolderTest):
    """Pages in the folder `site`; `self.get('/page.py/name')` asks for one as Apache would map it."""

    mount = {}

    def page(self, source, name='page.py'):
        return self.write('site/' + name, source)

    def get(self, address, **arguments):
        address, mark, query = address.partition('?')
        parts = address[1:].split('/')
        path, info = '/' + parts[0], ''.join('/' + part for part in parts[1:])
        directory = self.path('site')
        mount = dict({'handlers': 'modpython_wsgi.publisher', 'directory': directory, 'extensions': '.py'}, **self.mount)
        return request(Mount(**mount), path=path, path_info=info, query=query if mark else None,
                       filename=directory + path, document_root=directory, **arguments)

    def check(self, address, text, expected_type='text/plain', **arguments):
        answer = self.get(address, **arguments)
        self.assertEqual((answer.status, answer.text), (200, text), answer.log)
        self.assertEqual(answer.header('Content-Type'), expected_type)

    def check_status(self, status, *addresses, **arguments):
        for address in addresses:
            answer = self.get(address, **arguments)
            self.assertEqual(answer.status, status, address + '\n' + answer.log)
            self.assertNotIn('Traceback', answer.text)


class Modules(PublisherTest):

    def setUp(self):
        PublisherTest.setUp(self)
        self.page('def index(req): return "index of page"\ndef hello(name="you"): return "Hello " + name\n')

    def test_spellings(self):
        for address in '/page.py', '/page', '/page.py/', '/page.py/index', '/page/index/':
            self.check(address, 'index of page')
        self.check('/page.py/hello?name=Ann', 'Hello Ann')

    def test_other_extensions(self):
        self.mount = {'extensions': '.py .html'}
        self.check('/page.html/hello', 'Hello you')

    def test_extension_of_the_directive(self):
        self.mount = {'handlers': {'.do': 'modpython_wsgi.publisher'}}
        self.check('/page.do/hello', 'Hello you')

    def test_missing_module_is_an_object_of_index(self):
        self.check_status(404, '/other', '/other.py/x')
        self.page('def index(): return "front"\ndef other(): return "other"\nclass A:\n  def b(self): return "b"\na = A()\n',
                  'index.py')
        self.check('/', 'front')
        self.check('/other.py', 'other')
        self.check('/a/b', 'b')
        self.check('/page.py', 'index of page')
        self.check_status(404, '/nothing', '/a/c')

    def test_methods(self):
        for method in 'PUT', 'DELETE', 'OPTIONS':
            answer = self.get('/page.py', method=method)
            self.assertEqual((answer.status, answer.header('Allow')), (405, 'GET,HEAD,POST,TRACE'))

    def test_changed_files_are_read_again(self):
        self.page('def index(req): return "changed page"\n')
        self.check('/page.py', 'changed page')

    def test_modules_of_the_same_name_are_kept_apart(self):
        self.page('state = "a"\n', 'one/same.py')
        self.page('state = "b"\n', 'two/same.py')
        self.page('import os\nfrom modpython_wsgi import apache\n'
                  'def both():\n  d = os.path.dirname(__file__)\n'
                  '  return [apache.import_module(d + "/%s/same.py" % n).state for n in ("one", "two")]\n', 'index.py')
        self.check('/both', "['a', 'b']")

    def test_broken_modules(self):
        self.page('syntax error\n', 'broken.py')
        self.page('import does_not_exist\n', 'missing.py')
        self.check_status(500, '/broken.py', '/missing.py')


OBJECTS = '''
import os
from os.path import basename
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
                           ('old/method', 'method of old'), ('new', 'called with nothing'), ('new?x=5', 'called with 5'),
                           ('new/name', 'new'), ('new/inner/name', 'old'), ('new.inner.method', 'method of old'),
                           ('old/name/', 'old'), ('later', 'later')):
            self.check('/page.py/' + name, text)
        self.check('/page.py/basename?p=/a/b', 'b')

    def test_what_is_forbidden(self):
        for name in ('_secret', '_hidden', '__dict__', '__file__', 'os', 'os/getcwd', 'Old', 'New', 'Special', 'Special/name',
                     'old/_private', 'new/__init__', 'new/inner/__class__', 'function/func_globals', 'function/deeper',
                     'TITLE/upper', 'numbers/pop', 'table/a', 'table/clear', 'group/pop', 'length', 'number/real',
                     'old/method/im_self', 'new/method/__func__', 'generator/close'):
            self.check_status(403, '/page.py/' + name)

    def test_what_is_not_there(self):
        self.check_status(404, '/page.py/nothing', '/page.py/old/nothing', '/page.py/.', '/page.py/..', '/page.py/old..name',
                          '/page.py/old.', '/page.py/\xe9')

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


class Arguments(PublisherTest):

    def setUp(self):
        PublisherTest.setUp(self)
        self.page('''
def add(req, a, b=10): return '%s + %s' % (a, b)
def noreq(a='x'): return a
def everything(req, **kw): return repr(sorted((k, v) for k, v in kw.items()))
def form(req): return repr(sorted(req.form.keys()))
def swap(second, req, first): return '%s %s %s' % (first, second, req.method)
def upload(req, file, note=''): return '%s: %d bytes, %s' % (file.filename, len(file.file.read()), note)
''')

    def test_by_name(self):
        self.check('/page.py/add?a=1&b=2', '1 + 2')
        self.check('/page.py/add?a=1&c=3', '1 + 10')
        self.check('/page.py/noreq', 'x')
        self.check('/page.py/swap?first=1&second=2', '1 2 GET')
        self.check('/page.py/everything?b=2&a=1&b=3&c=', "[('a', '1'), ('b', ['2', '3']), ('c', '')]")
        self.check('/page.py/everything?q=1', "[('a', '1'), ('q', ['1', '2'])]", body=b'a=1&q=2')
        self.check('/page.py/form?b=1&a', "['a', 'b']")

    def test_missing(self):
        self.check_status(500, '/page.py/add', '/page.py/add?b=1')
        self.assertIn('TypeError', self.get('/page.py/add').log)

    def test_upload(self):
        self.check('/page.py/upload', 'h.txt: 10 bytes, nn', **support.multipart([
            ('Content-Disposition: form-data; name="file"; filename="h.txt"', 'hello file'),
            ('Content-Disposition: form-data; name="note"', 'nn')]))

    def test_other_bodies(self):
        self.check_status(501, '/page.py/add', body=b'{}', content_type='application/json')

    def test_a_field_called_req(self):
        self.check_status(500, '/page.py/add?a=1&req=2')


class Results(PublisherTest):

    def setUp(self):
        PublisherTest.setUp(self)
        self.page(u'''# -*- coding: utf-8 -*-
from modpython_wsgi import apache
def html(): return '<html><body>page</body></html>'
def html_spaces(): return '<HTML><BODY>page</BODY></HTML >\\n\\n'
def html_tail(): return '<html><body>page</body></html>' + '\\n' * 120
def none(): return None
def zero(): return 0
def true(): return True
def empty(): return ''
def text(): return u'caf\\xe9'
def text_html(): return u'<html>caf\\xe9</html>'
def typed_text(req):
    req.content_type = 'text/plain; charset=iso-8859-1'
    return u'caf\\xe9'
def plain_text(req):
    req.content_type = 'text/x'
    return u'caf\\xe9'
def typed(req):
    req.content_type = 'text/xml'
    return '<a/>'
def both(req):
    req.write('written ', 0)
    return 'returned'
def data(): return b'bytes'
def stop(req): raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)
def big(): return 'x' * 9000
'''.encode('utf-8'))

    def test_content_type(self):
        self.check('/page.py/html', '<html><body>page</body></html>', 'text/html')
        self.check('/page.py/html_spaces', '<HTML><BODY>page</BODY></HTML >\n\n', 'text/html')
        self.check('/page.py/html_tail', '<html><body>page</body></html>' + '\n' * 120, 'text/plain')
        self.check('/page.py/typed', '<a/>', 'text/xml')

    def test_other_objects(self):
        for name, text in ('zero', '0'), ('true', 'True'), ('empty', ''), ('both', 'written returned'), ('data', 'bytes'):
            self.check('/page.py/' + name, text)
        self.assertEqual(self.get('/page.py/none').body, b'')
        self.assertEqual(len(self.get('/page.py/big').body), 9000)

    def test_length(self):
        self.assertEqual(self.get('/page.py/both').header('Content-Length'), '16')

    def test_nothing_is_logged_with_debug(self):
        self.assertNotIn('nothing to publish', self.get('/page.py/none').log)
        self.mount = {'debug': True, 'config': {'PythonDebug': '1'}}
        self.assertIn('nothing to publish', self.get('/page.py/none').log)

    def test_unicode(self):
        latin = self.get('/page.py/typed_text')
        if not PY2:  # str is the usual type there: it goes out as UTF-8 and says nothing about it
            self.assertEqual(self.get('/page.py/text').body, b'caf\xc3\xa9')
            return
        self.check('/page.py/text', 'caf\xc3\xa9', 'text/plain; charset=UTF8')
        self.check('/page.py/text_html', '<html>caf\xc3\xa9</html>', 'text/html; charset=UTF8')
        self.check('/page.py/plain_text', 'caf\xc3\xa9', 'text/x; charset=UTF8')
        self.assertEqual((latin.body, latin.header('Content-Type')), (b'caf\xe9', 'text/plain; charset=iso-8859-1'))

    def test_results_that_end_the_request(self):
        self.check_status(403, '/page.py/stop')


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
