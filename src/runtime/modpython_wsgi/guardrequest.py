"""The request object of a guard that runs in a script of mod_wsgi (see authscripts): what it can know, and nothing else.

mod_wsgi hands such a script a cut-down environ (mod_wsgi.c, Auth_environ): no Authorization header, no variables of
SetEnv or SetEnvIf, no body, no SCRIPT_FILENAME, no REMOTE_USER. It hands nothing back either: what a handler sets on
the request for the content behind it is lost.
"""
from __future__ import absolute_import

from . import environment, facts
from .constants import OK
from .errors import Unsupported
from .member import Member, text_or_none
from .request import Request
from .table import table
from .text import to_bytes

_READ = 'mod_wsgi does not show it to scripts that guard'
_SET = 'what serves the content would not see the change'

#: Headers that mod_wsgi keeps back.
_HIDDEN = ('authorization', 'proxy-authorization')


class Fixed(Member):
    """A member that may be read, but not changed: the change would be lost."""

    __slots__ = ()

    def __set__(self, holder, value):
        raise holder.miss('setting request.%s' % self.name, _SET)


class PartialTable(table):
    """A table some of whose names cannot be known: asking for one of them, for all names, or setting one is refused.

    `hidden` are the lower-case names that may be there in truth; None: any.
    """

    __slots__ = ('_request', '_name', '_hidden')

    @classmethod
    def made_of(cls, source, request, name, hidden):
        """The entries of the table `source`, as request.`name`."""
        made = cls()
        made._entries = source._entries
        made._request, made._name, made._hidden = request, name, hidden
        return made

    def _check(self, key):
        known = any(entry[0] == key.lower() for entry in self._entries)
        if not known and (self._hidden is None or key.lower() in self._hidden):
            raise self._request.miss('request.%s[%r]' % (self._name, key), _READ)

    def _check_all(self):
        if self._hidden is None or self._hidden:
            raise self._request.miss('all of request.%s' % self._name, _READ)

    def __getitem__(self, key):
        self._check(key)
        return table.__getitem__(self, key)

    def get(self, key, default=None):
        """First value of `key`."""
        self._check(key)
        return table.get(self, key, default)

    def __contains__(self, key):
        self._check(key)
        return table.__contains__(self, key)

    def _refuse_change(self, *args):
        raise self._request.miss('setting request.%s' % self._name, _SET)

    __setitem__ = __delitem__ = add = setdefault = popitem = update = clear = _refuse_change

    def _checked(name):
        method = getattr(table, name)

        def checked(self, *args):
            self._check_all()
            return method(self, *args)
        checked.__name__ = name
        checked.__doc__ = method.__doc__
        return checked

    keys, values, items, copy = _checked('keys'), _checked('values'), _checked('items'), _checked('copy')
    iterkeys, itervalues, iteritems = _checked('iterkeys'), _checked('itervalues'), _checked('iteritems')
    __iter__, __len__, __repr__, _as_dict = iterkeys, _checked('__len__'), _checked('__repr__'), _checked('_as_dict')
    del _checked


def _headers_in(request):
    hidden = () if request.credentials else _HIDDEN
    return PartialTable.made_of(facts.headers_in(request.environ), request, 'headers_in', hidden)


def _subprocess_env(request):
    known = environment.all_variables(request.environ)
    return PartialTable.made_of(known, request, 'subprocess_env', request.hidden_variables)


