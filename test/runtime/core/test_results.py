"""Results of handlers: stacks, codes, SERVER_RETURN, wrong types, exceptions, error pages, redirects."""
from __future__ import absolute_import

import os
import shutil
import sys
import tempfile
import unittest

from modpython_wsgi import apache, errordocument
from modpython_wsgi.entry import Mount
from modpython_wsgi.request import Request

from .server import call, make_environ


def say(word, result=apache.OK, flush=1):
    """A handler that writes a word and returns a result."""
    def handler(req):
        req.write(word, flush)
        return result
    return handler


def raising(error):
    def handler(req):
        raise error
    return handler


def answer_of(*handlers, **settings):
    request = dict((name, settings.pop(name)) for name in ('method', 'path', 'environ') if name in settings)
    return call(Mount(handlers=list(handlers), **settings), request.pop('path', '/x'), **request)


class Stacks(unittest.TestCase):

    def test_ok_goes_on(self):
        self.assertEqual(answer_of(say('a'), say('b'), say('c')).text, 'abc')

    def test_declined_goes_on_as_in_3_3_1(self):
        answer = answer_of(say('a'), lambda req: apache.DECLINED, say('b'))
        self.assertEqual((answer.code, answer.text), (200, 'ab'))

    def test_done_stops(self):
        self.assertEqual(answer_of(say('a'), say('b', apache.DONE), say('c')).text, 'ab')

    def test_a_code_stops(self):
        answer = answer_of(say('held', flush=0), lambda req: apache.HTTP_GONE, say('c'))
        self.assertEqual(answer.status, '410 Gone')
        self.assertTrue('held' not in answer.text and '<title>410 Gone</title>' in answer.text)

    def test_the_last_result_wins(self):
        answer = answer_of(say('a', flush=0), lambda req: apache.DECLINED)
        self.assertEqual(answer.code, 404)

    def test_handlers_share_the_request(self):
        def first(req):
            req.word = 'shared'
            req.notes['note'] = 'noted'
            return apache.OK
        self.assertEqual(answer_of(first, lambda req: req.write(req.word + req.notes['note']) or 0).text, 'sharednoted')

    def test_adding_to_the_running_phase(self):
        def adder(req):
            req.write('adder ')
            req.add_handler('PythonHandler', say('added'))
            return apache.OK
        mount = Mount(handlers=[adder])
        for _ in range(2):              # the configuration does not change
            self.assertEqual(call(mount, '/x').text, 'adder added')


class ServerReturn(unittest.TestCase):

    def test_forms(self):
        for error, code in ((apache.SERVER_RETURN(apache.HTTP_FORBIDDEN), 403),
                            (apache.SERVER_RETURN(apache.DONE), 200),
                            (apache.SERVER_RETURN(apache.OK, 404), 404),
                            (apache.SERVER_RETURN(apache.HTTP_FORBIDDEN, None), 403),
                            (apache.SERVER_RETURN(apache.DECLINED), 404)):
            self.assertEqual(answer_of(raising(error)).code, code, repr(error.args))

    def test_ok_counts_as_ok(self):
        self.assertEqual(answer_of(raising(apache.SERVER_RETURN(apache.OK)), say('next')).text, 'next')

    def test_status_keeps_the_body(self):
        def handler(req):
            req.write('own page', 0)
            raise apache.SERVER_RETURN(apache.OK, apache.HTTP_NOT_FOUND)
        answer = answer_of(handler)
        self.assertEqual((answer.status, answer.text), ('404 Not Found', 'own page'))

    def test_without_arguments(self):
        answer = answer_of(raising(apache.SERVER_RETURN))
        self.assertEqual(answer.code, 500)
        self.assertTrue('IndexError' in answer.log)

    def test_except_exception_swallows_it(self):
        def handler(req):
            try:
                raise apache.SERVER_RETURN(apache.HTTP_GONE)
            except Exception as error:
                req.write('%s %s' % (error.__class__.__name__, error.args))
            return apache.OK
        self.assertEqual(answer_of(handler).text, 'SERVER_RETURN (410,)')


