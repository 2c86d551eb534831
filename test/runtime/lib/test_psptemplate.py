"""The scanner of PSP pages."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import psp, psptemplate

from lib.support import FolderTest


class Scanner(FolderTest):
    """Expected sources were made by mod_python's own _psp module (3.5.0)."""

    def check(self, page, source):
        self.assertEqual(psp.parsestring(page), source)

    def test_text(self):
        self.check('', '')
        self.check('a\n', 'req.write("""a\n""",0)\n')
        self.check('a\r\nb\rc', 'req.write("""a\nb\rc""",0)\n')
        self.check('"x" \\" """', 'req.write("""\\"x\\" \\\\" \\"\\"\\"""",0)\n')
        self.check('\\n \\r \\t \\x41 \\\\n', 'req.write("""\\\\n \\\\r \\\\t \\x41 \\\\\\n""",0)\n')

    def test_expressions(self):
        self.check('a<%= x %>b', 'req.write("""a""",0); req.write(str( x ),0); req.write("""b""",0)\n')
        self.check('<%=x\n%>', 'req.write("""""",0); req.write(str(x\n),0); req.write("""""",0)\n')

    def test_code(self):
        self.check('<% x %>a', 'req.write("""""",0); x ;req.write("""a""",0)\n')
        self.check('<%\nx\n%>a', 'req.write("""""",0);\nx\nreq.write("""a""",0)\n')
        self.check('<%%>', 'req.write("""""",0);;req.write("""""",0)\n')

    def test_indentation(self):
        self.check('<%\nfor x in y:\n  %>a<%\n# end\n%>b',
                   'req.write("""""",0);\nfor x in y:\n    \treq.write("""a""",0);\n'
                   '# end\nreq.write("""b""",0)\n')
        self.check('<%\nif x:%>a', 'req.write("""""",0);\nif x:\treq.write("""a""",0)\n')
        self.check('<%\nif x: %>a', 'req.write("""""",0);\nif x: req.write("""a""",0)\n')
        self.check('<%\nif x:\n    y\n%>a', 'req.write("""""",0);\nif x:\n    y\n    req.write("""a""",0)\n')
        self.check('<%\nif x:\n    y\n\n%>a', 'req.write("""""",0);\nif x:\n    y\n\nreq.write("""a""",0)\n')
        self.check('<%\r  x %>a', 'req.write("""""",0);\n  x req.write("""a""",0)\n')

    def test_comments_and_directives(self):
        self.check('a<%-- b\n <% c --%>d', 'req.write("""ad""",0)\n')
        self.check('a<%@ page language="python" %>b', 'req.write("""ab""",0)\n')

    def test_unfinished(self):
        self.check('a<% b', 'req.write("""a""",0); b')
        self.check('a<%-- b', 'req.write("""a')
        self.check('a<%@ b', 'req.write("""a')

    def test_nul(self):
        """It ends a page given as a string, and the source made of a file."""
        self.check('a\0b', 'req.write("""a""",0)\n')
        self.assertEqual(psptemplate.translate(b'a\0b').source, b'req.write("""a')

    def test_bytes_stay_bytes(self):
        source = psptemplate.translate(b'\xc4 <%= "\xe4" %>').source
        self.assertEqual(source, b'req.write("""\xc4 """,0); req.write(str( "\xe4" ),0); req.write("""""",0)\n')

    def include(self, page):
        path = self.write('page.psp', page)
        self.assertEqual(path, self.path('page.psp'))
        return psp.parse('page.psp', self.folder + '/')

    def test_include(self):
        self.write('inc/a.psp', 'A<%@ include file="inc/b.psp" %>A')
        self.write('inc/b.psp', '<%= b %>\n')
        self.assertEqual(self.include('1<%@ include file="inc/a.psp" %>2'),
                         'req.write("""1A""",0); req.write(str( b ),0); req.write("""\nA2""",0)\n')
        self.assertEqual(self.include('<%@ include file = "' + self.path('inc/b.psp') + '" rest %>'),
                         'req.write("""""",0); req.write(str( b ),0); req.write("""\n""",0)\n')

    def test_include_that_is_not_there(self):
        with self.assertRaises(IOError) as raised:
            self.include('<%@ include file="nothing" %>')
        self.assertEqual(raised.exception.filename, self.path('nothing'))

    def test_names_that_are_not_ascii(self):
        name = '\xc3\xa4.psp' if str is bytes else u'\xe4.psp'
        self.write(name, 'x')
        page = '<%@ include file="' + name + '" %>'
        data = page if str is bytes else page.encode('utf-8')
        translation = psptemplate.translate(data, 'page.psp', self.folder + '/')
        self.assertEqual(translation.source, b'req.write("""x""",0)\n')
        self.assertIs(type(translation.files[1]), str)

    def test_page_that_includes_itself(self):
        self.assertRaises(IOError, self.include, '<%@ include file="page.psp" %>')

    def test_code_that_an_include_leaves_open(self):
        self.write('a.psp', 'A<% x')
        self.assertEqual(self.include('1<%@ include file="a.psp" %>2'), 'req.write("""1A""",0); x')


if __name__ == '__main__':
    unittest.main()
