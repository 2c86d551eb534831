"""The compiled pages of PSP, by file or text: made once, and again when the file or one it includes has changed."""
from __future__ import absolute_import

import importlib
import os
import sys
import threading
import tokenize

from modpython_wsgi import apache, pspcode, psptemplate

#: Most pages, and most string templates, that are kept compiled.
CACHE_SIZE = 512


class _PageCache(object):
    """Compiled pages by key; when full, the quarter that was used least is dropped. Threads may share it."""

    def __init__(self, size):
        self._size = size
        self._pages = {}
        self._lock = threading.Lock()

    def get(self, key):
        """Return the page, or None."""
        with self._lock:
            entry = self._pages.get(key)
            if entry is None:
                return None
            entry[0] += 1
            return entry[1]

    def store(self, key, page):
        """Keep a page."""
        with self._lock:
            self._pages[key] = [1, page]
            if len(self._pages) > self._size:
                least = sorted(self._pages, key=lambda key: self._pages[key][0])
                for key in least[:len(least) - self._size * 3 // 4]:
                    del self._pages[key]


_files = _PageCache(CACHE_SIZE)
_strings = _PageCache(CACHE_SIZE)

#: Names of modules, by the file of the page that they stand for.
_modules = {}
_encodings = {}                         # of the modules' files


class _FunctionPage(object):
    """A page that is the function `page` of a module: what `pspcode.Page` is for all others."""

    def __init__(self, module):
        self._function = function = module.page
        self._encoding = _encoding_of(module)
        self.code = function.__code__
        self.globals = {}
        self.twins = ()
        #: The names a page mentions decide whether it gets a form and a session.
        self.names = self.code.co_varnames[:self.code.co_argcount]

    def run(self, names):
        """Run the page with those of the names that it takes."""
        req = names['req']
        outer = getattr(req, '_text_encoding', None)
        req._text_encoding = self._encoding
        try:
            self._function(*[names.get(name) for name in self.names])
        finally:
            req._text_encoding = outer


def _encoding_of(module):
    """What the text of a page that is a module goes out in: that of its source. None for UTF-8, and on Python 2."""
    if sys.version_info[0] == 2:
        return None
    if module.__file__ not in _encodings:
        with open(module.__file__, 'rb') as file:
            name = tokenize.detect_encoding(file.readline)[0]
        _encodings[module.__file__] = None if name.startswith('utf-8') else name
    return _encodings[module.__file__]


def use_modules(modules):
    """Take the pages of these files from modules: {file: name of a module with a function `page`}."""
    _modules.update(modules)


def from_file(filename):
    """Return the compiled page of a file. Raises SERVER_RETURN with 404, SyntaxError or IOError (an include)."""
    if filename in _modules:
        return _FunctionPage(importlib.import_module(_modules[filename]))
    cached = _files.get(filename)
    if cached is not None:
        stamps, page = cached
        if stamps == [_stamp(file) for file in page.files]:
            return page
    if not os.path.isfile(filename):
        raise apache.SERVER_RETURN(apache.HTTP_NOT_FOUND)
    stamp = _stamp(filename)  # taken before reading: a change meanwhile is seen next time
    data = read(filename)
    translation = psptemplate.translate(data, filename, os.path.dirname(filename) + '/')
    stamps = [stamp] + [_stamp(file) for file in translation.files[1:]]
    page = pspcode.compile_page(translation, filename)
    if page.globals:
        pspcode.keep_lines(filename, data)
    _files.store(filename, (stamps, page))
    return page


def from_string(string):
    """Return the compiled page of a text. Raises SyntaxError or IOError (an include)."""
    page = _strings.get(string)
    if page is None:
        page = pspcode.compile_page(psptemplate.translate(as_bytes(string)), '__psp__')
        _strings.store(string, page)
    return page


def _stamp(path):
    """What changes when a file is changed; None if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime, status.st_size


def read(path):
    """Return the bytes of a file. Raises IOError."""
    with open(path, 'rb') as file:
        return file.read()


def as_bytes(text):
    """Return a page given as text as the bytes a file would hold. It ends at a NUL, as any C string."""
    data = text if isinstance(text, bytes) else text.encode('utf-8')
    return data.partition(b'\0')[0]
