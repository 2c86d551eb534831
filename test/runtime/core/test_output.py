"""What goes out, and when: buffering, flushing, lengths, types, files."""
from __future__ import absolute_import

import os
import tempfile
import unittest

from modpython_wsgi import apache, util
from modpython_wsgi.entry import Mount

from .server import call

UNICODE = b'caf\xc3\xa9'.decode('utf-8')


def mount(handler, **settings):
    return Mount(handlers=[handler], **settings)


def answer_of(handler, path='/x', **request):
    return call(mount(handler), path, **request)


class Buffering(unittest.TestCase):

    def test_flushed_output_goes_at_once_and_without_a_length(self):
        seen = []

        def handler(req):
            req.write('one')
            seen.append(req.bytes_sent)
            req.write('two')
            seen.append(req.bytes_sent)
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual(answer.pieces, [b'one', b'two'])
        self.assertEqual(seen, [3, 6])
        self.assertEqual(answer.through_write, 2)
        self.assertEqual(answer.header('Content-Length'), None)

    def test_unflushed_output_gets_a_length(self):
        def handler(req):
            req.write('one', 0)
            req.write('two', 0)
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual(answer.pieces, [b'onetwo'])
        self.assertEqual(answer.header('Content-Length'), '6')

    def test_parts_of_unflushed_output(self):
        """As of everything Apache has in one piece."""
        def ask(asked, flush=0, **headers):
            def handler(req):
                req.write('0123456789', flush)
                return apache.OK
            answer = answer_of(handler, headers=dict(headers, Range=asked))
            return answer.code, answer.body, answer.header('Content-Range'), answer.header('Content-Length')
        self.assertEqual(ask('bytes=2-4'), (206, b'234', 'bytes 2-4/10', '3'))
        self.assertEqual(ask('bytes=-1'), (206, b'9', 'bytes 9-9/10', '1'))
        self.assertEqual(ask('bytes=0-'), (206, b'0123456789', 'bytes 0-9/10', '10'))
        self.assertEqual(ask('bytes=10-')[0::2], (416, None))
        for asked, more in (('rows=1-2', {}), ('bytes=1-2', {'flush': 1}), ('bytes=1-2', {'If-Range': '"other"'})):
            self.assertEqual(ask(asked, **more)[:3], (200, b'0123456789', None))

    def test_no_part_of_what_is_none_of_200(self):
        def handler(req):
            req.status = 404
            req.write('0123456789', 0)
            return apache.OK
        self.assertEqual(answer_of(handler, headers={'Range': 'bytes=2-4'}).code, 404)

    def test_nothing_written(self):
        answer = answer_of(lambda req: apache.OK)
        self.assertEqual((answer.status, answer.body, answer.header('Content-Length')), ('200 OK', b'', '0'))

    def test_held_output_goes_when_it_has_more_than_8000_bytes(self):
        for size, length in ((7999, '7999'), (8000, '8000'), (8001, None), (9000, None)):
            answer = answer_of(lambda req: req.write('x' * size, 0) or apache.OK)
            self.assertEqual(answer.header('Content-Length'), length)
            self.assertEqual(len(answer.body), size)

    def test_flush_sends_the_headers(self):
        def handler(req):
            req.headers_out['X-In-Time'] = 'yes'
            req.flush()
            req.headers_out['X-Late'] = 'yes'
            req.write('text', 0)
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.header('X-In-Time'), answer.header('X-Late')), ('yes', None))
        self.assertEqual(answer.body, b'text')

    def test_what_is_set_after_the_first_write_is_lost(self):
        def handler(req):
            req.content_type = 'text/plain'
            req.write('first ')
            req.headers_out['X-Late'] = 'yes'
            req.content_type = 'text/html'
            req.status = 404
            req.write('second')
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.status, answer.text), ('200 OK', 'first second'))
        self.assertEqual((answer.header('X-Late'), answer.header('Content-Type')), (None, 'text/plain'))

    def test_held_output_keeps_its_place(self):
        def handler(req):
            req.write('a', 0)
            req.write('b')
            req.write('c', 0)
            return apache.OK
        self.assertEqual(answer_of(handler).body, b'abc')

    def test_an_empty_write_sends_nothing(self):
        def handler(req):
            req.write('')
            req.headers_out['X-In-Time'] = 'yes'
            return apache.OK
        self.assertEqual(answer_of(handler).header('X-In-Time'), 'yes')

    def test_memory_does_not_grow_with_a_stream(self):
        sizes = []

        def handler(req):
            for _ in range(2000):
                req.write('x' * 1000, 0)
                sizes.append(req.output._held_size)
            return apache.OK
        self.assertEqual(len(answer_of(handler).body), 2000000)
        self.assertTrue(max(sizes) < 8192)


