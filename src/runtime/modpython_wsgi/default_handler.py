"""What Apache's default handler does with a request no Python handler answered: it sends the file.

Used where a handler declines and in mounts that only guard files (server/core.c, default_handler). The address has
passed Apache's access control before any Python ran, so no file is sent that Apache would have kept back.
"""
from __future__ import absolute_import

from . import byteranges, constants, facts


def serve(request):
    """Answer with the file the request names; returns a result like a handler's."""
    if request.can_be_handed_back():
        request.redirect_internally(request.configuration.decline_prefix + facts.escaped(request.uri))
        return constants.DONE
    if request.method_number not in (constants.M_GET, constants.M_POST):
        return _other_method(request)
    if request.finfo.filetype != constants.APR_REG or request.path_info:
        return constants.HTTP_NOT_FOUND
    try:
        handle = open(request.filename, 'rb')
    except (IOError, OSError):
        return constants.HTTP_FORBIDDEN
    return _send(request, handle)


def _other_method(request):
    request.allow_methods(['GET', 'POST', 'OPTIONS'], 1)
    if request.method_number == constants.M_OPTIONS:
        request.headers_out['Allow'] = request.allow_header()
        return constants.OK
    known = request.method_number != constants.M_INVALID
    return constants.HTTP_METHOD_NOT_ALLOWED if known else constants.HTTP_NOT_IMPLEMENTED


def _send(request, handle):
    headers, size = request.headers_out, request.finfo.size
    request.update_mtime(request.finfo._mtime_exact)
    request.set_last_modified()
    request.set_etag()
    headers['Accept-Ranges'] = 'bytes'
    verdict = request.meets_conditions()
    if verdict != constants.OK:
        handle.close()
        return verdict
    # Apache cuts behind the filters, where the size of the whole is not known here.
    part = None if request.output.filters else byteranges.requested_part(request, size)
    if part is not None and not part[1]:
        handle.close()
        return constants.HTTP_RANGE_NOT_SATISFIABLE
    start, length = part or (0, size)
    if part is not None:
        byteranges.note_part(request, start, length, size)
    if not request.output.queued:       # else the file comes behind what the handler has written
        headers['Content-Length'] = str(length)
    request.send_file(handle, start, length)
    return constants.OK
