"""Status lines, and the pages Apache 2.4 makes up for errors and redirects.

The texts are Apache's, byte for byte: modules/http/http_protocol.c, status_lines and get_canned_error_string.
"""
from __future__ import absolute_import

import re

_CONTROL = re.compile('[\\0-\\x1f\\x7f]')

_REASONS = {
    100: 'Continue', 101: 'Switching Protocols', 102: 'Processing', 103: 'Early Hints',
    200: 'OK', 201: 'Created', 202: 'Accepted', 203: 'Non-Authoritative Information', 204: 'No Content',
    205: 'Reset Content', 206: 'Partial Content', 207: 'Multi-Status', 208: 'Already Reported', 226: 'IM Used',
    300: 'Multiple Choices', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified',
    305: 'Use Proxy', 307: 'Temporary Redirect', 308: 'Permanent Redirect',
    400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found',
    405: 'Method Not Allowed', 406: 'Not Acceptable', 407: 'Proxy Authentication Required', 408: 'Request Timeout',
    409: 'Conflict', 410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Request Entity Too Large',
    414: 'Request-URI Too Long', 415: 'Unsupported Media Type', 416: 'Requested Range Not Satisfiable',
    417: 'Expectation Failed', 421: 'Misdirected Request', 422: 'Unprocessable Entity',
    423: 'Locked', 424: 'Failed Dependency', 426: 'Upgrade Required', 428: 'Precondition Required',
    429: 'Too Many Requests', 431: 'Request Header Fields Too Large', 451: 'Unavailable For Legal Reasons',
    500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable',
    504: 'Gateway Timeout', 505: 'HTTP Version Not Supported', 506: 'Variant Also Negotiates',
    507: 'Insufficient Storage', 508: 'Loop Detected', 510: 'Not Extended', 511: 'Network Authentication Required',
}

_LINES = dict((status, '%d %s' % (status, reason)) for status, reason in _REASONS.items())

_MOVED = '<p>The document has moved <a href="%(location)s">here</a>.</p>\n'
_INTERNAL = ('<p>The server encountered an internal error or\nmisconfiguration and was unable to complete\n'
             'your request.</p>\n<p>Please contact the server administrator at \n %(admin)s to inform them of the time '
             'this error occurred,\n and the actions you performed just before this error.</p>\n'
             '<p>More information about this error may be available\nin the server error log.</p>\n')
_LOGIN = ("<p>This server could not verify that you\nare authorized to access the document\n"
          "requested.  Either you supplied the wrong\ncredentials (e.g., bad password), or your\n"
          "browser doesn't understand how to supply\nthe credentials required.</p>\n")

