"""Modules: found beside their handler, kept apart by file, imported again when they change."""
from __future__ import absolute_import

import os
import pickle
import shutil
import sys
import tempfile
import textwrap
import threading
import unittest

from modpython_wsgi import apache, importer, modulefiles
from modpython_wsgi.entry import Mount

from .server import call

_clock = [1245067200]


class Site(unittest.TestCase):
    """A folder of Python files; `names` are unique to a test so that sys.modules tells nothing."""

    def setUp(self):
        self.root = os.path.realpath(tempfile.mkdtemp())
        self.path, self.modules = list(sys.path), set(sys.modules)
        self.found = dict(importer._found)
        modulefiles.registered.clear()
        sys.modules.pop('page', None)

    def tearDown(self):
        shutil.rmtree(self.root)
        sys.path[:] = self.path
        for name in set(sys.modules) - self.modules:
            del sys.modules[name]
        importer._found.clear()
        importer._found.update(self.found)

    def file(self, name, text):
        """Write a file; each is younger than the one before."""
        path = os.path.join(self.root, name)
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        with open(path, 'wb') as handle:
            handle.write(textwrap.dedent(text).encode('utf-8'))
        _clock[0] += 10
        os.utime(path, (_clock[0], _clock[0]))
        return path

    def handler(self, name, body, before=''):
        """Write a module with a handler that writes the value of the expression `body`."""
        return self.file(name, 'from modpython_wsgi import apache\n%s\n'
                               'def handler(req):\n    req.write(str(%s))\n    return apache.OK\n' % (before, body))

    def mount(self, directory='', handlers='page', **settings):
        return Mount(handlers=handlers, directory=os.path.join(self.root, directory), **settings)

    def text(self, mount, **request):
        answer = call(mount, '/x', **request)
        self.assertEqual(answer.code, 200, answer.log)
        return answer.text


