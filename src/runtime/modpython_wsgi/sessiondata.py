"""How sessions are written to files and databases: pickles, as mod_python wrote them.

Pickles written by mod_python name its classes (a form field stored in a session is a `mod_python.util.StringField`);
they are read as the classes of this package. New ones are written with protocol 2, which every Python can read.

Python 3 reads pickles of Python 2: their strings are decoded as UTF-8 with surrogates, the same as form fields, or
as latin-1 where an object (a date) insists on it.

Pickles can run code when they are read. They come from the session folder only, never from the client.
"""
from __future__ import absolute_import

import io
import sys

try:
    import cPickle as pickle
except ImportError:  # Python 3, where it is what `pickle` uses
    import pickle

PROTOCOL = 2
_OLD_PACKAGE, _NEW_PACKAGE = 'mod_python', 'modpython_wsgi'


def dumps(data):
    """Return `data` as bytes."""
    return pickle.dumps(data, PROTOCOL)


def _class_named(module, name):
    """Return the class a pickle names."""
    if module == _OLD_PACKAGE or module.startswith(_OLD_PACKAGE + '.'):
        module = _NEW_PACKAGE + module[len(_OLD_PACKAGE):]
    __import__(module)
    return getattr(sys.modules[module], name)


if sys.version_info[0] == 2:
    def loads(data):
        """Return the object in `data` (bytes). Raises whatever a damaged pickle raises."""
        unpickler = pickle.Unpickler(io.BytesIO(data))
        unpickler.find_global = _class_named
        return unpickler.load()
else:
    class _Unpickler(pickle.Unpickler):

        def find_class(self, module, name):
            if module.split('.')[0] == _OLD_PACKAGE:
                return _class_named(module, name)
            return pickle.Unpickler.find_class(self, module, name)

    def loads(data):
        """Return the object in `data` (bytes). Raises whatever a damaged pickle raises."""
        try:
            return _Unpickler(io.BytesIO(data), encoding='utf-8', errors='surrogateescape').load()
        except (TypeError, ValueError):
            return _Unpickler(io.BytesIO(data), encoding='latin-1').load()
