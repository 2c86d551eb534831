"""Parts of an answer: what the Range header of a request asks for (modules/http/byterange_filter.c).

Apache cuts parts out of every answer it has in one piece, a file or what a handler wrote and did not flush. It does so
behind WSGI applications only where they send files, so what was held back is cut here. An answer in several parts
(multipart/byteranges) is none of ours: who asks for several gets the whole.
"""
from __future__ import absolute_import

import re

from . import constants
from .conditions import range_allowed

_ONE_RANGE = re.compile(r'bytes=\s*(\d*)\s*-\s*(\d*)\s*$')


def requested_part(request, size):
    """(start, length) of what a Range header asks for, the length being 0 if none of the `size` bytes is.

    None for the whole: without the header, of an empty file, and where it asks for several parts or makes no sense.
    """
    match = _ONE_RANGE.match(request.headers_in.get('Range', ''))
    if size == 0 or match is None or match.groups() == ('', ''):
        return None
    if request.status != constants.HTTP_OK or not range_allowed(request):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return start, max(end - start + 1, 0)


def note_part(request, start, length, size):
    """Make the answer one of a part: its status and Content-Range."""
    request.status = constants.HTTP_PARTIAL_CONTENT
    request.headers_out['Content-Range'] = 'bytes %d-%d/%d' % (start, start + length - 1, size)


def cut_held(request):
    """Cut the part that is asked for out of what the handlers wrote, if all of it is held back; returns a result."""
    size = request.output.held_size
    if not size or 'Content-Range' in request.headers_out:
        return constants.OK
    part = requested_part(request, size)
    if part is None:
        return constants.OK
    if not part[1]:
        return constants.HTTP_RANGE_NOT_SATISFIABLE
    request.output.cut(*part)
    note_part(request, part[0], part[1], size)
    return constants.OK
