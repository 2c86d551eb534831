"""Reading a multipart/form-data body part by part, in constant memory and in time linear to its length.

The rules of what ends a part are mod_python's (util.py, FieldStorage.read_to_boundary):

- a boundary is `--BOUNDARY` or `--BOUNDARY--` at the start of a line, with nothing behind it but the end of line
  (CRLF or LF); the last boundary, too, needs its end of line;
- a CRLF in front of a boundary belongs to the boundary, a bare LF belongs to the content;
- when the body ends early, what has arrived is the content of the last part.

mod_python read the body line by line, which is slow for files full of newlines. Here it is read in blocks. Bodies
that mod_python choked on (a header without a colon: 500) are refused with 400, and whatever follows the last
boundary is ignored instead of being taken for one more part.
"""
from __future__ import absolute_import

import re

from modpython_wsgi import apache

#: Bytes asked for at a time.
BLOCK = 65536
#: Most bytes in the headers of one part. Browsers send some 200.
MAX_HEADER_BYTES = 65536
#: Most parts in one body. Each costs memory whether or not it holds anything.
MAX_PARTS = 10000

_END_OF_BOUNDARY = re.compile(b'(--)?\r?\n')
_LONGEST_END = len(b'--\r\n')


def boundary_of(content_type):
    """Return the boundary (bytes) named by a Content-Type header (str).

    Everything behind the last `boundary=` counts, one pair of quotes is removed. Raises SERVER_RETURN with 400 if
    there is none.
    """
    at = content_type.lower().rfind('boundary=')
    if at < 0:
        raise apache.SERVER_RETURN(apache.HTTP_BAD_REQUEST)
    boundary = content_type[at + len('boundary='):]
    if len(boundary) >= 2 and boundary[0] == boundary[-1] == '"':
        boundary = boundary[1:-1]
    return boundary if isinstance(boundary, bytes) else boundary.encode('latin-1')


class MultipartReader(object):
    """A body as a sequence of parts: call `next_part`, then `copy_content`, until `next_part` returns None."""

    def __init__(self, read, boundary):
        """`read(n)` returns up to n bytes of the body, b'' at its end; `boundary` is bytes."""
        self._read = read
        self._marker = b'\n--' + boundary
        self._buffer = b''
        self._position = 0  # in the buffer; what is before it is done with
        self._at_eof = False
        self._finished = False
        self._boundaries = 0
        self.copy_content(None)  # what stands before the first boundary is of no interest

    def next_part(self):
        """Return the headers of the next part as (name, value) pairs of bytes, or None behind the last part.

        Values keep the blank in front and the end of line; folded lines are joined as they stand.
        Raises SERVER_RETURN with 400 for a line that is no header, 413 for too many parts or too long headers.
        """
        while not self._finished:
            self._boundaries += 1
            if self._boundaries > MAX_PARTS:
                raise apache.SERVER_RETURN(apache.HTTP_REQUEST_ENTITY_TOO_LARGE)
            headers = self._read_headers()
            if headers is not None:
                return headers
        return None

    def copy_content(self, write):
        """Pass the content of the current part to `write` (a function of bytes, or None) in blocks."""
        if self._starts_with_boundary():
            return
        start = self._position
        while True:
            found = self._buffer.find(self._marker, start)
            if found < 0:
                # The end may be the beginning of a marker, with its CR in front.
                self._emit(len(self._buffer) - len(self._marker), write)
                if not self._fill():
                    self._emit(len(self._buffer), write)
                    self._finished = True
                    return
                start = self._position
                continue
            behind = found + len(self._marker)
            end = _END_OF_BOUNDARY.match(self._buffer, behind)
            if end:
                self._end_part(found, end, write)
                return
            if len(self._buffer) - behind < _LONGEST_END and not self._at_eof:
                self._emit(found - 1, write)
                self._fill()
                start = self._position
            else:
                start = found + 1  # a line that only begins like the boundary

    def _end_part(self, found, end, write):
        """The marker begins at `found` with its LF; drop it and pass on what stands before it."""
        has_cr = found > self._position and self._buffer[found - 1:found] == b'\r'
        self._emit(found - 1 if has_cr else found + 1, write)
        self._pass_boundary(end)

    def _starts_with_boundary(self):
        """Pass a boundary that stands right here, at the start of a line."""
        line = self._marker[1:]
        while len(self._buffer) - self._position < len(line) + _LONGEST_END and self._fill():
            pass
        if not self._buffer.startswith(line, self._position):
            return False
        end = _END_OF_BOUNDARY.match(self._buffer, self._position + len(line))
        if end:
            self._pass_boundary(end)
        return end is not None

    def _pass_boundary(self, end):
        self._position = end.end()
        self._finished = end.group(1) is not None

    def _read_headers(self):
        """Return the headers of a part; None if a boundary or the end came before their empty line."""
        headers = []
        room = MAX_HEADER_BYTES
        while True:
            if self._starts_with_boundary():
                return None
            line = self._read_line(room)
            room -= len(line)
            if not line:
                self._finished = True
                return None
            if line in (b'\r\n', b'\n', b'\r'):
                return headers
            if line[:1] in (b' ', b'\t') and headers:
                name, value = headers[-1]
                headers[-1] = (name, value + line)
            elif b':' in line:
                name, _, value = line.partition(b':')
                headers.append((name, value))
            else:
                raise apache.SERVER_RETURN(apache.HTTP_BAD_REQUEST)

    def _read_line(self, limit):
        """Return a line with its end, or what is left of the body. 413 if it is longer than `limit`."""
        while True:
            end = self._buffer.find(b'\n', self._position) + 1
            size = (end or len(self._buffer)) - self._position
            if size > limit:
                raise apache.SERVER_RETURN(apache.HTTP_REQUEST_ENTITY_TOO_LARGE)
            if end or not self._fill():
                break
        line = self._buffer[self._position:self._position + size]
        self._position += size
        return line

    def _emit(self, end, write):
        """Pass on what the buffer holds up to `end`."""
        if end > self._position:
            if write is not None:
                write(self._buffer[self._position:end])
            self._position = end

    def _fill(self):
        """Read one more block. Return False at the end of the body."""
        if not self._at_eof:
            block = self._read(BLOCK)
            self._buffer = self._buffer[self._position:] + block
            self._position = 0
            self._at_eof = not block
        return not self._at_eof
