"""Query strings and urlencoded bodies, split exactly as mod_python's C code did it.

This is neither `cgi.parse_qsl` nor `urllib.parse.parse_qsl`. The differences that sites notice:

- `&` and `;` both separate pairs (newer Pythons know `&` only);
- a wrong escape (`%zz`) stays as it stands;
- `%00`, or a raw NUL, ends the name or value it is in;
- a pair is "blank" by what was sent, before decoding: `a=%00` is kept although its value is ''.

Source: mod_python 3.3.1 and 3.5.0, src/_apachemodule.c, functions parse_qs and parse_qsl; httpd server/util.c,
function unescape_url.
"""
from __future__ import absolute_import

import binascii
import re

_SEPARATORS = re.compile(b'[&;]')
_ESCAPE = re.compile(b'%([0-9A-Fa-f]{2})')

#: Python 3: how the bytes of a form become text. Bytes that are not UTF-8 survive as lone surrogates, so that
#: encoding the text in the same way gives back what the browser sent.
ENCODING, ERRORS = 'utf-8', 'surrogateescape'


def parse_qsl(qs, keep_blank_values=0, strict_parsing=0):
    """Return the (name, value) pairs of a query string in order.

    `qs` is a str as in `req.args`, or bytes; the pairs are of the same type. Pairs without a value ('a', 'a=') are
    left out unless `keep_blank_values` is true. `strict_parsing` is accepted and ignored, as it always was.
    Raises TypeError if `qs` is neither.
    """
    text = not isinstance(qs, bytes)
    pairs = _split(_to_bytes(qs), keep_blank_values)
    if text:
        return [(form_text(name), form_text(value)) for name, value in pairs]
    return pairs


def parse_qs(qs, keep_blank_values=0, strict_parsing=0):
    """Return a dict from each name to the list of its values. Arguments and errors as for `parse_qsl`."""
    result = {}
    for name, value in parse_qsl(qs, keep_blank_values):
        result.setdefault(name, []).append(value)
    return result


def count_pairs(data):
    """Return an upper bound of the number of pairs in `data` (bytes), without building them."""
    return data.count(b'&') + data.count(b';') + 1


def form_text(data):
    """Return `data` (bytes of a form) as str: unchanged on Python 2, decoded as UTF-8 on Python 3."""
    if isinstance(data, str):
        return data
    return data.decode(ENCODING, ERRORS)


def text_bytes(text, encoding=ENCODING):
    """Return text of a page (Python 3) in an encoding: the way back of `form_text`.

    Lone surrogates are the bytes they stand for; characters that the encoding lacks become references of HTML. Raises
    LookupError for an encoding that Python does not know.
    """
    try:
        return text.encode(encoding, ERRORS)
    except UnicodeEncodeError:
        return text.encode(encoding, 'xmlcharrefreplace')


def _to_bytes(qs):
    if isinstance(qs, bytes):
        return qs
    if not hasattr(qs, 'encode'):
        raise TypeError('query string must be a str, not %s' % type(qs).__name__)
    try:
        return qs.encode('latin-1')  # req.args on Python 3: one character for each byte that was sent (PEP 3333)
    except UnicodeError:
        return qs.encode('utf-8')


def _split(data, keep_blank_values):
    pairs = []
    for pair in _SEPARATORS.split(_until_nul(data)):
        name, _, value = pair.replace(b'+', b' ').partition(b'=')
        if pair and (value or keep_blank_values):
            pairs.append((_unescape(name), _unescape(value)))
    return pairs


def _unescape(data):
    if b'%' not in data:
        return data
    return _until_nul(_ESCAPE.sub(lambda match: binascii.unhexlify(match.group(1)), data))


def _until_nul(data):
    """C strings end at the first NUL."""
    return data.partition(b'\0')[0]
