"""apache.import_module: modules found beside their handler, kept apart by file, imported again when they change.

What mod_python 3.3.1 did (lib/python/mod_python/importer.py), and sites were written for:

- a handler's module is looked for in the directory of its directive first, then on sys.path;
- such a module belongs to its *file*: `page` in one directory and `page` in another are two modules;
- an `import` in such a module finds the files beside it before anything else;
- when a file changes, its module and those that imported it are executed anew in a fresh module.

Different from 3.3.1, and as in 3.2 and 3.5, a module keeps its own name, and is in sys.modules under it while the
name is free and not one of the standard library, so that pickle and sys.modules[__name__] work.
"""
from __future__ import absolute_import

import os
import sys

from . import current, modulefiles
from .modulefiles import freeze_modules
from .text import PY2

if PY2:
    import __builtin__ as builtins
else:
    import builtins

__all__ = ['find', 'freeze_modules', 'handler_root', 'import_module', 'install_hook', 'load_file']

#: `__name__` of PSP pages.
PAGE_NAME = 'mod_python.psp'

_found = {}                 # (directory, module name) -> file or None
_state = {'import': None}   # the __import__ that was there before ours


def import_module(module_name, autoreload=None, log=None, path=None):
    """Import `module_name`: the name of a module, an absolute path, or a path beginning with '~/' (the directory of
    the handler), './' or '../' (the directory of the module that calls).

    `path` is searched first for a name; for a file it is what `import` in that module searches after its own
    directory. `autoreload` and `log` default to PythonAutoReload and PythonDebug of the request.
    """
    parent = _calling_module()
    file = _file_of_path(module_name, parent)
    if file is not None:
        return load_file(os.path.normpath(file), autoreload, log, path)
    searched = list(path or ())
    if parent is not None:
        searched += [parent['__mp_info__'].directory] + list(parent['__mp_path__'])
    file = find(module_name, searched + _path_option())
    if file is not None:
        return load_file(file, autoreload, log)
    return _import_plainly(module_name, {}, {}, ['*'])


def find(module_name, directories):
    """The file of a module in one of `directories` ('~' is that of the handler), or None.

    Packages are none of ours: the usual import finds them on sys.path.
    """
    if '.' in module_name:
        return None
    for directory in directories:
        if directory[:1] == '~':
            directory = _expand(directory)
        key = directory, module_name
        if key not in _found or _found[key] is None:
            file = os.path.normpath(os.path.join(directory, module_name + '.py'))
            _found[key] = file if os.path.exists(file) else None
        if _found[key] is not None:
            return _found[key]
    return None


def load_file(file, autoreload=None, log=None, path=None):
    """Module of a Python file (a normalised path); executed if this is the first time or, with `autoreload`, if it or
    one it imported has changed.
    """
    install_hook()
    return modulefiles.load_file(file, autoreload, log, path)


# Who imports ---------------------------------------------------------------------------------------------------------

def _calling_module():
    """Globals of the nearest module up the stack outside this file, if it is one of ours; else None."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get('__name__') == __name__:
        frame = frame.f_back
    found = frame.f_globals if frame is not None else {}
    return found if '__mp_info__' in found else None


def _file_of_path(name, parent):
    if os.path.isabs(name):
        return name
    if name.startswith('~/'):
        root = handler_root()
        return os.path.join(root, name[2:]) if root is not None else None
    if name.startswith(('./', '../')) and parent is not None:
        return os.path.join(parent['__mp_info__'].directory, name)
    return None


def handler_root():
    """apache.get_handler_root(): directory of the running handler, or None outside of a request."""
    request = current.request()
    return request.handler_root if request is not None else None


def _expand(directory):
    root = handler_root()
    if root is not None and (directory == '~' or directory.startswith('~/')):
        return os.path.join(root, directory[2:])
    return directory


def _path_option():
    """Directories in the option mod_python.importer.path, which holds a Python expression (3.3.1)."""
    request = current.request()
    if request is None or not request.configuration.has_importer_path:
        return []
    return list(eval(request.get_options().get('mod_python.importer.path') or '()', {'os': os, 'sys': sys}))


# The import statement ------------------------------------------------------------------------------------------------

def install_hook():
    """Let `import` in our modules look beside them first, and in PSP pages mean this package by mod_python.

    A finder on sys.meta_path would be asked too late: a module of that name may be in sys.modules already, and be
    another directory's. Pages made of strings cannot be rewritten as files are.
    """
    if _state['import'] is None:
        _state['import'] = builtins.__import__
        builtins.__import__ = _import


def _import(name, globals=None, locals=None, fromlist=(), level=-1 if PY2 else 0):
    if globals is not None and '__mp_info__' in globals and level <= 0 and '.' not in name:
        info = globals['__mp_info__']
        file = find(name, [info.directory] + globals.get('__mp_path__', []) + _path_option())
        if file is not None and file != info.file:
            return load_file(file)
    if globals is not None and name.partition('.')[0] == 'mod_python' and globals.get('__name__') == PAGE_NAME:
        name = __name__.partition('.')[0] + name[len('mod_python'):]
    return _import_plainly(name, globals, locals, fromlist, level)


def _import_plainly(name, *details):
    """The usual import. A module of ours that it could not find by itself does not stand in the way of another one of
    that name on sys.path; where there is no other it is found all the same, as pickle wants it.
    """
    plain = _state['import'] or builtins.__import__
    ours = modulefiles.registered.get(name)
    if ours is None or sys.modules.get(name) is not ours or _is_on_path(ours.__mp_info__.directory):
        return plain(name, *details)
    del sys.modules[name]
    try:
        module = plain(name, *details)
    except ImportError:
        sys.modules[name] = ours
        return plain(name, *details)
    del modulefiles.registered[name]
    return module


def _is_on_path(directory):
    return any(os.path.normpath(entry) == directory for entry in sys.path if entry)
