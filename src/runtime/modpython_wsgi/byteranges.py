"""Parts of an answer: what the Range header of a request asks for (modules/http/byterange_filter.c of Apache 2.4).

Apache cuts parts out of every answer it has in one piece, a file or what a handler wrote and did not flush. It does so
behind WSGI applications only where they send files, so what was held back is cut here.
"""
from __future__ import absolute_import

import binascii
import os
import re

from . import constants
from .conditions import range_allowed

_RANGE = re.compile(r'(\d{0,18})-(\d{0,18})$')
_MOST = 200             # MaxRanges
_MOST_MERGED = 20       # MaxRangeOverlaps, MaxRangeReversals


def requested_parts(request, size):
    """[(start, length), ...] of what a Range header asks for, empty if none of it is among the `size` bytes.

    None for the whole: without the header, of an empty file, and where it makes no sense or asks for too much.
    """
    asked = request.headers_in.get('Range') or request.headers_in.get('Request-Range') or ''
    if size == 0 or asked[:6].lower() != 'bytes=' or request.status != constants.HTTP_OK:
        return None
    words = asked[6:].split(',')
    if len(words) > _MOST or 'Content-Range' in request.headers_out or not range_allowed(request):
        return None
    ranges = _read(words, size)
    if not ranges:
        return ranges
    merged = _merged(ranges)
    if merged is None or sum(end - start + 1 for start, end in merged) > size:
        return None
    return [(start, end - start + 1) for start, end in merged]


def _read(words, size):
    """[(first byte, last byte), ...] of those words that ask for bytes that are there; None if one is malformed."""
    found = []
    for word in words:
        if not word:
            break                       # what is behind an empty one does not count
        match = _RANGE.match(word)
        first, last = match.groups() if match else ('', '')
        if not first:
            if not last or int(last) < 1:
                return None
            found.append((max(size - int(last), 0), size - 1))
            continue
        if last and int(first) > int(last):
            return None
        if int(first) == 0 and not last:
            return [(0, size - 1)]      # the whole, whatever else is asked for
        if int(first) < size:
            found.append((int(first), min(int(last), size - 1) if last else size - 1))
    return found


def _merged(ranges):
    """`ranges` with those made one that overlap or touch the one before; None if too many do."""
    merged, overlaps, reversals = [ranges[0]], 0, 0
    for start, end in ranges[1:]:
        known_start, known_end = merged[-1]
        before = start < known_start and end >= known_start - 1
        behind = end >= known_end and start <= known_end + 1
        if before or behind or (start >= known_start and end <= known_end):
            overlaps, reversals = overlaps + 1, reversals + before
            merged[-1] = (start if before else known_start, end if behind else known_end)
        else:
            merged.append((start, end))
    return None if overlaps > _MOST_MERGED or reversals > _MOST_MERGED else merged


def head_of_parts(request, parts, size):
    """Make the answer one of parts; returns what goes in front of each of them, and behind the last.

    A single part has its place in a header and nothing around it.
    """
    request.status = constants.HTTP_PARTIAL_CONTENT
    if len(parts) == 1:
        request.headers_out['Content-Range'] = _place(parts[0], size)
        return [b'', b'']
    boundary = binascii.hexlify(os.urandom(8)).decode('ascii')
    kind = '\r\nContent-type: ' + request.content_type if request.content_type is not None else ''
    request.content_type = 'multipart/byteranges; boundary=' + boundary
    around = ['\r\n--%s%s\r\nContent-range: %s\r\n\r\n' % (boundary, kind, _place(part, size)) for part in parts]
    return [text.encode('latin-1') for text in around + ['\r\n--%s--\r\n' % boundary]]


def _place(part, size):
    start, length = part
    return 'bytes %d-%d/%d' % (start, start + length - 1, size)


def cut_held(request):
    """Cut the parts that are asked for out of what the handlers wrote, if all of it is held back; returns a result."""
    size = request.output.held_size
    parts = requested_parts(request, size) if size else None
    if parts is None:
        return constants.OK
    if not parts:
        return constants.HTTP_RANGE_NOT_SATISFIABLE
    request.output.cut(parts, head_of_parts(request, parts, size))
    return constants.OK
