"""Compiling PSP pages so that errors point into the page.

mod_python compiled the source its scanner had made. Line numbers agreed with the page until the first include or
the first comment of several lines; from there on tracebacks pointed somewhere else. Here the syntax tree is given
the lines of the page before it is compiled. What comes from an included file gets the line of the include directive,
and `locate` tells the file and line it really is.
"""
from __future__ import absolute_import

import ast
import dis
import re
import sys
import types
from collections import namedtuple

#: `code` to be executed; `files` it was made of; `origins` of the lines of the translated source; `twins`: pairs of
#: each code object and the same one with the line numbers of the translated source (empty if those are the page's).
Page = namedtuple('Page', 'code files origins twins')

_CODING = re.compile(br'^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)', re.MULTILINE)


def compile_page(translation, filename):
    """Compile a translated page (see psptemplate) to a Page.

    Raises SyntaxError with the file and line of the page, or of the included file, that is wrong.
    """
    source = decode(translation.source)
    origins = translation.origins
    try:
        code = compile(source, filename, 'exec', 0, True)
        if all(origin.line == origin.page_line == number for number, origin in enumerate(origins, 1)):
            return Page(code, translation.files, origins, ())
        tree = compile(source, filename, 'exec', ast.PyCF_ONLY_AST, True)
    except SyntaxError as error:
        raise _at_origin(error, translation, filename)
    _relocate(tree, origins)
    relocated = compile(tree, filename, 'exec', 0, True)
    return Page(relocated, translation.files, origins, list(_pairs(relocated, code)))


def decode(source):
    """Return source as `compile` wants it: bytes on Python 2; str on Python 3.

    Python 3 obeys a coding line as in any Python file. Without one, a page that is not UTF-8 is taken for latin-1.
    """
    if sys.version_info[0] == 2:
        return source
    coding = _CODING.search(b'\n'.join(source.splitlines()[:2]))
    if coding:
        try:
            return source.decode(coding.group(1).decode('ascii'))
        except (LookupError, UnicodeError) as error:
            raise SyntaxError(str(error))
    try:
        return source.decode('utf-8')
    except UnicodeError:
        return source.decode('latin-1')


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