class WrongResults(unittest.TestCase):

    def test_types(self):
        wrong = [None, True, 'OK', 1.0, ()]
        if sys.version_info[0] == 2:
            wrong.append(eval('0L'))
        for result in wrong:
            answer = answer_of(lambda req: result)
            self.assertEqual(answer.code, 500, repr(result))
            self.assertTrue('AssertionError: Handler has returned result' in answer.log)

    def test_numbers_that_are_no_status(self):
        for result in (1, 42, 600, 1000, -3):
            self.assertEqual(answer_of(lambda req: result).code, 500, result)

    def test_numbers_apache_has_no_words_for(self):
        for status in (104, 299, 418, 425, 599):
            self.assertEqual(call(Mount(handlers=[lambda req: status])).status, '500 Internal Server Error')

            def handler(req):
                req.status = status
                req.write('own', 0)
                return apache.OK
            answer = call(Mount(handlers=[handler]))
            self.assertEqual((answer.status, answer.body), ('500 Internal Server Error', b'own'))

    def test_http_ok_is_not_ok(self):
        answer = answer_of(say('body', apache.HTTP_OK))
        self.assertEqual(answer.code, 200)
        self.assertTrue(answer.text.startswith('body<!DOCTYPE') and '<title>200 OK</title>' in answer.text)


class Exceptions(unittest.TestCase):

    def test_before_output(self):
        answer = answer_of(raising(ValueError('no <good>')))
        self.assertEqual(answer.status, '500 Internal Server Error')
        self.assertTrue('no <good>' not in answer.text and 'no &lt;good' not in answer.text)
        self.assertTrue('ValueError: no <good>' in answer.log)
        self.assertTrue('Traceback (most recent call last)' in answer.log)

    def test_held_output_is_dropped(self):
        def handler(req):
            req.write('part', 0)
            raise ValueError
        answer = answer_of(handler)
        self.assertEqual(answer.code, 500)
        self.assertTrue('part' not in answer.text)

    def test_behind_sent_output_the_page_is_appended(self):
        def handler(req):
            req.write('part')
            raise ValueError
        answer = answer_of(handler)
        self.assertEqual(answer.status, '200 OK')
        self.assertTrue(answer.text.startswith('part<!DOCTYPE') and '<title>500 ' in answer.text)

    def test_the_page_behind_sent_output_is_that_of_the_configuration(self):
        for given, page in (('nothing here', 'partnothing here'), ('http://elsewhere.example/', 'part<!DOCTYPE')):
            def handler(req):
                req.write('part')
                return apache.HTTP_NOT_FOUND
            answer = call(Mount(handlers=[handler], error_documents={404: given}))
            self.assertTrue(answer.text.startswith(page), answer.text)
            self.assertEqual('elsewhere.example' in answer.text, given.startswith('http:'))

    def test_output_held_behind_sent_output_is_dropped(self):
        def handler(req):
            req.write('sent')
            req.write('held', 0)
            return apache.HTTP_NOT_FOUND
        self.assertTrue(call(Mount(handlers=[handler])).text.startswith('sent<!DOCTYPE'))

    def test_no_page_is_appended_for_a_status_without_a_body(self):
        for status in (apache.HTTP_NO_CONTENT, apache.HTTP_NOT_MODIFIED):
            answer = call(Mount(handlers=[lambda req: req.write('sent') or status]))
            self.assertEqual((answer.status, answer.body), ('200 OK', b'sent'))

    def test_system_exit_and_keyboard_interrupt(self):
        for error in (SystemExit(3), KeyboardInterrupt()):
            self.assertEqual(answer_of(raising(error)).code, 500)

    def test_instances_of_old_classes(self):
        """Python 2 lets them be raised, and they are no BaseException. (Python 3 makes it a TypeError.)"""
        class Trouble:
            pass

        def cleanup(data):
            raise Trouble()

        def handler(req):
            req.register_cleanup(cleanup)
            raise Trouble()
        answer = answer_of(handler)
        self.assertEqual((answer.code, answer.log.count('PythonHandler handler: Traceback')), (500, 1))
        self.assertIn('cleanup cleanup: Traceback', answer.log)

    def test_debug_page(self):
        def handler(req):
            req.headers_out['X-Out'] = 'kept'
            req.write('held ', 0)
            raise ValueError('out of <apples> & "pears"')
        answer = answer_of(handler, debug=True)
        self.assertEqual((answer.status, answer.header('Content-Type')), ('500 Internal Server Error', 'text/html'))
        self.assertEqual(answer.header('X-Out'), 'kept')
        self.assertTrue(answer.text.startswith('held \n<pre>\nMod_python error: "PythonHandler '))
        self.assertTrue('ValueError: out of &lt;apples&gt; &amp; "pears"\n\n</pre>\n' in answer.text)

    def test_debug_page_behind_sent_output(self):
        def handler(req):
            req.write('sent ')
            raise ValueError('x')
        answer = answer_of(handler, debug=True)
        self.assertEqual(answer.status, '200 OK')
        self.assertTrue(answer.text.startswith('sent \n<pre>\n') and 'DOCTYPE' not in answer.text)


