"""mod_python.Cookie: cookies, one object for each, written and read byte for byte as mod_python did.

Values are not quoted, whatever they hold; attributes are printed under their Python names (`max_age=3600`) in a
fixed order; the flags `secure`, `discard` and `httponly` are printed when set at all, even to 0.

`SignedCookie` puts an HMAC-MD5 of name and value (32 hexadecimal digits) in front of the value. `MarshalCookie` is
a SignedCookie around any marshallable object. Reading one feeds data from the client to `marshal.loads`, which
Python does not promise to survive: whoever learns the secret can crash the process or worse, where a SignedCookie
would only let him forge a value. So reading is off until the site asks for it with `allow_marshal()` in its entry
script; until then a correctly signed one raises `MarshalNotAllowed`. Writing needs no permission.

Python 3: names and values are the characters of the header, one for each byte (latin-1); secrets are UTF-8.

Source: mod_python 3.3.1 and 3.5.0, lib/python/mod_python/Cookie.py.
"""
from __future__ import absolute_import

import base64
import hashlib
import hmac
import marshal
import re
import time

_EXPIRES = '%a, %d-%b-%Y %H:%M:%S GMT'
_ATTRIBUTES = ('version', 'path', 'domain', 'secure', 'comment', 'expires', 'max_age', 'samesite',
               'commentURL', 'discard', 'port', 'httponly')
_FLAGS = ('secure', 'discard', 'httponly')
_SIGNATURE_LENGTH = 32
_MARSHAL_VERSION = 2  # that of Python 2.5 to 2.7, so that old and new processes read each other's cookies

_marshal_allowed = False


class CookieError(Exception):
    """A cookie was not signed by us, or cannot be signed."""


class MarshalNotAllowed(Exception):
    """A MarshalCookie was to be read without permission. Not a CookieError: sites catch those as 'no cookie'."""

    def __init__(self):
        Exception.__init__(self, 'reading a MarshalCookie is switched off, because it unmarshals data from the client;'
                                 ' call modpython_wsgi.Cookie.allow_marshal() in the entry script to switch it on')


def allow_marshal(allowed=True):
    """Let `MarshalCookie.parse` unmarshal the values of correctly signed cookies (see the module's text)."""
    global _marshal_allowed
    _marshal_allowed = allowed


class Cookie(object):
    """A cookie: .name, .value and the attributes given as keywords.

    Setting an attribute cookies do not have is an AttributeError. `expires` takes a time (seconds since 1970, made
    into "Thu, 01-Jan-1970 00:00:00 GMT") or such a text; another text is a ValueError.
    """

    __slots__ = tuple(name for name in _ATTRIBUTES if name != 'expires') + ('name', 'value', '_expires', '__data__')

    #: For `parse` of the signed kinds: what becomes of a cookie that was not signed by us. It is made a plain
    #: Cookie (a client can do that to any cookie: look at the class), left out, or CookieError is raised.
    DOWNGRADE = 0
    IGNORE = 1
    EXCEPTION = 3

    def __init__(self, name, value, **kw):
        self.name, self.value = name, value
        for key in kw:
            setattr(self, key.lower(), kw[key])
        self.__data__ = {}

    @classmethod
    def parse(Class, str, **kw):
        """Return a dict from name to cookie for the value of a Cookie header; `names` restricts it to some."""
        return _parse_cookie(str, Class, **kw)

    @property
    def expires(self):
        return self._expires

    @expires.setter
    def expires(self, value):
        if type(value) is str:
            try:
                time.strptime(value, _EXPIRES)
            except ValueError:
                raise ValueError('Invalid expires time: %s' % value)
        else:
            value = time.strftime(_EXPIRES, time.gmtime(value))
        self._expires = value

    def _format(self, value):
        """The text of the header with `value` in the place of the value."""
        result = ['%s=%s' % (self.name, value)]
        for name in _ATTRIBUTES:
            if hasattr(self, name):
                result.append(name if name in _FLAGS else '%s=%s' % (name, getattr(self, name)))
        return '; '.join(result)

    def __str__(self):
        return self._format(self.value)

    def __repr__(self):
        return '<%s: %s>' % (self.__class__.__name__, self)


