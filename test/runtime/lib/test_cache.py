"""mod_python.cache."""
from __future__ import absolute_import

import io
import threading
import time
import unittest

from modpython_wsgi import cache

from lib.support import FolderTest


class Squares(cache.Cache):

    def __init__(self, max_size=0):
        cache.Cache.__init__(self, max_size)
        self.built = []

    def build(self, key, name, opened, entry):
        self.built.append(name)
        return name * name


class Basics(unittest.TestCase):

    def test_built_once(self):
        squares = Squares()
        self.assertEqual([squares[2], squares[2], squares[3]], [4, 4, 9])
        self.assertEqual(squares.built, [2, 3])
        squares[2] = 5
        self.assertEqual(squares[2], 5)
        del squares[2]
        self.assertEqual(squares[2], 4)
        squares.clear()
        self.assertEqual(squares[3], 9)
        self.assertEqual(squares.built, [2, 3, 2, 3])
        self.assertRaises(NotImplementedError, lambda: cache.Cache()['x'])

    def test_least_recently_used_goes(self):
        squares = Squares(2)
        squares[1], squares[2], squares[1]
        self.assertEqual((squares.lru(), squares.mru()), (2, 1))
        squares[3], squares[1]
        self.assertEqual(squares.built, [1, 2, 3])
        squares[2]
        self.assertEqual(squares.built, [1, 2, 3, 2])
        self.assertIsNone(Squares().lru())

    def test_threads_build_an_entry_once(self):
        class Slow(Squares):
            def build(self, key, name, opened, entry):
                time.sleep(0.02)
                return Squares.build(self, key, name, opened, entry)
        slow = Slow()
        threads = [threading.Thread(target=lambda: slow[7]) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(slow.built, [7])

    def test_functions(self):
        calls = []

        def add(a, b=1):
            calls.append((a, b))
            return a + b
        cached = cache.FunctionCache(add)
        self.assertEqual([cached(1), cached(1), cached(1, b=2), cached(1, b=2)], [2, 2, 3, 3])
        self.assertEqual(calls, [(1, 1), (1, 2)])

    def test_weak(self):
        class Value(object):
            pass

        class Values(cache.WeakCache):
            def build(self, key, name, opened, entry):
                return Value()
        values = Values()
        kept = values['a']
        self.assertIs(values['a'], kept)
        del kept
        self.assertEqual(len(values._dict), 0)


class Files(FolderTest):

    def test_content(self):
        files = cache.FileCache()
        path = self.write('a.txt', 'one', age=10)
        self.assertEqual((files[path], files[path]), (b'one', b'one'))
        self.write('a.txt', 'two')
        self.assertEqual(files[path], b'two')

    def test_modules(self):
        modules = cache.ModuleCache()
        path = self.write('mod.py', 'x = 1\r\nname = __name__\r\n', age=10)
        first = modules[path]
        self.assertEqual((first.x, first.__file__), (1, path))
        self.assertTrue(first.name.replace('_', '').isalnum())
        self.assertIs(modules[path], first)
        self.write('mod.py', 'x = 2\n')
        self.assertEqual(modules[path].x, 2)


class Web(unittest.TestCase):

    def setUp(self):
        self.requests, self.headers, self.error = [], {}, None
        self._urlopen, cache.urlopen = cache.urlopen, self.open

    def tearDown(self):
        cache.urlopen = self._urlopen

    def open(self, request):
        self.requests.append(dict(request.header_items()))
        if self.error:
            raise cache.HTTPError(request.get_full_url(), self.error, '', {}, io.BytesIO())
        page = io.BytesIO(b'x = 1\n')
        page.info = lambda: self.headers
        return page

    def test_asked_again_with_the_validator(self):
        self.headers = {'etag': '"1"'}
        pages = cache.HTTPCache()
        self.assertEqual(str(pages['http://localhost/a']), 'x = 1\n')
        self.error = 304
        self.assertEqual(pages['http://localhost/a'].metadata, {'etag': '"1"'})
        self.assertEqual([request.get('If-none-match') for request in self.requests], [None, '"1"'])
        self.error = 500
        self.assertRaises(cache.HTTPError, lambda: pages['http://localhost/a'])

    def test_not_asked_while_fresh(self):
        for headers in {'cache-control': 'public, max-age=60'}, {'date': 'Mon, 15 Jun 2009 12:00:00 GMT',
                                                                 'expires': 'Mon, 15 Jun 2009 12:01:00 GMT'}:
            self.headers, self.requests = headers, []
            pages = cache.HTTPCache()
            pages['http://localhost/a'], pages['http://localhost/a']
            self.assertEqual(len(self.requests), 1)

    def test_modules(self):
        self.assertEqual(cache.HttpModuleCache()['http://localhost/a'].x, 1)


if __name__ == '__main__':
    unittest.main()