class ErrorPages(unittest.TestCase):

    def check(self, code, length, method='GET'):
        """The lengths were recorded from Apache 2.4.71."""
        answer = answer_of(lambda req: code, method=method)
        self.assertEqual((answer.code, len(answer.body)), (code, length))
        self.assertEqual(answer.header('Content-Length'), str(length))
        self.assertEqual(answer.header('Content-Type'), 'text/html; charset=iso-8859-1')

    def test_pages_are_apaches_to_the_byte(self):
        for code, length in ((400, 266), (401, 421), (403, 239), (404, 236), (405, 260), (409, 545), (410, 322),
                             (412, 273), (413, 355), (500, 571), (501, 242), (503, 339)):
            self.check(code, length)
        self.check(405, 261, 'POST')

    def test_the_method_is_escaped(self):
        answer = answer_of(lambda req: apache.HTTP_METHOD_NOT_ALLOWED, method='<B>')
        self.assertTrue('&lt;B&gt;' in answer.text)

    def test_headers_of_errors(self):
        def handler(req):
            req.headers_out['X-Out'] = 'lost'
            req.headers_out['Location'] = '/lost'
            req.err_headers_out['X-Err'] = 'kept'
            req.err_headers_out.add('Set-Cookie', 'a=1')
            req.err_headers_out.add('Set-Cookie', 'b=2')
            return apache.HTTP_NOT_FOUND
        answer = answer_of(handler)
        self.assertEqual((answer.header('X-Out'), answer.header('Location')), (None, None))
        self.assertEqual((answer.header('X-Err'), answer.all('Set-Cookie')), ('kept', ['a=1', 'b=2']))

    def test_the_result_wins_over_the_status(self):
        def handler(req):
            req.status = 410
            return apache.HTTP_CONFLICT
        self.assertEqual(answer_of(handler).status, '409 Conflict')

    def test_redirects(self):
        for code, length in ((302, 235), (301, 259), (307, 261), (303, 258)):
            def handler(req):
                req.headers_out['Location'] = '/start.html'
                req.headers_out['X-Out'] = 'lost'
                return code
            answer = answer_of(handler)
            self.assertEqual((answer.code, answer.header('Location'),
                             answer.header('X-Out')), (code, '/start.html', None))
            self.assertTrue('<a href="/start.html">here</a>' in answer.text)
            self.assertEqual(len(answer.body), length)

    def test_location_among_the_error_headers(self):
        def handler(req):
            req.err_headers_out['Location'] = '/a?b=1&c="'
            return apache.HTTP_MOVED_PERMANENTLY
        answer = answer_of(handler)
        self.assertEqual(answer.all('Location'), ['/a?b=1&c="'])
        self.assertTrue('href="/a?b=1&amp;c=&quot;"' in answer.text)

    def test_allow(self):
        def handler(req):
            req.allow_methods(['POST'], 1)
            req.allow_methods(['DELETE', 'BREW'])
            return apache.HTTP_METHOD_NOT_ALLOWED
        self.assertEqual(answer_of(handler).header('Allow'), 'DELETE,POST,TRACE')

    def test_not_modified_keeps_all_headers_and_has_no_body(self):
        def handler(req):
            req.headers_out['X-Out'] = 'o'
            req.err_headers_out['X-Err'] = 'e'
            req.write('held', 0)
            return apache.HTTP_NOT_MODIFIED
        answer = answer_of(handler)
        self.assertEqual((answer.status, answer.body), ('304 Not Modified', b''))
        self.assertEqual((answer.header('X-Out'), answer.header('X-Err')), ('o', 'e'))

    def test_signature(self):
        environ = {'SERVER_SIGNATURE': '<address>Apache</address>\n', 'SERVER_ADMIN': 'web@example.org'}
        answer = answer_of(lambda req: 500, environ=environ)
        self.assertTrue(answer.text.endswith('<hr>\n<address>Apache</address>\n</body></html>\n'))
        self.assertTrue(' web@example.org to inform them' in answer.text)


