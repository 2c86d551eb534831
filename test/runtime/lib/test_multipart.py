"""Reading multipart bodies: the same parts whatever the size of blocks, in linear time and constant memory."""
from __future__ import absolute_import

import io
import random
import re
import resource
import sys
import unittest

from modpython_wsgi import apache, multipart, util

from lib import support


def parts_of(body, boundary=b'B', block=None):
    """Read a body; returns a list of (headers, content). `block` limits what a read returns."""
    stream = io.BytesIO(body)
    reader = multipart.MultipartReader(lambda size: stream.read(min(size, block or size)), boundary)
    found = []
    while True:
        headers = reader.next_part()
        if headers is None:
            return found
        content = []
        reader.copy_content(content.append)
        found.append((headers, b''.join(content)))


def first_content(body, block):
    """The content of the first part, read in blocks of this size."""
    stream = io.BytesIO(body)
    reader = multipart.MultipartReader(lambda size: stream.read(block), b'B')
    reader.next_part()
    content = []
    reader.copy_content(content.append)
    return b''.join(content)


def line_by_line(body, boundary=b'B'):
    """The content in front of the next boundary as mod_python's reader of lines saw it: the yardstick."""
    boundary = re.compile(b'--' + re.escape(boundary) + b'(--)?\r?\n')
    content, delimiter = b'', b''
    for line in re.findall(b'[^\n]*\n|[^\n]+', body):
        if boundary.match(line):
            return content
        content += delimiter
        delimiter = b'\r\n' if line.endswith(b'\r\n') else b''
        content += line[:-2] if delimiter else line
    return content + delimiter


HEAD = b'--B\r\nA: 1\r\n\r\n'


class Parts(unittest.TestCase):

    def check(self, body, *contents):
        for block in (None, 1, 2, 3, 7):
            self.assertEqual([content for _, content in parts_of(body, block=block)], list(contents))

    def test_headers_keep_blank_and_end_of_line(self):
        (headers, _), = parts_of(b'--B\r\nA: 1\r\nB:x\r\n\ty\r\n\r\n\r\n--B--\r\n')
        self.assertEqual(headers, [(b'A', b' 1\r\n'), (b'B', b'x\r\n\ty\r\n')])

    def test_crlf_belongs_to_the_boundary(self):
        self.check(HEAD + b'one\r\n\r\n--B--\r\n', b'one\r\n')

    def test_bare_lf_belongs_to_the_content(self):
        self.check(HEAD + b'one\n--B--\n', b'one\n')

    def test_empty_content(self):
        self.check(HEAD + b'\r\n--B--\r\n', b'')
        self.check(HEAD + b'--B--\r\n', b'')

    def test_what_only_begins_like_a_boundary(self):
        text = b'x\r\n--Bx\r\n--B-\r\n--B--x\r\n-- B\r\n --B\r\ny'
        self.check(HEAD + text + b'\r\n--B--\r\n', text)

    def test_preamble_and_what_follows_the_end(self):
        self.check(b'hello\r\n' + HEAD + b'1\r\n--B--\r\nA: 2\r\n\r\nmore\r\n--B--\r\n', b'1')

    def test_body_that_ends_early(self):
        self.check(HEAD + b'unfinished', b'unfinished')
        self.check(HEAD + b'unfinished\r\n', b'unfinished\r\n')

    def test_last_boundary_needs_its_end_of_line(self):
        self.check(HEAD + b'1\r\n--B--', b'1\r\n--B--')

    def test_headers_cut_off(self):
        self.check(b'--B\r\nA: 1\r\n')
        self.check(b'--B\r\nA: 1\r\n--B\r\nA: 2\r\n\r\n2\r\n--B--\r\n', b'2')

    def test_end_at_once(self):
        self.check(b'--B--\r\n')
        self.check(b'')

    def test_line_that_is_no_header(self):
        self.assertRaises(apache.SERVER_RETURN, parts_of, b'--B\r\nrubbish\r\n\r\n1\r\n--B--\r\n')

    def test_headers_without_end(self):
        self.assertRaises(apache.SERVER_RETURN, parts_of, b'--B\r\nA: ' + b'x' * multipart.MAX_HEADER_BYTES)
        self.assertRaises(apache.SERVER_RETURN, parts_of, b'--B\r\n' + b'A: 1\r\n' * multipart.MAX_HEADER_BYTES)

    def test_agrees_with_reading_lines(self):
        pieces = [b'\r\n', b'\n', b'\r', b'--B', b'--B--', b'--B\r\n', b'--', b'x', b'\r\n--B\r\n', b'B']
        source = random.Random(20091)
        for _ in range(3000):
            content = b''.join(source.choice(pieces) for _ in range(source.randrange(12)))
            found = first_content(HEAD + content + b'\r\n--B--\r\n', source.choice([65536, 1, 3]))
            self.assertEqual(found, line_by_line(content + b'\r\n--B--\r\n'), content)


