"""PSP: pages, sessions, the PSP class, positions of errors."""
from __future__ import absolute_import

import os
import sys
import unittest

from modpython_wsgi import Cookie, psp, psppages
from modpython_wsgi.entry import Mount

from lib.sessions import locked_files
from lib.support import FolderTest, PY2, call, request, returned


class PageTest(FolderTest):
    """`self.get(name)` asks for a page in the folder."""

    mount = {}

    def get(self, name, **arguments):
        mount = dict({'handlers': 'modpython_wsgi.psp', 'directory': self.folder, 'extensions': '.psp'}, **self.mount)
        return request(Mount(**mount), path='/' + name, filename=self.path(name), document_root=self.folder,
                       **arguments)

    def text(self, page, **arguments):
        """The answer of a page given as text."""
        self.write('page.psp', page)
        answer = self.get('page.psp', **arguments)
        self.assertEqual(answer.status, 200, answer.log)
        return answer.text


class Modules(PageTest):
    """Pages that `apply --psp compile` made modules of."""

    def setUp(self):
        super(Modules, self).setUp()
        path = list(sys.path)
        sys.path.insert(0, self.folder)
        self.addCleanup(sys.path.__setitem__, slice(None), path)

    def use(self, name, source):
        """Make `source` the module of the page `name`.psp."""
        self.write(name + '_page.py', source)
        self.write(name + '.psp', 'the page itself')
        psp.use_modules({self.path(name + '.psp'): name + '_page'})

    def test_form_and_session_are_made_where_they_are_parameters(self):
        self.use('both', 'def page(req, form, session, psp):\n'
                         '    session["n"] = 1\n'
                         '    req.write(form["a"], 0)\n')
        answer = self.get('both.psp', query='a=one')
        self.assertEqual((answer.status, answer.text), (200, 'one'), answer.log)
        self.assertIn('pysid=', answer.header('Set-Cookie'))

    def test_text_is_sent_in_the_encoding_of_the_module(self):
        self.use('latin', b'# -*- coding: latin-1 -*-\ndef page(req, psp):\n    req.write("gr\xfc\xdfe ", 0)\n'
                          b'    psp.set_error_page("utf.psp")\n    req.write(str("\xfc"), 0)\n    raise ValueError\n')
        self.use('utf', b'# -*- coding: utf-8 -*-\ndef page(req):\n    req.write("\xc3\xbc", 0)\n')
        self.assertEqual(self.get('latin.psp').body, b'gr\xfc\xdfe \xfc\xc3\xbc')

    def test_nothing_is_made_that_is_no_parameter(self):
        self.use('plain', 'def page(req):\n    req.write(str(hasattr(req, "form")), 0)\n')
        answer = self.get('plain.psp', query='a=one')
        self.assertEqual((answer.text, answer.header('Set-Cookie')), ('False', None))

    def test_error_page_gets_the_exception(self):
        self.use('broken', 'def page(req, psp):\n    psp.set_error_page("wrong.psp")\n    raise KeyError("k")\n')
        self.use('wrong', 'def page(req, exception):\n    req.write(exception[0].__name__, 0)\n')
        self.assertEqual(self.get('broken.psp').text, 'KeyError')