class RefusedHeaders(unittest.TestCase):
    """Apache answers with an error where a header is none; each answer was seen on mod_python."""

    PAIRS = (('X', 'a\nb'), ('X', 'a\r\nInjected: b'), ('Bad Name', '1'), ('Bad:x', '1'), ('Bad\nx', '1'), ('X', 'a\x01b'),
             ('', 'v'), ('X', 'a\rb'), ('X', 'a\x7fb'), ('X(y)', '1'), ('X\n', '1'), ('X', '1\n'))

    def answer(self, end, name, value, table='err_headers_out', **settings):
        def handler(req):
            getattr(req, table)[name] = value
            return end(req)
        answer = answer_of(handler, **settings)
        self.assertEqual((answer.code, [key for key, _ in answer.headers]), (500, ['Content-Type', 'Content-Length']))
        self.assertEqual(answer.text.count('<title>500 '), 1)
        self.assertTrue('contains invalid characters, aborting request' in answer.log)
        return answer.text

    def test_held_flushed_and_sent_in_pieces(self):
        ends = (lambda req: req.write('text', 0) or apache.OK, lambda req: req.write('text') or apache.OK,
                lambda req: req.write('text' * 3000, 0) or apache.OK)
        for name, value in self.PAIRS:
            for end in ends:
                for table in ('headers_out', 'err_headers_out'):
                    self.assertFalse('Additionally' in self.answer(end, name, value, table))

    def test_of_an_error(self):
        def fail(req):
            raise ValueError('no')
        for name, value in self.PAIRS:
            self.assertTrue('<p>Additionally, a 404 Not Found\n' in self.answer(lambda req: 404, name, value))
            for debug in (False, True):
                self.assertTrue('a 500 Internal Server Error\n' in self.answer(fail, name, value, debug=debug))

    def test_others_are_sent(self):
        def handler(req):
            req.headers_out["!#$%&'*+.^_`|~9-z"] = 'a\tb\xff'
            return apache.OK
        self.assertEqual(answer_of(handler).header("!#$%&'*+.^_`|~9-z"), 'a\tb\xff')


