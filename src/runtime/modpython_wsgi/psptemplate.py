r'''PSP pages to Python source: the scanner of mod_python, state by state.

The same machine exists in TypeScript, where pages are analysed; this text describes it for both. It follows
src/psp_parser.l of mod_python 3.3.1 (unchanged in 3.5), and gives the same source, byte for byte.

A page is bytes; the scanner looks at them one character each. It has a state, the output so far, and

    whitespace     indentation of the last line of code
    after_colon    a `:` was the last character of code (ends of line and indentation not counted)
    seen_newline   there was an end of line since `<%`
    echo           we are in `<%= %>`

The longest match wins. An end of line is LF or CRLF. To put is to add to the output.

    START    anything               put `req.write("""`, go to TEXT without consuming it. (An empty page stays empty.)

    TEXT     `<%--`                 go to COMMENT
             `<%=`                  put `""",0); req.write(str(`, set echo, go to CODE
             `<%@`                  go to DIRECTIVE
             `<%`                   put `""",0);`, empty whitespace, unset seen_newline, go to CODE
             `\n` `\r` `\t`         (a backslash and a letter) put it with a second backslash: stays as it is
             end of line            put LF
             `"`                    put `\"`
             other                  put it
             end of included file   go on behind the include, in DIRECTIVE
             end of page            put `""",0)` and LF, stop

    CODE     `%>` in echo           put `),0); req.write("""`, unset echo, go to TEXT
             `%>`                   put `;` unless seen_newline; add a tab to whitespace and unset after_colon if it
                                    is set; put whitespace; put `req.write("""`, go to TEXT
             end of line, lone CR   put LF, set seen_newline, go to INDENT
             `:`                    put it, set after_colon
             other                  put it, unset after_colon
             end of a file          stop, included or not

    INDENT   blanks and tabs        (not after a lone CR) put them, they are whitespace now; go to CODE
             `%>`                   go to CODE; whitespace stays
             other                  empty whitespace, go to CODE
             end of a file          stop

    DIRECTIVE  include              `include[ ]+file[ ]?=[ ]?"[^ ]+"`: go on with that file in TEXT. The name ends at
                                    the first quote, and starts at the folder of the page, not of the including file
             `%>`                   go to TEXT
             other                  drop it
             end of a file          stop

    COMMENT  `--%>`                 go to TEXT
             other                  drop it
             end of a file          stop

What follows from this, and surprises people: text after a block of code has the indentation of the last code line, so
it belongs to a `for` or `if` until a later code line ends that; one-line `<% if x: %>a<% else: %>b<% %>` is a syntax
error; comments lose their ends of line.

Source ends at the first NUL, as C strings do. mod_python printed what it drops to the standard output of the server.
'''
from __future__ import absolute_import

import os
import re
from collections import namedtuple

#: Files included in files; a page that includes itself ends here, with an IOError.
MAX_DEPTH = 100

#: A line of the source and where it comes from: `path` of the file and `line` in it, and the line of the page itself
#: that it belongs to, which for included lines is that of the include directive.
Origin = namedtuple('Origin', 'path line page_line')

#: `source` (bytes), `origins` (one for each of its lines), `files` (paths of all files read, the page first).
Translation = namedtuple('Translation', 'source origins files')

_TEXT = re.compile(r'<%--|<%=|<%@|<%|\\[nrt]|\r\n|\n|"')
_CODE = re.compile(r'\r\n|\n|\r|%>|:')
_BLANKS = re.compile(r'[\t ]+')
_DIRECTIVE = re.compile(r'include[ ]+file[ ]?=[ ]?"([^ ]+)"|%>')

_WRITE = 'req.write("""'
_END_WRITE = '""",0)'


def translate(data, path=None, directory=''):
    """Translate a page.

    `data` is the page (bytes), `path` its name for origins, `directory` the folder (with a slash at its end) that
    names of included files are put behind. Raises IOError for an included file that cannot be read.
    """
    return _Scanner(data, path, directory).run()


def _path(name):
    """A name read from a page, whose characters are bytes, as functions of `os` want it."""
    data = name.encode('latin-1')
    return data if isinstance(data, str) else os.fsdecode(data)


class _Input(object):
    """A file that is being scanned."""

    def __init__(self, path, data):
        self.path = path
        self.text = data.decode('latin-1')
        self.position = 0
        self.line = 1

    def advance(self, end):
        """Go on to `end` and return what lies between."""
        passed = self.text[self.position:end]
        self.line += passed.count('\n')
        self.position = end
        return passed