class Finding(Site):

    def test_beside_the_handler(self):
        self.handler('page.py', '"here"')
        self.assertEqual(self.text(self.mount()), 'here')

    def test_on_the_path(self):
        self.handler('lib/page.py', '"lib"')
        mount = self.mount('htdocs', python_path=[os.path.join(self.root, 'lib')] + sys.path)
        self.assertEqual(self.text(mount), 'lib')
        self.assertTrue(sys.path[0].endswith('/lib'))

    def test_the_directory_comes_before_the_path(self):
        self.handler('lib/page.py', '"lib"')
        self.handler('htdocs/page.py', '"htdocs"')
        mount = self.mount('htdocs', python_path=[os.path.join(self.root, 'lib')] + sys.path)
        self.assertEqual(self.text(mount), 'htdocs')
        self.assertFalse(os.path.join(self.root, 'htdocs/') in sys.path)

    def test_packages_and_dotted_names(self):
        self.file('shop/__init__.py', '')
        self.handler('shop/till.py', '__name__')
        self.assertEqual(self.text(self.mount(handlers='shop.till')), 'shop.till')

    def test_sys_path_without_python_path(self):
        self.mount('one')
        self.assertEqual(sys.path[0], os.path.join(self.root, 'one/'))
        self.mount('one')
        self.assertEqual(sys.path.count(os.path.join(self.root, 'one/')), 1)

    def test_python_path_keeps_what_it_leaves_out_at_the_end(self):
        before = list(sys.path)
        self.mount(python_path=['/first', '/first', '/second'])
        self.assertEqual(sys.path, ['/first', '/second'] + before)

    def test_missing_module_and_function(self):
        answer = call(self.mount(handlers='no_such_thing'))
        self.assertEqual(answer.code, 500)
        self.assertTrue('No module named' in answer.log)
        path = self.handler('page.py', '1')
        answer = call(self.mount(handlers='page::nothing'))
        self.assertTrue("AttributeError: module '%s' contains no 'nothing'" % path in answer.log)

    def test_syntax_errors_are_reported_each_time(self):
        self.file('page.py', 'def handler(req)\n')
        for _ in range(2):
            self.assertTrue('SyntaxError' in call(self.mount()).log)
        self.handler('page.py', '"mended"')
        self.assertEqual(self.text(self.mount()), 'mended')

    def test_line_ends_tabs_and_coding(self):
        path = os.path.join(self.root, 'page.py')
        with open(path, 'wb') as handle:
            handle.write(b'# -*- coding: latin-1 -*-\r\nfrom modpython_wsgi import apache\r\ndef handler(req):\r\n'
                         b'\tif 1:\r\n\t\treq.write(u"\xe9".encode("utf-8"))\r\n\treturn apache.OK')
        self.assertEqual(call(self.mount()).body, b'\xc3\xa9')

    def test_objects(self):
        self.file('page.py', '''
            from modpython_wsgi import apache
            class Desk:
                made = 0
                def __init__(self, req=None):
                    Desk.made += 1
                    self.with_req = req is not None
                def serve(self, req):
                    req.write('%s %d' % (self.with_req, Desk.made))
                    return apache.OK
            desk = Desk()
            class Outer:
                inner = Desk
            ''')
        self.assertEqual(self.text(self.mount(handlers='page::Desk.serve')), 'True 2')
        self.assertEqual(self.text(self.mount(handlers='page::desk.serve')), 'False 2')

    def test_a_module_of_ours_does_not_hide_one_on_the_path(self):
        self.handler('htdocs/page.py', '"htdocs"')
        self.handler('lib/page.py', '"lib"')
        path = [os.path.join(self.root, 'lib')] + sys.path
        self.assertEqual(self.text(self.mount('htdocs', python_path=path)), 'htdocs')
        self.assertEqual(self.text(self.mount('elsewhere', python_path=path)), 'lib')
        self.assertEqual(self.text(self.mount('htdocs', python_path=path)), 'htdocs')

    def test_handlers_of_another_directory(self):
        self.handler('other/page.py', '"other"')
        self.handler('page.py', '"own"')
        mount = Mount(handlers=[('page', os.path.join(self.root, 'other')), 'page'], directory=self.root)
        self.assertEqual(self.text(mount), 'otherown')

    def test_wildcard_directory(self):
        for name in ('ann', 'bob'):
            self.handler('home/%s/www/page.py' % name, '"%s"' % name)
        for directory in (self.root + '/home/*/www', '~ ^%s/home/[^/]+/www/$' % self.root):
            mount = Mount(handlers='page', directory=directory)
            for name in ('ann', 'bob'):
                self.assertEqual(self.text(mount, filename='%s/home/%s/www/deep/x' % (self.root, name)), name)


class Apart(Site):

    def setUp(self):
        Site.setUp(self)
        for name in ('one', 'two'):
            self.handler(name + '/page.py', '"%s " + words.GREETING' % name, 'import words')
            self.file(name + '/words.py', 'GREETING = "hello from %s"\n' % name)

    def test_one_name_in_two_directories(self):
        one, two = self.mount('one'), self.mount('two')
        for _ in range(2):
            self.assertEqual(self.text(one), 'one hello from one')
            self.assertEqual(self.text(two), 'two hello from two')

    def test_import_inside_a_function_and_from_import(self):
        for name in ('one', 'two'):
            self.file(name + '/late.py', '''
                from modpython_wsgi import apache
                from words import GREETING as early
                def handler(req):
                    from words import GREETING
                    import words as other
                    req.write(early + GREETING[-3:] + other.GREETING[-3:])
                    return apache.OK
                ''')
        for name in ('one', 'two', 'one'):
            self.assertEqual(self.text(self.mount(name, 'late')), 'hello from %s%s%s' % (name, name, name))

    def test_a_sibling_hides_a_module_of_the_library_for_its_neighbours_only(self):
        self.handler('one/shadow.py', 'calendar.MINE', 'import calendar')
        self.file('one/calendar.py', 'MINE = "mine"\n')
        self.assertEqual(self.text(self.mount('one', 'shadow')), 'mine')
        import calendar
        self.assertTrue(hasattr(calendar, 'timegm'))

    def test_modules_keep_their_names(self):
        self.handler('one/named.py', '__name__ + " " + str(sys.modules[__name__].handler is handler)', 'import sys')
        self.assertEqual(self.text(self.mount('one', 'named')), 'named True')

    def test_pickles(self):
        self.file('one/basket.py', 'class Basket(object):\n    pass\n')
        self.handler('one/shelf.py', 'pickle.loads(pickle.dumps(basket.Basket())).__class__ is basket.Basket',
                     'import basket, pickle')
        self.assertEqual(self.text(self.mount('one', 'shelf')), 'True')
        self.assertEqual(pickle.loads(pickle.dumps(sys.modules['basket'].Basket())).__class__.__name__, 'Basket')

    def test_pickles_where_the_directory_is_not_on_the_path(self):
        self.file('one/crate.py', 'class Crate(object):\n    pass\n')
        self.handler('one/store.py', 'pickle.loads(pickle.dumps(crate.Crate(), 2)).__class__ is crate.Crate',
                     'import crate, pickle')
        self.assertEqual(self.text(self.mount('one', 'store', python_path=list(sys.path))), 'True')

    def test_a_module_that_was_imported_before_is_taken_over(self):
        sys.path.insert(0, os.path.join(self.root, 'one'))
        import words                                                                              # noqa: F401
        words.GREETING = 'changed in memory'
        self.assertEqual(self.text(self.mount('one')), 'one changed in memory')


