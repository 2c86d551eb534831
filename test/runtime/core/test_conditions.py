"""Validators and conditional requests, and the files Apache's default handler sends."""
from __future__ import absolute_import

import os
import shutil
import tempfile
import unittest

from modpython_wsgi import apache, httpdate
from modpython_wsgi.entry import Mount

from .server import call

NOON = 1245067200                       # Mon, 15 Jun 2009 12:00:00 GMT
AT_NOON, BEFORE, AFTER = [httpdate.write(NOON + offset) for offset in (0, -3600, 3600)]


class Dates(unittest.TestCase):

    def test_writing(self):
        self.assertEqual(httpdate.write(NOON), 'Mon, 15 Jun 2009 12:00:00 GMT')
        self.assertEqual(httpdate.write(0), 'Thu, 01 Jan 1970 00:00:00 GMT')

    def test_reading_the_three_forms(self):
        for text in ('Mon, 15 Jun 2009 12:00:00 GMT', 'Monday, 15-Jun-09 12:00:00 GMT', 'Mon Jun 15 12:00:00 2009'):
            self.assertEqual(httpdate.read(text), NOON, text)
        self.assertEqual(httpdate.read('Sun Nov  6 08:49:37 1994'), 784111777)

    def test_rubbish(self):
        for text in (None, '', 'yesterday', 'Mon, 15 Abc 2009 12:00:00 GMT', 'Mon, 99 Jun 0000 99:99:99 GMT'):
            self.assertTrue(httpdate.read(text) is None or text.startswith('Mon, 99'))


class MeetsConditions(unittest.TestCase):

    def verdict(self, headers, method='GET', tag='"1"', date=NOON, status=200, **members):
        def handler(req):
            req.status = status
            for name, value in members.items():
                setattr(req, name, value)
            if date is not None:
                req.update_mtime(date)
                req.set_last_modified()
            if tag is not None:
                req.headers_out['ETag'] = tag
            seen.append(req.meets_conditions())
            return apache.OK
        seen = []
        call(Mount(handlers=[handler]), headers=headers, method=method)
        self.assertEqual(type(seen[0]), int)
        return seen[0]

    def test_none(self):
        self.assertEqual(self.verdict({}), 0)

    def test_if_modified_since(self):
        for date, result in ((AT_NOON, 304), (AFTER, 304), (BEFORE, 0), ('rubbish', 0)):
            self.assertEqual(self.verdict({'If-Modified-Since': date}), result, date)
        self.assertEqual(self.verdict({'If-Modified-Since': AT_NOON}, 'HEAD'), 304)
        self.assertEqual(self.verdict({'If-Modified-Since': AT_NOON}, 'POST'), 0)

    def test_a_date_in_the_future_is_none(self):
        self.assertEqual(self.verdict({'If-Modified-Since': 'Mon, 15 Jun 2099 12:00:00 GMT'}), 0)

    def test_if_unmodified_since(self):
        for date, result in ((AT_NOON, 0), (AFTER, 0), (BEFORE, 412), ('rubbish', 0)):
            self.assertEqual(self.verdict({'If-Unmodified-Since': date}), result, date)

    def test_if_none_match(self):
        for tags, result in (('"1"', 304), ('"2", "1"', 304), ('*', 304), ('"2"', 0), ('W/"1"', 304)):
            self.assertEqual(self.verdict({'If-None-Match': tags}), result, tags)
        self.assertEqual(self.verdict({'If-None-Match': '"1"'}, 'PUT'), 412)
        self.assertEqual(self.verdict({'If-None-Match': 'W/"1"'}, 'PUT'), 0)
        self.assertEqual(self.verdict({'If-None-Match': 'W/"1"', 'Range': 'bytes=0-1'}), 0)

    def test_if_match(self):
        for tags, result in (('"1"', 0), ('*', 0), ('"2"', 412)):
            self.assertEqual(self.verdict({'If-Match': tags}), result, tags)
        self.assertEqual(self.verdict({'If-Match': '"1"'}, tag='W/"1"'), 412)
        self.assertEqual(self.verdict({'If-Match': '"1"'}, tag=None), 412)

    def test_both_must_agree_for_not_modified(self):
        self.assertEqual(self.verdict({'If-None-Match': '"1"', 'If-Modified-Since': AT_NOON}), 304)
        self.assertEqual(self.verdict({'If-None-Match': '"2"', 'If-Modified-Since': AT_NOON}), 0)
        self.assertEqual(self.verdict({'If-None-Match': '"1"', 'If-Modified-Since': BEFORE}), 0)

    def test_errors_and_no_local_copy_are_not_judged(self):
        self.assertEqual(self.verdict({'If-None-Match': '"1"'}, status=404), 0)
        self.assertEqual(self.verdict({'If-None-Match': '"1"'}, no_local_copy=1), 0)

    def test_without_last_modified_the_resource_is_of_now(self):
        self.assertEqual(self.verdict({'If-Modified-Since': AT_NOON}, date=None, tag=None), 0)

    def test_the_latest_time_counts(self):
        def handler(req):
            for seconds in (NOON, NOON + 5, NOON - 5):
                req.update_mtime(seconds)
            req.set_last_modified()
            req.write(str(req.mtime))
            return apache.OK
        answer = call(Mount(handlers=[handler]))
        self.assertEqual((answer.text, answer.header('Last-Modified')), (str(NOON + 5.0), httpdate.write(NOON + 5)))

    def test_never_modified_in_the_future(self):
        def handler(req):
            req.update_mtime(NOON)
            req.set_last_modified()
            return apache.OK
        environ = {'mod_wsgi.request_start': str((NOON - 60) * 1000000)}
        answer = call(Mount(handlers=[handler]), environ=environ)
        self.assertEqual(answer.header('Last-Modified'), httpdate.write(NOON - 60))


