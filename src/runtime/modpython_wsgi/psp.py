"""mod_python.psp: Python Server Pages, the handler and the PSP class.

What the language means is told in `psptemplate`. A page is compiled once and again when it, or a file it includes,
has changed (mod_python looked at the page alone). Precompiled `.psc` files and the DBM cache of mod_python are not
used: both only held what is compiled here.

The names a page can use without importing them:

    req       the request
    form      the FieldStorage of the request, if the page mentions `form`
    session   the session, opened if the page mentions `session`, and saved at its end
    psp       a PSPInterface: set_error_page, apply_data, redirect
    vars      whatever was passed to PSP() or run(), under the names given there

and, as ever, what this module has imported: apache, Session, util, os, sys ...

Source: mod_python 3.3.1 and 3.5.0, lib/python/mod_python/psp.py; documentation, "psp - Python Server Pager".
"""
from __future__ import absolute_import

import marshal
import os
import sys
import tempfile
import types

from modpython_wsgi import Session, apache, importer, pspcode, psppages, psptemplate, util

#: `use_modules({file: module})`: pages that migrate compiled.
use_modules = psppages.use_modules

#: What only pages use.
FOR_PAGES = (marshal, tempfile)


def escape(text):
    """Return text for HTML: `&`, `<` and `>` escaped, quotes left alone (cgi.escape, which pages had from here)."""
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def path_split(filename):
    """Return the folder of a file, with a slash at its end, and its name."""
    folder, name = os.path.split(filename)
    return folder + '/', name


class PSPInterface(object):
    """What a page knows as `psp`."""

    def __init__(self, req, filename, form):
        self.req = req
        self.filename = filename
        self.form = form
        self.error_page = None

    def set_error_page(self, page):
        """Name the page that is run when this one fails: from the document root, or beside this page."""
        if page and page[0] == '/':
            folder = self.req.document_root()
        else:
            folder = path_split(self.filename or self.req.filename)[0]
        self.error_page = PSP(self.req, folder + page)

    def apply_data(self, object):
        """Call `object` with matching fields of the form and, if it wants it, the request (`req`)."""
        if not self.form:
            self.form = _form_of(self.req)
        return util.apply_fs_data(object, self.form, req=self.req)

    def redirect(self, location, permanent=0):
        """End the page with a redirect."""
        util.redirect(self.req, location, permanent)