class Reloading(Site):

    def test_changed_file(self):
        self.handler('page.py', '"old"')
        mount = self.mount()
        self.assertEqual(self.text(mount), 'old')
        self.handler('page.py', '"new"')
        self.assertEqual(self.text(mount), 'new')

    def test_state_lives_while_the_file_stays(self):
        self.handler('page.py', 'len(seen) or seen.append(1)', 'seen = []')
        mount = self.mount()
        self.assertEqual([self.text(mount), self.text(mount)], ['None', '1'])

    def test_not_with_autoreload_off(self):
        self.handler('page.py', '"old"')
        mount = self.mount(autoreload=False)
        self.text(mount)
        self.handler('page.py', '"new"')
        self.assertEqual(self.text(mount), 'old')

    def test_changed_sibling(self):
        self.handler('page.py', 'words.GREETING', 'import words')
        self.file('words.py', 'from deeper import GREETING\n')
        self.file('deeper.py', 'GREETING = "old"\n')
        mount = self.mount()
        self.assertEqual(self.text(mount), 'old')
        self.file('deeper.py', 'GREETING = "new"\n')
        self.assertEqual(self.text(mount), 'new')

    def test_two_parents_of_a_changed_file(self):
        for name in ('first', 'second'):
            self.handler(name + '.py', 'words.GREETING', 'import words')
        self.file('words.py', 'GREETING = "old"\n')
        mounts = [self.mount(handlers=name) for name in ('first', 'second')]
        self.assertEqual([self.text(mount) for mount in mounts], ['old', 'old'])
        self.file('words.py', 'GREETING = "new"\n')
        self.assertEqual([self.text(mount) for mount in mounts], ['new', 'new'])

    def test_nothing_is_executed_again_without_a_change(self):
        self.file('count.py', 'import sys\nsys.loaded_count = getattr(sys, "loaded_count", 0) + 1\n')
        self.handler('page.py', 'sys.loaded_count', 'import sys, count')
        mount = self.mount()
        try:
            self.assertEqual([self.text(mount) for _ in range(3)], ['1', '1', '1'])
        finally:
            del sys.loaded_count

    def test_files_that_import_each_other(self):
        self.handler('page.py', 'other.VALUE', 'import other\nNAME = "page"')
        self.file('other.py', 'import page\nVALUE = "other"\n')
        mount = self.mount()
        self.assertEqual([self.text(mount), self.text(mount)], ['other', 'other'])
        generation = modulefiles._state['generation']
        self.text(mount)
        self.assertEqual(modulefiles._state['generation'], generation)

    def test_a_change_that_does_not_compile_keeps_failing_until_mended(self):
        self.handler('page.py', '"old"')
        mount = self.mount()
        self.text(mount)
        self.file('page.py', 'broken(\n')
        self.assertEqual([call(mount).code, call(mount).code], [500, 500])
        self.handler('page.py', '"mended"')
        self.assertEqual(self.text(mount), 'mended')

    def test_a_file_that_went_away_is_served_from_memory(self):
        path = self.handler('page.py', '"old"')
        mount = self.mount()
        self.text(mount)
        os.unlink(path)
        self.assertEqual(self.text(mount), 'old')

    def test_handing_state_over(self):
        self.handler('page.py', 'seen', 'seen = ["old"]\ndef __mp_clone__(module):\n    module.seen = seen')
        mount = self.mount()
        self.text(mount)
        self.handler('page.py', 'seen', 'seen = globals().get("seen", ["none"])')
        self.assertEqual(self.text(mount), "['old']")

    def test_same_time_but_another_size(self):
        path = self.handler('page.py', '"old"')
        mount = self.mount()
        self.text(mount)
        times = os.stat(path)
        self.handler('page.py', '"brand-new"')
        os.utime(path, (times.st_atime, times.st_mtime))
        self.assertEqual(self.text(mount), 'brand-new')


