"""The type and charset of a file name: AddType and AddCharset."""
import unittest

from modpython_wsgi.content_types import ContentTypes


class CharsetTest(unittest.TestCase):
    def setUp(self):
        self.types = ContentTypes({'.foo': 'text/html'}, charsets={'.u8': 'utf-8', '.KOI': 'koi8-r'})

    def test_a_charset_follows_the_type(self):
        self.assertEqual(self.types.of('/srv/a.foo.u8'), 'text/html; charset=utf-8')
        self.assertEqual(self.types.of('/srv/a.u8.foo'), 'text/html; charset=utf-8')

    def test_the_last_charset_counts(self):
        self.assertEqual(self.types.of('/srv/a.foo.u8.koi'), 'text/html; charset=koi8-r')

    def test_without_a_type_there_is_none(self):
        self.assertEqual(self.types.of('/srv/a.u8'), None)
        self.assertEqual(self.types.of('/srv/a.foo'), 'text/html')

    def test_a_forced_type_leaves_nothing_of_the_name(self):
        types = ContentTypes({'.foo': 'text/html'}, charsets={'.u8': 'utf-8'}, forced='text/x-forced')
        self.assertEqual(types.of('/srv/a.foo.u8'), 'text/x-forced')
        self.assertEqual(types.of(None), 'text/x-forced')


if __name__ == '__main__':
    unittest.main()