class PSP(object):
    """A page from a file (by default that of the request) or from a string, ready to be run.

    A relative `filename` is looked for in the folder of the request's file. `vars` are names for the page.
    Raises ValueError if both file and string are given, SERVER_RETURN with 404 if there is no such file, and
    SyntaxError or IOError (an include) if the page cannot be compiled.
    """

    def __init__(self, req, filename=None, string=None, vars={}):
        if string and filename:
            raise ValueError('Must specify either filename or string')
        self.req, self.vars, self.string = req, vars, string
        if not filename and not string:
            filename = req.filename
        if filename and not os.path.isabs(filename):
            filename = os.path.join(os.path.dirname(req.filename), filename)
        self.filename = filename
        self._page = psppages.from_file(filename) if filename else psppages.from_string(string)
        self.code = self._page.code

    def run(self, vars={}, flush=0):
        """Execute the page with further `vars`; its text goes to the request. With `flush` it is sent at once.

        If the page fails and has set an error page, that is run instead, with `exception` as (type, value,
        traceback). A session opened for this page is unlocked behind it.
        """
        req = self.req
        importer.install_hook()
        opened = None
        if 'session' in self._page.names and not hasattr(req, 'session'):
            req.session = opened = Session.Session(req)
        form = _form_of(req) if 'form' in self._page.names else None
        interface = PSPInterface(req, self.filename, form)
        try:
            try:
                self._page.run(self._names(interface, vars))
                if flush:
                    req.flush()
                if hasattr(req, 'session'):
                    req.session.save()  # also if the page left it alone: it was accessed
            except:  # noqa: E722 (Python 2 has exceptions outside of BaseException)
                self._log_place(sys.exc_info()[2])
                if not interface.error_page:
                    raise
                interface.error_page.run({'exception': sys.exc_info()}, flush)
        finally:
            if opened is not None:
                opened.unlock()
                del req.session

    def _names(self, interface, vars):
        """The globals of the page. `__name__` is mod_python's, which pages print and test."""
        req = interface.req
        names = globals().copy()
        names.update(_PAGE_NAMES)
        names.update(self._page.globals)
        names.update(req=req, form=interface.form, psp=interface, session=getattr(req, 'session', None),
                     __file__=req.filename, __doc__=None)
        names.update(self.vars)
        names.update(vars)
        return names

    def _log_place(self, traceback):
        """Tracebacks can only name lines of the page: log where in an included file an error is."""
        origin = pspcode.locate(self._page, traceback)
        if origin is not None:
            self.req.log_error('PSP: the error below is in %s, line %d' % (origin.path, origin.line))

    def __str__(self):
        """Run the page as HTML; for `req.write(str(page))`."""
        self.req.content_type = 'text/html'
        self.run()
        return ''

    def display_code(self):
        """Write an HTML table with the Python source of the page beside the page itself."""
        folder, name = path_split(self.filename)
        code = _lines(parse(name, folder))
        page = _lines(psppages.read(self.filename))
        req = self.req
        req.write('<table>\n<tr>')
        for text in ('', '&nbsp;PSP-produced Python Code:', '&nbsp;%s:' % self.filename):
            req.write('<td><tt>%s</tt></td>' % text)
        req.write('</tr>\n')
        for number, line in enumerate(code, 1):
            beside = page[number - 1] if number <= len(page) else ''
            req.write('<tr>')
            for text in ('%d.&nbsp;' % number, '<font color=blue>%s</font>' % line,
                         '&nbsp;<font color=green>%s</font>' % beside):
                req.write('<td><tt>%s</tt></td>' % text)
            req.write('</tr>\n')
        req.write('</table>\n')


def parse(filename, dir=None):
    """Return the Python source of the page `dir` + `filename`. Raises IOError."""
    data = psppages.read((dir or '') + filename)
    return _as_text(psptemplate.translate(data, filename, dir or '').source)


def parsestring(str):
    """Return the Python source of a page given as a string."""
    return _as_text(psptemplate.translate(psppages.as_bytes(str)).source)


def handler(req):
    """Serve the page the request names. With PythonDebug, the name with a `_` behind it shows the page's source."""
    req.content_type = 'text/html'
    if int(req.get_config().get('PythonDebug', 0)) and req.filename[-1] == '_':
        PSP(req, req.filename[:-1]).display_code()
    else:
        PSP(req).run()
    return apache.OK


def _form_of(req):
    """Return the form of a request, made once and kept as `req.form`."""
    if not hasattr(req, 'form'):
        req.form = util.FieldStorage(req, keep_blank_values=1)
    return req.form


def _as_text(source):
    return source if isinstance(source, str) else pspcode.decode(source)


def _lines(source):
    """The lines of a source (bytes or str) as HTML that keeps their blanks."""
    return [escape(line.rstrip()).replace('\t', ' ' * 4).replace(' ', '&nbsp;')
            for line in _as_text(source).splitlines()]


def _page_names():
    """Names of every page that are not those of this module.

    Pages ran inside mod_python.psp, so on Python 2 `import util` in a page meant mod_python.util, and `import Cookie`
    mod_python.Cookie. That is kept for the modules mod_python had: pages live in an empty package of their own, in
    which just these names are known.
    """
    names = {'__name__': importer.PAGE_NAME, '__mp_path__': []}
    if sys.version_info[0] == 2:
        package = types.ModuleType('modpython_wsgi.pages')
        package.__path__ = []
        sys.modules[package.__name__] = package
        for name in ('apache', 'cache', 'cgihandler', 'Cookie', 'psp', 'publisher', 'Session', 'util', 'version'):
            module = __import__('modpython_wsgi.' + name, fromlist=[name])
            setattr(package, name, module)
            sys.modules[package.__name__ + '.' + name] = module
        names['__package__'] = package.__name__
    return names


_PAGE_NAMES = _page_names()
