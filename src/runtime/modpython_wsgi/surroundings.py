"""What a request object tells about the server around it: configuration, environment, names, WSGI."""
from __future__ import absolute_import

from . import constants, environment, facts
from .errors import Unsupported
from .member import Member
from .options import options_of
from .table import table
from .text import native


class Surroundings(object):
    """The part of a request object that has to do with the server and not with the request itself."""

    _options = Member('options', options_of)

    def get_options(self):
        """Table of the PythonOption lines in force."""
        return self._options

    def _option_keys(self):
        """Environ keys that are options and no part of the environment."""
        return self.configuration.option_keys(self.environ)

    _config = Member('config', lambda request: table(request.configuration.directives()))

    def get_config(self):
        """Table of the Python directives in force, flags as '1' and '0'; without handlers and options."""
        return self._config

    def get_addhandler_exts(self):
        """Extensions of AddHandler, separated by spaces."""
        return self.configuration.extensions

    def document_root(self):
        """DocumentRoot."""
        return facts.document_root(self.environ)

    def construct_url(self, path):
        """Absolute address of a path on this server."""
        return facts.construct_url(self.environ, path)

    def is_https(self):
        """1 if the client uses TLS."""
        return int(self.environ.get('wsgi.url_scheme') == 'https')

    def ssl_var_lookup(self, name):
        """A variable of mod_ssl, which needs `SSLOptions +StdEnvVars`; None if it is not there."""
        return self.environ.get(native(name))

    def get_remote_host(self, kind=constants.REMOTE_NAME, str_is_ip=None):
        """Name or address of the client; (it, whether it is an address) if `str_is_ip` is not None."""
        host = facts.remote_host(self.environ, kind)
        if host is None or str_is_ip is None:
            return host
        return host, int(host == self.environ.get('REMOTE_ADDR'))

    def add_common_vars(self):
        """Put the variables of CGI into subprocess_env: headers, client, server, file, user."""
        for name, value in environment.common_variables(self):
            self.subprocess_env[name] = value

    def add_cgi_vars(self):
        """As add_common_vars(), and the variables about the address: REQUEST_METHOD, SCRIPT_NAME, QUERY_STRING ..."""
        for name, value in environment.address_variables(self):
            self.subprocess_env[name] = value
        self.add_common_vars()

    def build_wsgi_env(self):
        """The environ of the request."""
        return self.environ

    def wsgi_start_response(self, status, headers, exc_info=None):
        """start_response() for an application that a handler runs; returns req.write."""
        if exc_info is not None and self.output.started:
            raise exc_info[1]
        self.status_line, self.status = native(status), int(status[:3])
        for name, value in headers:
            if name.lower() == 'content-type':
                self.content_type = value
            else:
                self.headers_out.add(name, value)
        return self.write

    def requires(self):
        """Not since Apache 2.2."""
        raise Unsupported('request.requires', 'Require lines are not visible to a WSGI application')
