"""mod_python.util: forms, query strings and redirects.

`FieldStorage` is mod_python's, not the one of the old `cgi` module. The differences that sites rely on:

- the fields of the query string always come first; the body is read for POST only;
- a value is a `StringField`, which is a str (with .value, .name, .filename ...); only uploads are `Field` objects;
- `form[name]` is one field or a list of fields; `form.get` needs a default; `form.items()` keeps the order;
- a POST without Content-Length is refused with 411, a body that is no form (JSON, say) with 501.

The body is consumed: a second FieldStorage of the same request has the query string only. Handlers that share a form
keep it as `req.form`, as the publisher does.

Python 3: names and values are str, decoded as UTF-8 (bytes that are not UTF-8 become surrogates, see `query`);
the content of an upload stays bytes.

Source: mod_python 3.3.1, lib/python/mod_python/util.py, and its documentation, "util - Miscellaneous Utilities".
"""
from __future__ import absolute_import

import io
import tempfile

from modpython_wsgi import apache
from modpython_wsgi.binding import apply_fs_data
from modpython_wsgi.fields import Field, FieldList, StringField
from modpython_wsgi.multipart import MultipartReader, boundary_of
from modpython_wsgi.query import count_pairs, form_text, parse_qs, parse_qsl

__all__ = ['Field', 'FieldList', 'FieldStorage', 'StringField', 'apply_fs_data', 'parse_header', 'parse_qs',
           'parse_qsl', 'redirect']

#: Most fields in a urlencoded body; more are refused with 413. Each costs memory and a place in a table that an
#: attacker can make slow.
MAX_FIELDS = 10000
#: Most bytes of a form that are kept in memory, uploaded files not counted; more are refused with 413.
MAX_BYTES_IN_MEMORY = 64 * 1024 * 1024


class FieldStorage:
    """The form of a request. See the module's text for what is special about it.

    `keep_blank_values` keeps fields without a value. `strict_parsing` never had a meaning.
    `file_callback(filename)` and `field_callback()` may return an open file for an upload, or a plain field of a
    multipart form, to be written to; by default uploads go to a nameless temporary file.

    Raises SERVER_RETURN with 411 (no length), 501 (not a form), 400 (malformed multipart body) or 413 (beyond the
    limits of this module and of `multipart`).
    """

    def __init__(self, req, keep_blank_values=0, strict_parsing=0, file_callback=None, field_callback=None):
        self.list = FieldList()
        if req.args:
            self._add_pairs(req.args, keep_blank_values)
        if req.method == 'POST':
            self._read_body(req, keep_blank_values, file_callback, field_callback)

    def _read_body(self, req, keep_blank_values, file_callback, field_callback):
        try:
            length = int(req.headers_in['content-length'])
        except (KeyError, ValueError):
            raise apache.SERVER_RETURN(apache.HTTP_LENGTH_REQUIRED)
        content_type = req.headers_in.get('content-type', 'application/x-www-form-urlencoded')
        if content_type.startswith('application/x-www-form-urlencoded'):
            self._read_urlencoded(req, length, keep_blank_values)
        elif content_type.startswith('multipart/'):
            self._read_multipart(MultipartReader(req.read, boundary_of(content_type)), file_callback, field_callback)
        else:
            raise apache.SERVER_RETURN(apache.HTTP_NOT_IMPLEMENTED)

    def _read_urlencoded(self, req, length, keep_blank_values):
        if length > MAX_BYTES_IN_MEMORY:
            raise apache.SERVER_RETURN(apache.HTTP_REQUEST_ENTITY_TOO_LARGE)
        data = req.read(length)
        if count_pairs(data) > MAX_FIELDS:
            raise apache.SERVER_RETURN(apache.HTTP_REQUEST_ENTITY_TOO_LARGE)
        self._add_pairs(data, keep_blank_values)

    def _add_pairs(self, qs, keep_blank_values):
        for name, value in parse_qsl(qs, keep_blank_values):
            self.add_field(form_text(name), form_text(value))

    def _read_multipart(self, reader, file_callback, field_callback):
        room = _Room(MAX_BYTES_IN_MEMORY)
        while True:
            headers = reader.next_part()
            if headers is None:
                return
            self.list.append(_read_part(reader, headers, file_callback, field_callback, room))

    def add_field(self, key, value):
        """Add a field behind the others, whether or not there is one of this name."""
        item = StringField(value)
        item.name = key
        self.list.append(item)

    def __setitem__(self, key, value):
        """Replace all fields of this name by one."""
        for item in self.list.table().get(key, []):
            self.list.remove_field(item)
        self.add_field(key, value)

    def __getitem__(self, key):
        """Return the field of this name, or the list of them if there are several. Raises KeyError."""
        found = self.list.table()[key]
        return found[0] if len(found) == 1 else found

    def get(self, key, default):
        """As `form[key]`, with a default, which must be given."""
        try:
            return self[key]
        except (TypeError, KeyError):
            return default

    def getfirst(self, key, default=None):
        """Return the first field of this name."""
        try:
            return self.list.table()[key][0]
        except KeyError:
            return default

    def getlist(self, key):
        """Return the list of all fields of this name; empty if there is none."""
        return self.list.table().get(key, [])

    def keys(self):
        """Return the names, each once."""
        return list(self.list.table())

    def items(self):
        """Return (name, field) for every field, in order."""
        return [(item.name, item) for item in self.list]

    def has_key(self, key):
        """Whether there is a field of this name."""
        return key in self.list.table()

    __contains__ = has_key

    def __len__(self):
        """The number of names."""
        return len(self.list.table())

    def __iter__(self):
        return iter(self.keys())

    def __repr__(self):
        return repr(self.list.table())

    def __delitem__(self, key):
        """Remove all fields of this name. Raises KeyError."""
        for value in self.list.table()[key]:
            self.list.remove_field(value)

    def clear(self):
        """Remove all fields."""
        self.list = FieldList()