class Data(unittest.TestCase):

    def test_buffers(self):
        def handler(req):
            req.write(b'bytes ', 0)
            req.write(bytearray(b'array '), 0)
            req.write(memoryview(b'view'), 0)
            return apache.OK
        self.assertEqual(answer_of(handler).body, b'bytes array view')

    def test_ascii_text(self):
        self.assertEqual(answer_of(lambda req: req.write(b'plain'.decode('ascii')) or 0).body, b'plain')

    def test_other_text(self):
        answer = answer_of(lambda req: req.write(UNICODE) or 0)
        if str is bytes:                # Python 2: as mod_python
            self.assertEqual(answer.code, 500)
            self.assertTrue('UnicodeEncodeError' in answer.log)
        else:
            self.assertEqual(answer.body, UNICODE.encode('utf-8'))

    def test_other_types(self):
        for value in (42, None, ['x']):
            answer = answer_of(lambda req: req.write(value) or 0)
            self.assertEqual(answer.code, 500)
            self.assertTrue('TypeError: argument 1 must be string or read-only buffer' in answer.log)

    def test_client_gone(self):
        seen = []

        def handler(req):
            for _ in range(10):
                try:
                    req.write('x')
                except IOError as error:
                    seen.append((str(error), req.connection.aborted))
                    raise
            return apache.OK
        answer = call(mount(handler), '/x', fail_after=3)
        self.assertEqual(seen, [('Write failed, client closed connection.', 1)])
        self.assertEqual(answer.body, b'xxx')
        self.assertTrue('Traceback' not in answer.log)


class Headers(unittest.TestCase):

    def test_both_tables_go_out_error_headers_first(self):
        def handler(req):
            req.headers_out['X-Out'] = 'o'
            req.err_headers_out['X-Err'] = 'e'
            req.headers_out.add('Set-Cookie', 'a=1')
            req.headers_out.add('Set-Cookie', 'b=2')
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual([name for name, _ in answer.headers], ['X-Err', 'X-Out', 'Set-Cookie', 'Set-Cookie',
                                                                'Content-Length'])
        self.assertEqual(answer.all('Set-Cookie'), ['a=1', 'b=2'])

    def test_content_type(self):
        def both(req):
            req.content_type = 'text/html'
            req.headers_out['Content-Type'] = 'text/csv'
            return apache.OK

        def header_only(req):
            req.headers_out['content-type'] = 'text/csv'
            return apache.OK
        self.assertEqual(answer_of(both).all('Content-Type'), ['text/html'])
        self.assertEqual(answer_of(header_only).all('Content-Type'), ['text/csv'])
        self.assertEqual(answer_of(header_only, '/x.html').all('Content-Type'), ['text/html'])

    def test_type_of_the_address_when_none_was_set(self):
        for path, kind in (('/x', None), ('/x.html', 'text/html'), ('/x.tar.html', 'text/html'),
                           ('/x.TXT', 'text/plain'),
                           ('/x.py.unheard-of', 'text/x-python'), ('/.html', 'text/html'), ('/x.unheard-of', None)):
            self.assertEqual(answer_of(lambda req: apache.OK, path).header('Content-Type'), kind, path)

    def test_type_of_a_directory_but_not_in_a_location(self):
        folder = tempfile.gettempdir() + '/'
        environ = {'SCRIPT_FILENAME': folder, 'mod_wsgi.handler_script': '/s.wsgi'}
        for settings, kind in (({'directory': folder}, 'httpd/unix-directory'), ({'location': '/x'}, None)):
            answer = call(mount(lambda req: apache.OK, **settings), '/x/', environ=environ)
            self.assertEqual(answer.header('Content-Type'), kind)

    def test_types_of_the_configuration(self):
        made = mount(lambda req: apache.OK, types={'.shtm': 'text/html', '': 'text/plain'})
        self.assertEqual(call(made, '/x.shtm').header('Content-Type'), 'text/html')
        self.assertEqual(call(made, '/x').header('Content-Type'), 'text/plain')

    def test_reading_the_type(self):
        seen = []

        def handler(req):
            seen.append((req.content_type, req._content_type_set))
            req.content_type = 'text/csv'
            seen.append((req.content_type, req._content_type_set))
            return apache.OK
        answer_of(handler, '/x.html')
        self.assertEqual(seen, [('text/html', 0), ('text/csv', 1)])

    def test_a_wrong_length_is_put_right_when_the_answer_is_in_one_piece(self):
        def handler(req):
            req.set_content_length(99)
            req.write('four', 0)
            return apache.OK
        self.assertEqual(answer_of(handler).all('Content-Length'), ['4'])

    def test_a_length_set_by_hand_goes_with_a_stream(self):
        def handler(req):
            req.set_content_length(4)
            req.write('four')
            return apache.OK
        self.assertEqual(answer_of(handler).all('Content-Length'), ['4'])

    def test_head_keeps_a_length_set_by_hand(self):
        def handler(req):
            req.set_content_length(1234)
            if not req.header_only:
                req.write('x' * 1234)
            return apache.OK
        self.assertEqual(answer_of(handler, method='HEAD').header('Content-Length'), '1234')

    def test_head_without_output_has_no_length(self):
        self.assertEqual(answer_of(lambda req: apache.OK, method='HEAD').header('Content-Length'), None)

    def test_no_content(self):
        def handler(req):
            req.content_type = 'text/plain'
            req.status = apache.HTTP_NO_CONTENT
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.status, answer.headers), ('204 No Content', []))

    def test_no_cache_adds_expires(self):
        def handler(req):
            req.no_cache = 1
            return apache.OK
        self.assertTrue(answer_of(handler).header('Expires').endswith(' GMT'))

    def test_status_line(self):
        def handler(req):
            req.status = 299
            req.status_line = '299 Nearly Fine'
            return apache.OK

        def disagreeing(req):
            req.status = 404
            req.status_line = '299 Nearly Fine'
            return apache.OK

        def bad(req):
            req.status = 42
            return apache.OK
        self.assertEqual(answer_of(handler).status, '299 Nearly Fine')
        self.assertEqual(answer_of(disagreeing).status, '404 Not Found')
        self.assertEqual(answer_of(bad).status, '500 Internal Server Error')

    def test_a_status_line_that_is_none_is_not_taken(self):
        for line in ('404 Gone\r\nX-Injected: 1', '404', '405 Other', 'Gone', ''):
            def handler(req):
                req.status, req.status_line = 404, line
                return apache.OK
            self.assertEqual(answer_of(handler).status, '404 Not Found')

    def test_of_two_addresses_the_first_is_kept(self):
        def handler(req):
            req.headers_out['Location'] = req.args
            util.redirect(req, '/to')
        self.assertEqual(answer_of(handler, query='/set-before').all('Location'), ['/to'])
        self.assertEqual(answer_of(handler, query='/to').all('Location'), ['/to'])

    def test_no_cache_holds_for_errors_too(self):
        for status in (apache.HTTP_NOT_FOUND, apache.HTTP_NOT_MODIFIED):
            def handler(req):
                req.no_cache = 1
                return status
            self.assertEqual(len(answer_of(handler).all('Expires')), 1, status)

    def test_location_with_200_is_left_out_in_a_daemon_only(self):
        def handler(req):
            req.headers_out['Location'] = '/elsewhere'
            req.write('200 and a Location', 0)
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.status, answer.internal, answer.header('Location')), ('200 OK', None, None))
        embedded = answer_of(handler, environ={'mod_wsgi.process_group': ''})
        self.assertEqual(embedded.header('Location'), '/elsewhere')

    def test_a_header_that_apache_would_take_for_the_status(self):
        def handler(req):
            req.headers_out['Status'] = '404 Not Found'
            return apache.HTTP_NOT_MODIFIED if req.args else apache.OK
        self.assertEqual(answer_of(handler).status, '200 OK')
        self.assertEqual(answer_of(handler, query='304').header('Status'), None)