_TEXTS = {
    300: '',
    301: _MOVED, 302: _MOVED, 307: _MOVED, 308: _MOVED,
    303: '<p>The answer to your request is located <a href="%(location)s">here</a>.</p>\n',
    305: ('<p>This resource is only accessible through the proxy\n<br />\nYou will need to configure your client to '
          'use that proxy.</p>\n'),
    400: '<p>Your browser sent a request that this server could not understand.<br />\n</p>\n',
    401: _LOGIN, 407: _LOGIN,
    403: "<p>You don't have permission to access this resource.</p>\n",
    404: '<p>The requested URL was not found on this server.</p>\n',
    405: '<p>The requested method %(method)s is not allowed for this URL.</p>\n',
    406: '<p>An appropriate representation of the requested resource could not be found on this server.</p>\n',
    408: '<p>Server timeout waiting for the HTTP request from the client.</p>\n',
    410: ('<p>The requested resource is no longer available on this server and there is no forwarding address.\n'
          'Please remove all references to this resource.</p>\n'),
    411: '<p>A request of the requested method %(method)s requires a valid Content-length.<br />\n</p>\n',
    412: '<p>The precondition on the request for this URL evaluated to false.</p>\n',
    413: ('The requested resource does not allow request data with %(method)s requests, or the amount of data '
          'provided in\nthe request exceeds the capacity limit.\n'),
    414: "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n</p>\n",
    415: '<p>The supplied request data is not in a format\nacceptable for processing by this resource.</p>\n',
    416: ('<p>None of the range-specifier values in the Range\nrequest-header field overlap the current extent\n'
          'of the selected resource.</p>\n'),
    417: ('<p>No expectation was seen, the Expect request-header \nfield was not presented by the client.\n'
          '</p><p>Only the 100-continue expectation is supported.</p>\n'),
    421: ('<p>The client needs a new connection for this\nrequest as the requested host name does not match\n'
          'the Server Name Indication (SNI) in use for this\nconnection.</p>\n'),
    422: ('<p>The server understands the media type of the\nrequest entity, but was unable to process the\n'
          'contained instructions.</p>\n'),
    423: ('<p>The requested resource is currently locked.\nThe lock must be released or proper identification\n'
          'given before the method can be applied.</p>\n'),
    424: ('<p>The method could not be performed on the resource\nbecause the requested action depended on another\n'
          'action and that other action failed.</p>\n'),
    426: ("<p>The requested resource can only be retrieved\nusing SSL.  The server is willing to upgrade the current\n"
          "connection to SSL, but your client doesn't support it.\nEither upgrade your client, or try requesting the "
          "page\nusing https://\n"),
    428: '<p>The request is required to be conditional.</p>\n',
    429: '<p>The user has sent too many requests\nin a given amount of time.</p>\n',
    431: '<p>The server refused this request because\nthe request header fields are too large.</p>\n',
    451: '<p>Access to this URL has been denied for legal reasons.<br />\n</p>\n',
    501: '<p>%(method)s not supported for current URL.<br />\n</p>\n',
    502: ('<p>The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n</p>\n'),
    503: ('<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\n'
          'problems. Please try again later.</p>\n'),
    504: '<p>The gateway did not receive a timely response\nfrom the upstream server or application.</p>\n',
    506: ('<p>A variant for the requested resource\n<pre>\n\n</pre>\nis itself a negotiable resource. '
          'This indicates a configuration error.</p>\n'),
    507: ('<p>The method could not be performed on the resource\nbecause the server is unable to store the\n'
          'representation needed to successfully complete the\nrequest.  There is insufficient free space left in\n'
          'your storage allocation.</p>\n'),
    508: '<p>The server terminated an operation because\nit encountered an infinite loop.</p>\n',
    510: '<p>A mandatory extension policy in the request is not\naccepted by the server for this resource.</p>\n',
    511: '<p>The client needs to authenticate to gain\nnetwork access.</p>\n',
}

_ALSO = ('<p>Additionally, a %s\nerror was encountered while trying to use an ErrorDocument to handle the '
         'request.</p>\n')

_PAGE = ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n'
         '<title>%s</title>\n</head><body>\n<h1>%s</h1>\n%s%s</body></html>\n')

#: Content type of the pages Apache makes up.
PAGE_TYPE = 'text/html; charset=iso-8859-1'


def is_valid(status):
    """True for a number Apache takes as a status (ap_is_HTTP_VALID_RESPONSE)."""
    return 100 <= status < 600


def status_line(status, given=None):
    """'404 Not Found'. `given` (req.status_line) is taken if it begins with the same number and is one line.

    A number Apache has no words for, valid or not, becomes an internal error (ap_get_status_line).
    """
    if not given and status in _LINES:
        return _LINES[status]
    if given and given[:4] == '%d ' % status and _CONTROL.search(given) is None:
        return given
    return _LINES.get(status) or _LINES[500]


def escape(text):
    """`text` for HTML, with the characters Apache replaces (ap_escape_html)."""
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def page(line, method, location, admin, signature='', also=None):
    """The page for the status line `line`. Everything is a native string, and so is the page.

    `signature` is SERVER_SIGNATURE, empty where ServerSignature is Off; `also` the line of a second error.
    """
    text = _TEXTS.get(int(line[:3]), _INTERNAL) % {'method': escape(method), 'location': escape(location),
                                                   'admin': escape(admin)}
    if also is not None:
        text += _ALSO % also
    return _PAGE % (line, line[4:], text, '<hr>\n' + signature if signature else '')
