"""Reading the body."""
from __future__ import absolute_import

import io
import unittest

from modpython_wsgi import apache
from modpython_wsgi.entry import Mount
from modpython_wsgi.request import Request

from .server import call, make_environ


def request(body=b'', **settings):
    mount = settings.pop('mount', None) or Mount(handlers='x')
    return Request(mount.configuration, make_environ('/x', method='POST', body=body, **settings), None)


class Endless(object):
    """Input that would never end: reading beyond the length is the test's failure."""

    def __init__(self, data):
        self.data = data

    def read(self, size=-1):
        assert 0 <= size <= len(self.data), 'read(%d) beyond the body' % size
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def readline(self, size=-1):
        assert 0 <= size <= len(self.data), 'readline(%d) beyond the body' % size
        end = self.data.find(b'\n', 0, size) + 1 or size
        return self.read(end)


class Dripping(object):
    """Input that comes a byte at a time, as from a slow client."""

    def __init__(self, data):
        self.data = data

    def read(self, size=-1):
        taken, self.data = self.data[:1], self.data[1:]
        return taken


class Reading(unittest.TestCase):

    def test_all(self):
        req = request(b'hello body')
        self.assertEqual((req.remaining, req.read_length, req.read_body), (0, 0, apache.REQUEST_NO_BODY))
        self.assertEqual((req.read(), req.read(), req.read_length, req.remaining), (b'hello body', b'', 10, 0))

    def test_what_is_left_is_known_once_reading_has_begun(self):
        req = request(b'hello body')
        req.read(4)
        self.assertEqual((req.remaining, req.read_length, req.read_body), (6, 4, apache.REQUEST_CHUNKED_ERROR))

    def test_parts(self):
        req = request(b'one two three four')
        self.assertEqual([req.read(7), req.read(7), req.read(7), req.read(7)], [b'one two', b' three ', b'four', b''])
        self.assertEqual(req.read(0), b'')

    def test_lengths_of_other_types(self):
        req = request(b'body')
        for method in (req.read, req.readline, req.readlines):
            for wrong in ('4', None, 1.5):
                self.assertRaises(TypeError, method, wrong)
        self.assertEqual(req.read(), b'body')

    def test_no_body(self):
        req = Request(Mount(handlers='x').configuration, make_environ('/x'), None)
        self.assertEqual((req.read(), req.readline(), req.readlines()), (b'', b'', []))

    def test_lines(self):
        req = request(b'first\nsecond\r\nthird\nfourth')
        self.assertEqual((req.readline(), req.readline(), req.read()), (b'first\n', b'second\r\n', b'third\nfourth'))

    def test_lines_with_a_limit(self):
        req = request(b'abcdefgh\nxyz\n')
        self.assertEqual((req.readline(4), req.readline(), req.readline(100)), (b'abcd', b'efgh\n', b'xyz\n'))

    def test_reading_on_behind_a_line_loses_nothing(self):
        req = request(b'first\nthe rest')
        self.assertEqual((req.readline(), req.read(100)), (b'first\n', b'the rest'))

    def test_readlines(self):
        self.assertEqual(request(b'a\nb\r\n\nlast').readlines(), [b'a\n', b'b\r\n', b'\n', b'last'])

    def test_readlines_passes_its_hint_on_as_a_length(self):
        self.assertEqual(request(b'aaaaaaaa\nbbbbbbbb\ncc\n').readlines(12), [b'aaaaaaaa\n', b'bbbbbbbb\n'])
        self.assertEqual(request(b'a\nbbbbbbbb\ncc\n').readlines(4), [b'a\n', b'bbbb'])

    def test_never_beyond_the_length(self):
        req = request(environ={'CONTENT_LENGTH': '6', 'wsgi.input': Endless(b'a\nbcde')})
        self.assertEqual((req.readline(), req.read(2), req.read(), req.read(5)), (b'a\n', b'bc', b'de', b''))

    def test_short_reads_are_not_the_end(self):
        req = request(environ={'CONTENT_LENGTH': '5', 'wsgi.input': Dripping(b'abcde')})
        self.assertEqual((req.read(3), req.read()), (b'abc', b'de'))

    def test_body_shorter_than_announced(self):
        req = request(environ={'CONTENT_LENGTH': '50', 'wsgi.input': io.BytesIO(b'abc')})
        self.assertEqual((req.read(10), req.read(10), req.read()), (b'abc', b'', b''))

    def test_lengths_that_are_none(self):
        for length in ('', '-5', 'x', '5x'):
            self.assertEqual(request(environ={'CONTENT_LENGTH': length, 'wsgi.input': io.BytesIO(b'abc')}).read(), b'')

    def test_discarding(self):
        req = request(b'x' * 200000)
        self.assertEqual((req.discard_request_body(), req.read()), (apache.OK, b''))

    def test_methods_other_than_post(self):
        for method in ('PUT', 'DELETE', 'GET'):
            environ = make_environ('/x', method=method, body=b'odd')
            self.assertEqual(Request(Mount(handlers='x').configuration, environ, None).read(), b'odd')


class Chunked(unittest.TestCase):

    CHUNKED = {'HTTP_TRANSFER_ENCODING': 'chunked', 'wsgi.input': io.BytesIO(b'never read')}

    def test_refused(self):
        def handler(req):
            return req.read() and apache.OK
        answer = call(Mount(handlers=[handler]), method='POST', environ=self.CHUNKED)
        self.assertEqual(answer.status, '411 Length Required')
        self.assertEqual(request(environ=self.CHUNKED).read_chunked, 1)

    def test_the_refusal_can_be_caught(self):
        def handler(req):
            try:
                req.read()
            except apache.SERVER_RETURN as error:
                req.write('refused %d' % error.args[0])
            return apache.OK
        answer = call(Mount(handlers=[handler]), method='POST', environ=self.CHUNKED)
        self.assertEqual(answer.text, 'refused 411')

    def test_taken_where_the_mount_says_so(self):
        environ = {'HTTP_TRANSFER_ENCODING': 'chunked', 'CONTENT_LENGTH': '', 'wsgi.input': io.BytesIO(b'a\nbcd')}
        req = request(mount=Mount(handlers='x', chunked=True), environ=environ)
        self.assertEqual((req.readline(), req.read(2), req.read()), (b'a\n', b'bc', b'd'))

    def test_expecting(self):
        self.assertEqual(request(b'x', headers={'Expect': '100-continue'}).expecting_100, 1)
        self.assertEqual(request(b'x').expecting_100, 0)


if __name__ == '__main__':
    unittest.main()
