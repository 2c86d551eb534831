"""The judge of our reader: CPython 2.7's own parser and symbol tables.

Reads one base64 encoded source per line, answers one line each: "TREE SCOPES", two digests, or "-" for what Python
refuses. test/python/canonical.ts computes the same digests from our trees. Runs under Python 2.7 only.
"""
import base64
import hashlib
import parser
import re
import symbol
import sys
import token
import warnings

import _symtable

COOKIE = re.compile(r'^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)')
SCOPES = {1: 'local', 2: 'global-explicit', 3: 'global-implicit', 4: 'free', 5: 'cell'}
# DEF_GLOBAL, DEF_LOCAL, DEF_PARAM, USE, DEF_FREE_CLASS, DEF_IMPORT
FLAGS = 1 | 2 | 4 | 8 | 32 | 64


def declares_encoding(source):
    """parser.suite() reads a string and does not insist on a cookie for non-ASCII bytes; importing a file does."""
    if source.startswith('\xef\xbb\xbf'):
        return True
    lines = re.split('\r\n|\r|\n', source)[:2]
    if COOKIE.match(lines[0]):
        return True
    return len(lines) > 1 and re.match(r'^[ \t\f]*(?:#.*)?$', lines[0]) and COOKIE.match(lines[1])


def write_tree(tree, out):
    kind = tree[0]
    if kind < 256:
        empty = kind in (token.NEWLINE, token.INDENT, token.DEDENT)
        out.append('%s:%s' % (kind if kind <= token.DEDENT else token.OP, '' if empty else tree[1]))
        return
    children = tree[1:]
    if kind == symbol.file_input and len(children) > 1 and children[-2][0] == token.NEWLINE:
        # The parser adds a NEWLINE at the end of every file; our tree has only those of the source.
        children = children[:-2] + children[-1:]
    if kind == symbol.encoding_decl:
        # Every source is turned into UTF-8 but this one.
        inner = []
        write_tree(children[0], inner)
        latin = children[1] == 'iso-8859-1'
        out.extend(text.decode('latin-1').encode('utf-8') if latin else text for text in inner)
        return
    if len(children) == 1 and kind != symbol.file_input:
        return write_tree(children[0], out)
    out.append('(' + symbol.sym_name[kind])
    for child in children:
        write_tree(child, out)
    out.append(')')


def write_scope(table, out):
    names = []
    for name, flags in table.symbols.items():
        names.append('%s=%d:%s' % (name, flags & FLAGS, SCOPES[flags >> 11 & 7]))
    kind = {0: 'function', 1: 'class', 2: 'module'}
    shown = table.type if isinstance(table.type, str) else kind[table.type]
    out.append('[%s %s %s' % (shown, table.name, ' '.join(sorted(names))))
    for child in table.children:
        write_scope(child, out)
    out.append(']')


def digest(parts):
    return hashlib.sha1('\0'.join(parts)).hexdigest()[:16]


def judge(source):
    if '\0' in source or (re.search('[\x80-\xff]', source) and not declares_encoding(source)):
        return '-'
    try:
        tree = parser.suite(source).totuple()
    except (SyntaxError, MemoryError, TypeError, parser.ParserError):
        return '-'
    out = []
    write_tree(tree, out)
    try:
        scopes = []
        write_scope(_symtable.symtable(source, '<source>', 'exec'), scopes)
        found = digest(scopes)
    except (SyntaxError, ValueError, TypeError, OverflowError, MemoryError, RuntimeError):
        found = '-'
    return '%s %s' % (digest(out), found)


def main():
    sys.setrecursionlimit(20000)
    warnings.simplefilter('ignore')
    for line in iter(sys.stdin.readline, ''):
        sys.stdout.write(judge(base64.b64decode(line)) + '\n')
    sys.stdout.flush()


main()
