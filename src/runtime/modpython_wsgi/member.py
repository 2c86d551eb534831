"""Members of mod_python's objects: computed when they are first read, checked when they are set."""
from .errors import Unsupported
from .text import native


class Member(object):
    """A data descriptor for one member of an object of class `owner`.

    `compute(object)` gives the value of the first read; `check(value)` turns a value that is set into the one that is
    kept, or raises TypeError. Without `check` the member is read-only, as most getset members of the C code are.
    """

    __slots__ = ('name', 'compute', 'check', '_key')

    def __init__(self, name, compute, check=None):
        self.name = name
        self.compute = compute
        self.check = check
        self._key = '_' + name + '_'        # a name of its own: __dict__[name] is what user code may look at

    def __get__(self, holder, owner=None):
        if holder is None:
            return self
        values = holder.__dict__
        if self._key not in values:
            values[self._key] = self.compute(holder)
        return values[self._key]

    def __set__(self, holder, value):
        if self.check is None:
            raise AttributeError("attribute '%s' of '%s' objects is not writable" % (self.name, _c_name(holder)))
        holder.__dict__[self._key] = self.check(value)

    def __delete__(self, holder):
        raise TypeError("attribute '%s' of '%s' objects cannot be deleted" % (self.name, _c_name(holder)))


class Missing(object):
    """A member that cannot exist under WSGI: using it raises Unsupported with the reason."""

    __slots__ = ('name', 'reason')

    def __init__(self, name, reason):
        self.name = name
        self.reason = reason

    def __get__(self, holder, owner=None):
        if holder is None:
            return self
        raise Unsupported(self.name, self.reason)

    def __set__(self, holder, value):
        raise Unsupported(self.name, self.reason)


def _c_name(holder):
    return getattr(type(holder), 'c_name', type(holder).__name__)


def text(value):
    """Check: a string."""
    return native(value)


def text_or_none(value):
    """Check: a string or None."""
    return None if value is None else native(value)


def integer(value):
    """Check: an integer (a bool is one)."""
    if not hasattr(value, '__index__'):
        raise TypeError('an integer is required')
    return value.__index__()