class _Scanner(object):
    """The machine described above. States are methods that return the next state, or None to stop."""

    def __init__(self, data, path, directory):
        self._directory = directory
        self._inputs = [_Input(path, data)]
        self._files = [path]
        self._output = []
        self._origins = []
        self._whitespace = ''
        self._after_colon = self._seen_newline = self._echo = False
        self._at_line_start = False

    def run(self):
        state = None
        if self._inputs[0].text:
            self._begin_line()
            self._put(_WRITE)
            state = self._text
        while state:
            state = state()
        source = ''.join(self._output).partition('\0')[0]
        return Translation(source.encode('latin-1'), self._origins, self._files)

    def _put(self, text):
        """Put text without ends of line."""
        if text:
            self._output.append(text)

    def _put_newline(self):
        ends_line = self._output and self._output[-1].endswith('\r')  # a CR that has begun this line already
        self._output.append('\n')
        if not ends_line:
            self._begin_line()

    def _begin_line(self):
        current = self._inputs[-1]
        self._origins.append(Origin(current.path, current.line, self._inputs[0].line))

    def _text(self):
        current = self._inputs[-1]
        token = _TEXT.search(current.text, current.position)
        if not token:
            self._put_lone_cr(current.advance(len(current.text)))
            return self._end_of_text()
        self._put_lone_cr(current.advance(token.start()))
        current.advance(token.end())
        found = token.group()
        if found == '<%--':
            return self._comment
        if found == '<%@':
            return self._directive
        if found == '<%=':
            self._put(_END_WRITE + '; req.write(str(')
            self._echo = True
            return self._code
        if found == '<%':
            self._put(_END_WRITE + ';')
            self._whitespace = ''
            self._seen_newline = False
            return self._code
        if found in ('\n', '\r\n'):
            self._put_newline()
        else:
            self._put('\\' + found)  # a quote, or \n \r \t
        return self._text

    def _put_lone_cr(self, text):
        """Put text; Python takes a CR in it for an end of line, so it makes a line of the source."""
        self._put(text)
        for _ in range(text.count('\r')):
            self._begin_line()

    def _end_of_text(self):
        if len(self._inputs) > 1:
            self._inputs.pop()
            return self._directive
        self._put(_END_WRITE)
        self._put_newline()
        return None

    def _code(self):
        current = self._inputs[-1]
        token = _CODE.search(current.text, current.position)
        run = current.advance(token.start() if token else len(current.text))
        if run:
            self._put(run)
            self._after_colon = False
        if not token:
            return None
        current.advance(token.end())
        found = token.group()
        if found == ':':
            self._put(found)
            self._after_colon = True
            return self._code
        if found == '%>':
            return self._end_of_code()
        self._put_newline()
        self._seen_newline = True
        self._at_line_start = found != '\r'
        return self._indent

    def _end_of_code(self):
        if self._echo:
            self._put('),0); ')
            self._echo = False
        else:
            if not self._seen_newline:
                self._put(';')
            if self._after_colon:
                self._whitespace += '\t'
                self._after_colon = False
            self._put(self._whitespace)
        self._put(_WRITE)
        return self._text

    def _indent(self):
        current = self._inputs[-1]
        if current.position == len(current.text):
            return None
        blanks = _BLANKS.match(current.text, current.position) if self._at_line_start else None
        if blanks:
            self._whitespace = current.advance(blanks.end())
            self._put(self._whitespace)
        elif not current.text.startswith('%>', current.position):
            self._whitespace = ''
        return self._code

    def _directive(self):
        current = self._inputs[-1]
        token = _DIRECTIVE.search(current.text, current.position)
        current.advance(token.end() if token else len(current.text))
        if not token:
            return None
        if token.group() != '%>':
            self._include(token.group(1).partition('"')[0])
        return self._text

    def _include(self, name):
        name = _path(name)
        path = name if name.startswith('/') else self._directory + name
        if len(self._inputs) > MAX_DEPTH:
            raise IOError('PSP files include each other without end: %s' % path)
        with open(path, 'rb') as file:
            self._inputs.append(_Input(path, file.read()))
        self._files.append(path)

    def _comment(self):
        current = self._inputs[-1]
        end = current.text.find('--%>', current.position)
        current.advance(end + len('--%>') if end >= 0 else len(current.text))
        return self._text if end >= 0 else None