class Pages(PageTest):

    def test_text_and_values(self):
        self.assertEqual(self.text('<p>"\\n" <%= None %> <%= 1.5 %> <%= [1, "a"] %></p>\r\n'),
                         '<p>"\\n" None 1.5 [1, \'a\']</p>\n')
        self.assertEqual(self.get('page.psp').header('Content-Type'), 'text/html')
        self.assertEqual(self.text(''), '')

    def test_blocks(self):
        self.assertEqual(self.text('<%\nfor i in (1, 2):\n    %>\n<%= i %>\n<%\n# end\n%>end'), '\n1\n\n2\nend')
        page = '<%\nif form.has_key("x"):\n\t# yes\n%>yes<%\nelse:\n\t# no\n%>no<%\n# end\n%>!'
        self.assertEqual((self.text(page), self.text(page, query='x=1')), ('no!', 'yes!'))

    def test_text_that_looks_like_a_docstring(self):
        self.assertEqual(self.text('"""doc"""<%= __doc__ %>'), '"""doc"""None')

    def test_form(self):
        page = '<%= form.getfirst("a", "-") %> <%= len(form) %>'
        self.assertEqual(self.text(page, query='a=1&b='), '1 2')
        self.assertEqual(self.text(page, body=b'a=2'), '2 1')

    def test_body_is_left_alone_without_form(self):
        self.assertEqual(self.text('<%= len(req.read()) %>', body=b'a=2'), '3')

    def test_names(self):
        self.assertEqual(self.text('<%= __name__ %> <%= apache.OK %> <%= os.path.basename(__file__) %> '
                                   '<%= len([util, Session, sys, types, marshal, tempfile, escape]) %>'),
                         'mod_python.psp 0 page.psp 7')

    def test_modules_of_mod_python_come_first(self):
        if not PY2:
            self.skipTest('implicit relative imports were in Python 2 only')
        self.write('query.py', 'x = 1\n')  # this package has a module of that name, mod_python had not
        self.assertEqual(self.text('<%\nimport Cookie, Session, query\n%><%= hasattr(Cookie, "add_cookie") %> '
                                   '<%= Session.COOKIE_NAME %> <%= query.x %>'), 'True pysid 1')

    def test_missing_pages(self):
        for name in 'nothing.psp', '':
            self.assertEqual(self.get(name).status, 404)

    def test_changes(self):
        self.write('inc.psp', 'one')
        self.assertEqual(self.text('<%@ include file="inc.psp" %>'), 'one')
        self.write('inc.psp', 'another')
        self.assertEqual(self.get('page.psp').text, 'another')
        os.unlink(self.path('inc.psp'))
        self.assertEqual(self.get('page.psp').status, 500)
        self.assertEqual(self.text('changed'), 'changed')

    def test_redirect(self):
        self.write('page.psp', '<%\npsp.redirect("/x")\n%>never')
        answer = self.get('page.psp')
        self.assertEqual((answer.status, answer.header('Location')), (302, '/x'))
        self.assertNotIn('never', answer.text)

    def test_apply_data(self):
        page = '<%\ndef show(req, a, b="b"):\n    return a + b + req.method\n# end\n%><%= psp.apply_data(show) %>'
        self.assertEqual(self.text(page, query='a=1&c=2'), '1bGET')

    def test_error_page(self):
        self.write('inc/oops.psp', 'Oops: <%= exception[0].__name__ %>')
        page = '<%\npsp.set_error_page("{0}inc/oops.psp")\n%>half of it <%= 1 // int(form["n"]) %>'
        for prefix in '', '/':
            self.assertEqual(self.text(page.format(prefix), query='n=1'), 'half of it 1')
            self.assertEqual(self.text(page.format(prefix), query='n=0'), 'half of it Oops: ZeroDivisionError')

    def test_http_errors(self):
        self.write('page.psp', 'text<%\nraise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)\n%>')
        self.assertEqual(self.get('page.psp').status, 403)

    def test_precompiled_files_are_not_looked_at(self):
        self.write('page.psc', 'rubbish')
        self.assertEqual(self.text('x'), 'x')

    def test_display(self):
        self.mount = {'debug': True}
        self.write('page.psp', 'a <b>\t<%= 1 %>\n')
        text = self.get('page.psp_').text
        self.assertIn('<font color=blue>req.write("""a&nbsp;&lt;b&gt;&nbsp;&nbsp;&nbsp;&nbsp;""",0);', text)
        self.assertIn('<td><tt>&nbsp;<font color=green>a&nbsp;&lt;b&gt;', text)
        self.mount = {}
        self.assertEqual(self.get('page.psp_').status, 404)

    def test_text_is_sent_as_it_is(self):
        self.write('page.psp', b'<%\n# -*- coding: utf-8 -*-\n%>\xc3\xa4<%= "\xc3\xb6" %>')
        self.assertEqual(self.get('page.psp').body, b'\xc3\xa4\xc3\xb6')
        self.write('page.psp', b'<%\n# coding: utf-8-sig\n%>\xc3\xa4<%= 1 %>')
        self.assertEqual(self.get('page.psp').body, b'\xc3\xa41')
        self.write('page.psp', b'\xc3\xa4')
        self.assertEqual(self.get('page.psp').body, b'\xc3\xa4')
        self.write('page.psp', b'\xe4')
        self.assertEqual(self.get('page.psp').body, b'\xe4')

    def test_pages_in_other_encodings(self):
        page = (b'<%\n# -*- coding: latin-1 -*-\ndef more(what):\n    req.write(what, 0)\n# end\n'
                b'%>Gr\xfc\xdfe <%= "\xe4" %>'
                b'<% more("\xf6") %><% req.write(b"\\xdc", 0) %><%= form.getfirst("n", "") %>')
        self.write('page.psp', page)
        self.assertEqual(self.get('page.psp').body, b'Gr\xfc\xdfe \xe4\xf6\xdc')
        self.assertEqual(self.get('page.psp', query='n=%fc').body, b'Gr\xfc\xdfe \xe4\xf6\xdc\xfc')
        self.write('latin.psp', b'\xdc<%@ include file="inner.html" %>\n<%= 1 / 0 %>')
        self.write('inner.html', b'\xe4\n\n')
        log = self.get('latin.psp').log
        self.assertIn('latin.psp", line 2', log)
        self.assertIn('<%= 1 / 0 %>', log)

    def test_characters_that_the_encoding_of_the_page_lacks(self):
        self.write('page.psp', b'\xdc<%= u"\\u20ac" if len(u"") == 0 and str is not bytes else "&#8364;" %>')
        self.assertEqual(self.get('page.psp').body, b'\xdc&#8364;')


