"""Forms: FieldStorage and its fields, redirects, calling functions with forms."""
from __future__ import absolute_import

import io
import pickle
import sys
import types
import unittest

from modpython_wsgi import multipart, util

from lib import support
from lib.support import call, form_of, returned


def status_of(**arguments):
    """The status a handler ends with that makes a form."""
    return call(lambda req: util.FieldStorage(req) and None, **arguments).status


class Fields(unittest.TestCase):

    def test_query_comes_before_body(self):
        form = form_of(query='a=1&b=2', body=b'b=3&c=4')
        self.assertEqual(form.items(), [('a', '1'), ('b', '2'), ('b', '3'), ('c', '4')])

    def test_body_is_read_for_post_only(self):
        form = form_of(query='a=1', body=b'b=2', method='PUT')
        self.assertEqual(form.items(), [('a', '1')])

    def test_one_value_is_a_str_with_attributes(self):
        field = form_of(query='a=red')['a']
        self.assertIsInstance(field, str)
        self.assertIsInstance(field, util.StringField)
        self.assertEqual((field.value, field.name, field.filename, field.file.read()), ('red', 'a', None, b'red'))
        self.assertFalse(hasattr(field, 'type'))
        self.assertEqual(repr(field), "Field('a', 'red')")

    @unittest.skipIf(sys.version_info[0] > 2, 'Python 3 has one kind of classes')
    def test_classes_are_of_the_old_kind(self):
        form = form_of(query='a=red')
        self.assertEqual([type(form), type(util.Field('a'))], [types.InstanceType] * 2)

    def test_several_values_are_a_list(self):
        form = form_of(query='a=1&a=2')
        self.assertEqual(form['a'], ['1', '2'])
        self.assertEqual(form.get('a', None), ['1', '2'])

    def test_access(self):
        form = form_of(query='a=1&b=2&a=3')
        self.assertEqual(sorted(form.keys()), ['a', 'b'])
        self.assertEqual(sorted(form), ['a', 'b'])
        self.assertEqual(len(form), 2)
        self.assertTrue(form.has_key('a'))  # noqa: W601
        self.assertIn('b', form)
        self.assertNotIn('c', form)
        self.assertEqual(form.getfirst('a'), '1')
        self.assertEqual(form.getfirst('c', 'no'), 'no')
        self.assertIsNone(form.getfirst('c'))
        self.assertEqual(form.getlist('a'), ['1', '3'])
        self.assertEqual(form.getlist('c'), [])
        self.assertEqual(form.get('c', 'x'), 'x')
        self.assertRaises(TypeError, lambda: form.get('a'))
        self.assertRaises(KeyError, lambda: form['c'])

    def test_changes(self):
        form = form_of(query='a=1&b=1&a=2')
        form.add_field('b', '3')
        self.assertEqual(form['b'], ['1', '3'])
        form['a'] = 'new'
        self.assertEqual(form.items(), [('b', '1'), ('b', '3'), ('a', 'new')])
        del form['b']
        self.assertEqual(form.items(), [('a', 'new')])
        form.clear()
        self.assertEqual((len(form), form.list), (0, []))

    def test_removing_a_field_leaves_others_of_the_same_value(self):
        form = form_of(query='a=1&b=1')
        del form['b']
        self.assertEqual(form.keys(), ['a'])

    def test_list_may_be_changed_by_hand(self):
        form = form_of(query='a=1')
        self.assertIn('a', form)
        item = util.StringField('x')
        item.name = 'b'
        form.list.append(item)
        self.assertEqual(form['b'], 'x')
        del form.list[0]
        self.assertNotIn('a', form)

    def test_blank_values(self):
        self.assertEqual(form_of(query='a=&b').keys(), [])
        self.assertEqual(form_of(1, query='a=&b').items(), [('a', ''), ('b', '')])

    def test_body_is_gone_afterwards(self):
        def handler(req):
            util.FieldStorage(req)
            return req.read(), util.FieldStorage(req).items()
        self.assertEqual(returned(handler, query='q=1', body=b'a=1'), (b'', [('q', '1')]))

    def test_text_of_a_form_goes_out_as_it_came_in(self):
        answer = call(lambda req: req.write(util.FieldStorage(req)['q']), query='q=caf%C3%A9')
        self.assertEqual(answer.body, b'caf\xc3\xa9')

    def test_values_can_be_pickled(self):
        part = 'Content-Disposition: form-data; name="a"', '1'
        for form in form_of(query='a=1'), form_of(**support.multipart([part])):
            self.assertEqual(pickle.loads(pickle.dumps(form['a'], 2)), '1')

    def test_old_way_to_make_a_field(self):
        field = util.Field('f', io.BytesIO(b'abc'), 'text/plain', {}, 'form-data', {'filename': 'a.txt'})
        self.assertEqual((field.filename, field.value, field.value), ('a.txt', b'abc', b'abc'))