class Files(unittest.TestCase):
    """A mount without a content handler guards files: it sends them as Apache does."""

    def setUp(self):
        self.root = os.path.realpath(tempfile.mkdtemp())
        self.file('doc.txt', b'public doc\n')

    def tearDown(self):
        shutil.rmtree(self.root)

    def file(self, name, data, when=NOON):
        path = os.path.join(self.root, name)
        with open(path, 'wb') as handle:
            handle.write(data)
        os.utime(path, (when, when))

    def get(self, path='/doc.txt', **request):
        settings = request.pop('mount', {'phases': {'PythonFixupHandler': [lambda req: apache.OK]}})
        return call(Mount(**settings), path, root=self.root, **request)

    def test_file(self):
        answer = self.get()
        self.assertEqual((answer.status, answer.body), ('200 OK', b'public doc\n'))
        self.assertEqual(dict(answer.headers), {
            'Last-Modified': AT_NOON, 'ETag': '"b-46c61cc2d7000"', 'Accept-Ranges': 'bytes', 'Content-Length': '11',
            'Content-Type': 'text/plain'})

    def test_set_etag_is_about_the_file_or_its_directory(self):
        def handler(req):
            req.update_mtime(NOON - 5000)
            if req.args:
                req.finfo = apache.stat(os.path.join(self.root, 'doc.txt'))
            req.set_etag()
            return apache.OK
        os.utime(self.root, (NOON + 1, NOON + 1))
        for path, query, tag in (('/doc.txt', None, '"b-46c61cc2d7000"'), ('/none', None, '"46c61cc3cb240"'),
                                 ('/none', 'x', '"b-46c61cc2d7000"')):
            self.assertEqual(self.get(path, query=query, mount={'handlers': [handler]}).header('ETag'), tag)

    def test_headers_of_the_handlers_go_with_it(self):
        def fixup(req):
            req.headers_out['X-Guard'] = 'passed'
            return apache.OK
        self.assertEqual(self.get(mount={'phases': {'PythonFixupHandler': [fixup]}}).header('X-Guard'), 'passed')

    def test_declining_handler(self):
        answer = self.get(mount={'handlers': [lambda req: apache.DECLINED]})
        self.assertEqual((answer.status, answer.body), ('200 OK', b'public doc\n'))

    def test_sources_below_a_location_stay_unseen(self):
        self.file('page.PSP', b'<% password %>')
        self.file('tool.py', b'password')
        declining = {'handlers': [lambda req: apache.DECLINED], 'location': '/'}
        guarding = {'phases': {'PythonFixupHandler': [lambda req: apache.OK]}, 'location': '/'}
        for path in ('/tool.py', '/page.PSP'):
            self.assertEqual(self.get(path, mount=declining).code, 404)
            self.assertEqual(self.get(path, mount=guarding).code, 200)
        self.assertEqual(self.get(mount=declining).body, b'public doc\n')

    def test_declining_after_output(self):
        answer = self.get(mount={'handlers': [lambda req: req.write('first ') or apache.DECLINED]})
        self.assertEqual(answer.body, b'first public doc\n')

    def test_declining_behind_held_output(self):
        answer = self.get(mount={'handlers': [lambda req: req.write('first ', 0) or apache.DECLINED]})
        self.assertEqual((answer.body, answer.header('Content-Length')), (b'first public doc\n', None))

    def test_a_part_of_an_empty_file_is_the_file(self):
        open(os.path.join(self.root, 'empty.txt'), 'w').close()
        answer = self.get('/empty.txt', headers={'Range': 'bytes=0-1'}, mount={'handlers': [lambda req: apache.DECLINED]})
        self.assertEqual((answer.code, answer.body), (200, b''))

    def test_missing_directory_and_path_info(self):
        os.mkdir(os.path.join(self.root, 'dir'))
        self.assertEqual(self.get('/none.txt').code, 404)
        self.assertEqual(self.get('/dir').code, 403)        # as mod_autoindex has it, in front of plain files
        self.assertEqual(self.get('/dir', mount={'handlers': [lambda req: apache.DECLINED]}).code, 404)
        self.assertEqual(self.get('/doc.txt/more', script_name='/doc.txt').code, 404)

    def test_unreadable(self):
        if os.getuid() == 0:
            self.skipTest('root reads everything')
        os.chmod(os.path.join(self.root, 'doc.txt'), 0)
        self.assertEqual(self.get().code, 403)

    def test_methods(self):
        self.assertEqual((self.get(method='HEAD').code, self.get(method='HEAD').header('Content-Length')), (200, '11'))
        self.assertEqual(self.get(method='POST').body, b'public doc\n')    # core.c: deliver_script is on by default
        self.assertEqual(self.get(method='PUT').header('Allow'), 'GET,HEAD,OPTIONS,POST,TRACE')
        self.assertEqual(self.get(method='BREW').code, 501)
        options = self.get(method='OPTIONS')
        self.assertEqual((options.code, options.header('Allow'), options.body),
                         (200, 'GET,HEAD,OPTIONS,POST,TRACE', b''))

    def test_conditions(self):
        answer = self.get(headers={'If-Modified-Since': AT_NOON})
        self.assertEqual((answer.status, answer.body), ('304 Not Modified', b''))
        self.assertEqual((answer.header('ETag'), answer.header('Content-Type')), ('"b-46c61cc2d7000"', None))
        self.assertEqual(self.get(headers={'If-None-Match': '"b-46c61cc2d7000"'}).code, 304)
        self.assertEqual(self.get(headers={'If-Match': '"x"'}).code, 412)

    def test_ranges(self):
        whole = b'public doc\n'
        for asked, code, body, where in (
                ('bytes=0-3', 206, b'publ', 'bytes 0-3/11'), ('bytes=7-', 206, b'doc\n', 'bytes 7-10/11'),
                ('bytes=-4', 206, b'doc\n', 'bytes 7-10/11'), ('bytes=0-99', 206, whole, 'bytes 0-10/11'),
                ('bytes=-99', 206, whole, 'bytes 0-10/11'), ('bytes=-0', 200, whole, None),
                ('bytes=5-3', 200, whole, None), ('lines=1', 200, whole, None), ('bytes=-', 200, whole, None),
                ('Bytes=0-3', 206, b'publ', 'bytes 0-3/11'), ('bytes= 0 - 3', 200, whole, None),
                # Several that are one, or of which one is there; one malformed spoils all.
                ('bytes=0-3,2-5', 206, b'public', 'bytes 0-5/11'), ('bytes=0-1,2-3', 206, b'publ', 'bytes 0-3/11'),
                ('bytes=2-3,0-1', 206, b'publ', 'bytes 0-3/11'), ('bytes=90-,0-1', 206, b'pu', 'bytes 0-1/11'),
                ('bytes=0-3,', 206, b'publ', 'bytes 0-3/11'), ('bytes=5-6,0-', 206, whole, 'bytes 0-10/11'),
                ('bytes=0-1,x', 200, whole, None), ('bytes=0-10,20-,3-', 206, whole, 'bytes 0-10/11'),
                ('bytes=' + '1-1,' * 201, 200, whole, None), ('bytes=' + '1-1,' * 30, 200, whole, None),
                ('bytes=0-%d' % 10 ** 30, 200, whole, None)):
            answer = self.get(headers={'Range': asked})
            self.assertEqual((answer.code, answer.body, answer.header('Content-Range')), (code, body, where), asked)
            self.assertEqual(answer.header('Content-Length'), str(len(body)))

    def test_range_outside(self):
        for asked in ('bytes=11-', 'bytes=50-60', 'bytes=50-,60-'):
            answer = self.get(headers={'Range': asked})
            self.assertEqual((answer.code, answer.header('Content-Range')), (416, None))

    def test_several_ranges(self):
        for mount, kind in (({}, 'Content-type: text/plain\r\n'), (self.writing(), '')):
            answer = self.get('/doc.txt' if kind else '/written', headers={'Range': 'bytes=7-9,0-3'}, mount=mount)
            start, _, boundary = answer.header('Content-Type').partition('; boundary=')
            self.assertEqual((answer.code, start, answer.header('Content-Range')), (206, 'multipart/byteranges', None))
            self.assertEqual(answer.text, '\r\n--{0}\r\n{1}Content-range: bytes 7-9/11\r\n\r\ndoc'
                             '\r\n--{0}\r\n{1}Content-range: bytes 0-3/11\r\n\r\npubl'
                             '\r\n--{0}--\r\n'.format(boundary, kind))
            self.assertEqual(answer.header('Content-Length'), str(len(answer.body)))

    @staticmethod
    def writing():
        return {'handlers': [lambda req: req.write('public ', 0) or req.write('doc\n', 0) or apache.OK]}

    def test_if_range(self):
        for value, code in (('"b-46c61cc2d7000"', 206), ('"other"', 200), (AT_NOON, 206), (BEFORE, 200)):
            self.assertEqual(self.get(headers={'Range': 'bytes=0-3', 'If-Range': value}).code, code, value)

    def test_a_file_that_just_changed_has_a_weak_tag(self):
        self.file('new.txt', b'x')
        answer = self.get('/new.txt', environ={'mod_wsgi.request_start': str(int((NOON + 0.5) * 1000000))})
        self.assertTrue(answer.header('ETag').startswith('W/"1-'))

    def test_handing_the_request_back_to_apache(self):
        def fixup(req):
            if req.args:
                req.headers_out['X-Guard'] = 'passed'
            return apache.OK
        mount = {'phases': {'PythonFixupHandler': [fixup]}, 'decline_prefix': '/.declined'}
        self.assertEqual(self.get(mount=mount).internal, '/.declined/doc.txt')
        embedded = self.get(mount=mount, environ={'mod_wsgi.process_group': ''})
        self.assertEqual((embedded.internal, embedded.body), (None, b'public doc\n'))
        with_header = self.get(mount=mount, query='x')
        self.assertEqual((with_header.internal, with_header.header('X-Guard'), with_header.body),
                         (None, 'passed', b'public doc\n'))
        self.assertEqual(self.get('/none.txt', mount=mount, query='x').internal, '/.declined/none.txt')
        self.assertEqual(self.get('/a?b%41 c', mount=mount).internal, '/.declined/a%3Fb%2541%20c')

    def test_error_documents_that_are_files(self):
        self.file('missing.html', b'<p>Nothing here</p>')
        self.file('missing.php', b'<?php $password = "secret" ?>')

        def handler(req):
            req.err_headers_out['X-Err'] = 'kept'
            return int(req.args)
        documents = {404: '/missing.html', 403: '/missing.php', 410: '/none.html'}
        for settings in ({}, {'error_prefix': '/.error'}):
            mount = dict(settings, handlers=[handler], error_documents=documents)
            answer = self.get(mount=mount, query='404')
            self.assertEqual((answer.status, answer.body, answer.header('Content-Type'), answer.header('X-Err')),
                             ('404 Not Found', b'<p>Nothing here</p>', 'text/html', 'kept'))
        self.assertEqual(self.get(mount=mount, query='403').internal, '/.error/403')
        self.assertEqual(self.get(mount=mount, query='410').internal, '/.error/410')
        mount['error_prefix'] = None
        for code in ('403', '410'):
            self.assertTrue('<title>%s ' % code in self.get(mount=mount, query=code).text)


if __name__ == '__main__':
    unittest.main()
