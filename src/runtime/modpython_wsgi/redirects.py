"""Internal redirects: where Apache shall go on with a request, and what the request was before it came here."""
from __future__ import absolute_import

from . import constants, errordocument
from .errors import Unsupported
from .member import Member
from .text import native, number


class Redirects(object):
    """Part of the request object: internal_redirect() and prev."""

    #: Where Apache shall go on.
    internal_address = None
    prev = Member('prev', lambda request: _previous(request))

    def internal_redirect(self, address):
        """Let Apache answer with another address of this server, as a GET request.

        In a daemon process and before output was sent. The handler goes on; what it writes from now on is lost.
        """
        if not self.is_daemon:
            raise Unsupported('request.internal_redirect', 'only daemon mode of mod_wsgi can redirect internally')
        if self.output.started:
            raise Unsupported('request.internal_redirect', 'output was sent already, and WSGI cannot append the answer '
                              'of another address to it')
        self.redirect_internally(errordocument.unmarked(native(address)))

    def redirect_internally(self, address):
        """Note the address Apache shall answer with."""
        self.internal_address = address
        self.output.mute()


def _previous(request):
    """The request before an internal redirect, as far as Apache tells: its variables with REDIRECT_ before them."""
    from .request import Request    # which is made of this part

    environ = request.environ
    if 'REDIRECT_URL' not in environ:
        return None
    before = dict((key, value) for key, value in environ.items() if not key.startswith('REDIRECT_'))
    before.update((key[len('REDIRECT_'):], value) for key, value in environ.items() if key.startswith('REDIRECT_'))
    before.update(SCRIPT_NAME=environ['REDIRECT_URL'], PATH_INFO='',
                  QUERY_STRING=environ.get('REDIRECT_QUERY_STRING', ''))
    previous = Request(request.configuration, before, None)
    previous.status = number(environ.get('REDIRECT_STATUS', ''), constants.HTTP_OK)     # also 2xx and 3xx
    return previous