class ErrorDocuments(unittest.TestCase):

    def answer(self, code, documents, **more):
        return answer_of(say('held', code, 0), error_documents=documents, **more)

    def test_text(self):
        answer = self.answer(403, {403: 'Keep out, friend.'})
        self.assertEqual((answer.status, answer.text), ('403 Forbidden', 'Keep out, friend.'))
        self.assertEqual(answer.header('Content-Type'), 'text/html; charset=iso-8859-1')

    def test_elsewhere(self):
        answer = self.answer(404, {404: 'http://example.org/lost'})
        self.assertEqual((answer.status, answer.header('Location')), ('302 Found', 'http://example.org/lost'))

    def test_other_codes_are_not_touched(self):
        self.assertTrue('<title>410' in self.answer(410, {404: 'no'}).text)

    def test_own_page_with_a_status_is_not_touched(self):
        def handler(req):
            req.status = 404
            req.write('own')
            return apache.OK
        self.assertEqual(answer_of(handler, error_documents={404: 'no'}).text, 'own')

    def test_local_address_through_apache(self):
        answer = self.answer(404, {404: '/errors/missing.html'}, error_prefix='/.error')
        self.assertEqual(answer.internal, '/.error/404')

    def test_local_address_that_python_answers(self):
        python = {'python_error_documents': ['/lost.py', '/lost.py?a=b']}
        self.assertEqual(self.answer(404, {404: '/lost.py'}, **python).internal,
                         '/lost.py?modpython_wsgi.status=404')
        self.assertEqual(self.answer(404, {404: '/lost.py?a=b'}, **python).internal,
                         '/lost.py?a=b&modpython_wsgi.status=404')

    def test_headers_of_the_error_go_along(self):
        def failing(req):
            req.err_headers_out.add('X-Kept', 'a&b=c; "d"')
            req.err_headers_out.add('x-kept', '100% caf\xe9:')
            req.err_headers_out['WWW-Authenticate'] = 'Basic realm="x"'
            req.headers_out['X-Lost'] = 'lost'
            return 404

        def received(**request):
            environ = errordocument.received(make_environ(**request))
            return Request(Mount(handlers=[failing]).configuration, environ, None)
        python = {'python_error_documents': ['/lost.py?a=b']}
        sent = answer_of(failing, error_documents={404: '/lost.py?a=b'}, **python)
        self.assertEqual(sent.header('WWW-Authenticate'), 'Basic realm="x"')    # this one mod_wsgi keeps
        query = sent.internal.partition('?')[2]
        behind = {'REDIRECT_URL': '/before', 'REDIRECT_STATUS': '200', 'REDIRECT_mod_wsgi.process_group': 'daemon'}
        kept = [('X-Kept', 'a&b=c; "d"'), ('x-kept', '100% caf\xe9:')]
        request = received(query=query, environ=behind)
        self.assertEqual((request.args, request.status), ('a=b', 404))
        self.assertEqual(request.err_headers_out.items(), kept)
        self.assertEqual(request.prev.err_headers_out.items(), kept)
        self.assertFalse('modpython_wsgi.err_headers' in request.subprocess_env.keys())
        # From outside it is a query like any other.
        outside = received(query=query)
        self.assertEqual((outside.args, len(outside.err_headers_out)), (query, 0))

    def test_a_code_without_words_has_the_page_of_500(self):
        self.assertEqual(self.answer(418, {500: 'Sorry.', 418: 'never'}).text, 'Sorry.')

    def test_allow_goes_out_with_pages_of_apache_only(self):
        def handler(req):
            req.allow_methods(['PUT'])
            return 405
        self.assertEqual(answer_of(handler).header('Allow'), 'PUT,TRACE')
        root = tempfile.mkdtemp()
        try:
            with open(os.path.join(root, 'lost.html'), 'w') as page:
                page.write('lost')
            answer = answer_of(handler, error_documents={405: '/lost.html'}, environ={'DOCUMENT_ROOT': root})
        finally:
            shutil.rmtree(root)
        self.assertEqual((answer.code, answer.text, answer.header('Allow')), (405, 'lost', None))

    def test_headers_too_long_to_go_along_go_with_the_plain_page(self):
        def handler(req):
            req.err_headers_out['X-Long'] = size * '"'
            return apache.HTTP_NOT_FOUND
        for size, internal in ((10000, True), (11000, False)):
            answer = answer_of(handler, error_documents={404: '/lost.py'}, python_error_documents=['/lost.py'])
            self.assertEqual(answer.internal is not None, internal)
        self.assertEqual((answer.code, len(answer.header('X-Long'))), (404, 11000))

    def test_a_status_among_the_headers_is_none_with_a_file_either(self):
        def handler(req):
            req.err_headers_out['Status'] = '200 OK'
            return apache.HTTP_FORBIDDEN
        root = tempfile.mkdtemp()
        try:
            with open(os.path.join(root, 'no.html'), 'w') as page:
                page.write('no')
            answer = answer_of(handler, error_documents={403: '/no.html'}, environ={'DOCUMENT_ROOT': root})
        finally:
            shutil.rmtree(root)
        self.assertEqual((answer.code, answer.text, answer.header('Status')), (403, 'no', None))

    def test_embedded_there_is_no_way_to_another_address(self):
        answer = self.answer(404, {404: '/lost.py'}, python_error_documents=['/lost.py'],
                             environ={'mod_wsgi.process_group': ''})
        self.assertTrue('<title>404' in answer.text)

    def test_python_answers_for_an_error_under_its_status(self):
        def handler(req):
            req.write('%s %s %s' % (req.status, req.args, req.prev and req.prev.status))
            return apache.OK

        def at(query, **environ):
            answer = answer_of(handler, environ=dict(environ, QUERY_STRING=query))
            return answer.code, answer.text
        mark = 'modpython_wsgi.status=410'
        behind = {'REDIRECT_URL': '/before', 'REDIRECT_STATUS': '200', 'REDIRECT_mod_wsgi.process_group': 'daemon'}
        self.assertEqual(at(mark, **behind), (410, '410 None 410'))
        self.assertEqual(at('a=b&' + mark, **behind), (410, '410 a=b 410'))
        self.assertEqual(at('a=b', REDIRECT_URL='/nowhere', REDIRECT_STATUS='404'), (404, '404 a=b 404'))
        self.assertEqual(at('a=b', **behind), (200, '200 a=b 200'))
        # From outside it is a query like any other.
        self.assertEqual(at(mark), (200, '200 %s None' % mark))
        self.assertEqual(at(mark + 'x', **behind), (200, '200 %sx 200' % mark))
        # Where mod_rewrite has redirected it, too, and where a handler hands on what the client wrote.
        self.assertEqual(at(mark, REDIRECT_URL='/before', REDIRECT_STATUS='200'), (200, '200 %s 200' % mark))

        def forward(req):
            req.internal_redirect('/other?' + req.args)
            return apache.OK
        self.assertEqual(answer_of(forward, environ={'QUERY_STRING': mark}).internal,
                         '/other?modpython_wsgi.status%3D410')

    def test_an_error_while_one_is_explained(self):
        for code in (404, 500, 304):
            answer = self.answer(code, {404: 'no', 410: 'no', 500: '/lost.py'}, python_error_documents=['/lost.py'],
                                 environ={'REDIRECT_URL': '/before', 'REDIRECT_STATUS': '410'})
            self.assertEqual((answer.code, '<title>410 Gone' in answer.text), (410, True), code)
            self.assertEqual(answer.text.count('<p>Additionally, a 410 Gone\nerror was encountered'), 1)

    def test_page_of_a_file_has_its_validators(self):
        root = tempfile.mkdtemp()
        try:
            name = os.path.join(root, 'lost.html')
            with open(name, 'w') as page:
                page.write('lost')
            os.utime(name, (1245067200, 1245067200))
            answer = self.answer(404, {404: '/lost.html'}, environ={'DOCUMENT_ROOT': root})
        finally:
            shutil.rmtree(root)
        self.assertEqual((answer.code, answer.text), (404, 'lost'))
        self.assertEqual([answer.header(name) for name in ('Last-Modified', 'ETag', 'Accept-Ranges')],
                         ['Mon, 15 Jun 2009 12:00:00 GMT', '"4-46c61cc2d7000"', 'bytes'])

    def test_local_address_without_file_falls_back_to_the_page(self):
        self.assertTrue('<title>404' in self.answer(404, {404: '/errors/missing.html'}).text)


