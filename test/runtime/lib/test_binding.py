"""Functions called with forms, and redirects."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import apache, fields, util

from lib import support
from lib.support import call, form_of, returned

FILE = 'Content-Disposition: form-data; name="%s"; filename="%s"'


class Point(object):

    def __init__(self, x=0):
        self.x = x

    def __call__(self, y):
        return 'called %s' % y

    def move(self, req, z='none'):
        return 'moved %s %s' % (req, z)


class ApplyFsData(unittest.TestCase):

    def apply(self, function, query, **args):
        return util.apply_fs_data(function, form_of(1, query=query), **args)

    def test_functions_get_what_they_name(self):
        self.assertEqual(self.apply(lambda a, b='x': (a, b), 'a=1&c=3'), ('1', 'x'))

    def test_lists_and_values(self):
        self.assertEqual(self.apply(lambda a, b: (a, type(b)), 'a=1&a=2&b=3'), (['1', '2'], str))

    def test_keywords(self):
        self.assertEqual(self.apply(lambda a, **kw: sorted(kw.items()), 'a=1&b=2&c=', req=0),
                         [('b', '2'), ('c', ''), ('req', 0)])

    def test_star_args_get_nothing(self):
        self.assertEqual(self.apply(lambda req, *args: args, 'a=1', req=0), ())

    def test_methods_and_objects(self):
        self.assertEqual(self.apply(Point().move, 'z=1&a=2', req=5), 'moved 5 1')
        self.assertEqual(self.apply(Point(), 'y=1', req=5), 'called 1')
        self.assertEqual(self.apply(Point, 'x=7', req=5).x, '7')

    def test_a_field_called_self_is_one_too_many_for_a_method(self):
        """mod_python took a method's own argument for one of the form, too."""
        self.assertRaises(TypeError, self.apply, Point().move, 'z=1&self=2', req=5)

    def test_builtins_get_nothing(self):
        self.assertEqual(self.apply(dict, 'a=1', req=5), {})

    def test_missing_arguments(self):
        self.assertRaises(TypeError, self.apply, lambda a: a, 'b=1')

    def test_a_field_called_like_an_argument_of_the_caller(self):
        self.assertRaises(AttributeError, self.apply, lambda req: req, 'req=1', req=[])

    def test_uploads_are_passed_as_fields(self):
        form = form_of(**support.multipart([(FILE % ('f', 'a.txt'), 'data'), (FILE % ('g', ''), '')]))
        found = util.apply_fs_data(lambda f, g: (f, g), form)
        self.assertIsInstance(found[0], fields.Field)
        self.assertEqual(found[1], b'')


class Redirect(unittest.TestCase):

    def test_temporary(self):
        answer = call(lambda req: util.redirect(req, 'menu.py'))
        self.assertEqual((answer.status, answer.header('Location')), (302, 'menu.py'))
        self.assertEqual(answer.body, b'<p>The document has moved <a href="menu.py">here</a></p>\n')

    def test_permanent_with_a_text(self):
        answer = call(lambda req: util.redirect(req, '/x', permanent=1, text='gone'))
        self.assertEqual((answer.status, answer.body), (301, b'gone'))

    def test_ends_the_request(self):
        error = None
        try:
            returned(lambda req: util.redirect(req, '/x'))
        except apache.SERVER_RETURN as raised:
            error = raised
        self.assertEqual(error.args, (apache.DONE,))

    def test_too_late(self):
        def handler(req):
            req.write('sent')
            util.redirect(req, '/x')
        self.assertRaises(IOError, returned, handler)

    def test_only_str(self):
        self.assertRaises(TypeError, returned, lambda req: util.redirect(req, None))


if __name__ == '__main__':
    unittest.main()
