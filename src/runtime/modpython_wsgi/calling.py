"""Calling user code: finding the object behind `module::object`, and reporting what it raises."""
from __future__ import absolute_import

import inspect
import sys
import traceback

from . import constants, importer
from .errors import SERVER_RETURN, ClientGone
from .statuslines import escape

_WRONG_RESULT = ('Handler has returned result or raised SERVER_RETURN\n'
                 'exception with argument having non integer type. Type of value returned\n'
                 'was %s, whereas expected ' + str(int) + '.')


def find_object(handler, directory, default, argument):
    """The callable a Handler names; None if it is missing and the handler is silent.

    `directory` of the handler is searched before sys.path; `default` is the function's name where the directive gave
    none; `argument` is what a class is made with when its method is the handler.
    """
    if handler.call is not None:
        return handler.call
    name = handler.module
    if directory and name.startswith(('./', '../')):
        name = directory + name         # 3.3.1: relative to the directory of the directive
    file = importer.find(name, (directory,)) if directory else None
    module = importer.import_module(name) if file is None else importer.load_file(file)
    if handler.object is None and default in module.__dict__:
        return module.__dict__[default]
    return resolve_object(module, handler.object or default, argument, handler.silent)


def resolve_object(module, object_path, argument=None, silent=0):
    """Follow a dotted path from a module. Where an element is an attribute of a class, the class is made first, with
    `argument`. AttributeError for what is missing, or None if `silent`.
    """
    found = module
    for name in object_path.split('.'):
        parent = found
        if not hasattr(parent, name):
            if silent:
                return None
            if parent is module:
                raise AttributeError("module '%s' contains no '%s'" % (getattr(module, '__file__', module), name))
        found = getattr(parent, name)
        if inspect.isclass(parent):
            found = getattr(parent(argument), name)
    return found


def check_result(result):
    """AssertionError unless `result` is an int and nothing else: no None, no True, no long (types.IntType)."""
    if result.__class__ is not int:
        raise AssertionError(_WRONG_RESULT % result.__class__)


def report(request, phase, name, debug, write=None):
    """Log the exception that is being handled; returns the result of the handler.

    That is HTTP_INTERNAL_SERVER_ERROR or, with PythonDebug, DONE after a page with the traceback was written
    (by `write`, default is the request's). A client that went away is not worth a traceback.
    """
    kind, value, trace = sys.exc_info()
    try:
        if isinstance(value, ClientGone):
            request.log_error('%s %s: %s' % (phase, name, value), constants.APLOG_INFO)
            return constants.DONE
        lines = traceback.format_exception(kind, value, trace)
        for line in lines:
            request.log_error('%s %s: %s' % (phase, name, line[:-1]), constants.APLOG_ERR)
        if not debug:
            return constants.HTTP_INTERNAL_SERVER_ERROR
        request.status = constants.HTTP_INTERNAL_SERVER_ERROR
        request.content_type = 'text/html'
        text = ''.join(escape_text(line) + '\n' for line in lines)
        try:
            (write or request.write)('\n<pre>\nMod_python error: "%s %s"\n\n%s</pre>\n' % (phase, name, text))
        except ClientGone:
            pass                        # nobody reads the page
        return constants.DONE
    finally:
        del trace


def escape_text(text):
    """`text` for HTML, quotes as they are (cgi.escape)."""
    return escape(text).replace('&quot;', '"')


def call_filter(request, handler, filter):
    """Run a filter's function; an exception is logged and takes the filter out."""
    try:
        default = 'inputfilter' if filter.is_input else 'outputfilter'
        find_object(handler, handler.directory, default, filter)(filter)
    except SERVER_RETURN:
        raise
    except:                             # noqa: E722, as in dispatch.run_phase
        filter.disable()
        report(request, filter.name, handler.text, request.configuration.debug, filter.write)
