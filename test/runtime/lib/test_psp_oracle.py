"""The scanner of PSP pages against mod_python's own, where that is installed for the Python that runs the tests."""
from __future__ import absolute_import

import os
import random
import sys
import unittest

from modpython_wsgi import psptemplate

from lib.support import FolderTest


def oracle():
    """Return mod_python's module `_psp`, which needs no server, or None."""
    if sys.version_info[0] == 2:
        return None
    from importlib import machinery, util
    package = machinery.PathFinder.find_spec('mod_python')
    if package is None:
        return None
    spec = machinery.PathFinder.find_spec('_psp', package.submodule_search_locations)
    if spec is None:
        return None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_psp = oracle()


class _Silence(object):
    """mod_python's scanner prints comments to standard output."""

    def __enter__(self):
        self._saved, null = os.dup(1), os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.close(null)

    def __exit__(self, *exc_info):
        os.dup2(self._saved, 1)
        os.close(self._saved)


@unittest.skipIf(_psp is None, 'mod_python is not installed for this Python')
class Oracle(FolderTest):

    PIECES = ['<%', '<%=', '<%--', '--%>', '%>', '<%@', ' include file="inc.psp"', 'include  file= "other.psp" %>',
              ' ', '\t', '\n', '\r\n', '\r', '"', '"""', '\\', '\\n', '\\t', '\\x41', ':', 'if x:', 'else', '<',
              '%', '-->', '=']

    def page(self, source, length):
        return ''.join(source.choice(self.PIECES) for _ in range(source.randrange(length)))

    def test_random_pages(self):
        source = random.Random(2007)
        folder = self.folder + '/'
        for _ in range(2000):
            page = self.page(source, 20)
            self.write('page.psp', page)
            for name in 'inc.psp', 'other.psp':
                self.write(name, self.page(source, 8).replace('include', 'nothing'))
            with _Silence():
                expected = _psp.parse('page.psp', folder)
            found = psptemplate.translate(page.encode('ascii'), 'page.psp', folder)
            self.assertEqual(found.source.decode('ascii'), expected, page)
            if page:
                lines = expected.replace('\r\n', '\n').replace('\r', '\n').count('\n') + 1
                self.assertEqual(len(found.origins), lines, page)


if __name__ == '__main__':
    unittest.main()
