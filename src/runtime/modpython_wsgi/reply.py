"""From a handler's result to an answer: headers, error pages, redirects, falling through to the file."""
from __future__ import absolute_import

from . import byteranges, conditions, constants, default_handler, errordocument, facts, httpdate
from .errors import HeaderRefused
from .output import FilePart
from .statuslines import PAGE_TYPE, is_valid, page, status_line

#: Statuses whose answers have no body and no headers about one (AP_STATUS_IS_HEADER_ONLY).
_HEADER_ONLY = (constants.HTTP_NO_CONTENT, constants.HTTP_NOT_MODIFIED)


def finish(request, result):
    """End the request with the dispatcher's `result`; returns the iterable of WSGI."""
    try:
        return _answer(request, result)
    except HeaderRefused as refused:
        request.log_error(str(refused))
        return _refusal(request)


def _answer(request, result):
    if result == constants.DECLINED:
        result = default_handler.serve(request)
    if request.internal_address is not None and not request.output.started:
        return _redirect_internally(request)
    if 'HTTP_RANGE' in request.environ and result in (constants.OK, constants.DONE):
        result = byteranges.cut_held(request)
    if result in (constants.OK, constants.DONE):
        return request.output.finish(has_body=request.status not in _HEADER_ONLY)
    return _error(request, result if is_valid(result) else constants.HTTP_INTERNAL_SERVER_ERROR)


# Headers ------------------------------------------------------------------------------------------------------------

def head(request, length=None):
    """(status line, headers) of the answer as the handler left it; `length` of the body if it is known.

    err_headers_out come first, then headers_out (ap_http_header_filter). The type the handler or mod_mime has set
    wins over a Content-Type in the tables.
    """
    headers, status = request.header_pairs(), request.status
    line = status_line(status, request.status_line)
    request.headers_sent(line)
    if status in _HEADER_ONLY:
        request.page_type_is(None)
        headers = _without(_for_server(request, status, headers), 'content-type', 'content-length')
        return line, headers + _expiry(request, headers)
    kind = request.content_type
    # The body of a HEAD request that was not written is no reason to contradict a length the handler has set; an
    # answer in one piece gets the length it has, whatever was set (ap_content_length_filter). Filters change it.
    known = length or (length == 0 and not request.header_only)
    if headers:
        headers = _for_server(request, status, headers)
        if kind is not None:
            headers = _without(headers, 'content-type')
        if known or request.output.filters and length is None:
            headers = _without(headers, 'content-length')
    if kind is not None:
        headers.append(('Content-Type', kind))
    headers += _expiry(request, headers)
    if known:
        headers.append(('Content-Length', str(length)))
    return line, headers


def _expiry(request, headers):
    """Expires for req.no_cache, on answers of every kind, unless the handler has set its own."""
    if not request.no_cache or any(name.lower() == 'expires' for name, _ in headers):
        return []
    return [('Expires', httpdate.write(request.request_time))]


def _without(headers, *names):
    return [pair for pair in headers if pair[0].lower() not in names]


def _for_server(request, status, headers):
    """Leave out what mod_wsgi's daemon would act upon instead of sending it.

    Apache reads a daemon's answer like that of a CGI program: `Status` is the status, and `Location` with 200 is a
    redirect (server/util_script.c, ap_scan_script_header_err_core). A client does nothing with either. Of two
    `Location` it would keep the last, clients follow the first.
    """
    unwanted = ['transfer-encoding']
    if request.is_daemon:
        unwanted.append('status')
        if status == constants.HTTP_OK:
            unwanted.append('location')
        places = [position for position, (name, _) in enumerate(headers) if name.lower() == 'location']
        headers = [pair for position, pair in enumerate(headers) if position not in places[1:]]
    return _without(headers, *unwanted)


# Errors -------------------------------------------------------------------------------------------------------------

def _error(request, status):
    """Answer with Apache's page for `status`, or with its ErrorDocument.

    Output that is held is dropped; behind output that was sent the page is appended, as Apache does.
    """
    output = request.output
    first = errordocument.status_of(request.environ)
    if first != constants.HTTP_OK:      # an error while one is explained: that one is reported (ap_die)
        status = first
    if status in _HEADER_ONLY and not output.started:
        request.status = status
        output.discard()
        return output.finish(has_body=False)
    if output.started:
        output.discard()
        request.status = status         # too late for the client, but the log handlers see it
        if status not in _HEADER_ONLY:
            output.write(_appended(request, status, first != constants.HTTP_OK), False)
            request.page_sent(status_line(status, request.status_line), PAGE_TYPE)
        return output.finish()
    request.status = status
    if first != constants.HTTP_OK:
        return _plain_error(request, status, _page(request, status, first))
    special = errordocument.find(request, status)
    if special is not None:
        return _special_document(request, status, special)
    return _plain_error(request, status, _page(request, status))