class ImportModule(Site):

    def test_by_path(self):
        path = self.file('data/deep.py', 'VALUE = 5\n')
        self.assertEqual(apache.import_module(path).VALUE, 5)
        self.assertTrue(apache.import_module(path) is apache.import_module(path))

    def test_path_argument(self):
        self.file('plug/extra.py', 'VALUE = 6\n')
        self.assertEqual(apache.import_module('extra', path=[os.path.join(self.root, 'plug')]).VALUE, 6)

    def test_other_names_are_plain_imports(self):
        import xml.sax
        self.assertTrue(apache.import_module('xml.sax') is xml.sax)
        self.assertRaises(ImportError, apache.import_module, 'no_such_module_anywhere')

    def test_relative_to_handler_and_module(self):
        self.handler('page.py', 'apache.import_module("~/data/deep.py").VALUE '
                                '+ apache.import_module("./data/deep.py").NEXT.VALUE')
        self.file('data/deep.py', 'from modpython_wsgi import apache\nVALUE = 1\n'
                                  'NEXT = apache.import_module("../page2.py")\n')
        self.file('page2.py', 'VALUE = 10\n')
        self.assertEqual(self.text(self.mount()), '11')

    def test_handler_root(self):
        self.handler('page.py', 'apache.get_handler_root()')
        self.assertEqual(self.text(self.mount()), self.root + '/')
        self.assertEqual(apache.get_handler_root(), None)

    def test_path_option(self):
        self.handler('page.py', 'apache.import_module("extra").VALUE')
        self.file('plug/extra.py', 'VALUE = 6\n')
        mount = self.mount(options={'mod_python.importer.path': repr(['~/plug'])})
        self.assertEqual(self.text(mount), '6')

    def test_log(self):
        self.handler('page.py', '1')
        mount = self.mount(debug=True)
        self.assertTrue("[notice] mod_python: Importing module '" in call(mount).log)
        self.assertEqual(call(mount).log, '')

    def test_threads_get_one_module(self):
        path = self.file('slow.py', 'import time\ntime.sleep(0.05)\nVALUE = object()\n')
        values = []

        def load():
            values.append(apache.import_module(path).VALUE)
        threads = [threading.Thread(target=load) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(values), len(set(values))), (5, 1))


class ResolveObject(unittest.TestCase):

    def test_silent(self):
        self.assertEqual(apache.resolve_object(os, 'no.such', silent=1), None)
        self.assertRaises(AttributeError, apache.resolve_object, os, 'no.such')
        self.assertTrue(apache.resolve_object(os, 'path.join') is os.path.join)

    def test_module_mtime(self):
        self.assertTrue(apache.module_mtime(apache) > 1000000000)
        self.assertEqual(apache.module_mtime(sys), 0)


if __name__ == '__main__':
    unittest.main()
