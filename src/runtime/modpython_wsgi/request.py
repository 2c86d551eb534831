"""The request object: what a handler gets as `req` (src/requestobject.c of mod_python, request_rec of Apache).

Members are computed from the environ when they are first read and may be set where mod_python let them be set;
any other attribute is the handler's own, and stays for the length of the request.
"""
from __future__ import absolute_import

from . import constants, environment, errordocument, facts, log, query, reply
from .access import Access
from .body import Body
from .conditions import Conditions
from .configuration import CONTENT_PHASE
from .connection import Connection
from .errors import Unsupported
from .filters import FilterUse
from .handlers import HandlerLists
from .member import Member, Missing, integer, text, text_or_none
from .output import Output
from .redirects import Redirects
from .server import Server
from .surroundings import Surroundings
from .table import table
from .text import file_path, native, to_bytes


def _environ(key, default=None):
    return lambda request: request.environ.get(key, default)


def _fact(compute):
    return lambda request: compute(request.environ)


def _constant(value):
    return lambda request: value


def _finfo_object(value):
    if getattr(type(value), 'c_name', None) != 'mp_finfo':
        raise TypeError('finfo must be a finfoobject')
    return value


def _no_proxy(value):
    if integer(value) != constants.PROXYREQ_NONE:
        raise Unsupported('request.proxyreq', 'a WSGI application cannot hand a request to mod_proxy; use ProxyPass or '
                          'RewriteRule with [P]')
    return constants.PROXYREQ_NONE


def _no_simple_reply(value):
    if integer(value):
        raise Unsupported('request.assbackwards', 'WSGI always sends a status line and headers')
    return 0


def _content_type(request):
    """mod_mime's type for the name of the file; a directory that Apache has mapped has one of its own.

    But not in a <Location>: mod_python 3.4 and later do not map its addresses, and no browser can use that type.
    """
    name = request.typed_name
    if (name or '').endswith('/') and request.environ.get('mod_wsgi.handler_script') \
            and request.finfo.filetype == constants.APR_DIR:
        return constants.DIR_MAGIC_TYPE if request.configuration.location is None else None
    return request.configuration.content_types.of(name)