def _appended(request, status, is_explaining):
    """The page behind output that was sent: its status and headers are gone, but not what the configuration wants."""
    kind, value = (not is_explaining and errordocument.find(request, status)) or (None, None)
    if kind == 'text':
        return value
    if kind == 'file':
        return value.read()
    if kind == 'address':
        request.headers_out['Location'] = value
        return _page(request, constants.HTTP_MOVED_TEMPORARILY)
    return _page(request, status)       # that of another program or handler cannot be had any more


def _refusal(request):
    """Answer in place of one whose headers are refused: with an error, and none of them."""
    also = request.status if request.status != constants.HTTP_OK else None
    status = constants.HTTP_INTERNAL_SERVER_ERROR
    body = _page(request, status, also)
    headers = [('Content-Type', PAGE_TYPE), ('Content-Length', str(len(body)))]
    return request.output.answer((status_line(status), headers), body)


def _special_document(request, status, special):
    kind, value = special
    if kind == 'text':
        return _plain_error(request, status, value)
    if kind == 'address':
        request.status = constants.HTTP_MOVED_TEMPORARILY
        request.headers_out['Location'] = value
        return _plain_error(request, request.status, _page(request, request.status))
    if kind == 'internal':
        request.redirect_internally(value)
        return _redirect_internally(request)
    return _error_file(request, status, value)


def _plain_error(request, status, body):
    line = status_line(status, request.status_line)
    headers = _error_headers(request, status) + [('Content-Type', PAGE_TYPE), ('Content-Length', str(len(body)))]
    request.page_sent(line, PAGE_TYPE)
    return request.output.answer((line, _for_server(request, status, headers)), body)


def _error_file(request, status, document):
    """Send a file as error page: a plain file below DocumentRoot."""
    body = document.read()
    kind = request.configuration.content_types.of(document.name)
    headers = _of_error(request, status) + ([('Content-Type', kind)] if kind else [])
    headers += conditions.validators(facts.file_information(document.name), request.request_time)
    headers.append(('Content-Length', str(len(body))))
    line = status_line(status, request.status_line)
    return request.output.answer((line, _for_server(request, status, headers)), body)


def _error_headers(request, status):
    """Headers of a page that Apache makes up; with its own pages Allow goes out, with an ErrorDocument's file not."""
    headers = _of_error(request, status)
    if status in (constants.HTTP_METHOD_NOT_ALLOWED, constants.HTTP_NOT_IMPLEMENTED):
        headers = _without(headers, 'allow') + [('Allow', request.allow_header())]
    return headers


def _of_error(request, status):
    """err_headers_out, and of headers_out only a Location that belongs to the status (ap_send_error_response)."""
    headers = request.err_headers_out.items()
    if 300 <= status < 400 or status == constants.HTTP_CREATED:
        location = _location(request)
        if location:
            headers = _without(headers, 'location') + [('Location', location)]
    headers = _without(headers, 'content-type', 'content-length')
    return headers + _expiry(request, headers)


def _location(request):
    return request.headers_out.get('Location') or request.err_headers_out.get('Location') or ''


def _page(request, status, also=None):
    """Apache's page for `status`; `also` is that of the answer it could not give."""
    line = status_line(status, request.status_line)
    signature = request.environ.get('SERVER_SIGNATURE', '')
    admin = request.server.server_admin
    made = page(line, request.method, _location(request), admin, signature, also and status_line(also))
    return made if isinstance(made, bytes) else made.encode('latin-1', 'replace')


# Other ways ---------------------------------------------------------------------------------------------------------

def _redirect_internally(request):
    """Let Apache answer with another address: in a daemon, `Location` with 200 and no body is an internal redirect.

    mod_wsgi 4.9.4 keeps only WWW-Authenticate of the other headers (mod_wsgi.c, wsgi_scan_headers).
    """
    headers = _without(request.header_pairs(), 'location', 'status', 'content-type', 'content-length',
                       'transfer-encoding')
    return request.output.answer(('200 OK', headers + [('Location', request.internal_address)]), b'')


def send_file(request, handle, start, length):
    """Send a part of an open file as (the next part of) the answer."""
    handle.seek(0, 2)
    request.output.send_file(FilePart(handle, start, length, start + length >= handle.tell()))
