# -*- coding: utf-8 -*-
"""apache.table: every quirk of the table in reference section 2.6."""
from __future__ import absolute_import

import pickle
import unittest

from modpython_wsgi import apache

TEXT = b'caf\xc3\xa9'.decode('utf-8')


class Table(unittest.TestCase):

    def setUp(self):
        self.table = apache.table()
        self.table.add('X-List', 'one')
        self.table.add('x-list', 'two')
        self.table['Single'] = 'first'

    def test_index_gives_a_list_for_a_repeated_key(self):
        self.assertEqual(self.table['X-LIST'], ['one', 'two'])
        self.assertEqual(self.table['single'], 'first')

    def test_get_gives_the_first(self):
        self.assertEqual(self.table.get('x-list'), 'one')
        self.assertEqual(self.table.get('missing'), None)
        self.assertEqual(self.table.get('missing', 3), 3)

    def test_missing_key(self):
        self.assertRaises(KeyError, lambda: self.table['missing'])

    def test_setting_replaces_all_and_keeps_place_and_spelling(self):
        self.table['x-LIST'] = 'new'
        self.assertEqual(self.table.items(), [('X-List', 'new'), ('Single', 'first')])

    def test_deleting_never_raises(self):
        del self.table['x-list']
        del self.table['x-list']
        self.assertEqual(self.table.keys(), ['Single'])

    def test_keys_items_and_len_repeat_duplicates(self):
        self.assertEqual(self.table.keys(), ['X-List', 'x-list', 'Single'])
        self.assertEqual(self.table.values(), ['one', 'two', 'first'])
        self.assertEqual(len(self.table), 3)
        self.assertEqual(list(self.table), self.table.keys())
        self.assertEqual(list(self.table.iteritems()), self.table.items())
        self.assertEqual(list(self.table.itervalues()), self.table.values())
        self.assertEqual(list(self.table.iterkeys()), self.table.keys())

    def test_only_strings_are_taken(self):
        for value in (5, None, 1.5, ['x']):
            self.assertRaises(TypeError, self.table.__setitem__, 'X', value)
            self.assertRaises(TypeError, self.table.add, 'X', value)
        self.assertRaises(TypeError, self.table.get, 5)
        self.assertRaises(TypeError, lambda: 5 in self.table)
        self.assertRaises(TypeError, self.table.__setitem__, 'X', b'\xe2\x82\xac'.decode('utf-8'))

    def test_strings_become_native_ones(self):
        self.table['T'] = TEXT
        self.table['B'] = b'caf\xe9'
        for key in 'TB':
            self.assertTrue(type(self.table[key]) is str)
        self.assertEqual(self.table['T'], self.table['B'])

    def test_subclasses_of_str_become_plain(self):
        class Field(str):
            pass
        self.table['X'] = Field('value')
        self.assertTrue(type(self.table['X']) is str)

    def test_a_value_ends_at_nul(self):
        self.table['X'] = 'a\0b'
        self.assertEqual(self.table['X'], 'a')

    def test_has_key_is_an_int(self):
        self.assertEqual(self.table.has_key('SINGLE'), 1)                                         # noqa: W601
        self.assertEqual(type(self.table.has_key('none')), int)                                   # noqa: W601
        self.assertTrue('single' in self.table and 'none' not in self.table)

    def test_repr_runs_backwards(self):
        self.assertEqual(repr(self.table), "{'Single': 'first', 'x-list': 'two', 'X-List': 'one'}")
        self.assertEqual(repr(apache.table()), '{}')

    def test_constructor_and_update_take_str_of_everything(self):
        self.assertEqual(apache.table({'a': 5}).items(), [('a', '5')])
        self.assertEqual(apache.make_table([('a', None), ('b', 2)]).items(), [('a', 'None'), ('b', '2')])
        self.table.update({'single': 7})
        self.assertEqual(self.table['Single'], '7')
        self.assertRaises(ValueError, apache.table, [('a', 'b', 'c')])

    def test_setdefault(self):
        self.assertEqual(self.table.setdefault('Single', 'x'), 'first')
        self.assertEqual(self.table.setdefault('new'), '')
        self.assertEqual(self.table.setdefault('newer', 'v'), 'v')
        self.assertEqual(self.table['newer'], 'v')

    def test_popitem_and_clear(self):
        self.assertEqual(self.table.popitem(), ('X-List', 'one'))
        self.table.clear()
        self.assertRaises(KeyError, self.table.popitem)

    def test_copy_is_detached(self):
        copy = self.table.copy()
        copy['Single'] = 'other'
        copy.add('more', 'x')
        self.assertEqual(self.table['Single'], 'first')
        self.assertEqual(len(self.table), 3)

    def test_a_copy_has_each_name_once_with_its_last_value(self):
        self.table.add('more', '1')
        self.table.add('More', '2')
        self.assertEqual(self.table.copy().items()[-1], ('more', '2'))
        self.assertEqual(len(self.table.copy()), len(set(key.lower() for key in self.table.keys())))

    def test_update_takes_no_pairs(self):
        self.assertRaises(AttributeError, self.table.update, [('a', 'b')])

    def test_its_name_in_messages(self):
        self.assertEqual(type(self.table).__name__, 'mp_table')
        self.assertEqual(pickle.loads(pickle.dumps(self.table, 2)), self.table)

    def test_comparing(self):
        self.assertTrue(apache.table({'a': '1'}) == {'a': '1'})
        self.assertTrue(apache.table({'a': '1'}) != apache.table({'a': '2'}))

    def test_unhashable(self):
        self.assertRaises(TypeError, hash, self.table)

    def test_changing_size_while_iterating(self):
        def change():
            for _ in self.table:
                self.table.add('more', 'x')
        self.assertRaises(RuntimeError, change)

    def test_dict_takes_it(self):
        found = {}
        found.update(apache.table({'a': '1'}))
        self.assertEqual(found, {'a': '1'})


if __name__ == '__main__':
    unittest.main()