class Declined(unittest.TestCase):

    def test_the_server_sends_the_file_by_its_own_means(self):
        with tempfile.NamedTemporaryFile() as handle:
            handle.write(b'file')
            handle.flush()
            answer = answer_of(raising(apache.SERVER_RETURN(apache.DECLINED)), environ={'SCRIPT_FILENAME': handle.name})
        self.assertEqual((answer.code, answer.text, answer.through_write), (200, 'file', 0))

    def test_a_failed_condition_has_no_page(self):
        root = tempfile.mkdtemp()
        try:
            name = os.path.join(root, 'x')
            with open(name, 'w') as handle:
                handle.write('file')
            os.utime(name, (1245067200, 1245067200))
            answer = answer_of(raising(apache.SERVER_RETURN(apache.DECLINED)), environ={
                'SCRIPT_FILENAME': name, 'HTTP_IF_UNMODIFIED_SINCE': 'Sun, 14 Jun 2009 12:00:00 GMT'})
        finally:
            shutil.rmtree(root)
        self.assertEqual((answer.status, answer.text), ('412 Precondition Failed', ''))
        self.assertEqual([answer.header(name) for name in ('ETag', 'Content-Length')], ['"4-46c61cc2d7000"', '0'])


class InternalRedirect(unittest.TestCase):

    def test_in_a_daemon(self):
        def handler(req):
            req.write('held', 0)
            req.headers_out['X-Out'] = 'kept'
            req.internal_redirect('/other?x=1')
            req.write('ignored')
            return apache.OK
        answer = answer_of(handler)
        self.assertEqual((answer.internal, answer.body, answer.header('X-Out')), ('/other?x=1', b'', 'kept'))

    def test_embedded_it_is_refused(self):
        answer = answer_of(lambda req: req.internal_redirect('/other'), environ={'mod_wsgi.process_group': ''})
        self.assertEqual(answer.code, 500)
        self.assertTrue('request.internal_redirect is not available under WSGI' in answer.log)

    def test_after_output_it_is_refused(self):
        def handler(req):
            req.write('sent')
            req.internal_redirect('/other')
            return apache.OK
        self.assertTrue('output was sent already' in answer_of(handler).log)


if __name__ == '__main__':
    unittest.main()