class Sessions(PageTest):

    mount = {'options': {'session': 'FileSession'}}

    def test_session_on_mention(self):
        self.write('page.psp', '<%\nsession["n"] = session.get("n", 0) + 1\n%><%= session["n"] %>')
        first = self.get('page.psp')
        cookie = first.header('Set-Cookie').partition(';')[0]
        self.assertEqual((first.text, self.get('page.psp', cookies=cookie).text), ('1', '2'))
        self.assertIsNone(self.get('page.psp', cookies=cookie).header('Set-Cookie'))

    def test_unlocked_and_forgotten_behind_the_page(self):
        def handler(req):
            page = psp.PSP(req, string='<%= session.id() %>')
            page.run()
            return hasattr(req, 'session'), locked_files(self.folder)
        self.assertEqual(returned(handler, mount=self.mount), (False, []))

    def test_session_of_the_handler(self):
        def handler(req):
            req.session = {}
            self.assertRaises(AttributeError, psp.PSP(req, string='<% session["x"] = 1 %>').run)  # has no save()
            return req.session
        self.assertEqual(returned(handler), {'x': 1})

    def test_not_saved_after_an_error(self):
        self.write('page.psp', '<%\nsession["n"] = 1\nif form.has_key("x"):\n    raise KeyError("x")\n%>')
        answer = self.get('page.psp', query='x=1')
        self.assertEqual(answer.status, 500)
        self.assertFalse(os.path.exists(self.path('mp_sess')))


