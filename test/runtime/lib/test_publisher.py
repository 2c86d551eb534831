"""The publisher: modules, arguments, results."""
from __future__ import absolute_import

import unittest

from lib import support
from lib.publishing import PublisherTest
from lib.support import PY2


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
        self.page('def index(): return "front"\ndef other(): return "other"\n'
                  'class A:\n  def b(self): return "b"\na = A()\n', 'index.py')
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
def unknown(req):
    req.content_type = 'text/html; charset=x-browsers-only'
    return u'caf\\xe9' if str is not bytes else 'caf\\xc3\\xa9'
def poor(req):
    req.content_type = 'text/html; charset=iso-8859-1'
    return u'\\u20ac' if str is not bytes else '&#8364;'
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
def flushed(req): req.write('flushed')
def stop(req): raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)
def big(): return 'x' * 9000
def echo(req, n):
    req.write(n, 0)
    return n
'''.encode('utf-8'))

    def test_content_type(self):
        self.check('/page.py/html', '<html><body>page</body></html>', 'text/html')
        self.check('/page.py/html_spaces', '<HTML><BODY>page</BODY></HTML >\n\n', 'text/html')
        self.check('/page.py/html_tail', '<html><body>page</body></html>' + '\n' * 120, 'text/plain')
        self.check('/page.py/typed', '<a/>', 'text/xml')

    def test_other_objects(self):
        for name, text in (('zero', '0'), ('true', 'True'), ('empty', ''), ('both', 'written returned'),
                           ('data', 'bytes')):
            self.check('/page.py/' + name, text)
        self.assertEqual(self.get('/page.py/none').body, b'')
        self.assertEqual(len(self.get('/page.py/big').body), 9000)

    def test_type_of_an_address_without_an_extension(self):
        """mod_mime has looked at the address before the publisher found the file `page.py`."""
        for name in 'none', 'flushed':
            self.assertEqual(self.get('/page/' + name).header('Content-Type'), None)
            self.assertEqual(self.get('/page.py/' + name).header('Content-Type'), 'text/x-python')

    def test_length(self):
        self.assertEqual(self.get('/page.py/both').header('Content-Length'), '16')

    def test_nothing_is_logged_with_debug(self):
        self.assertNotIn('nothing to publish', self.get('/page.py/none').log)
        self.mount = {'debug': True, 'config': {'PythonDebug': '1'}}
        self.assertIn('nothing to publish', self.get('/page.py/none').log)

    def test_unicode(self):
        latin = self.get('/page.py/typed_text')
        self.assertEqual((latin.body, latin.header('Content-Type')), (b'caf\xe9', 'text/plain; charset=iso-8859-1'))
        if not PY2:  # str is the usual type there: without a charset it goes out as UTF-8 and says nothing about it
            self.assertEqual(self.get('/page.py/text').body, b'caf\xc3\xa9')
            return
        self.check('/page.py/text', 'caf\xc3\xa9', 'text/plain; charset=UTF8')
        self.check('/page.py/text_html', '<html>caf\xc3\xa9</html>', 'text/html; charset=UTF8')
        self.check('/page.py/plain_text', 'caf\xc3\xa9', 'text/x; charset=UTF8')

    def test_charsets_on_python_3(self):
        self.assertEqual(self.get('/page.py/unknown').body, b'caf\xc3\xa9')
        self.assertEqual(self.get('/page.py/poor').body, b'&#8364;')

    def test_bytes_of_forms_come_back(self):
        """A form in latin-1: its bytes are no UTF-8, and Python 3 has them as surrogates."""
        self.assertEqual(self.get('/page.py/echo?n=caf%e9').body, b'caf\xe9caf\xe9')

    def test_results_that_end_the_request(self):
        self.check_status(403, '/page.py/stop')


if __name__ == '__main__':
    unittest.main()
