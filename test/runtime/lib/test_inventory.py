"""No name of mod_python's modules is missing, and each is what the inventory says."""
from __future__ import absolute_import

import ast
import importlib
import os
import unittest

from modpython_wsgi import Cookie, Session, apache, cache, psp, util
from modpython_wsgi.filters import Filter
from modpython_wsgi.request import Request
from modpython_wsgi.server import Server

from lib import inventory
from lib.support import PY2, FolderTest, call

try:
    import mod_python
except ImportError:
    mod_python = None


class Inventory(FolderTest):

    def check(self, holder, names):
        for name, note in names.items():
            self.assertEqual(hasattr(holder, name), not note.startswith('!'), '%r: %s' % (holder, name))

    def test_modules(self):
        for name, names in inventory.MODULES:
            self.check(importlib.import_module('modpython_wsgi.' + name), names)
        for name in inventory.ABSENT_MODULES:
            self.assertRaises(ImportError, importlib.import_module, 'modpython_wsgi.' + name)

    def test_names_that_never_were(self):
        holders = {'table': apache.table, 'session': Session.BaseSession, 'cookie': Cookie.MarshalCookie,
                   'request': Request, 'server': Server, 'filter': Filter}
        for path in inventory.NEVER:
            owner, _, name = path.partition('.')
            holder = holders.get(owner) or importlib.import_module('modpython_wsgi.' + owner)
            self.assertFalse(hasattr(holder, name), path)

    def test_forms(self):
        boundary = '--b\r\nContent-Disposition: form-data; name="%s"%s\r\nContent-Type: text/plain\r\n\r\nx\r\n'
        body = boundary % ('a', '') + boundary % ('f', '; filename="f.txt"') + '--b--\r\n'

        def handler(req):
            form = util.FieldStorage(req)
            self.check(form, inventory.FORM)
            self.check(form['a'], inventory.FIELD)
            self.check(form['f'], inventory.FIELD)
            self.check(form['a'], inventory.TEXT_FIELD)
            self.assertEqual((form['a'].__class__, form['f'].__class__), (util.StringField, util.Field))
        answer = call(handler, body=body.encode('ascii'), content_type='multipart/form-data; boundary=b')
        self.assertEqual(answer.status, 200, answer.log)

    def test_cookies(self):
        cookie = Cookie.MarshalCookie('a', 'b', 'secret')
        for name in Cookie._ATTRIBUTES:
            setattr(cookie, name, 0 if name == 'expires' else '1')
        self.check(cookie, inventory.COOKIE)

    def test_sessions_and_pages(self):
        def handler(req):
            self.check(Session.Session(req), inventory.SESSION)
            self.check(Session.Session(req), inventory.MEMORY_SESSION)
            self.check(Session.FileSession, inventory.FILE_SESSION)
            for kind in (cache.Cache, cache.WeakCache, cache.FileCache, cache.ModuleCache, cache.FunctionCache):
                self.check(kind, inventory.CACHE_OBJECT)
            page = psp.PSP(req, string='<% vars["seen"].append(psp) %>')
            self.check(page, inventory.PSP_PAGE)
            seen = []
            page.run({'vars': {'seen': seen}})
            self.check(seen[0], inventory.PSP_INTERFACE)
        answer = call(handler, mount={'options': {'session': 'MemorySession'}})
        self.assertEqual(answer.status, 200, answer.log)


@unittest.skipIf(mod_python is None or PY2, 'mod_python is not installed for this Python')
class Original(unittest.TestCase):
    """The modules of an installed mod_python: what they define has a line in the inventory."""

    def defined(self, name):
        path = os.path.join(os.path.dirname(mod_python.__file__), name + '.py')
        with open(path, 'rb') as file:
            body = list(ast.parse(file.read()).body)
        names = set()
        while body:
            node = body.pop()
            names.update([node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else [])
            for target in getattr(node, 'targets', []):
                names.update(inner.id for inner in ast.walk(target) if isinstance(inner, ast.Name))
            if isinstance(node, (ast.If, ast.Try, ast.ExceptHandler)):
                body.extend(node.body + getattr(node, 'orelse', []) + getattr(node, 'handlers', []))
        return set(name for name in names if not name.startswith('_') and name not in ('PY2', 'os'))

    def test_names(self):
        for name, names in inventory.MODULES:
            if name != 'importer':          # of 3.3.1
                self.assertEqual(self.defined(name) - set(names), set(), name)

    def test_modules(self):
        names = os.listdir(os.path.dirname(mod_python.__file__))
        found = [os.path.splitext(name)[0].partition('.')[0] for name in names]
        known = [name for name, _ in inventory.MODULES] + list(inventory.ABSENT_MODULES)
        self.assertEqual(set(found) - set(known), {'apache', '__init__', '__pycache__'})


if __name__ == '__main__':
    unittest.main()