class Strings(FolderTest):

    def test_variables(self):
        def handler(req):
            page = psp.PSP(req, string='<%= a %><%= b %>', vars={'a': 1, 'b': 2})
            page.run({'b': 3})
            page.run(flush=1)
        self.assertEqual(call(handler).text, '1312')

    def test_as_text(self):
        answer = call(lambda req: req.write('[%s]' % psp.PSP(req, string='x')))
        self.assertEqual((answer.text, answer.header('Content-Type')), ('x[]', 'text/html'))

    def test_pages_may_still_import_mod_python(self):
        """A string in Python code is not rewritten as pages in files are."""
        page = ('<%\nfrom mod_python import Cookie, psp as p\nimport mod_python.util\n%><%= p.PSP is PSP %> '
                '<%= Cookie.__name__ %> <%= mod_python.util.__name__ %>')
        answer = call(lambda req: psp.PSP(req, string=page).run())
        self.assertEqual(answer.text, 'True modpython_wsgi.Cookie modpython_wsgi.util', answer.log)

    def test_error_page_of_a_string(self):
        self.write('oops.psp', 'Oops: <%= exception[0].__name__ %>')
        answer = call(lambda req: psp.PSP(req, string='<% psp.set_error_page("oops.psp") %><%= 1/0 %>').run(),
                      path='/x', filename=self.path('x'), document_root=self.folder)
        self.assertEqual(answer.text, 'Oops: ZeroDivisionError')

    def test_includes_of_a_string(self):
        path = self.write('part.html', 'part')
        answer = call(lambda req: psp.PSP(req, string='[<%%@ include file="%s" %%>]' % path).run())
        self.assertEqual(answer.text, '[part]')
        self.assertRaises(IOError, returned, lambda req: psp.PSP(req, string='<%@ include file="no.html" %>'))

    def test_string_or_file(self):
        self.assertRaises(ValueError, returned, lambda req: psp.PSP(req, filename='a', string='b'))

    def test_cache_is_bounded(self):
        cache = psppages._PageCache(8)
        for number in range(100):
            cache.store(number, number)
            cache.get(0)
        self.assertLessEqual(len(cache._pages), 8)
        self.assertEqual((cache.get(0), cache.get(50)), (0, None))

    def test_cookies_of_pages(self):
        answer = call(lambda req: psp.PSP(req, string='<% add(req, "a", "b") %>').run({'add': Cookie.add_cookie}))
        self.assertEqual(answer.header('Set-Cookie'), 'a=b')


class Places(PageTest):
    """Errors name the line of the page."""

    def line(self, page, **files):
        """The line of the page in the traceback."""
        for name, content in files.items():
            self.write(name + '.psp', content)
        self.write('page.psp', page)
        self.log = self.get('page.psp').log
        lines = [line for line in self.log.splitlines() if 'page.psp", line' in line]
        return int(lines[-1].partition('", line ')[2].partition(',')[0])

    def test_plain(self):
        self.assertEqual(self.line('a\n<%\nx = 1\nboom\n%>'), 4)
        self.assertEqual(self.line('a\n\n<%= boom %>\n'), 3)

    def test_behind_a_comment(self):
        self.assertEqual(self.line('a\n<%-- one\ntwo\nthree --%>\nb\n<%\nx = 1\nboom\n%>'), 8)

    def test_behind_an_include(self):
        self.assertEqual(self.line('a\n<%@ include file="inc.psp" %>\n<%= boom %>', inc='1\n2\n3\n4\n<% x = 1 %>\n'), 3)

    def test_inside_an_include(self):
        inc = '1\n2\n<%\nx = 1\nboom\n%>'
        self.assertEqual(self.line('a\n\n<%@ include file="inc.psp" %>\nb', inc=inc), 3)
        self.assertIn('in %s, line 5' % self.path('inc.psp'), self.log)

    def test_inside_a_function(self):
        page = '<%@ include file="inc.psp" %>\n<%\nf()\n%>'
        self.assertEqual(self.line(page, inc='1\n<%\ndef f():\n    x = 1\n    boom\n# end\n%>'), 1)
        self.assertIn('in %s, line 5' % self.path('inc.psp'), self.log)

    def test_syntax_errors(self):
        self.assertEqual(self.line('a\n<%\nx = 1\nif True\n%>'), 4)
        self.assertEqual(self.line('<%-- \n\n --%>\n<%\nif True\n%>'), 5)

    def test_syntax_errors_of_an_include(self):
        self.write('inc.psp', '1\n<%\nif True\n%>')
        self.write('page.psp', 'a\n\n\n<%@ include file="inc.psp" %>')
        self.assertIn('File "%s", line 3' % self.path('inc.psp'), self.get('page.psp').log)

    @unittest.skipIf(PY2, 'Python 2 looks for it in comments at the top only')
    def test_wrong_coding(self):
        self.write('page.psp', '<%\n# coding: nonsense\n%>')
        self.assertEqual(self.get('page.psp').status, 500)


if __name__ == '__main__':
    unittest.main()
