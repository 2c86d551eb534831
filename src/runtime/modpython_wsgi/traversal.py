"""What of a module is published: from the path in an address to an object.

Each element of the path is an attribute of the object before it, beginning with the module. Refused with 403 are
elements that begin with `_`, attributes of builtin types (a function, a dict, a string), and results that are
modules, classes or builtin functions. What does not exist is a 404.

Whatever else a module holds is published, imported functions included, as mod_python did it. A site can be limited
to a list of names with `publish_only`.

Source: mod_python 3.3.1, lib/python/mod_python/publisher.py, tp_rules and resolve_object; documentation, "Traversal".
mod_python knew classes by their exact type, so that a class with a metaclass of its own was published; it let
paths into sets (a URL could empty one). Neither is so here.
"""
from __future__ import absolute_import

import os
import sys
import types

from modpython_wsgi import apache, query
from modpython_wsgi.protection import process_auth

_CLASSES = (type, getattr(types, 'ClassType', type))
_NEVER_PUBLISHED = _CLASSES + (types.ModuleType, types.BuiltinFunctionType)
#: What mod_python had in C, so that a module that imports it did not publish it.
_OF_MOD_PYTHON = (apache.config_tree, apache.exists_config_define, apache.log_error, apache.mpm_query,
                  apache.register_cleanup, apache.server_root, apache.stat, query.parse_qs, query.parse_qsl)

_allowed = {}               # file of a module -> names, '*' among them for all
_listed = set()             # folders whose other modules publish nothing


def publish_only(file, names):
    """Publish nothing of the module in `file` but `names`: 'index', or 'room.look' for a method of an object.

    For the entry script of a site. A name allows what is below it, too: 'room' includes 'room.look'.
    """
    _allowed[os.path.normpath(file)] = frozenset(names)


def publish_listed(path):
    """Publish nothing but what the file `path` lists, below the folder it names. Raises IOError.

    For the entry script of a site; `migrate apply` has written the list. A line is a folder, with a slash at its end,
    or the file of a module in it; below that, indented, the names that are served. `*` is every name; behind a `#`
    are remarks. A module that is not listed serves nothing.
    """
    file, names = None, {}
    with open(path) as lines:
        for line in lines:
            text = line.partition('#')[0].rstrip()
            if text.startswith((' ', '\t')) and file:
                names[file].append(text.strip())
            elif text.endswith('/'):
                _listed.add(os.path.normpath(text) + '/')
            elif text:
                file = text
                names[file] = []
    for file in names:
        publish_only(file, names[file])


def resolve_object(req, obj, object_str, realm=None, user=None, passwd=None):
    """Return the object that `object_str` ('room.look') names in the module `obj`.

    Checks what protects each object on the way; `realm`, `user` and `passwd` are what `process_auth` returned for
    the module. Raises SERVER_RETURN with 403 or 404, or what process_auth raises.
    """
    parts = object_str.split('.')
    if _allowed or _listed:
        _check_list(req, obj, parts)
    for position, part in enumerate(parts):
        if part.startswith('_'):
            _refuse(req, 'Cannot traverse %s in %s because it starts with an underscore' % (part, req.unparsed_uri))
        if position and not is_traversable(obj):
            _refuse(req, 'Cannot traverse %s in %s because %s is not a traversable object'
                    % (part, req.unparsed_uri, obj))
        try:
            obj = getattr(obj, part)
        except (AttributeError, UnicodeError):
            raise apache.SERVER_RETURN(apache.HTTP_NOT_FOUND)
        realm, user, passwd = process_auth(req, obj, realm, user, passwd)
    if isinstance(obj, _NEVER_PUBLISHED) or any(obj is function for function in _OF_MOD_PYTHON):
        _refuse(req, 'Cannot publish %s in %s because %s is not publishable' % (part, req.unparsed_uri, obj))
    return obj


def is_traversable(obj):
    """Whether attributes of an object that is not the module may be asked for."""
    return not isinstance(obj, _CLASSES + (types.ModuleType,)) and type(obj) not in _BUILTIN_TYPES


def _check_list(req, module, parts):
    file = os.path.normpath(getattr(module, '__file__', ''))
    allowed = _allowed.get(file)
    if allowed is None and file.startswith(tuple(_listed)):
        allowed = ()
    if allowed is not None and '*' not in allowed \
            and not any('.'.join(parts[:count + 1]) in allowed for count in range(len(parts))):
        req.log_error('publisher: %s is not in the list of what %s publishes' % ('.'.join(parts), module.__file__),
                      apache.APLOG_WARNING)
        raise apache.SERVER_RETURN(apache.HTTP_NOT_FOUND)


def _refuse(req, reason):
    req.log_error(reason, apache.APLOG_WARNING)
    raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)


def _builtin_types():
    """The types whose attributes are nobody's business. Instances of old classes (Python 2) are not among them."""
    found = set(value for value in vars(types).values() if isinstance(value, type))
    found.update([bool, bytearray, bytes, complex, dict, float, frozenset, int, list, memoryview, object, range, set,
                  slice, str, tuple, type(None), type(Ellipsis), type(NotImplemented), type(sys.stderr)])
    found.discard(getattr(types, 'InstanceType', None))
    found.discard(getattr(types, 'SimpleNamespace', None))  # Python 3: an object like any other
    return frozenset(found)


_BUILTIN_TYPES = _builtin_types()
