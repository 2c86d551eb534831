"""Python filters: outputfilter(filter) and inputfilter(filter) on what Python handlers write and read.

A filter is called once for each piece of data (a "brigade" of Apache: one flush of the handler), with a new filter
object each time; filter.read() then gives the piece, '' at its end and None at the end of everything
(src/filterobject.c). Unlike 3.5, filter.write() copies what it is given.
"""
from __future__ import absolute_import

from .calling import call_filter
from .errors import SERVER_RETURN, Unsupported
from .hlist import parse_handler
from .member import integer
from .text import to_bytes

_BLOCK = 8192           # what Apache asks an input filter for at a time (HUGE_STRING_LEN)


class Filter(object):
    """The object a filter function is given. closed, name, req, is_input, handler, dir, softspace."""

    c_name = 'mp_filter'

    def __init__(self, stage, source, request):
        self._stage = stage
        self._source = source           # the Piece to read from
        self._written = []
        self.req = request
        self.closed = 0
        self.name = stage.name
        self.is_input = int(stage.is_input)
        self.handler = stage.handler.text
        self.dir = stage.handler.directory
        self.softspace = 0

    def read(self, length=-1):
        """Up to `length` bytes; b'' when there are no more now, None when there will be no more."""
        self._check_open()
        return self._source.take(integer(length), False)

    def readline(self, length=-1):
        """Up to the end of a line."""
        self._check_open()
        return self._source.take(integer(length), True)

    def write(self, data):
        """Pass data on to the next filter."""
        self._check_open()
        self._written.append(to_bytes(data))

    def flush(self):
        """Does nothing: what was written goes on when the function returns."""

    def close(self):
        """Tell that nothing will be written any more."""
        self.closed = 1

    def pass_on(self):
        """Pass on unchanged what is to be read."""
        self._written.append(self._source.rest())

    def disable(self):
        """Take this filter out: what follows passes unchanged."""
        self._stage.transparent = True

    def _check_open(self):
        if self.closed:
            raise ValueError('I/O operation on closed filter')

    def output(self):
        """What was written."""
        return b''.join(self._written)


class Piece(object):
    """Data for an output filter; `last` if the end of everything follows it."""

    def __init__(self, data, last):
        self._data = data
        self._last = last

    def take(self, length, line):
        """See Filter.read(); `line` ends at a line feed."""
        if not self._data:
            ended, self._last = self._last, False
            return None if ended else b''
        end = len(self._data) if length < 0 else length
        if line and b'\n' in self._data[:end]:
            end = self._data.index(b'\n') + 1
        taken, self._data = self._data[:end], self._data[end:]
        return taken

    def rest(self):
        """All that is left."""
        rest, self._data = self._data, b''
        return rest


class InputPiece(object):
    """Data for an input filter: each read asks the client (or the filter before) for more."""

    def __init__(self, source):
        self._source = source
        self.ended = False
        self.used = False

    def take(self, length, line):
        """See Filter.read()."""
        self.used = True
        size = _BLOCK if length < 0 else length
        data = self._source.readline(size) if line else self._source.read(size)
        if not data and size:
            self.ended = True
            return None
        return data

    def rest(self):
        """The next block."""
        return self.take(-1, False) or b''


class Stage(object):
    """One filter of a chain, for the length of a request."""

    def __init__(self, name, handler, is_input):
        self.name = name
        self.handler = handler
        self.is_input = is_input
        self.transparent = False

    def run(self, request, source):
        """Call the filter; returns what it wrote."""
        made = Filter(self, source, request)
        try:
            call_filter(request, self.handler, made)
        except SERVER_RETURN as ended:
            if len(ended.args) == 2 and ended.args[1]:
                request.status = ended.args[1]
        return made.output()


class OutputChain(object):
    """The output filters of a request, in order."""

    def __init__(self, request, stages):
        self._request = request
        self.stages = stages

    def run(self, data, last):
        """What becomes of `data`; `last` if nothing follows."""
        for stage in self.stages:
            if not stage.transparent and (data or last):
                data = stage.run(self._request, Piece(data, last))
        return data


class FilteredInput(object):
    """The body of a request behind an input filter, with the interface of body.BoundedInput."""

    def __init__(self, request, stage, source):
        self._request = request
        self._stage = stage
        self._source = source
        self._ready = b''
        self._ended = False

    @property
    def taken(self):
        """Bytes read from the client."""
        return self._source.taken

    def _more(self):
        if self._stage.transparent:
            data = self._source.read(_BLOCK)
            self._ended = not data
        else:
            piece = InputPiece(self._source)
            data = self._stage.run(self._request, piece)
            # A filter that neither reads nor writes would be asked for ever.
            self._ended = piece.ended or not (data or piece.used or self._stage.transparent)
        self._ready += data

    def read(self, length=-1):
        """See Body.read()."""
        while not self._ended and (length < 0 or len(self._ready) < length):
            self._more()
        return self._cut(len(self._ready) if length < 0 else length)

    def readline(self, length=-1):
        """See Body.readline()."""
        while not self._ended and b'\n' not in self._ready and (length < 0 or len(self._ready) < length):
            self._more()
        end = self._ready.find(b'\n') + 1 or len(self._ready)
        return self._cut(end if length < 0 else min(end, length))

    def _cut(self, end):
        taken, self._ready = self._ready[:end], self._ready[end:]
        return taken


class FilterUse(object):
    """The part of a request object that has to do with filters."""

    _input_stages = _own_filters = None

    def register_input_filter(self, name, handler, directory=None):
        """Make `handler` ('module::object', or a callable as in 3.3.1) known as an input filter of this request."""
        self._register(name, handler, directory)

    register_output_filter = register_input_filter

    def _register(self, name, handler, directory):
        if self._own_filters is None:
            self._own_filters = {}
        self._own_filters[name.lower()] = parse_handler(handler, directory or self.configuration.directory)

    def add_input_filter(self, name):
        """Put the filter called `name` behind those the body passes."""
        if self._input is not None:
            raise Unsupported('request.add_input_filter', 'the body is being read already')
        self._input_stages = self.input_stages() + [self.stage(name.lower(), True)]

    def add_output_filter(self, name):
        """Put the filter called `name` behind those the answer passes."""
        if self.output.filters is None:
            self.output.filters = OutputChain(self, [])
        self.output.filters.stages.append(self.stage(name.lower(), False))

    def input_stages(self):
        """Input filters of this request."""
        if self._input_stages is None:
            names = self.configuration.filters_for(self.configuration.input_filters, self._mapping[0])
            self._input_stages = [self.stage(name, True) for name in names]
        return self._input_stages

    def filtered_input(self, source):
        """`source` behind the input filters."""
        for stage in self.input_stages():
            source = FilteredInput(self, stage, source)
        return source

    def stage(self, name, is_input):
        """A Stage for the filter called `name`. Filters of Apache's own are not to be had under WSGI."""
        handler = (self._own_filters or {}).get(name) or self.configuration.filters.get(name)
        if handler is None:
            raise Unsupported('the filter %s' % name.upper(), "only Python filters can be added by a WSGI application; "
                              'use SetOutputFilter or SetInputFilter in the configuration for those of Apache')
        return Stage(name, handler, is_input)
