"""The way out: buffering, flushing and the moment the headers go.

Apache's rules, which handlers rely on:

- the first flush sends the headers; what is set after it is lost (req.write flushes unless told not to);
- up to 8000 bytes of unflushed output are held back, and if nothing was flushed when the handler returns, the answer
  gets a Content-Length and may still become an error page (APR_BUCKET_BUFF_SIZE; modules/http/http_filters.c;
  measured: 8000 bytes are held, 8001 are not).

Flushed output goes through the write() callable of WSGI, so its order and its time are the handler's, and memory
stays flat.
"""
from __future__ import absolute_import

import re

from .errors import ClientGone, HeaderRefused

_HELD = 8000            # most bytes of unflushed output; one more makes the headers go
_BLOCK = 65536          # bytes of a file in one write

#: What a header's name is made of, and what is in none of its value; Apache refuses others (modules/http/http_filters.c,
#: check_header).
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_CONTROL = re.compile('[\\0-\\x08\\x0a-\\x1f\\x7f]')
#: Nearly every answer has them: they need no look.
_USUAL = frozenset(['Content-Type', 'Content-Length', 'Set-Cookie', 'Cache-Control', 'Last-Modified', 'ETag'])


class Output(object):
    """The answer's body on its way to the client.

    `head()` gives (status line, header list) when the headers go; `filters` is None or a chain of output filters.
    """

    __slots__ = ('_head', '_start_response', '_wrapper', '_held', '_held_size', '_frozen', '_write', '_file', 'filters',
                 'muted', 'sent', 'queued', 'client_gone')

    def __init__(self, head, start_response, wrapper=None):
        self._head = head
        self._start_response = start_response
        self._wrapper = wrapper         # wsgi.file_wrapper
        self._held = []
        self._held_size = 0
        self._frozen = None             # the head, once it must not change any more
        self._write = None              # the callable of start_response, once the head is out
        self._file = None               # FilePart that is due next
        self.filters = None
        self.muted = False              # Apache answers with another address: nothing more goes out
        self.sent = 0                   # bytes given to the server; a file counts as soon as it is due
        self.queued = 0                 # bytes taken from the handler
        self.client_gone = False

    @property
    def started(self):
        """True if the headers cannot be changed any more."""
        return self._frozen is not None

    @property
    def held_size(self):
        """Number of bytes written, if that is all there is and it can still be changed; else 0."""
        return 0 if self.started or self.filters else self._held_size

    def cut(self, parts, around):
        """Keep these parts, (start, length), of what is held; `around` them is one text more."""
        data = self._take()
        pieces = [text + data[start:start + length] for text, (start, length) in zip(around, parts)]
        self._held = [b''.join(pieces) + around[-1]]

    def write(self, data, flush):
        """Take `data` (bytes). IOError if the client is gone."""
        size = len(data)
        self.queued += size
        if self._file is not None:
            self._send_file()
        if size and not self.muted:
            self._held.append(data)
            self._held_size += size
            if flush or self._held_size > _HELD:
                self.flush()

    def flush(self):
        """Send what is held, and the headers before it. Without output nothing happens but that the headers go."""
        if self.muted:
            return
        if self._file is not None:
            self._send_file()
        self._emit(self._take(), False)

    def send_file(self, part):
        """Take a FilePart. The headers are fixed; the file itself goes with the next output or at the end."""
        self.queued += part.length
        if self.muted:
            part.close()
            return
        self.sent += part.length
        if self._held or self._file is not None or self.filters:
            self.flush()
            if self.filters:
                self._file = part
                self._send_file()
                return
        self._freeze()
        self._file = part

    def discard(self):
        """Forget what is held."""
        self._held, self._held_size = [], 0

    def finish(self, has_body=True):
        """Send the rest; returns the iterable that WSGI wants. Without `has_body` the headers are all there is."""
        if self._write is None and self._file is not None:
            return self._finish_with_file()
        if self._file is not None:
            self._send_file()
        data = self._take()
        if self.filters:
            data = self.filters.run(data, True)
        if self._frozen is not None:
            if data:
                self._emit_raw(data)
            elif self._write is None:
                self._start()
            return ()
        self._frozen = self._head(len(data) if has_body else None)
        self.sent += len(data)
        self._call_start_response()
        return (data,) if data else ()

    def mute(self):
        """Forget what is held and what will be written."""
        self.discard()
        self.muted = True

    def answer(self, head, data):
        """Answer with `head` and `data` in place of everything that was held; not after output was sent."""
        self.discard()
        if self._file is not None:
            self._file.close()
            self._file = None
        self.filters = None
        self._frozen = head
        self.sent += len(data)
        self._call_start_response()
        return (data,) if data else ()

    def let_go(self):
        """Forget the request, once everything is out."""
        self._head = self.filters = None

    # ----------------------------------------------------------------------------------------------------------------

    def _take(self):
        held, self._held, self._held_size = self._held, [], 0
        return held[0] if len(held) == 1 else b''.join(held)

    def _emit(self, data, last):
        if self.filters:
            data = self.filters.run(data, last)
        self._emit_raw(data)

    def _emit_raw(self, data):
        if self._write is None:
            self._start()
        if data:
            try:
                self._write(data)
            except (IOError, OSError):
                self.client_gone = True
                raise ClientGone('Write failed, client closed connection.')
            self.sent += len(data)

    def _freeze(self):
        if self._frozen is None:
            self._frozen = self._head(None)

    def _start(self):
        self._freeze()
        self._write = self._call_start_response()

    def _call_start_response(self):
        status, headers = self._frozen
        for name, value in headers:
            if not (name in _USUAL or _NAME.match(name)) or _CONTROL.search(value):
                raise HeaderRefused('Response header %r contains invalid characters, aborting request' % name)
        return self._start_response(status, headers)

    def _send_file(self):
        part, self._file = self._file, None
        try:
            for block in part:
                self._emit(block, False)
                self.sent -= len(block)     # counted before
        finally:
            part.close()

    def _finish_with_file(self):
        """The file is all there is: the server may send it in its own way."""
        part, self._file = self._file, None
        if not any(name.lower() == 'content-length' for name, _ in self._frozen[1]):
            self._frozen[1].append(('Content-Length', str(part.length)))
        self._call_start_response()
        if self._wrapper is not None and part.is_whole:
            return self._wrapper(part.handle, _BLOCK)
        return part


class FilePart(object):
    """`length` bytes of an open file from `start` on, as an iterable of blocks that closes the file."""

    def __init__(self, handle, start, length, is_whole):
        self.handle = handle
        self.length = length
        self.is_whole = is_whole        # to the very end: wsgi.file_wrapper knows no length
        handle.seek(start)

    def __iter__(self):
        left = self.length
        while left > 0:
            block = self.handle.read(min(left, _BLOCK))
            if not block:
                break
            left -= len(block)
            yield block

    def close(self):
        """Close the file."""
        self.handle.close()