class GuardRequest(Request):
    """`req` of a guard. `files` tells which directory each address prefix names, [('/docs', '/srv/docs')], the first
    that fits; without a fit request.filename cannot be known. `variables` are the names that SetEnvIf and its like may
    have set, None if they are not known. `user` is the name where one was authenticated.

    `missed` are the members that were asked for in vain; `credentials` is (user, password) where they are known.
    """

    credentials = None

    def __init__(self, configuration, environ, files=(), variables=None, user=None):
        environ = dict(environ)
        is_https = environ.get('mod_ssl.is_https', int)
        environ.setdefault('wsgi.url_scheme', 'https' if is_https() else 'http')
        Request.__init__(self, configuration, environ, None)
        self._files = files
        self.hidden_variables = variables if variables is None else [name.lower() for name in variables]
        if user is not None:
            self.user = user
            self.ap_auth_type = configuration.auth_type
        self.missed = []                # from here on, names are fixed

    def miss(self, what, reason):
        """Note that the handler needs something that is not there; returns the exception to raise."""
        if what not in self.missed:
            self.missed.append(what)
        return Unsupported(what, reason)

    # The request ------------------------------------------------------------------------------------------------------

    def _file_mapping(self):
        path = self.environ.get('SCRIPT_NAME', '')
        for address, directory in self._files:
            if path == address or path.startswith(address if address.endswith('/') else address + '/'):
                return facts.local_name(directory + path[len(address):]), self.environ.get('PATH_INFO', '')
        raise self.miss('request.filename', _READ)

    _mapping = Member('mapping', lambda request: request._file_mapping())
    filename = Fixed('filename', lambda request: request._mapping[0])
    canonical_filename = Fixed('canonical_filename', lambda request: request._mapping[0])
    path_info = Fixed('path_info', lambda request: request.environ.get('PATH_INFO', ''))
    finfo = Fixed('finfo', lambda request: facts.file_information(request._mapping[0]))
    uri = Fixed('uri', lambda request: facts.uri(request.environ))
    args = Fixed('args', lambda request: facts.args(request.environ))
    handler = Fixed('handler', lambda request: request._missed_member('request.handler'))
    headers_in = Member('headers_in', _headers_in)
    subprocess_env = Member('subprocess_env', _subprocess_env)
    user = Member('user', lambda request: None, text_or_none)
    extension = Member('extension', lambda request: request._missed_member('request.extension'))

    def __setattr__(self, name, value):
        # Only where Apache asks for a name may a handler give one.
        if name in ('user', 'ap_auth_type') and self.credentials is None and 'missed' in self.__dict__ \
                and value != getattr(self, name):
            raise self.miss('setting request.%s' % name, _SET)
        Request.__setattr__(self, name, value)

    def _missed_member(self, name):
        raise self.miss(name, _READ)

    def get_basic_auth_pw(self):
        """Password the client sent; sets req.user. None where AuthType is not Basic."""
        if not self.is_basic():
            return None
        if self.credentials is None:
            raise self.miss('request.get_basic_auth_pw()', _READ)
        self.user, self.ap_auth_type = self.credentials[0], 'Basic'
        return self.credentials[1]

    def is_https(self):
        """1 if the client uses TLS."""
        return int(self.environ['wsgi.url_scheme'] == 'https')

    def ssl_var_lookup(self, name):
        """A variable of mod_ssl."""
        lookup = self.environ.get('mod_ssl.var_lookup')
        if lookup is None:
            raise self.miss('request.ssl_var_lookup()', _READ)
        return lookup(name)

    def requires(self):
        """Not since Apache 2.2."""
        raise self.miss('request.requires()', _READ)

    def add_common_vars(self):
        """Does nothing: all variables are there from the beginning."""

    add_cgi_vars = add_common_vars

    def _source(self):
        raise self.miss('the body of the request', _READ)

    # The answer -------------------------------------------------------------------------------------------------------

    def write(self, data, flush=1):
        """Checked and forgotten: Apache makes the answer."""
        to_bytes(data)

    def flush(self):
        """Does nothing."""

    def sendfile(self, path, offset=0, length=-1):
        """Does nothing."""
        return 0

    def discard_request_body(self):
        """Does nothing: Apache does it."""
        return OK

    def _refuse(name):
        def refuse(self, *args, **named):
            raise self.miss('request.%s()' % name, _SET)
        refuse.__name__ = name
        refuse.__doc__ = 'Refused: it would change what serves the content.'
        return refuse

    add_handler = _refuse('add_handler')
    add_input_filter = _refuse('add_input_filter')
    add_output_filter = _refuse('add_output_filter')
    internal_redirect = _refuse('internal_redirect')
    wsgi_start_response = _refuse('wsgi_start_response')
    del _refuse
