"""CGI scripts, the test page and the module that is gone."""
from __future__ import absolute_import

import os
import sys
import threading
import unittest

from modpython_wsgi.entry import Mount

from lib.support import FolderTest, request


class CgiTest(FolderTest):

    handler = 'modpython_wsgi.cgihandler'

    def script(self, source, name='script.py', **arguments):
        self.write('cgi/' + name, 'from __future__ import print_function\n' + source)
        return self.get(name, **arguments)

    def get(self, name, **arguments):
        mount = Mount(handlers=self.handler, directory=self.path('cgi'))
        return request(mount, path='/cgi/' + name, filename=self.path('cgi/' + name), document_root=self.folder,
                       **arguments)


class Scripts(CgiTest):

    def test_headers_and_body(self):
        answer = self.script('print("Content-Type: text/plain\\nX-Cgi: yes\\n\\nhello")')
        self.assertEqual((answer.status, answer.body), (200, b'hello\n'))
        self.assertEqual((answer.header('Content-Type'), answer.header('X-Cgi')), ('text/plain', 'yes'))

    def test_status(self):
        answer = self.script('import sys\n'
                             'sys.stdout.write("Status: 404 Not here\\r\\nContent-Type: text/x\\r\\n\\r\\nno")')
        self.assertEqual((answer.status, answer.body), (404, b'no'))

    def test_redirect(self):
        answer = self.script('print("Location: http://www.example.org/\\n")')
        self.assertEqual((answer.status, answer.header('Location')), (302, 'http://www.example.org/'))
        answer = self.script('print("Status: 201 Made\\nLocation: /made\\n")')
        self.assertEqual((answer.status, answer.header('Location')), (201, '/made'))

    def test_surroundings(self):
        before = os.environ.copy(), os.getcwd(), sys.stdout, sys.stdin, sys.argv
        answer = self.script('import os, sys\nprint("Content-type: text/plain\\n")\n'
                             'names = "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REQUEST_METHOD", "CONTENT_LENGTH"\n'
                             'for k in names:\n'
                             '    print(os.environ.get(k))\n'
                             'print(os.path.basename(os.getcwd()), __name__, repr(str(sys.stdin.read())))\n',
                             path_info='/more', query='q=1', body=b'some text')
        self.assertEqual(answer.text.split('\n')[:6], ['/cgi/script.py', '/more', 'q=1', 'POST', '9',
                                                       "cgi script 'some text'"])
        self.assertEqual((os.environ.copy(), os.getcwd(), sys.stdout, sys.stdin, sys.argv), before)

    def test_lines_of_the_body(self):
        answer = self.script('import sys\nprint("Content-type: text/plain\\n\\n%r" % sys.stdin.readlines())',
                             body=b'one\ntwo')
        self.assertEqual(answer.text, "['one\\n', 'two\\n']\n")

    def test_forms_of_the_cgi_module(self):
        if sys.version_info > (3, 12):
            self.skipTest('Python has no cgi module any more')
        source = ('import cgi\nform = cgi.FieldStorage()\n'
                  'print("Content-type: text/plain\\n\\n%s" % form.getfirst("a"))')
        self.assertEqual(self.script(source, query='a=asked').text, 'asked\n')
        self.assertEqual(self.script(source, body=b'a=sent').text, 'sent\n')

    def test_modules_of_the_site_are_forgotten(self):
        self.write('cgi/counter.py', 'n = 0\n')
        for _ in range(2):
            answer = self.script('import counter, wave\ncounter.n += 1\n'
                                 'print("Content-type: text/plain\\n\\nn is", counter.n)')
            self.assertEqual(answer.text, 'n is 1\n')
        self.assertNotIn('counter', sys.modules)
        self.assertNotIn('script', sys.modules)
        self.assertIn('wave', sys.modules)

    def test_script_named_like_a_module(self):
        import calendar
        answer = self.script('print("Content-type: text/plain\\n\\n" + __name__)', 'calendar.py')
        self.assertEqual(answer.text, 'calendar\n')
        self.assertIs(sys.modules['calendar'], calendar)

    def test_errors(self):
        before = os.environ.copy(), os.getcwd(), sys.stdout
        for source in 'raise ValueError("x")', 'import sys\nsys.exit(0)', 'syntax error':
            self.assertEqual(self.script(source).status, 500)
        self.assertEqual((os.environ.copy(), os.getcwd(), sys.stdout), before)

    def test_missing(self):
        self.script('pass')
        self.assertEqual(self.get('other.py').status, 404)

    def test_any_extension(self):
        self.script('print("Content-type: text/plain\\n\\nx")')
        self.assertEqual(self.get('script.cgi').text, 'x\n')

    def test_one_at_a_time(self):
        source = ('import os, time, sys\nprint("Content-type: text/plain\\n")\ntime.sleep(0.02)\n'
                  'print(os.environ["QUERY_STRING"])')
        self.script(source)
        found = []

        def ask(number):
            found.append((number, self.get('script.py', query=number).text.strip()))
        threads = [threading.Thread(target=ask, args=(str(number),)) for number in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(found), 5)
        for expected, text in found:
            self.assertEqual(text, expected)


class TestPage(CgiTest):

    handler = 'modpython_wsgi.testhandler'

    def test_page(self):
        text = self.get('x', headers={'X-Odd': '<script>'}).text
        self.assertIn('X-Odd', text)
        self.assertIn('&lt;script&gt;', text)
        self.assertNotIn('<script>', text)
        self.assertIn(self.path('cgi'), text)


class Gone(unittest.TestCase):

    def test_httpdconf_says_why(self):
        with self.assertRaises(ImportError) as raised:
            from modpython_wsgi import httpdconf  # noqa: F401
        self.assertIn('mod_wsgi', str(raised.exception))


if __name__ == '__main__':
    unittest.main()
