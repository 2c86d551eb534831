"""Runs handler() of mod.py in each folder with a request that notes who touches it.

Prints one line of JSON a folder: a list of [file, line, what]. Python 2.7, with a mod_python of its own: the oracle of
test/python/flow-soundness.test.ts. What a program prints goes to standard error.
"""
import json
import os
import sys
import traceback
import types

site = None
seen = set()


def here(what):
    """Note an access: the innermost line of the program that leads to it."""
    frame = sys._getframe(2)
    while frame is not None:
        name = os.path.abspath(frame.f_code.co_filename)
        if name.startswith(site + '/'):
            seen.add((os.path.basename(name), frame.f_lineno, what))
            return
        frame = frame.f_back
    seen.add(('?', 0, what))


class Table(object):
    def __init__(self, name):
        self._n = name
        self._d = {}

    def __getattribute__(self, name):
        if name in ('_n', '_d', '__class__', '__dict__'):
            return object.__getattribute__(self, name)
        here(self._n + '.' + name)
        d = object.__getattribute__(self, '_d')
        if name == 'add':
            return lambda k, v: d.__setitem__(k, v)
        if name == 'has_key':
            return lambda k: k in d
        return getattr(d, name, None)

    def __getitem__(self, key):
        here(self._n + '[]')
        return self._d.get(key, '')

    def __setitem__(self, key, value):
        here(self._n + '[]')
        self._d[key] = value

    def __delitem__(self, key):
        here(self._n + '[]')
        self._d.pop(key, None)

    def __contains__(self, key):
        here(self._n + '[]')
        return key in self._d

    def __iter__(self):
        here(self._n + '.iter')
        return iter([])


class Obj(object):
    def __init__(self, name):
        self._n = name

    def __getattribute__(self, name):
        if name in ('_n', '__class__', '__dict__'):
            return object.__getattribute__(self, name)
        here(object.__getattribute__(self, '_n') + '.' + name)
        return '127' if name != 'remote_addr' else ('1', 2)


class Req(object):
    def __init__(self):
        object.__setattr__(self, '_own', {})

    def __getattribute__(self, name):
        own = object.__getattribute__(self, '_own')
        if name.startswith('__'):
            return object.__getattribute__(self, name)
        here('req.' + name)
        if name in own:
            return own[name]
        if name == 'softspace':
            return 0
        if name in ('write', 'flush', 'get_basic_auth_pw', 'log_error'):
            return lambda *x: None
        if name in ('headers_in', 'headers_out', 'subprocess_env'):
            return Table(name)
        if name in ('server', 'connection'):
            return Obj(name)
        if name == 'get_options':
            return lambda: Table('options')
        if name in ('uri', 'method', 'user', 'content_type', 'status', 'args'):
            return '/'
        raise AttributeError(name)

    def __setattr__(self, name, value):
        here('req.' + name)
        object.__getattribute__(self, '_own')[name] = value

    def __delattr__(self, name):
        here('req.' + name)
        object.__getattribute__(self, '_own').pop(name, None)

    def __dir__(self):
        here('req.__dir__')
        return ['uri']


class Form(dict):
    def getfirst(self, key, default=None):
        return default


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


def doubles():
    """A mod_python for one program."""
    package = module('mod_python')
    package.apache = module('mod_python.apache', OK=0, SERVER_RETURN=Exception, import_module=__import__)
    package.util = module('mod_python.util', FieldStorage=lambda r, **k: Form(), apply_fs_data=None)
    package.publisher = module('mod_python.publisher')


def run(folder):
    global site
    site = os.path.abspath(folder)
    seen.clear()
    doubles()
    known = set(sys.modules)
    sys.path.insert(0, site)
    out, err = sys.stdout, sys.stderr
    sys.stdout = err
    try:
        import mod
        mod.handler(Req())
    except Exception:
        sys.stdout, sys.stderr = err, err
        sys.stderr.write('%s:\n' % folder)
        traceback.print_exc()
    sys.stdout, sys.stderr = out, err
    sys.path.remove(site)
    for name in set(sys.modules) - known:
        if getattr(sys.modules[name], '__file__', None) and sys.modules[name].__file__.startswith(site + '/'):
            del sys.modules[name]
    return sorted(seen)


sys.dont_write_bytecode = True
for folder in sys.argv[1:]:
    print json.dumps(run(folder))
