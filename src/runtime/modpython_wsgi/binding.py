"""Calling a function with the fields of a form as its arguments: what the publisher and psp.apply_data rest on.

The rules are those of mod_python (util.py, apply_fs_data; documentation of the publisher, "Argument matching"):

- a field is passed if the function has an argument of its name, or takes `**kw`; other fields are dropped;
- one field of a name is passed as its value, several as a list of values; uploaded files are passed as Field objects;
- keyword arguments of the caller (the publisher's `req`) are passed by the same rule;
- a function of the interpreter (builtin) is called without arguments;
- what is missing is left to Python: TypeError, and the page is a 500.

A field that has the name of a keyword argument is an AttributeError, as it was: `?req=1` is answered with 500.
"""
from __future__ import absolute_import

import types

_VARIABLE_KEYWORDS = 0x08  # CO_VARKEYWORDS, inspect module
_CLASSES = (type, getattr(types, 'ClassType', type))  # Python 2 has classes of the old kind, too


def apply_fs_data(object, fs, **args):
    """Call `object` with matching fields of the FieldStorage `fs` and with `args`; return its result."""
    code, accepted = signature(object)
    if code is None:
        return object()
    args.update(_values(fs, args))
    if not code.co_flags & _VARIABLE_KEYWORDS:
        args = dict((name, args[name]) for name in args if name in accepted)
    return object(**args)


def _values(fs, args):
    """The fields of a form by name: a value, or a list of values where there are several."""
    found = {}
    for field in fs.list:
        if field.name in args:  # mod_python took it for the list of its values
            raise AttributeError("'%s' object has no attribute 'append'" % _type_name(args[field.name]))
        found.setdefault(field.name, []).append(field if field.filename else field.value)
    return dict((name, values[0] if len(values) == 1 else values) for name, values in found.items())


def _type_name(value):
    return getattr(type(value), 'c_name', type(value).__name__)


def signature(object):
    """Return (code object, names of its arguments) of a callable; (None, ()) if it has no Python code."""
    if hasattr(object, '__code__'):  # methods have one, too: a field called `self` is passed and is one too many
        return _names(object.__code__, 0)
    if isinstance(object, _CLASSES):
        return _signature_of_class(object)
    call = getattr(object, '__call__', None)
    if isinstance(call, types.MethodType):
        return _names(call.__func__.__code__, 1)
    if hasattr(call, '__code__'):
        return _names(call.__code__, 0)
    return None, ()


def _signature_of_class(cls):
    init = getattr(cls, '__init__', None)
    init = getattr(init, '__func__', init)  # Python 2: an unbound method
    if hasattr(init, '__code__'):
        return _names(init.__code__, 1)
    return None, ()


def _names(code, skipped):
    """Names of the arguments, without the first `skipped` (self)."""
    count = code.co_argcount + getattr(code, 'co_kwonlyargcount', 0)
    return code, code.co_varnames[skipped:count]