class Files(unittest.TestCase):

    def setUp(self):
        handle, self.path = tempfile.mkstemp()
        os.write(handle, b'0123456789')
        os.close(handle)

    def tearDown(self):
        os.unlink(self.path)

    def test_whole(self):
        seen = []

        def handler(req):
            seen.append(req.sendfile(self.path))
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.body, answer.header('Content-Length'), seen), (b'0123456789', '10', [10]))
        self.assertEqual(answer.through_write, 0)       # wsgi.file_wrapper

    def test_a_file_counts_as_sent_at_once(self):
        seen = []

        def handler(req):
            req.sendfile(self.path, 0, 4)
            seen.append((req.bytes_sent, req.sent_bodyct))
            req.write('x')
            seen.append((req.bytes_sent, req.sent_bodyct))
            return apache.OK
        self.assertEqual(answer_of(handler).body, b'0123x')
        self.assertEqual(seen, [(4, 1), (5, 1)])

    def test_wrong_arguments(self):
        def handler(req):
            for wrong in ((None,), (self.path, 'x'), (self.path, 0, None)):
                try:
                    req.sendfile(*wrong)
                except TypeError:
                    req.write('T', 0)
            return apache.OK
        self.assertEqual(answer_of(handler).body, b'TTT')

    def test_parts_between_writes(self):
        def handler(req):
            req.write('[', 0)
            sent = req.sendfile(self.path, 2, 3)
            req.write(']%d[' % sent)
            req.sendfile(self.path, 8, 100)
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual(answer.body, b'[234]3[89')

    def test_a_part_alone(self):
        answer = answer_of(lambda req: req.sendfile(self.path, 2, 3) and 0)
        self.assertEqual((answer.body, answer.header('Content-Length')), (b'234', '3'))

    def test_headers_are_fixed_by_sendfile(self):
        def handler(req):
            req.sendfile(self.path)
            req.status = 404
            req.headers_out['X-Late'] = 'yes'
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.status, answer.header('X-Late')), ('200 OK', None))

    def test_missing_file(self):
        answer = answer_of(lambda req: req.sendfile(self.path + '.gone'))
        self.assertEqual(answer.code, 500)
        self.assertTrue('Could not stat file for reading' in answer.log)

    def test_error_after_a_file_is_appended(self):
        def handler(req):
            req.sendfile(self.path)
            return apache.HTTP_GONE
        answer = answer_of(handler)
        self.assertTrue(answer.text.startswith('0123456789<!DOCTYPE'))


if __name__ == '__main__':
    unittest.main()
