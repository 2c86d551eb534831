"""What Apache's default handler does with a request no Python handler answered: it sends the file.

Used where a handler declines and in mounts that only guard files (server/core.c, default_handler). The address has
passed Apache's access control before any Python ran, so no file is sent that Apache would have kept back.
"""
from __future__ import absolute_import

import os

from . import byteranges, constants, facts
from .configuration import CONTENT_PHASE

#: Source code. mod_python 3.5 looked for no file behind the address of a <Location>, 3.3.1 sent these like any other:
#: nobody meant to show them, so below a <Location> they stay unseen.
_SOURCES = ('.py', '.pyc', '.pyo', '.psp')


def serve(request):
    """Answer with the file the request names; returns a result like a handler's."""
    if request.can_be_handed_back():
        request.redirect_internally(request.configuration.decline_prefix + facts.escaped(request.uri))
        return constants.DONE
    if request.method_number not in (constants.M_GET, constants.M_POST):
        return _other_method(request)
    if request.finfo.filetype != constants.APR_REG or request.path_info:
        return _no_file(request)
    if _is_hidden_source(request):
        return constants.HTTP_NOT_FOUND
    if not os.access(request.filename, os.R_OK):
        return constants.HTTP_FORBIDDEN
    return _send(request)


def _is_hidden_source(request):
    configuration = request.configuration
    if configuration.location is None or CONTENT_PHASE not in configuration.by_phase:
        return False
    return request.filename.lower().endswith(_SOURCES)


def _no_file(request):
    """Of a folder that Python only guards mod_autoindex would say 403; lists of folders are not made here."""
    guards_only = CONTENT_PHASE not in request.configuration.by_phase
    if guards_only and request.finfo.filetype == constants.APR_DIR and not request.path_info:
        return constants.HTTP_FORBIDDEN
    return constants.HTTP_NOT_FOUND


def _other_method(request):
    request.allow_methods(['GET', 'POST', 'OPTIONS'], 1)
    if request.method_number == constants.M_OPTIONS:
        request.headers_out['Allow'] = request.allow_header()
        return constants.OK
    known = request.method_number != constants.M_INVALID
    return constants.HTTP_METHOD_NOT_ALLOWED if known else constants.HTTP_NOT_IMPLEMENTED


def _send(request):
    """Send the file, or the parts of it that are asked for."""
    size = request.finfo.size
    request.update_mtime(request.finfo._mtime_exact)
    request.set_last_modified()
    request.set_etag()
    request.headers_out['Accept-Ranges'] = 'bytes'
    verdict = request.meets_conditions()
    if verdict == constants.HTTP_PRECONDITION_FAILED:
        request.status = verdict        # Apache 2.4 makes no page for it (core.c, default_handler)
        request.set_content_length(0)
        return constants.OK
    if verdict != constants.OK:
        return verdict
    # Apache cuts behind the filters and behind what the handler has written: how much that is, is not known here.
    is_all = not request.output.filters and not request.output.queued
    parts = byteranges.requested_parts(request, size) if is_all else None
    if parts is None:
        parts, around = [(0, size)], [b'', b'']
    elif parts:
        around = byteranges.head_of_parts(request, parts, size)
    else:
        return constants.HTTP_RANGE_NOT_SATISFIABLE
    if not request.output.queued:
        total = sum(length for _, length in parts) + sum(len(text) for text in around)
        request.headers_out['Content-Length'] = str(total)
    for text, (start, length) in zip(around, parts):
        request.output.write(text, False)
        request.send_file(open(request.filename, 'rb'), start, length)
    if around[-1]:                      # behind a file that ends the answer nothing is written: the server sends it itself
        request.output.write(around[-1], False)
    return constants.OK