class Boundary(unittest.TestCase):

    def test_quotes_and_capitals(self):
        self.assertEqual(multipart.boundary_of('multipart/form-data; Boundary="a b"'), b'a b')
        self.assertEqual(multipart.boundary_of('multipart/form-data; boundary=a b'), b'a b')

    def test_none(self):
        self.assertRaises(apache.SERVER_RETURN, multipart.boundary_of, 'multipart/form-data')


class Hostile(unittest.TestCase):
    """Bodies made to be slow or big."""

    def seconds(self, body):
        start = support.cpu_seconds()
        try:
            parts_of(body)
        except apache.SERVER_RETURN:
            pass
        return support.cpu_seconds() - start

    def setUp(self):
        self._parts, multipart.MAX_PARTS = multipart.MAX_PARTS, 10 ** 9

    def tearDown(self):
        multipart.MAX_PARTS = self._parts

    def check_linear(self, make):
        """Four times the body must not take much more than four times as long."""
        small = min(self.seconds(make(100000)) for _ in range(3))
        big = min(self.seconds(make(400000)) for _ in range(3))
        self.assertLess(big, small * 10 + 0.1)

    def test_boundaries_that_are_none(self):
        self.check_linear(lambda size: HEAD + b'\n--BX' * (size // 5))

    def test_newlines(self):
        self.check_linear(lambda size: HEAD + b'\r\n' * (size // 2))

    def test_dashes(self):
        self.check_linear(lambda size: HEAD + b'\n-' * (size // 2))

    def test_boundary_like_the_content(self):
        boundary = b'a' * 4000
        self.check_linear(lambda size: b'--' + boundary + b'\r\n\r\n' + (b'\n--' + b'a' * 3999) * (size // 4002))

    def test_empty_parts(self):
        self.check_linear(lambda size: b'--B\r\nA: 1\r\n' * (size // 11))

    def test_headers(self):
        self.check_linear(lambda size: (b'--B\r\n' + b'a:\n' * 10000) * (size // 30000))

    def test_big_upload_in_little_memory(self):
        start = b'--XyZ\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        size = 64 * 1024 * 1024
        body = support.Endless(start, b'a line of the file that is uploaded\r\n' * 20, size, b'\r\n--XyZ--\r\n')

        def handler(req):
            form = util.FieldStorage(req)
            form['f'].file.seek(0, 2)
            req.write(str(form['f'].file.tell()))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = support.call(handler, body=body, content_type='multipart/form-data; boundary=XyZ')
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertEqual(answer.text, str(size), answer.log)
        self.assertLess(grown // (1024 if sys.platform == 'darwin' else 1), 8 * 1024)  # KB


class Fuzz(unittest.TestCase):
    """Whatever arrives: a form or a refusal, never another exception."""

    def test_random_bodies(self):
        source = random.Random(2009)
        pieces = [b'--XyZ', b'--', b'\r\n', b'\n', b'\r', b'Content-Disposition: form-data; name="a"',
                  b'; filename="f"', b':', b';', b'"', b'=', b'\0', b'\xff', b' ', b'\t', b'Content-Type: ', b'name=',
                  b'x']
        for _ in range(2000):
            body = b''.join(source.choice(pieces) for _ in range(source.randrange(30)))
            answer = support.call(lambda req: util.FieldStorage(req).items() and None, body=body,
                                  content_type='multipart/form-data; boundary=XyZ')
            self.assertIn(answer.status, (200, 400, 413), body)


if __name__ == '__main__':
    unittest.main()
