"""Python filters on what Python handlers write and read."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import Unsupported, apache
from modpython_wsgi.entry import Mount

from .server import call


def shout(filter):
    data = filter.read()
    while data:
        filter.write(data.upper())
        data = filter.read()
    if data is None:
        filter.close()


def stamp(filter):
    data = filter.read()
    while data:
        filter.write(data)
        data = filter.read()
    if data is None:
        filter.write('-- %s %s' % (filter.name, filter.req.uri))
        filter.close()


def lower(filter):
    line = filter.readline()
    while line:
        filter.write(line.lower())
        line = filter.readline()
    if line is None:
        filter.close()


FILTERS = {'SHOUT': shout, 'STAMP': stamp, 'LOWER': lower}


def page(req):
    req.write('Hello ')
    req.write('World\n', 0)
    return apache.OK


def answer_of(handler, *names, **settings):
    request = dict((name, settings.pop(name)) for name in ('method', 'body') if name in settings)
    settings.setdefault('filters', FILTERS)
    return call(Mount(handlers=[handler], output_filters=names, **settings), '/f/page', **request)


class Output(unittest.TestCase):

    def test_for_some_extensions(self):
        mount = Mount(handlers=[page], output_filters=['LOWER', ('SHOUT', '.html .Txt')], filters=FILTERS)
        said = dict((name, call(mount, name).text) for name in
                    ('/f/page', '/f/page.html', '/f/page.HTML', '/f/page.txt.gz', '/f/page.xhtml', '/x.html/page'))
        for name, text in said.items():
            shouts = name.lower().endswith(('.html', '.gz'))
            self.assertEqual(text, 'HELLO WORLD\n' if shouts else 'hello world\n', name)

    def test_one(self):
        answer = answer_of(page, 'SHOUT')
        self.assertEqual((answer.pieces, answer.text), ([b'HELLO ', b'WORLD\n'], 'HELLO WORLD\n'))

    def test_two(self):
        self.assertEqual(answer_of(page, 'SHOUT', 'STAMP').text, 'HELLO WORLD\n-- stamp /f/page')

    def test_an_answer_in_one_piece_has_the_length_behind_the_filters(self):
        def handler(req):
            req.set_content_length(5)
            req.write('Hello', 0)
            return apache.OK
        answer = answer_of(handler, 'STAMP')
        self.assertEqual(answer.header('Content-Length'), str(len(answer.body)))

    def test_a_length_set_by_hand_is_left_out_of_a_stream(self):
        def handler(req):
            req.set_content_length(5)
            req.write('Hello')
            return apache.OK
        self.assertEqual(answer_of(handler, 'STAMP').header('Content-Length'), None)

    def test_error_pages_are_not_filtered_before_output(self):
        self.assertTrue('<title>404 Not Found</title>' in answer_of(lambda req: 404, 'SHOUT').text)

    def test_a_filter_may_set_headers(self):
        def late(filter):
            filter.req.headers_out['X-Filter'] = 'set'
            filter.req.content_type = 'text/plain'
            filter.pass_on()
        answer = answer_of(page, 'LATE', filters={'LATE': late})
        self.assertEqual((answer.header('X-Filter'), answer.header('Content-Type'), answer.text),
                         ('set', 'text/plain', 'Hello World\n'))

    def test_reading_parts_and_lines(self):
        def parts(filter):
            seen.extend([filter.read(2), filter.readline(), filter.readline(3), filter.read(), filter.read()])
        seen = []
        answer = answer_of(lambda req: req.write('ab1\nxyz12', 0) or 0, 'PARTS', filters={'PARTS': parts})
        self.assertEqual((seen, answer.body), ([b'ab', b'1\n', b'xyz', b'12', None], b''))

    def test_members(self):
        def look(filter):
            seen.append((filter.name, filter.is_input, filter.closed, filter.handler, filter.dir, filter.softspace))
            filter.softspace = 1
            filter.close()
            self.assertRaises(ValueError, filter.write, 'x')
            self.assertRaises(ValueError, filter.read)
        seen = []
        answer_of(page, 'LOOK', filters={'LOOK': look}, directory='/srv/www')
        self.assertEqual(seen[0], ('look', 0, 0, 'look', '/srv/www/', 0))

    def test_an_exception_takes_the_filter_out(self):
        def broken(filter):
            raise ValueError('filter broke')
        answer = answer_of(page, 'BROKEN', filters={'BROKEN': broken})
        self.assertEqual(answer.text, 'World\n')
        self.assertTrue('broken broken: ValueError: filter broke' in answer.log)

    def test_added_and_registered_by_the_handler(self):
        def handler(req):
            req.register_output_filter('MINE', shout)
            req.add_output_filter('MINE')
            req.add_output_filter('STAMP')
            return page(req)
        self.assertEqual(answer_of(handler).text, 'HELLO WORLD\n-- stamp /f/page')

    def test_filters_of_apache(self):
        def handler(req):
            self.assertRaises(Unsupported, req.add_output_filter, 'DEFLATE')
            self.assertRaises(Unsupported, req.add_input_filter, 'DEFLATE')
            return apache.OK
        self.assertEqual(answer_of(handler).code, 200)

    def test_files(self):
        def handler(req):
            req.sendfile(__file__.replace('.pyc', '.py'), 0, 30)
            return apache.OK
        self.assertEqual(answer_of(handler, 'SHOUT').text, '"""PYTHON FILTERS ON WHAT PYTH')


class Input(unittest.TestCase):

    def text(self, handler, names=('LOWER',), body=b'Line One\nLINE TWO\n', **settings):
        mount = Mount(handlers=[handler], input_filters=names, filters=dict(FILTERS, **settings))
        answer = call(mount, '/f/in', method='POST', body=body)
        self.assertEqual(answer.code, 200, answer.log)
        return answer.text

    def test_reading_all(self):
        self.assertEqual(self.text(lambda req: req.write(req.read()) or 0), 'line one\nline two\n')

    def test_reading_parts_and_lines(self):
        def handler(req):
            parts = req.read(3), req.readline(), req.read(2), req.read()
            req.write(b'|'.join(parts))
            return apache.OK
        self.assertEqual(self.text(handler), 'lin|e one\n|li|ne two\n')

    def test_two(self):
        def question(filter):
            data = filter.read()
            if data is None:
                filter.close()
            else:
                filter.write(data.replace(b'one', b'1'))
        self.assertEqual(self.text(lambda req: req.write(req.read()) or 0, ('LOWER', 'Q'), Q=question),
                         'line 1\nline two\n')

    def test_a_filter_may_swallow_a_piece(self):
        def second_only(filter):
            line = filter.readline()
            if line is None:
                filter.close()
            elif b'TWO' in line:
                filter.write(line)
        self.assertEqual(self.text(lambda req: req.write(req.read()) or 0, ('S',), S=second_only), 'LINE TWO\n')

    def test_a_filter_that_does_nothing_ends(self):
        self.assertEqual(self.text(lambda req: req.write(req.read() or b'-') or 0, ('N',), N=lambda filter: None), '-')

    def test_an_exception_takes_the_filter_out(self):
        def broken(filter):
            raise ValueError('filter broke')
        self.assertEqual(self.text(lambda req: req.write(req.read()) or 0, ('B',), B=broken), 'Line One\nLINE TWO\n')

    def test_added_by_the_handler(self):
        def handler(req):
            req.add_input_filter('LOWER')
            req.write(req.read())
            self.assertRaises(Unsupported, req.add_input_filter, 'LOWER')
            return apache.OK
        self.assertEqual(self.text(handler, ()), 'line one\nline two\n')


if __name__ == '__main__':
    unittest.main()
