"""The modules made of Python files: one for each file, executed anew when the file, or one it imported, has changed.

Behind importer.py, which says what is looked for where. After _ModuleCache in importer.py of mod_python 3.3.1.
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
    import imp

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
        if not self.children:
            return self.has_changed()
        seen = seen if seen is not None else set()
        if self.file in seen:
            return False
        seen.add(self.file)
        return self.has_changed() or any(child.generation > self.generation or child.is_stale(seen)
                                         for child in self.children.values())


_by_file = {}               # file -> ModuleInfo
_loading = []               # ModuleInfo of the files being executed, outermost first
_lock = _ImportLock()
_state = {'generation': 0, 'frozen': False}

#: Our modules that are in sys.modules, by name.
registered = {}


def load_file(file, autoreload=None, log=None, path=None):
    """Module of a Python file; executed if this is the first time or, with `autoreload`, if it has changed."""
    info = _by_file.get(file)
    if info is not None and info.module is not None and not (_reloads(autoreload) and info.is_stale()):
        if _loading:
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


def _reloads(autoreload):
    if _state['frozen']:
        return False
    if autoreload is None:
        request = current.request()
        return request is None or request.configuration.autoreload
    return autoreload


def _note_child(info):
    if _loading and _loading[-1] is not info:
        _loading[-1].children[info.file] = info


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
    registered = _register(info.name, module, before)
    signature, children, info.children = _signature(file), info.children, {}
    info.unfinished, _by_file[file] = module, info
    _loading.append(info)
    try:
        exec(_compile(file), module.__dict__)
    except:                             # noqa: E722: SystemExit must not leave half a module behind either
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
        sys.modules[name] = registered[name] = module
        return True
    return False


def _restore(name, before):
    if before is not None:
        sys.modules[name] = registered[name] = before
    else:
        sys.modules.pop(name, None)
        registered.pop(name, None)


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
