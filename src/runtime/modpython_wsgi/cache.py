"""mod_python.cache: caches of files, modules, web pages and results of functions.

A cache is a dict that makes what it is asked for: `cache[name]` calls `build` the first time, and again when `check`
says that what is there is stale. Threads may share a cache; two of them never build the same entry at once.

    FileCache      content of files, read again when they change
    ModuleCache    modules executed from files, kept out of sys.modules
    HTTPCache      pages of the web, asked for again as their headers say (HttpModuleCache: as modules)
    FunctionCache  results of a function by its arguments
    WeakCache      values that go when nobody else uses them

Source: mod_python 3.3.1, lib/python/mod_python/cache.py.
"""
from __future__ import absolute_import

import calendar
import os
import re
import threading
import time
import types
import weakref
from collections import OrderedDict
from email.utils import parsedate

try:
    from urllib2 import HTTPError, Request, urlopen
except ImportError:  # Python 3
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

NOT_INITIALIZED = object()

_NOT_WORD = re.compile(r'\W+')
_MAX_AGE = re.compile(r'max-age\s*=\s*(\d+)', re.I)


class Entry(object):
    """A place in a cache. `check` and `build` may keep attributes of their own here."""

    def __init__(self, key):
        self._key = key
        self._value = NOT_INITIALIZED
        self._lock = threading.RLock()


class Cache(object):
    """The base: a subclass defines `build`. With `max_size`, the entry not used for longest makes room."""

    def __init__(self, max_size=0):
        self._maxsize = max_size
        self._dict = OrderedDict()  # least recently used first
        self._lock = threading.RLock()

    def __getitem__(self, name):
        return self._checkitem(name)[2]

    def __setitem__(self, name, value):
        entry = self._get_entry(self.key(name))
        with entry._lock:
            self._pack(entry, value)
            self.commit()

    def __delitem__(self, name):
        with self._lock:
            del self._dict[self.key(name)]

    def clear(self):
        """Forget everything."""
        with self._lock:
            self._dict.clear()

    def mru(self):
        """Return the key used last; None for a cache without limit."""
        return self._end(-1)

    def lru(self):
        """Return the key not used for longest; None for a cache without limit."""
        return self._end(0)

    def _end(self, position):
        with self._lock:
            return list(self._dict)[position] if self._maxsize and self._dict else None

    def key(self, name):
        """Return the key for what is asked for. For subclasses."""
        return name

    def commit(self):
        """Called when the cache has changed. For subclasses."""

    def check(self, key, name, entry):
        """Return None if the entry is fresh, else something `build` gets as `opened`. For subclasses."""

    def build(self, key, name, opened, entry):
        """Return the value for `name`."""
        raise NotImplementedError()

    def _get_entry(self, key):
        with self._lock:
            entry = self._dict.pop(key, None) if self._maxsize else self._dict.get(key)
            if entry is None:
                entry = Entry(key)
            self._dict[key] = entry
            if self._maxsize and len(self._dict) > self._maxsize:
                self._dict.popitem(last=False)
            return entry

    def _checkitem(self, name):
        """Return whether the value was built now, its key, the value and its entry."""
        key = self.key(name)
        entry = self._get_entry(key)
        with entry._lock:
            value = self._unpack(entry)
            opened = self.check(key, name, entry)
            is_new = value is NOT_INITIALIZED or opened is not None
            if is_new:
                value = self.build(key, name, opened, entry)
                self._pack(entry, value)
                self.commit()
            return is_new, key, value, entry

    def _pack(self, entry, value):
        entry._value = value

    def _unpack(self, entry):
        return entry._value


class WeakCache(Cache):
    """Holds its values by weak references."""

    def _pack(self, entry, value):
        entry._value = weakref.ref(value, lambda reference: self._drop(entry))

    def _unpack(self, entry):
        value = entry._value() if entry._value is not NOT_INITIALIZED else None
        return NOT_INITIALIZED if value is None else value

    def _drop(self, entry):
        with self._lock:
            if self._dict.get(entry._key) is entry:
                del self._dict[entry._key]


class FileCache(Cache):
    """Content of files by name."""

    def __init__(self, max_size=0, mode='rb'):
        Cache.__init__(self, max_size)
        self.mode = mode

    def check(self, key, name, entry):
        modified = os.stat(key).st_mtime
        if entry._value is not NOT_INITIALIZED and entry._timestamp == modified:
            return None
        entry._timestamp = modified
        return open(key, self.mode)

    def build(self, key, name, opened, entry):
        try:
            return opened.read()
        finally:
            opened.close()


class ModuleCache(FileCache):
    """Modules by the name of their file. They are named after it and not in sys.modules."""

    def __init__(self, max_size=0):
        FileCache.__init__(self, max_size, 'rb')

    def build(self, key, name, opened, entry):
        return _module(key, FileCache.build(self, key, name, opened, entry))


class HTTPEntity(object):
    """A page and its headers."""

    def __init__(self, entity, metadata):
        self.entity = entity
        self.metadata = metadata

    def __repr__(self):
        return 'HTTPEntity(%s, %s)' % (repr(self.entity), self.metadata)

    def __str__(self):
        return self.entity if isinstance(self.entity, str) else self.entity.decode('latin-1')


class HTTPCache(Cache):
    """Pages by their address. Knows Expires, Cache-Control: max-age, ETag and Last-Modified."""

    def check(self, key, name, entry):
        if time.time() < getattr(entry, '_expires', 0):
            return None
        request = Request(key)
        if hasattr(entry, '_validator'):
            request.add_header(*entry._validator)
        try:
            opened = urlopen(request)
        except HTTPError as error:
            if error.code == 304:
                return None
            raise
        _note_headers(entry, opened.info())
        return opened

    def build(self, key, name, opened, entry):
        try:
            return HTTPEntity(opened.read(), dict(opened.info()))
        finally:
            opened.close()


class HttpModuleCache(HTTPCache):
    """Modules by the address of their source. Whoever can answer at that address can run code here."""

    def build(self, key, name, opened, entry):
        return _module(key, HTTPCache.build(self, key, name, opened, entry).entity)


class FunctionCache(Cache):
    """A function that remembers its results. Arguments must be hashable."""

    def __init__(self, function, max_size=0):
        Cache.__init__(self, max_size)
        self.function = function

    def __call__(self, *args, **kw):
        return self[args, tuple(sorted(kw.items()))]

    def build(self, key, name, opened, entry):
        args, kw = key
        return self.function(*args, **dict(kw))


def _module(key, source):
    module = types.ModuleType(_NOT_WORD.sub('_', key))
    module.__file__ = key
    exec(compile(source.replace(b'\r\n', b'\n') + b'\n', key, 'exec', 0, True), module.__dict__)
    return module


def _note_headers(entry, headers):
    """Keep until when a page is fresh, and how to ask whether it has changed."""
    age = _MAX_AGE.search(headers.get('cache-control') or '')
    sent, expires = _seconds(headers.get('date')), _seconds(headers.get('expires'))
    if age:
        entry._expires = time.time() + int(age.group(1))
    elif sent is not None and expires is not None:
        entry._expires = time.time() + expires - sent
    if headers.get('etag'):
        entry._validator = 'If-None-Match', headers.get('etag')
    elif headers.get('last-modified'):
        entry._validator = 'If-Modified-Since', headers.get('last-modified')


def _seconds(date):
    """Seconds since 1970 of an HTTP date, or None."""
    parsed = parsedate(date) if date else None
    return calendar.timegm(parsed) if parsed else None
