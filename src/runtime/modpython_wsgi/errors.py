"""The exceptions of this package."""


class Unsupported(AttributeError):
    """A member of mod_python's API that cannot exist under WSGI was used.

    It is an AttributeError so that code that asks first (hasattr, getattr with a default) is told "no".
    """

    def __init__(self, member, reason):
        AttributeError.__init__(self, '%s is not available under WSGI: %s' % (member, reason))
        self.member = member
        self.reason = reason


class SERVER_RETURN(Exception):
    """Ends the current handler with a result: SERVER_RETURN(result) or SERVER_RETURN(result, status)."""


class ClientGone(IOError):
    """The client closed the connection while the answer was written to it."""


class HeaderRefused(ClientGone):
    """A header of the answer is none that Apache sends. Writing ends as it does when the client is gone."""