class SignedCookie(Cookie):
    """A cookie the client cannot alter unnoticed. It can read it."""

    __slots__ = ()

    def __init__(self, name, value, secret=None, **kw):
        Cookie.__init__(self, name, value, **kw)
        self.__data__['secret'] = secret

    @classmethod
    def parse(Class, s, secret, mismatch=Cookie.DOWNGRADE, **kw):
        """As Cookie.parse; `mismatch` (DOWNGRADE, IGNORE, EXCEPTION) says what becomes of wrongly signed cookies."""
        result = {}
        for name, cookie in _parse_cookie(s, Class, **kw).items():
            try:
                cookie._open(secret)
                result[name] = cookie
            except CookieError:
                if mismatch == Cookie.EXCEPTION:
                    raise
                if mismatch != Cookie.IGNORE:
                    result[name] = Cookie(cookie.name, cookie.value)
        return result

    def hexdigest(self, str):
        """Return the signature of the value `str`. Raises CookieError if the cookie has no secret."""
        if not self.__data__['secret']:
            raise CookieError('Cannot sign without a secret')
        return _digest(self.__data__['secret'], self.name, str)

    def __str__(self):
        return self._format(self.hexdigest(self.value) + self.value)

    def unsign(self, secret):
        """Take the signature off the value. Raises CookieError if it is not that of `secret`."""
        signature, value = self.value[:_SIGNATURE_LENGTH], self.value[_SIGNATURE_LENGTH:]
        if not _same(_digest(secret, self.name, value), signature):
            raise CookieError('Incorrectly Signed Cookie: %s=%s' % (self.name, self.value))
        self.value = value
        self.__data__['secret'] = secret

    def _open(self, secret):
        self.unsign(secret)


class MarshalCookie(SignedCookie):
    """A signed cookie whose value is any object `marshal` can write. Off for reading: see the module's text."""

    __slots__ = ()

    @classmethod
    def parse(Class, s, secret, mismatch=Cookie.DOWNGRADE, **kw):
        """As SignedCookie.parse. Raises MarshalNotAllowed for a correctly signed cookie without `allow_marshal`."""
        return super(MarshalCookie, Class).parse(s, secret, mismatch, **kw)

    def __str__(self):
        value = base64.b64encode(marshal.dumps(self.value, _MARSHAL_VERSION))
        value = value if isinstance(value, str) else value.decode('ascii')
        return self._format(self.hexdigest(value) + value)

    def unmarshal(self, secret):
        """Take signature and encoding off the value. Raises CookieError, or MarshalNotAllowed."""
        self.unsign(secret)
        if not _marshal_allowed:
            raise MarshalNotAllowed()
        try:
            data = base64.b64decode(self.value)
        except (TypeError, ValueError):
            raise CookieError('Cannot base64 Decode Cookie: %s=%s' % (self.name, self.value))
        try:
            self.value = marshal.loads(data)
        except (EOFError, ValueError, TypeError):
            raise CookieError('Cannot Unmarshal Cookie: %s=%s' % (self.name, self.value))

    def _open(self, secret):
        self.unmarshal(secret)


def add_cookie(req, cookie, value='', **kw):
    """Send a cookie: a Cookie object, or a name and a value with the attributes of a cookie as keywords.

    The first cookie of a reply also adds `Cache-Control: no-cache="set-cookie"`. Both go to `headers_out`, so they
    are lost if the handler returns an HTTP error.
    """
    if not isinstance(cookie, Cookie):
        cookie = Cookie(cookie, value, **kw)
    if 'Set-Cookie' not in req.headers_out:
        req.headers_out.add('Cache-Control', 'no-cache="set-cookie"')
    req.headers_out.add('Set-Cookie', str(cookie))


def get_cookies(req, Class=Cookie, **kw):
    """Return a dict from name to cookie (of the class `Class`) for the cookies the client sent. The last one wins."""
    if 'cookie' not in req.headers_in:
        return {}
    header = req.headers_in['cookie']
    if isinstance(header, list):
        header = '; '.join(header)
    return Class.parse(header, **kw)


def get_cookie(req, name, Class=Cookie, **kw):
    """Return the cookie of this name, or None."""
    return get_cookies(req, Class, names=[name], **kw).get(name)


_BLANK = re.compile(r'[, ]*')
_PAIR = re.compile(r'([^; =]+) *(?:= *)?("(?:[^\\"]|\\.)*"|[^;]*)\s*;?')


def _parse_cookie(str, Class, names=None):
    """Return a dict from name to cookie. Quotes stay; names with a `$` in front are attributes of RFC 2965: dropped.

    One pass with two patterns: the single pattern of mod_python took quadratic time for a header full of blanks.
    """
    result = {}
    position = 0
    while position < len(str):
        start, position = position, _BLANK.match(str, position).end()
        pair = _PAIR.match(str, position)
        comma = str.rfind(',', start, position)
        if not pair and comma >= 0:     # a comma that nothing follows is a name
            pair = _PAIR.match(str, comma)
        if not pair:
            position += 1
            continue
        position = pair.end()
        key, value = pair.groups()
        if key[0] != '$' and (names is None or key in names):
            result[key] = Class(key, value)
    return result


def _digest(secret, name, value):
    digest = hmac.new(_bytes(secret, 'utf-8'), _bytes(name, 'latin-1'), hashlib.md5)
    digest.update(_bytes(value, 'latin-1'))
    return digest.hexdigest()


def _bytes(text, encoding):
    return text if isinstance(text, bytes) else text.encode(encoding)


def _same(one, other):
    """Compare two signatures in a time that does not tell where they differ."""
    one, other = _bytes(one, 'latin-1'), _bytes(other, 'latin-1')
    if len(one) != len(other):
        return False
    difference = 0
    for left, right in zip(bytearray(one), bytearray(other)):
        difference |= left ^ right
    return difference == 0
