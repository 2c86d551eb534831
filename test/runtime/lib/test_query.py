"""Query strings as mod_python split them."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import util


class ParseQsl(unittest.TestCase):

    def check(self, qs, pairs, blank=0):
        self.assertEqual(util.parse_qsl(qs, blank), pairs)

    def test_pairs_in_order(self):
        self.check('x=1&y=&x=2&z', [('x', '1'), ('x', '2')])

    def test_blank_values_kept(self):
        self.check('a=&b&c=3&=x', [('a', ''), ('b', ''), ('c', '3'), ('', 'x')], 1)

    def test_both_separators(self):
        self.check('a=1;b=2&c=3;;&', [('a', '1'), ('b', '2'), ('c', '3')])

    def test_plus_is_a_blank_before_decoding(self):
        self.check('a=1+2%2B3&b+c=d', [('a', '1 2+3'), ('b c', 'd')])

    def test_wrong_escapes_stay(self):
        self.check('a=%zz&b=%4&c=%', [('a', '%zz'), ('b', '%4'), ('c', '%')])

    def test_first_equals_sign_counts(self):
        self.check('a=b=c&==d', [('a', 'b=c'), ('', '=d')])

    def test_nul_ends_name_and_value(self):
        self.check('a=1%00x&b%00c=2', [('a', '1'), ('b', '2')])

    def test_blankness_is_judged_before_decoding(self):
        self.check('a=%00', [('a', '')])

    def test_raw_nul_ends_the_string(self):
        self.check('a=1&b=2\0&c=3', [('a', '1'), ('b', '2')])

    def test_escaped_slash(self):
        self.check('a=%2Fx', [('a', '/x')])

    def test_utf_8_and_bytes_that_are_not(self):
        (_, name), (_, odd) = util.parse_qsl('a=caf%C3%A9&b=caf%E9')
        for text, expected in (name, b'caf\xc3\xa9'), (odd, b'caf\xe9'):
            self.assertIs(type(text), str)
            self.assertEqual(text if str is bytes else text.encode('utf-8', 'surrogateescape'), expected)

    def test_bytes_give_bytes(self):
        self.check(b'a=1', [(b'a', b'1')])

    def test_other_types_are_refused(self):
        self.assertRaises(TypeError, util.parse_qsl, None)

    def test_strict_parsing_means_nothing(self):
        self.assertEqual(util.parse_qsl('a', 0, 1), [])


class ParseQs(unittest.TestCase):

    def test_lists_of_values(self):
        self.assertEqual(util.parse_qs('x=1&y=&x=2&z', 1), {'x': ['1', '2'], 'y': [''], 'z': ['']})

    def test_empty(self):
        self.assertEqual(util.parse_qs(''), {})


if __name__ == '__main__':
    unittest.main()