class Refusals(unittest.TestCase):

    def test_post_without_length(self):
        self.assertEqual(status_of(method='POST'), 411)

    def test_other_content_types(self):
        self.assertEqual(status_of(body=b'{}', content_type='application/json'), 501)

    def test_charset_of_a_form_is_accepted(self):
        self.assertEqual(form_of(body=b'a=1', content_type=support.FORM + '; charset=UTF-8').items(), [('a', '1')])

    def test_multipart_without_boundary(self):
        self.assertEqual(status_of(body=b'--X--\r\n', content_type='multipart/form-data'), 400)

    def test_too_many_fields(self):
        self.assertEqual(status_of(body=b'a&' * util.MAX_FIELDS), 413)
        self.assertEqual(status_of(body=b'a&' * (util.MAX_FIELDS - 1)), 200)

    def test_too_long_a_form(self):
        body = support.Endless(b'a=', b'x', util.MAX_BYTES_IN_MEMORY, b'')
        self.assertEqual(status_of(body=body), 413)


class Multipart(unittest.TestCase):

    VALUE = 'Content-Disposition: form-data; name="%s"'
    FILE = 'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: text/plain; x=y'

    def test_values(self):
        form = form_of(**support.multipart([(self.VALUE % 'a', '1'), (self.VALUE % 'b', 'two\r\nlines'),
                                            (self.VALUE % 'e', '')]))
        self.assertEqual(form.items(), [('a', '1'), ('b', 'two\r\nlines'), ('e', '')])
        field = form['b']
        self.assertEqual((field.type, field.disposition, field.disposition_options),
                         ('text/plain', 'form-data', {'name': 'b'}))
        self.assertEqual(field.file.read(), b'')  # mod_python had read it to its end

    def test_files(self):
        form = form_of(**support.multipart([(self.FILE % ('f', 'a.txt'), 'data\nmore')]))
        field = form['f']
        self.assertIsInstance(field, util.Field)
        self.assertEqual((field.filename, field.type, field.type_options), ('a.txt', 'text/plain', {'x': 'y'}))
        self.assertEqual(field.file.readline(), b'data\n')
        self.assertEqual(field.value, b'data\nmore')
        self.assertEqual(field.headers['content-type'], ' text/plain; x=y\r\n')

    def test_file_input_left_empty(self):
        field = form_of(**support.multipart([(self.FILE % ('f', ''), '')]))['f']
        self.assertIsInstance(field, util.Field)
        self.assertEqual((field.filename, field.value), ('', b''))

    def test_names_that_are_not_ascii(self):
        name = '\xe4\xb8\x80' if support.PY2 else u'\u4e00'
        field = form_of(**support.multipart([(self.FILE % (name, name + '.txt'), '')]))[name]
        self.assertEqual(field.filename, name + '.txt')

    def test_rubbish_as_content_type(self):
        headers = 'Content-Disposition: form-data; name="f"; filename="x"\r\nContent-Type: rubbish'
        self.assertEqual(form_of(**support.multipart([(headers, '')]))['f'].type, 'application/octet-stream')

    def test_no_name(self):
        form = form_of(**support.multipart([('X: y', 'value')]))
        self.assertEqual(form.items(), [(None, 'value')])

    def test_callbacks(self):
        files, values = [], []

        def on_file(filename):
            files.append((filename, io.BytesIO()))
            return files[-1][1]

        def on_value():
            values.append(io.BytesIO())
            return values[-1]
        form = form_of(0, 0, on_file, on_value,
                       **support.multipart([(self.VALUE % 'a', '1'), (self.FILE % ('f', 'a.txt'), 'data')]))
        self.assertEqual(files[0][0], 'a.txt')
        self.assertIs(form['f'].file, files[0][1])
        self.assertIs(form['a'].file, values[0])
        self.assertEqual((form['a'], form['f'].value), ('1', b'data'))

    def test_files_are_closed_with_their_fields(self):
        closed = []

        class File(io.BytesIO):
            def close(self):
                closed.append(1)
                io.BytesIO.close(self)
        form_of(0, 0, lambda name: File(), **support.multipart([(self.FILE % ('f', 'a.txt'), 'data')]))
        import gc
        gc.collect()
        self.assertTrue(closed)

    def test_values_are_counted_files_are_not(self):
        before, util.MAX_BYTES_IN_MEMORY = util.MAX_BYTES_IN_MEMORY, 100
        try:
            value = support.multipart([(self.VALUE % 'a', 'x' * 60), (self.VALUE % 'b', 'x' * 60)])
            self.assertEqual(status_of(**value), 413)
            self.assertEqual(status_of(**support.multipart([(self.FILE % ('f', 'n'), 'x' * 200)])), 200)
        finally:
            util.MAX_BYTES_IN_MEMORY = before


class ParseHeader(unittest.TestCase):

    def test_value_and_options(self):
        self.assertEqual(util.parse_header('Form-Data; Name="a b"; x = y;z'), ('form-data', {'name': 'a b', 'x': 'y'}))

    def test_semicolon_in_quotes_splits(self):
        self.assertEqual(util.parse_header('a; f="x;y"'), ('a', {'f': '"x'}))


class Limits(unittest.TestCase):

    def test_parts(self):
        body = support.multipart([(Multipart.VALUE % 'a', '')] * 12)
        before, multipart.MAX_PARTS = multipart.MAX_PARTS, 10
        try:
            self.assertEqual(status_of(**body), 413)
        finally:
            multipart.MAX_PARTS = before


if __name__ == '__main__':
    unittest.main()
