"""No name of mod_python's API is missing, and each is what the inventory says."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import Unsupported, apache
from modpython_wsgi.entry import Mount
from modpython_wsgi.request import Request

from . import inventory
from .server import call, make_environ

#: How many constants apache.py of 3.5.0.5 has in each family.
CONSTANTS = {'HTTP_': 50, 'APLOG_': 9, 'M_': 27, 'FINFO_': 13, 'URI_': 9, 'REMOTE_': 4, 'PROXYREQ_': 4, 'AP_REQ_': 3,
             'AP_MPMQ_': 15, 'REQUEST_': 3, 'APR_FINFO_': 23, 'APR_': 32, 'AP_CONN_': 3, 'REQ_': 4,
             'MODULE_MAGIC_NUMBER_': 2}


class Inventory(unittest.TestCase):

    def check(self, holder, names):
        for name, note in names.items():
            if note.startswith('!'):
                self.assertTrue(self.is_unsupported(holder, name), name)
            else:
                getattr(holder, name)

    def is_unsupported(self, holder, name):
        try:
            member = getattr(holder, name)
            member()
        except Unsupported as error:
            return error.member.endswith(name) and len(error.reason) > 20
        return False

    def request(self):
        return Request(Mount(handlers='x').configuration, make_environ('/x'), None)

    def test_request(self):
        self.check(self.request(), inventory.REQUEST)
        methods = [name for name in inventory.REQUEST if callable(getattr(Request, name, None))]
        self.assertEqual((len(methods), len(inventory.REQUEST)), (38, 38 + 64))

    def test_server_and_connection(self):
        self.check(self.request().server, inventory.SERVER)
        self.check(self.request().connection, inventory.CONNECTION)
        self.assertEqual(len(inventory.SERVER), 4 + 23)
        self.assertEqual(len(inventory.CONNECTION), 4 + 18)

    def test_filter(self):
        seen = []
        call(Mount(handlers=[lambda req: req.write('x') or 0], output_filters=['LOOK'],
                   filters={'LOOK': seen.append}))
        self.check(seen[0], inventory.FILTER)
        self.assertEqual(len(inventory.FILTER), 7 + 7)

    def test_table_finfo_hlist(self):
        self.check(apache.table(), inventory.TABLE)
        self.check(apache.finfo(), inventory.FINFO)
        self.assertEqual((len(inventory.TABLE), len(inventory.FINFO)), (14, 14))

        def handler(req):
            self.check(req.hlist, inventory.HLIST)
            return apache.OK
        self.assertEqual(call(Mount(handlers=[handler])).code, 200)

    def test_apache(self):
        self.check(apache, inventory.APACHE)
        for name in inventory.DROPPED:
            self.assertFalse(hasattr(apache, name), name)
        for name in apache.__all__:
            getattr(apache, name)

    def test_constants(self):
        names = [name for name in dir(apache) if name.isupper()]
        for prefix, number in CONSTANTS.items():
            found = [name for name in names if name.startswith(prefix)]
            self.assertEqual(len(found), number, found)
        self.assertEqual((apache.OK, apache.DECLINED, apache.DONE), (0, -1, -2))

    def test_the_table_for_readers(self):
        text = inventory.markdown()
        self.assertTrue('| request | `requires` | impossible | Require lines are not visible' in text)
        self.assertEqual(text.count('\n'), 2 + len(list(inventory.rows())))


if __name__ == '__main__':
    unittest.main()
