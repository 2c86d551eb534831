"""Reading the body of a request: req.read, readline, readlines, discard_request_body (src/requestobject.c).

Reads never go beyond Content-Length, so an application on any WSGI server cannot be made to wait.
"""
from __future__ import absolute_import

from . import constants
from .errors import SERVER_RETURN
from .member import Member, integer
from .text import number

_BLOCK = 65536


def _length(request):
    return number(request.environ.get('CONTENT_LENGTH') or '', 0)


class Body(object):
    """The part of a request object that reads the client's data."""

    read_chunked = Member('read_chunked', lambda request: int(request.has_chunked_body()))
    expecting_100 = Member('expecting_100',
                           lambda request: int(request.environ.get('HTTP_EXPECT', '').lower() == '100-continue'))
    _input = None

    @property
    def remaining(self):
        """Bytes of the body that were not read yet; 0 until reading has begun, as r->remaining is."""
        return 0 if self._input is None else max(_length(self) - self.read_length, 0)

    @property
    def read_length(self):
        """Bytes of the body that were read."""
        return 0 if self._input is None else self._input.taken

    @property
    def read_body(self):
        """How bodies in chunks are treated, once reading has begun (ap_setup_client_block): they are refused."""
        return constants.REQUEST_NO_BODY if self._input is None else constants.REQUEST_CHUNKED_ERROR

    def has_chunked_body(self):
        """True if the body comes in chunks, so that its length is not known before its end."""
        return 'chunked' in self.environ.get('HTTP_TRANSFER_ENCODING', '').lower()

    def read(self, length=-1):
        """Up to `length` bytes, all that is left if it is negative; b'' at the end.

        SERVER_RETURN(411) for a body in chunks unless the mount takes them; IOError if the client stops sending.
        """
        return self._source().read(integer(length))

    def readline(self, length=-1):
        """The next line with its end, at most `length` bytes of it."""
        return self._source().readline(integer(length))

    def readlines(self, sizehint=-1):
        """A list of lines; stops when they have `sizehint` bytes.

        mod_python passes sizehint on as the longest length of every line but the first; sites saw short lines.
        """
        lines, size, sizehint = [], 0, integer(sizehint)
        line = self.readline()
        while line:
            lines.append(line)
            size += len(line)
            if sizehint != -1 and size >= sizehint:
                break
            line = self.readline(sizehint)
        return lines

    def discard_request_body(self):
        """Read and forget what is left; returns OK."""
        while self.read(_BLOCK):
            pass
        return constants.OK

    def _source(self):
        if self._input is None:
            if self.has_chunked_body() and not self.configuration.chunked:
                raise SERVER_RETURN(constants.HTTP_LENGTH_REQUIRED)
            bound = None if self.has_chunked_body() else _length(self)
            self._input = self.filtered_input(BoundedInput(self.environ.get('wsgi.input'), bound))
        return self._input


class BoundedInput(object):
    """At most `bound` bytes of `stream` (None: to its end). `taken` counts what was read."""

    def __init__(self, stream, bound):
        self._stream = stream
        self._left = bound
        self.taken = 0

    def _size(self, length):
        if self._left is None:
            return length
        return self._left if length < 0 else min(length, self._left)

    def read(self, length=-1):
        """See Body.read()."""
        size = self._size(length)
        if size == 0 or self._stream is None:
            return b''
        if size < 0:
            return self._counted(self._stream.read())
        parts, missing = [], size
        while missing:                      # a short read is not the end: only b'' is
            part = self._counted(self._stream.read(missing))
            if not part:
                self._left = 0
                break
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b''.join(parts)

    def readline(self, length=-1):
        """See Body.readline()."""
        size = self._size(length)
        if size == 0 or self._stream is None:
            return b''
        return self._counted(self._stream.readline(size) if size > 0 else self._stream.readline())

    def _counted(self, data):
        self.taken += len(data)
        if self._left is not None:
            self._left -= len(data)
        return data
