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
import threading
import types

from . import current, log
from .constants import APLOG_NOTICE
from .text import PY2

if PY2:
    import __builtin__ as builtins
    import imp
else:
    import builtins

_STANDARD_LIBRARY = os.path.dirname(os.path.abspath(os.__file__))


class _ImportLock(object):
    """One thread imports at a time. On Python 2 the interpreter's own lock, so that two cannot wait for each other."""

    _lock = threading.RLock()

    def __enter__(self):
        imp.acquire_lock() if PY2 else self._lock.acquire()

    def __exit__(self, *failure):
        imp.release_lock() if PY2 else self._lock.release()


class ModuleInfo(object):
    """What is known about an imported file; __mp_info__ of its module."""

    def __init__(self, file):
        self.file = file
        self.label = self.name = os.path.splitext(os.path.basename(file))[0]
        self.directory = os.path.dirname(file)
        self.cache = self
        self.children = {}              # ModuleInfo of the files imported while this one was executed
        self.module = None
        self.unfinished = None          # the module while it is being executed
        self.signature = None           # of the file when it was executed
        self.generation = 0

    def has_changed(self):
        """True if the file is not the one that was executed. A file that went away is not a change."""
        signature = _signature(self.file)
        return signature is not None and signature != self.signature

    def is_stale(self, seen=None):
        """True if this file or one it imported has changed since it was executed."""
        seen = seen if seen is not None else set()
        if self.file in seen:
            return False
        seen.add(self.file)
        return self.has_changed() or any(child.generation > self.generation or child.is_stale(seen)
                                         for child in self.children.values())


_by_file = {}               # file -> ModuleInfo
_found = {}                 # (directory, module name) -> file or None
_loading = []               # ModuleInfo of the files being executed, outermost first
_lock = _ImportLock()
_state = {'generation': 0, 'frozen': False, 'import': None}


def import_module(module_name, autoreload=None, log=None, path=None):
    """Import `module_name`: the name of a module, an absolute path, or a path beginning with '~/' (the directory of
    the handler), './' or '../' (the directory of the module that calls).

    `path` is searched first for a name; for a file it is what `import` in that module searches after its own
    directory. `autoreload` and `log` default to PythonAutoReload and PythonDebug of the request.
    """
    parent = _calling_module()
    file = _file_of_path(module_name, parent)
    if file is not None:
        return load_file(file, autoreload, log, path)
    searched = list(path or ())
    if parent is not None:
        searched += [parent['__mp_info__'].directory] + list(parent['__mp_path__'])
    file = find(module_name, searched + _path_option())
    if file is not None:
        return load_file(file, autoreload, log)
    return _plain_import()(module_name, {}, {}, ['*'])


def find(module_name, directories):
    """The file of a module in one of `directories` ('~' is that of the handler), or None.

    Packages are none of ours: the usual import finds them on sys.path.
    """
    for directory in directories:
        key = directory, module_name
        if key not in _found or _found[key] is None:
            file = os.path.join(_expand(directory), module_name + '.py')
            _found[key] = file if os.path.exists(file) else None
        if _found[key] is not None:
            return _found[key]
    return None


def load_file(file, autoreload=None, log=None, path=None):
    """Module of a Python file; executed if this is the first time or, with `autoreload`, if it has changed."""
    file = os.path.normpath(file)
    info = _by_file.get(file)
    if info is not None and info.module is not None and not (_reloads(autoreload) and info.is_stale()):
        _note_child(info)
        return info.module
    with _lock:
        info = _by_file.get(file)       # another thread may have been faster
        if info is not None and info in _loading:
            return info.unfinished      # files that import each other
        if info is None or info.is_stale():
            info = _execute(file, info, log, path)
        _note_child(info)
        return info.module


def freeze_modules():
    """Stop looking for changed files, whatever PythonAutoReload says."""
    _state['frozen'] = True


# Executing a file ----------------------------------------------------------------------------------------------------

