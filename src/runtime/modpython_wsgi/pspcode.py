"""Compiling PSP pages so that errors point into the page.

mod_python compiled the source its scanner had made. Line numbers agreed with the page until the first include or
the first comment of several lines; from there on tracebacks pointed somewhere else. Here the syntax tree is given
the lines of the page before it is compiled. What comes from an included file gets the line of the include directive,
and `locate` tells the file and line it really is.

Python 3: what a page writes as text goes out in the encoding of the page, so that a page in latin-1 is the bytes it
was on Python 2. For pages in other encodings than UTF-8 each `req.write(x)` in the page is compiled as
`req.write(__page_bytes__(x))`; what functions elsewhere write is not touched.
"""
from __future__ import absolute_import

import ast
import codecs
import dis
import linecache
import re
import sys
import types
from collections import namedtuple

from modpython_wsgi import query

#: `code` to be executed; `files` it was made of; `origins` of the lines of the translated source; `twins`: pairs of
#: each code object and the same one with the line numbers of the translated source (empty if those are the page's);
#: `globals` the code needs besides those of every page.
_Page = namedtuple('_Page', 'code files origins twins globals')

_ENCODER = '__page_bytes__'
_CODING = re.compile(br'^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)', re.MULTILINE)


class Page(_Page):
    """A compiled page."""

    __slots__ = ()

    @property
    def names(self):
        """The names that the page itself mentions: they decide whether it gets a form and a session."""
        return self.code.co_names

    def run(self, names):
        """Run the page among these names."""
        exec(self.code, names)


def compile_page(translation, filename):
    """Compile a translated page (see psptemplate) to a Page.

    Raises SyntaxError with the file and line of the page, or of the included file, that is wrong.
    """
    origins = translation.origins
    encoding = encoding_of(translation.source)
    try:
        tree = compile(decode(translation.source), filename, 'exec', ast.PyCF_ONLY_AST, True)
        if encoding:
            tree = ast.fix_missing_locations(_Encode().visit(tree))
        code = compile(tree, filename, 'exec', 0, True)
    except SyntaxError as error:
        raise _at_origin(error, translation, filename)
    names = {_ENCODER: _encoder(encoding)} if encoding else {}
    if all(origin.line == origin.page_line == number for number, origin in enumerate(origins, 1)):
        return Page(code, translation.files, origins, (), names)
    _relocate(tree, origins)
    relocated = compile(tree, filename, 'exec', 0, True)
    return Page(relocated, translation.files, origins, list(_pairs(relocated, code)), names)


def encoding_of(source):
    """The encoding (name of a codec) that text of a page is to be sent in; None for UTF-8, and on Python 2.

    Python 3 obeys a coding line as in any Python file. Without one, a page that is not UTF-8 is taken for latin-1.
    Raises SyntaxError for an encoding that Python does not know.
    """
    if sys.version_info[0] == 2:
        return None
    coding = _CODING.search(b'\n'.join(source.splitlines()[:2]))
    if coding:
        try:
            name = codecs.lookup(coding.group(1).decode('ascii')).name
        except LookupError as error:
            raise SyntaxError(str(error))
        return None if name in ('utf-8', 'utf-8-sig') else name
    try:
        source.decode('utf-8')
    except UnicodeError:
        return 'latin-1'
    return None


def decode(source):
    """Return source as `compile` wants it: bytes on Python 2; str on Python 3. Raises SyntaxError."""
    if sys.version_info[0] == 2:
        return source
    try:
        return source.decode(encoding_of(source) or 'utf-8')
    except UnicodeError as error:
        raise SyntaxError(str(error))


class _Encode(ast.NodeTransformer):
    """Puts the encoder around what `req.write` is given."""

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if (isinstance(function, ast.Attribute) and function.attr == 'write' and isinstance(function.value, ast.Name)
                and function.value.id == 'req' and node.args and not isinstance(node.args[0], ast.Starred)):
            name = ast.copy_location(ast.Name(_ENCODER, ast.Load()), node.args[0])
            node.args[0] = ast.copy_location(ast.Call(name, [node.args[0]], []), node.args[0])
        return node


def _encoder(encoding):
    def encode(data):
        return query.text_bytes(data, encoding) if isinstance(data, str) else data
    return encode


def keep_lines(path, data):
    """Let tracebacks show the lines of a page (bytes) that Python 3 could not read as a Python file.

    Without this, tracebacks cannot even be printed before Python 3.10.
    """
    lines = data.decode(encoding_of(data) or 'utf-8', 'replace').splitlines(True)
    linecache.cache[path] = (len(data), None, lines, path)  # None: not to be compared with the file


def locate(page, traceback):
    """Return the Origin of the innermost place in an included file that a traceback goes through, or None."""
    found = None
    while traceback is not None:
        for code, twin in page.twins:
            if traceback.tb_frame.f_code is code:
                found = _included(page, twin, traceback.tb_lasti) or found
        traceback = traceback.tb_next
    return found


def _included(page, code, offset):
    line = None
    for start, number in dis.findlinestarts(code):
        if start <= offset and number:
            line = number
    if line is None or line > len(page.origins):
        return None
    origin = page.origins[line - 1]
    return origin if origin.path != page.files[0] else None


def _pairs(code, twin):
    """Pair the code objects of two compilations that differ in line numbers only."""
    if len(code.co_code) == len(twin.co_code):  # newer compilers may drop an instruction when lines coincide
        yield code, twin
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    inner_twins = [const for const in twin.co_consts if isinstance(const, types.CodeType)]
    for one, other in zip(inner, inner_twins):
        for pair in _pairs(one, other):
            yield pair


def _relocate(tree, origins):
    """Give every node the line of the page it belongs to."""
    for node in ast.walk(tree):
        if not hasattr(node, 'lineno'):
            continue
        node.lineno = origins[node.lineno - 1].page_line
        if getattr(node, 'end_lineno', None):  # Python 3.8 and later, which check that the end is behind the start
            node.end_lineno = max(node.lineno, origins[node.end_lineno - 1].page_line)
            if node.end_lineno == node.lineno:
                node.end_col_offset = max(node.col_offset, node.end_col_offset)


def _at_origin(error, translation, filename):
    """Return the error with the place in the PSP file it belongs to."""
    if not error.lineno or error.lineno > len(translation.origins):
        return error
    origin = translation.origins[error.lineno - 1]
    if origin.path == translation.files[0]:
        return type(error)(error.msg, (filename, origin.page_line, None, error.text))
    return type(error)(error.msg, (origin.path, origin.line, None, error.text))
