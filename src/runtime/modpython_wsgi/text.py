"""Native strings: what mod_python's C code took and gave as `char *`, on Python 2 and 3.

The native string is `str` on both: bytes on Python 2, text decoded as ISO-8859-1 on Python 3 (mod_python 3.5,
MP_ANYSTR_AS_STR in mod_python.h; PEP 3333 uses the same rule).
"""
import os
import sys

PY2 = sys.version_info[0] == 2

#: What may stand for a string.
TEXT_TYPES = (str, unicode) if PY2 else (str, bytes)                                              # noqa: F821


def native(value):
    """`value` (str, bytes or unicode) as a native string.

    Anything else, and text that ISO-8859-1 cannot express, is a TypeError. Like any C string it ends at a NUL.
    """
    if isinstance(value, str):
        if not PY2:
            _check_latin1(value)
        value = str.__str__(value)
    elif isinstance(value, bytes):
        value = value.decode('latin-1')
    elif PY2 and isinstance(value, unicode):                                                      # noqa: F821
        value = _encode_latin1(value)
    else:
        raise TypeError('not an ISO-8859-1 string')
    return value if '\0' not in value else value[:value.index('\0')]


def number(text, default=None):
    """The number `text` stands for if it is nothing but digits, else `default`. What clients send is never trusted."""
    try:
        return int(text) if text.isdigit() else default
    except ValueError:                  # superscripts are digits to Python 3
        return default


def _encode_latin1(value):
    try:
        return value.encode('latin-1')
    except UnicodeEncodeError:
        raise TypeError('not an ISO-8859-1 string')


def _check_latin1(value):
    # ASCII is the common case and costs nothing to tell (a flag of the string from Python 3.7 on).
    if not (hasattr(value, 'isascii') and value.isascii()):
        _encode_latin1(value)


if PY2:
    def to_bytes(data):
        """What req.write() sends for `data` on Python 2: strings and buffers as they are, unicode if it is ASCII.

        Everything else is a TypeError, non-ASCII unicode an UnicodeEncodeError (format "s#" of PyArg_ParseTuple).
        """
        if isinstance(data, str):
            return data
        if isinstance(data, unicode):                                                             # noqa: F821
            return data.encode('ascii')
        if isinstance(data, memoryview):
            return data.tobytes()
        try:
            return bytes(buffer(data))                                                            # noqa: F821
        except TypeError:
            kind = 'None' if data is None else type(data).__name__
            raise TypeError('argument 1 must be string or read-only buffer, not %s' % kind)

    def file_path(name):
        """The path that stands for the native string `name`."""
        return name
else:
    def to_bytes(data):
        """What req.write() sends for `data` on Python 3: bytes as they are, text as UTF-8 (format "s#").

        Bytes of a form that are no UTF-8 came in as lone surrogates (see query.py), and go out as what they were.
        Everything else is a TypeError.
        """
        if isinstance(data, str):
            return data.encode('utf-8', 'surrogateescape')
        if isinstance(data, (bytes, bytearray, memoryview)):
            return bytes(data)
        raise TypeError('argument 1 must be string or read-only buffer, not %s' % type(data).__name__)

    def file_path(name):
        """The path that stands for the native string `name`, whose characters are the bytes of the file's name."""
        return os.fsdecode(name.encode('latin-1'))