def _execute(file, known, log_it, path):
    info = known or ModuleInfo(file)
    adopted = sys.modules.get(info.name)
    if known is None and adopted is not None and _source_of(adopted) == file:
        module = adopted                # imported by its name before: stay with the one module
        _mark(module, info, path)
        info.signature = _signature(file)
    else:
        module = _fresh_module(info, file, log_it, path)
    _state['generation'] += 1
    info.generation = _state['generation']
    info.module, info.unfinished = module, None
    _by_file[file] = info
    return info


def _fresh_module(info, file, log_it, path):
    module = types.ModuleType(info.name)
    module.__file__ = file
    module.__package__ = '' if not PY2 else None
    _mark(module, info, path)
    before = info.module
    _log_import(file, before, log_it)
    if hasattr(before, '__mp_clone__'):
        before.__mp_clone__(module)     # the old module may hand over what should live on
    _install_hook()
    registered = _register(info.name, module, before)
    signature, children, info.children = _signature(file), info.children, {}
    info.unfinished, _by_file[file] = module, info
    _loading.append(info)
    try:
        exec(_compile(file), module.__dict__)
    except BaseException:               # SystemExit must not leave half a module behind either
        info.unfinished, info.children = None, children
        if before is None:
            del _by_file[file]
        if registered:
            _restore(info.name, before)
        raise
    finally:
        _loading.pop()
    info.signature = signature
    return module


def _mark(module, info, path):
    module.__mp_info__ = info
    module.__mp_path__ = list(path or ())


def _compile(file):
    with open(file, 'rb') as source:
        text = source.read()
    if PY2:
        text = text.replace(b'\r\n', b'\n').replace(b'\r', b'\n') + b'\n'
    return compile(text, file, 'exec', 0, True)


def _signature(file):
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime, status.st_size


def _source_of(module):
    file = getattr(module, '__file__', None) or ''
    return os.path.normpath(file[:-1] if file.endswith(('.pyc', '.pyo')) else file)


def _register(name, module, before):
    """Put the module into sys.modules if its name is free; returns True if that was done."""
    owner = sys.modules.get(name)
    if owner is None and not _in_standard_library(name) or (owner is before and before is not None):
        sys.modules[name] = module
        return True
    return False


def _restore(name, before):
    if before is not None:
        sys.modules[name] = before
    else:
        sys.modules.pop(name, None)


def _in_standard_library(name):
    known = getattr(sys, 'stdlib_module_names', None)
    if known is not None:
        return name in known
    return (name in sys.builtin_module_names or os.path.exists(os.path.join(_STANDARD_LIBRARY, name + '.py'))
            or os.path.isdir(os.path.join(_STANDARD_LIBRARY, name)))


def _log_import(file, before, log_it):
    request = current.request()
    if log_it is None:
        log_it = request is not None and request.configuration.debug
    if log_it:
        verb = 'Importing' if before is None else 'Reimporting'
        log.write(current.error_stream(), "mod_python: %s module '%s'" % (verb, file), APLOG_NOTICE,
                  request.log_threshold if request is not None else None)


# Who imports what -----------------------------------------------------------------------------------------------------

def _note_child(info):
    if _loading and _loading[-1] is not info:
        _loading[-1].children[info.file] = info


def _reloads(autoreload):
    if _state['frozen']:
        return False
    if autoreload is None:
        request = current.request()
        return request is None or request.configuration.autoreload
    return autoreload


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
    root = handler_root() if directory.startswith('~') else None
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

def _install_hook():
    """Let `import` in our modules look beside them first.

    A finder on sys.meta_path would be asked too late: a module of that name may be in sys.modules already, and be
    another directory's.
    """
    if _state['import'] is None:
        _state['import'] = builtins.__import__
        builtins.__import__ = _import


def _plain_import():
    return _state['import'] or builtins.__import__


def _import(name, globals=None, locals=None, fromlist=(), level=-1 if PY2 else 0):
    if globals is not None and '__mp_info__' in globals and level <= 0 and '.' not in name:
        info = globals['__mp_info__']
        file = find(name, [info.directory] + globals.get('__mp_path__', []) + _path_option())
        if file is not None and file != info.file:
            return load_file(file)
    return _state['import'](name, globals, locals, fromlist, level)