class Request(Access, Body, Conditions, FilterUse, HandlerLists, Redirects, Surroundings):
    """See the module's text. Names beginning with an underscore are this package's."""

    c_name = 'mp_request'

    #: Set while the answer is made.
    skips_end = is_closed = False
    _text_encoding = None               # Python 3: what text of a page goes out in, if not UTF-8
    is_typed = False                    # mod_mime has had its turn
    #: The file's name when it had: what a content handler makes of req.filename (the publisher does) comes too late.
    typed_name = Member('typed_name', lambda request: request._mapping[0], lambda name: name)

    def __repr__(self):
        return '<%s object at 0x%x>' % (self.c_name, id(self))

    def __init__(self, configuration, environ, start_response):
        self.configuration = configuration
        self.environ = environ
        self.output = Output(self._head, start_response, environ.get('wsgi.file_wrapper'))
        self.cleanups = []
        if configuration.output_filters:
            for name in configuration.filters_for(configuration.output_filters, self._mapping[0]):
                self.add_output_filter(name)

    # The request ------------------------------------------------------------------------------------------------------

    the_request = Member('the_request', _fact(facts.the_request))
    method = Member('method', _environ('REQUEST_METHOD', 'GET'))
    method_number = Member('method_number', lambda request: facts.METHOD_NUMBERS.get(request.method,
                                                                                     constants.M_INVALID))
    header_only = Member('header_only', lambda request: int(request.method == 'HEAD'))
    protocol = Member('protocol', _environ('SERVER_PROTOCOL', 'HTTP/1.0'))
    proto_num = Member('proto_num', _fact(facts.protocol_number))
    hostname = Member('hostname', _fact(facts.hostname))
    request_time = Member('request_time', _fact(facts.request_time))
    uri = Member('uri', _fact(facts.uri), text)
    unparsed_uri = Member('unparsed_uri', _fact(facts.unparsed_uri))
    parsed_uri = Member('parsed_uri', _fact(facts.parsed_uri))
    args = Member('args', _fact(facts.args), text_or_none)
    _mapping = Member('mapping', _fact(facts.mapping))
    filename = Member('filename', lambda request: request._mapping[0], text)
    canonical_filename = Member('canonical_filename', lambda request: request._mapping[0], text)
    path_info = Member('path_info', lambda request: request._mapping[1], text)
    finfo = Member('finfo', lambda request: facts.file_information(request._mapping[0]), _finfo_object)
    headers_in = Member('headers_in', _fact(facts.headers_in))
    subprocess_env = Member('subprocess_env', lambda request: environment.variables(request.environ,
                                                                                    request._option_keys()))
    notes = Member('notes', lambda request: table({'python_init_ran': '1'}))
    useragent_ip = Member('useragent_ip', _environ('REMOTE_ADDR'))
    useragent_addr = Member('useragent_addr', lambda request: request.connection.client_addr)
    range = Member('range', _constant(None))
    used_path_info = Member('used_path_info', lambda request: request.configuration.path_info, integer)
    proxyreq = Member('proxyreq', _constant(constants.PROXYREQ_NONE), _no_proxy)
    connection = Member('connection', lambda request: Connection(request, request.environ))
    server = Member('server', lambda request: Server(request.configuration.server_of(request.environ),
                                                      request.environ))
    interpreter = Member('interpreter', lambda request: request.configuration.interpreter
                         or facts.interpreter(request.environ))
    main = Member('main', _constant(None))
    next = Member('next', _constant(None))
    _request_rec = Missing('request._request_rec', "there is no request_rec of Apache's in a WSGI application")

    # The answer -------------------------------------------------------------------------------------------------------

    status = Member('status', _fact(errordocument.status_of), integer)
    status_line = Member('status_line', _constant(None), text)
    headers_out = Member('headers_out', lambda request: table())
    err_headers_out = Member('err_headers_out', _fact(errordocument.headers_of))
    content_encoding = Member('content_encoding', _constant(None))
    content_languages = Member('content_languages', _constant(()))
    vlist_validator = Member('vlist_validator', _constant(None))
    no_cache = Member('no_cache', _constant(0), integer)
    no_local_copy = Member('no_local_copy', _constant(0), integer)
    chunked = Member('chunked', _constant(0), integer)
    assbackwards = Member('assbackwards', _constant(0), _no_simple_reply)
    allowed_xmethods = Member('allowed_xmethods', _constant(()))
    handler = Member('handler', lambda request: request.configuration.handler if CONTENT_PHASE in
                     request.configuration.by_phase else None, text_or_none)
    _content_type_set = 0
    clength = 0
    eos_sent = 0
    _mime_type = Member('mime_type', _content_type)
    _own_type = None

    @property
    def content_type(self):
        """Type of the answer: what was set, else mod_mime's type for the file's name, else None.

        mod_mime comes late: what an access handler answers has no type but its own.
        """
        if self._content_type_set:
            return self._own_type
        return self._mime_type if self.is_typed else None

    @content_type.setter
    def content_type(self, value):
        self._own_type = native(value)
        self._content_type_set = 1

    @property
    def bytes_sent(self):
        return self.output.sent

    @property
    def sent_bodyct(self):
        return int(self.output.started)

    @property
    def _bytes_queued(self):
        return self.output.queued

    def header_pairs(self):
        """Headers of both tables, those that go with errors as well first (ap_http_header_filter)."""
        values = self.__dict__          # a table nobody has asked for need not be made
        if errordocument.HEADERS in self.environ:
            self.err_headers_out        # has headers from the start
        return [pair for key in ('_err_headers_out_', '_headers_out_') if key in values for pair in values[key].items()]

    def headers_sent(self, line):
        """Note the status line that goes out: from now on handlers see it (http_filters.c, basic_http_header)."""
        if self.status_line is None:
            self.__dict__['_status_line_'] = line

    def page_type_is(self, kind):
        """Note the content type that Apache gave the answer, None for an answer without a body."""
        self._own_type, self._content_type_set = kind, 1

    def page_sent(self, line, kind):
        """Note that Apache's own page is the answer, for the log handlers: the headers that went out with it are in
        headers_out (ap_send_error_response).
        """
        self.headers_sent(line)
        self.page_type_is(kind)
        values = self.__dict__
        values['_headers_out_'], values['_err_headers_out_'] = self.err_headers_out, table()

    def write(self, data, flush=1):
        """Send data: bytes, or text (ASCII on Python 2, UTF-8 on Python 3).

        With `flush` the headers go out now; without, up to 8000 bytes are held back. TypeError for other types,
        IOError if the client is gone.
        """
        if self._text_encoding and isinstance(data, str):
            data = query.text_bytes(data, self._text_encoding)
        self.output.write(to_bytes(data), flush)

    def flush(self):
        """Send what is held back, headers first."""
        self.output.flush()

    def sendfile(self, path, offset=0, length=-1):
        """Send a part of a file (by default all of it); returns the number of bytes. IOError if it cannot be read."""
        path, offset, length = native(path), integer(offset), integer(length)
        try:
            handle = open(file_path(path), 'rb')
            handle.seek(0, 2)
        except (IOError, OSError):
            raise IOError('Could not stat file for reading')
        size = max(handle.tell() - offset, 0)
        length = size if length < 0 else min(length, size)
        reply.send_file(self, handle, offset, length)
        return length

    def send_file(self, handle, start, length):
        """Send a part of an open file, which is closed afterwards."""
        reply.send_file(self, handle, start, length)

    def set_content_length(self, length):
        """Set Content-Length."""
        self.clength = integer(length)
        self.headers_out['Content-Length'] = str(self.clength)

    def send_http_header(self):
        """Does nothing, as since Apache 2."""

    def _head(self, length):
        return reply.head(self, length)

    # Logging and the end ----------------------------------------------------------------------------------------------

    @property
    def error_stream(self):
        """wsgi.errors."""
        return self.environ['wsgi.errors']

    @property
    def log_threshold(self):
        """LogLevel of the server, None if it is not known."""
        return self.configuration.log_threshold

    @property
    def client_gone(self):
        """True after a write has failed."""
        return self.output.client_gone

    @property
    def is_daemon(self):
        """True in a daemon process of mod_wsgi."""
        return facts.in_daemon(self.environ)

    def can_be_handed_back(self):
        """True if Apache can be asked to answer without Python (see `decline_prefix` of entry.Mount).

        Not when a handler has set headers for a file: mod_wsgi would lose them.
        """
        if not self.configuration.decline_prefix or not self.is_daemon or self.output.queued:
            return False
        return not self.header_pairs() or self.finfo.filetype != constants.APR_REG

    def log_error(self, message, level=0):
        """Write to the error log. `level` is one of apache.APLOG_*."""
        log.write(self.error_stream, message, level, self.log_threshold)

    def register_cleanup(self, function, data=None):
        """Call function(data) when the answer is out. A tuple is spread over the arguments, as in mod_python."""
        if not callable(function):
            raise ValueError('first argument must be a callable object')
        self.cleanups.append((function, data))

    def let_go(self):
        """Break the circles this object is in, when all is done.

        It and what hangs on it, a form with its files, then go at once and not with a garbage collection to come.
        """
        self.output.let_go()
        self.__dict__.pop('_connection_', None)


# The name that error messages give it.
Request.__name__ = Request.c_name
