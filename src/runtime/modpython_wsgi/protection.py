"""__auth__, __access__ and __auth_realm__: passwords on published objects.

Modules, classes and instances have them as attributes. Functions have them inside:

    def report(req):
        __auth_realm__ = 'Staff'
        def __auth__(req, user, password):
            return user == 'ann' and password == 'key'
        ...

mod_python took the constants of the compiled function for them, which works for a nested function and, by luck, for
some constants. For a list or a dict inside a function it took an unrelated constant and let in whoever sent any
password at all. Here the source of the function is read instead: a literal, a lambda or the name of a global has the
meaning its author saw in it. Anything that cannot be read is refused with 403 and logged; nothing is let in unread.

Source: mod_python 3.3.1, lib/python/mod_python/publisher.py, process_auth; documentation, "Authentication".
"""
from __future__ import absolute_import

import ast
import base64
import io
import types

from modpython_wsgi import apache

_NAMES = ('__auth__', '__access__', '__auth_realm__')
_CACHE_SIZE = 1000
_MISSING = object()

_bindings = {}  # (file, code object) -> what _read_bindings found


class Unreadable(Exception):
    """A function protects itself in a way that cannot be read without running it."""


def process_auth(req, object, realm='unknown', user=None, passwd=None):
    """Check what protects one object. Return (realm, user, passwd) for the objects below it.

    Raises SERVER_RETURN: 401 without credentials, or with wrong ones (`__auth__`); 403 if the user has no business
    here (`__access__`) or the protection cannot be read; 400 if the Authorization header makes no sense.
    Credentials are not stored: `req.user` stays what Apache made it.
    """
    try:
        protection = _protection(object)
    except Unreadable as error:
        req.log_error('publisher: %s is refused: %s' % (getattr(object, '__name__', object), error), apache.APLOG_ERR)
        raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)
    if not protection:
        return realm, user, passwd
    realm = protection.get('__auth_realm__', realm)
    if '__auth__' in protection or '__access__' in protection:
        if not user and 'Authorization' in req.headers_in:
            user, passwd = _credentials(req.headers_in['Authorization'])
    if '__auth__' in protection:
        _check_password(req, protection['__auth__'], realm, user, passwd)
    if '__access__' in protection and not _is_allowed(req, protection['__access__'], user):
        raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)
    return realm, user, passwd


def _check_password(req, auth, realm, user, passwd):
    if not user:
        req.err_headers_out['WWW-Authenticate'] = 'Basic realm="%s"' % realm
        raise apache.SERVER_RETURN(apache.HTTP_UNAUTHORIZED)
    if callable(auth):
        accepted = auth(req, user, passwd)
    elif isinstance(auth, dict):
        accepted = user in auth and auth[user] == passwd
    else:
        accepted = auth
    if not accepted:
        req.err_headers_out['WWW-Authenticate'] = 'Basic realm = "%s"' % realm
        raise apache.SERVER_RETURN(apache.HTTP_UNAUTHORIZED)


def _is_allowed(req, access, user):
    if callable(access):
        return access(req, user)
    if isinstance(access, (list, tuple)):
        return user in access
    return access


def _credentials(header):
    """Return user and password of an Authorization header. The scheme is not looked at: six characters are skipped."""
    try:
        data = base64.b64decode(header[len('Basic '):].encode('latin-1'))
        user, colon, passwd = data.partition(b':')
    except (TypeError, ValueError):
        colon = None
    if not colon:
        raise apache.SERVER_RETURN(apache.HTTP_BAD_REQUEST)
    if not isinstance(user, str):  # Python 3
        user, passwd = user.decode('utf-8', 'surrogateescape'), passwd.decode('utf-8', 'surrogateescape')
    return user, passwd


def _protection(object):
    """Return a dict with those of __auth__, __access__ and __auth_realm__ that an object has."""
    if isinstance(object, types.MethodType):
        object = object.__func__
    if isinstance(object, types.FunctionType):
        return _inside(object)
    found = {}
    for name in _NAMES:
        value = getattr(object, name, _MISSING)
        if value is not _MISSING:
            found[name] = value
    return found


def _inside(function):
    """Return what is bound to the names inside a function. Raises Unreadable."""
    code = function.__code__
    local = code.co_varnames[code.co_argcount:] + code.co_cellvars
    wanted = [name for name in _NAMES if name in local]
    if not wanted:
        return {}
    bindings = _bindings_of(code)
    found = {}
    for name in wanted:
        node = bindings.get(name)
        if node is None:
            if name == '__auth_realm__':
                continue  # only a text of the login window
            raise Unreadable('its %s is not a function, a literal or a global' % name)
        found[name] = _value(name, node, function)
    return found


def _value(name, node, function):
    """The object a syntax node stands for, in the globals of the function."""
    if isinstance(node, ast.FunctionDef):
        inner = [const for const in function.__code__.co_consts
                 if isinstance(const, types.CodeType) and const.co_name == name]
        if len(inner) != 1 or inner[0].co_freevars:
            raise Unreadable('its %s uses variables of the function' % name)
        return types.FunctionType(inner[0], function.__globals__)
    code = function.__code__
    if isinstance(node, ast.Name) and node.id in code.co_varnames + code.co_cellvars + code.co_freevars:
        raise Unreadable('its %s is a variable of the function' % name)
    try:
        return eval(compile(ast.Expression(node), code.co_filename, 'eval', 0, True), function.__globals__)
    except NameError as error:
        raise Unreadable('its %s: %s' % (name, error))


def _bindings_of(code):
    """As `_read_bindings`, kept for the next request; nothing if the source is not there any more."""
    key = code.co_filename, code
    if key not in _bindings:
        definition = _definition(code)
        if definition is None:
            return {}
        if len(_bindings) > _CACHE_SIZE:
            _bindings.clear()
        _bindings[key] = _read_bindings(definition)
    return _bindings[key]


def _read_bindings(definition):
    """Return a dict from name to the node bound to it, for names bound just once, at the top of the function."""
    found = {}
    for statement in definition.body:
        if isinstance(statement, ast.FunctionDef):
            if statement.name in _NAMES and not statement.decorator_list:
                found[statement.name] = statement
        elif isinstance(statement, ast.Assign) and _is_static(statement.value):
            for target in statement.targets:
                if isinstance(target, ast.Name) and target.id in _NAMES:
                    found[target.id] = statement.value
    for name in _NAMES:
        if _count_bindings(definition, name) != 1:
            found.pop(name, None)
    return found


def _definition(code):
    """Return the syntax of a function, found by its file, line and name; None if it is not there any more."""
    try:
        with io.open(code.co_filename, 'rb') as file:
            tree = ast.parse(file.read().replace(b'\r\n', b'\n') + b'\n')
    except (EnvironmentError, SyntaxError, ValueError, TypeError):
        return None
    found = [node for node in ast.walk(tree)
             if isinstance(node, ast.FunctionDef) and node.name == code.co_name
             and code.co_firstlineno in [node.lineno] + [other.lineno for other in node.decorator_list]]
    return found[0] if len(found) == 1 else None


def _is_static(node):
    """Whether an expression can be evaluated without running the function."""
    if isinstance(node, (ast.Name, ast.Lambda)):
        return True
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _count_bindings(definition, name):
    """How often a name is assigned or defined anywhere in a function, nested functions included."""
    return sum(1 for node in ast.walk(definition)
               if (isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name)
               or (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)))
