"""mod_python.publisher: functions and objects of modules as pages.

/folder/module.py/function?a=1 calls `function(req, a='1')` of the module in that file and answers with what it
returns. See `traversal` for what is published, `protection` for passwords, `binding` for arguments.

Modules are imported by file, and again when the file has changed (unless PythonAutoReload is off).

Source: mod_python 3.3.1 and 3.5.0, lib/python/mod_python/publisher.py; documentation, "Publisher Handler".
"""
from __future__ import absolute_import

import os
import re

from modpython_wsgi import apache, importer, query, util
from modpython_wsgi.protection import process_auth
from modpython_wsgi.traversal import publish_listed, publish_only, resolve_object

__all__ = ['handler', 'process_auth', 'publish_listed', 'publish_object', 'publish_only', 'resolve_object']

_TEXT = type(u'')
_METHODS = ['GET', 'POST', 'HEAD']
_HTML = re.compile(r'</HTML\s*>\s*\Z', re.I)
_CHARSET = re.compile(r'charset\s*=\s*([^\s;]+)', re.I)
_TAIL = 100  # characters that are searched for the end of an HTML page


def handler(req):
    """Serve a request. Raises SERVER_RETURN: 405, 404, and what `resolve_object` and `FieldStorage` raise."""
    req.allow_methods(_METHODS)
    if req.method not in _METHODS:
        raise apache.SERVER_RETURN(apache.HTTP_METHOD_NOT_ALLOWED)
    req.filename, path = locate(req)
    module = importer.load_file(req.filename)
    realm, user, passwd = process_auth(req, module)
    found = resolve_object(req, module, path, realm, user, passwd)
    published = publish_object(req, found)
    if not published and req._bytes_queued == 0 and req.next is None and _debug(req):
        req.log_error('mod_python.publisher: nothing to publish.')
    return apache.OK


def locate(req):
    """Return the file of the module a request names and the path of the object in it, with dots.

    The module is the file of the request without its extension, in a folder `index`. If there is none, the file's
    name is taken for an object of the module `index` beside it. Raises SERVER_RETURN with 404.
    """
    folder, _, name = req.filename.rpartition('/')
    name = _without_extension(req, name or 'index')
    path = (req.path_info or '')[1:]
    if path.endswith('/'):
        path = path[:-1]
    file = folder + '/' + name + '.py'
    if not os.path.exists(file):
        path = name + '/' + path if path else name
        file = folder + '/index.py'
        if not os.path.exists(file):
            raise apache.SERVER_RETURN(apache.HTTP_NOT_FOUND)
    return os.path.normpath(file), (path or 'index').replace('/', '.')


def _without_extension(req, name):
    extensions = ['py'] + req.get_addhandler_exts().split()
    if req.extension:
        extensions.append(req.extension[1:])
    for extension in extensions:
        if name.endswith('.' + extension):
            return name[:-len(extension) - 1]
    return name


class _PageCache(object):
    """The modules of published files: `page_cache[req]`, under the name mod_python had for it."""

    def __getitem__(self, req):
        return importer.load_file(os.path.normpath(req.filename))


page_cache = _PageCache()


def publish_object(req, obj):
    """Write an object to the request; what can be called is called with the form. Return whether there was anything.

    None is nothing. On Python 2 unicode is encoded as the content type says, else as UTF-8, which the content type
    then says; on Python 3 str is encoded in the same way, but UTF-8 goes without saying. Everything else goes through
    str(). A content type that is not set becomes text/html if `</html>` is at the end, else text/plain.
    """
    while callable(obj):
        req.form = util.FieldStorage(req, keep_blank_values=1)
        obj = util.apply_fs_data(obj, req.form, req=req)
    if obj is None:
        return False
    result, charset = _encoded(req, obj)
    if not req._content_type_set:
        _guess_content_type(req, result, charset)
    req.write(result, 0)
    return True


def _encoded(req, obj):
    """Return an object as bytes, and the charset that the content type has to name, if any."""
    if not isinstance(obj, (bytes, _TEXT)):
        obj = str(obj)
    if isinstance(obj, bytes):
        return obj, None
    if _TEXT is str:  # Python 3, where all text is unicode
        return _text_bytes(obj, _declared_charset(req)), None
    charset = _charset(req)
    return obj.encode(charset), charset


def _text_bytes(text, charset):
    try:
        return query.text_bytes(text, charset or query.ENCODING)
    except LookupError:  # the name of a charset that only browsers know
        return query.text_bytes(text)


def _charset(req):
    """Return the charset for unicode; a content type without one is completed."""
    charset = _declared_charset(req)
    if charset is None and req._content_type_set:
        req.content_type += '; charset=UTF8'
    return charset or 'UTF8'


def _declared_charset(req):
    """The charset of the content type, if the handler has set one."""
    found = _CHARSET.search(req.content_type) if req._content_type_set else None
    return found.group(1) if found else None


def _guess_content_type(req, result, charset):
    tail = result[-_TAIL:]
    if not isinstance(tail, str):
        tail = tail.decode('latin-1')
    content_type = 'text/html' if _HTML.search(tail) else 'text/plain'
    req.content_type = content_type + ('; charset=%s' % charset if charset else '')


def _debug(req):
    return int(req.get_config().get('PythonDebug', 0))
