"""Users and methods: Basic authentication, AuthType and AuthName, and the methods an address allows."""
from __future__ import absolute_import

import base64
import binascii
import re

from . import facts
from .member import Member, text_or_none
from .text import native

_QUOTE = re.compile(r'(\\.)|"', re.DOTALL)
_WORD = re.compile(r'"([^"]*)"|\'([^\']*)\'|(\S+)')


def _credentials(environ):
    """(user, password) of a Basic Authorization header, or None."""
    scheme, _, rest = environ.get('HTTP_AUTHORIZATION', '').partition(' ')
    if scheme.lower() != 'basic':
        return None
    try:
        decoded = native(base64.b64decode(rest.strip().encode('latin-1')))
    except (TypeError, binascii.Error, ValueError):
        decoded = ''
    user, _, password = decoded.partition(':')
    return user, password


def _words(line):
    """Words of a Require line; in quotes they may hold spaces (server/util.c, ap_getword_conf)."""
    return [first or second or bare for first, second, bare in _WORD.findall(line)]


def _meets(user, words):
    if user is None:
        return False
    kind = words[0].lower()
    return kind == 'valid-user' or kind == 'user' and user in words[1:]


class Access(object):
    """The part of a request object that deals with who may do what."""

    user = Member('user', lambda request: request.environ.get('REMOTE_USER'), text_or_none)
    ap_auth_type = Member('ap_auth_type', lambda request: request.environ.get('AUTH_TYPE'), text_or_none)
    _allowed = 0
    _other_methods = ()

    def auth_type(self):
        """AuthType of the section."""
        return self.configuration.auth_type

    def auth_name(self):
        """AuthName of the section, a backslash before each bare quote as it goes out (util.c, ap_escape_quotes)."""
        name = self.configuration.auth_name
        return name and _QUOTE.sub(lambda match: match.group(1) or '\\"', name)

    def is_basic(self):
        """True where AuthType is Basic."""
        return (self.configuration.auth_type or '').lower() == 'basic'

    def has_basic_credentials(self):
        """True if the client sent a name and a password."""
        return _credentials(self.environ) is not None

    def get_basic_auth_pw(self):
        """Password the client sent; sets req.user and req.ap_auth_type. None without one, or where AuthType is not
        Basic (server/protocol.c, ap_get_basic_auth_pw).
        """
        if not self.is_basic():
            return None
        found = _credentials(self.environ)
        if found is None:
            self.note_basic_failure()
            return None
        self.user, self.ap_auth_type = found[0], 'Basic'
        return found[1]

    def note_basic_failure(self):
        """Ask the client for a password with the 401 that follows (ap_note_basic_auth_failure)."""
        if self.is_basic():
            self.err_headers_out['WWW-Authenticate'] = 'Basic realm="%s"' % (self.auth_name() or '')

    def meets_require(self):
        """True if the user meets one of the Require lines that were given to the Mount, or there are none."""
        lines = self.configuration.require
        return not lines or any(_meets(self.user, _words(line)) for line in lines)

    # Methods ----------------------------------------------------------------------------------------------------------

    def allow_methods(self, methods, reset=0):
        """Add names of methods to those the address allows, or replace them. TypeError for other than a sequence."""
        if not hasattr(methods, '__getitem__'):
            raise TypeError('First argument must be a sequence')
        if reset:
            self._allowed, self._other_methods = 0, ()
        for name in methods:
            name = native(name)
            if name in facts.METHOD_NUMBERS:
                self._allowed |= 1 << facts.METHOD_NUMBERS[name]
            elif name not in self._other_methods:
                self._other_methods += (name,)

    @property
    def allowed(self):
        """0: Apache keeps what allow_methods() sets in a list that handlers do not see."""
        return 0

    @property
    def allowed_methods(self):
        """The methods Apache has no number for."""
        return self._other_methods

    def allow_header(self):
        """Value of Allow. GET brings HEAD with it, TRACE is Apache's own, other names are left out (make_allow)."""
        names = [name for name, number in sorted(facts.METHOD_NUMBERS.items()) if self._allowed >> number & 1]
        return ','.join(names + ['TRACE'])