class _Room(object):
    """What a form may still keep in memory."""

    def __init__(self, size):
        self._left = size

    def take(self, size):
        self._left -= size
        if self._left < 0:
            raise apache.SERVER_RETURN(apache.HTTP_REQUEST_ENTITY_TOO_LARGE)


def _read_part(reader, headers, file_callback, field_callback, room):
    """Return the Field or StringField of one part of a multipart form."""
    content_type, type_options = 'text/plain', {}
    disposition, disposition_options = None, {}
    table = apache.make_table()
    for name, value in headers:
        table.add(name, value)
        if name.lower() == b'content-disposition':
            disposition, disposition_options = parse_header(value)
        elif name.lower() == b'content-type':
            content_type, type_options = parse_header(value)
            if '/' not in content_type:
                content_type = 'application/octet-stream'  # Internet Explorer 6 sent rubbish for unknown files
    if 'filename' in disposition_options:
        field = _read_file(reader, disposition_options, file_callback)
    else:
        field = _read_value(reader, field_callback, room)
        field.name = disposition_options.get('name')
    field.type, field.type_options = content_type, type_options
    field.disposition, field.disposition_options = disposition, disposition_options
    field.headers = table
    return field


def _read_file(reader, options, file_callback):
    """A file input left empty, too, is a Field: mod_python 3.3.1 did so, 3.5.0 made a StringField of it."""
    field = Field(options.get('name'))
    field.filename = options['filename']
    field.file = file_callback(field.filename) if callable(file_callback) else tempfile.TemporaryFile('w+b')
    reader.copy_content(field.file.write)
    field.file.seek(0)
    return field


def _read_value(reader, field_callback, room):
    file = field_callback() if callable(field_callback) else io.BytesIO()

    def write(data):
        room.take(len(data))
        file.write(data)
    reader.copy_content(write)
    file.seek(0)
    field = StringField(form_text(file.read()))
    if callable(field_callback):
        field.file = file
    return field


def parse_header(line):
    """Split a header like Content-Type into its value (lower case) and a dict of its options.

    Options are split at every `;`, even within quotes; one pair of quotes is removed from a value.
    """
    parts = [part.strip() for part in form_text(line).split(';')]
    options = {}
    for part in parts[1:]:
        name, equals, value = part.partition('=')
        if equals:
            value = value.strip()
            if len(value) >= 2 and value[0] == value[-1] == '"':
                value = value[1:-1]
            options[name.strip().lower()] = value
    return parts[0].lower(), options


def redirect(req, location, permanent=0, text=None):
    """Answer with a redirect to `location` (302, or 301 if `permanent`) and end the request.

    The address goes out as it is, relative or not. `text` replaces the small page for browsers that do not follow.
    A content type set before stays. Raises SERVER_RETURN(DONE) always; IOError if something was sent already;
    TypeError if `location` is not a str.
    """
    if not isinstance(location, str):
        raise TypeError('location must be of type str')
    if req.sent_bodyct:
        raise IOError('Cannot redirect after headers have already been sent.')
    req.err_headers_out['Location'] = location
    req.status = apache.HTTP_MOVED_PERMANENTLY if permanent else apache.HTTP_MOVED_TEMPORARILY
    if text is None:
        text = '<p>The document has moved <a href="%s">here</a></p>\n' % location
    req.write(text)
    raise apache.SERVER_RETURN(apache.DONE)
