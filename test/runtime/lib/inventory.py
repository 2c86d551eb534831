"""Every public name of mod_python's modules other than apache, and what has become of it.

The names are those of lib/python/mod_python of 3.3.1 and 3.5.0.5 and of the objects these modules make; the objects
written in C and apache are in core/inventory.py. docs/compat.md is made of both (scripts/compat).

State: '' emulated; a text for a difference; '!' and a text for what is not here, because WSGI has nothing like it or
because it was a part of mod_python's own works.
"""
from __future__ import absolute_import

_HELPER = '!a helper inside the module, no part of the documented API'
_WORKS = '!a part of the works of mod_python, no part of the documented API'

#: Names of mod_python.util.
UTIL = {
    'Field': 'an upload; an input of a form left empty is one, too (as in 3.3.1, not in 3.5)', 'FieldList': '',
    'FieldStorage': 'limits: 10,000 fields, 64 MB of text, 64 KB of headers for a part; malformed multipart is a 400',
    'MethodWrapper': _WORKS, 'StringField': '', 'apply_fs_data': '', 'parse_header': '', 'parse_qs': '',
    'parse_qsl': '', 'readBlockSize': _WORKS, 'redirect': '',
}

#: Members of a FieldStorage.
FORM = {
    'add_field': '', 'clear': '', 'get': '', 'getfirst': '', 'getlist': '', 'has_key': '',
    'items': '', 'keys': '', 'list': '', 'parse_qsl_safely': _WORKS,
    'read_to_boundary': '!multipart.py reads in blocks',
}

#: Members of a Field or a StringField.
FIELD = {
    'disposition': '', 'disposition_options': '', 'file': 'a temporary file without a name; bytes on Python 3',
    'filename': '', 'headers': '', 'name': '', 'type': '', 'type_options': '',
    'value': 'of an upload bytes on Python 3; of other fields text, decoded as UTF-8',
}

#: What a StringField has besides.
TEXT_FIELD = {'ctype': '', 'disp_options': ''}

#: Names of mod_python.Cookie.
COOKIE_MODULE = {
    'Cookie': '', 'CookieError': '',
    'MarshalCookie': 'reading raises MarshalNotAllowed until the entry script calls Cookie.allow_marshal()',
    'SignedCookie': '', 'add_cookie': '', 'get_cookie': '', 'get_cookies': '', 'metaCookie': _WORKS,
}

#: Members of a cookie.
COOKIE = {
    'DOWNGRADE': '', 'EXCEPTION': '', 'IGNORE': '', 'comment': '', 'commentURL': '', 'discard': '', 'domain': '',
    'expires': '', 'hexdigest': '', 'httponly': '', 'max_age': '', 'name': '', 'parse': '', 'path': '', 'port': '',
    'samesite': '', 'secure': '', 'unmarshal': 'raises MarshalNotAllowed, see MarshalCookie', 'unsign': '',
    'value': '', 'version': '',
}

#: Names of mod_python.Session.
SESSION_MODULE = {
    'BaseSession': '', 'CLEANUP_CHANCE': '', 'COOKIE_NAME': '', 'DFT_CLEANUP_TIME_LIMIT': '', 'DFT_FAST_CLEANUP': '',
    'DFT_GRACE_PERIOD': '', 'DFT_LOCK': '', 'DFT_TIMEOUT': '', 'DFT_VERIFY_CLEANUP': '',
    'DbmSession': 'a file of a type this Python cannot read is left alone, and a new one is begun beside it',
    'FS_STAT_VERSION': _WORKS, 'FileSession': 'a folder in /tmp that belongs to somebody else is not used',
    'MemorySession': '', 'Session': '', 'dbm_cleanup': '', 'filesession_cleanup': '',
    'make_filesession_dirs': '!folders are made when they are needed', 'md5_hash': _HELPER, 'mem_cleanup': '',
    'rnd_gens': '!ids come from the random numbers of the system',
    'rnd_iter': '!ids come from the random numbers of the system', 'tempdir': _HELPER, 'true_or_false': '',
    'unlock_session_cleanup': '', 'validate_sid_re': _HELPER,
}

#: Members of a session.
SESSION = {
    'cleanup': '', 'created': '', 'delete': '', 'do_cleanup': '', 'do_delete': '', 'do_load': '', 'do_save': '',
    'id': '', 'init_lock': '', 'invalidate': '', 'is_new': '', 'last_accessed': '', 'load': '',
    'lock': 'a file lock; a second one in the same request is granted, where mod_python stood still',
    'make_cookie': '', 'save': '', 'set_timeout': '', 'timeout': '', 'unlock': '',
}

#: What a FileSession and a MemorySession have besides.
FILE_SESSION = {'lock_file': '', 'unlock_file': ''}
MEMORY_SESSION = {'sdict': 'of one process, as ever'}

#: Names of mod_python.psp.
PSP_MODULE = {
    'FileCache': _WORKS, 'HitsCache': _WORKS, 'PSP': '', 'PSPInterface': '', 'code2str': _WORKS,
    'dbm_cache_get': _WORKS, 'dbm_cache_store': _WORKS, 'dbm_cache_type': _WORKS, 'dbm_types': _WORKS, 'handler': '',
    'mem_fcache': _WORKS, 'mem_scache': _WORKS, 'parse': '', 'parsestring': '', 'path_split': '', 'str2code': _WORKS,
    'tempdir': _HELPER,
}

#: Members of a PSP object.
PSP_PAGE = {
    'cache_get': _WORKS, 'cache_store': _WORKS,
    'code': '', 'dbmcache': _WORKS,
    'cfile_get': '!precompiled .psc files are not used: pages are compiled once and kept', 'display_code': '',
    'load_from_file': _WORKS,
    'run': 'a change of an included file is seen, too',
}

#: Members of what a page knows as `psp`.
PSP_INTERFACE = {
    'apply_data': '', 'redirect': '', 'set_error_page': '',
}

#: Names of mod_python.publisher.
PUBLISHER = {
    'PageCache': '!modules are kept by the importer', 'default_builtins_tp_rule': '!see tp_rules',
    'default_tp_rule': '!see tp_rules', 'handler': 'classes with a metaclass and sets are not published',
    'imp_suffixes': _HELPER, 'page_cache': 'page_cache[req] only',
    'process_auth': 'a protection inside a function that cannot be read refuses everybody', 'publish_object': '',
    're_charset': _HELPER, 're_html': _HELPER, 'resolve_object': '',
    'tp_rules': '!the rules of what is published are fixed; publish_only() restricts them',
}

#: Names of mod_python.cgihandler.
CGIHANDLER = {
    'DummyLock': _HELPER, 'handler': 'Location without Status is a 302, as in CGI', 'original': _HELPER,
    'stdlib': _HELPER, 'x': _HELPER,
}

#: Names of mod_python.testhandler.
TESTHANDLER = {
    'bounded_buffer': _HELPER, 'handler': 'without the configuration of Apache and its error log',
    'write_table': _HELPER, 'write_tree': _HELPER,
}

#: Names of mod_python.cache.
CACHE = {
    'Cache': '', 'Entry': '', 'FileCache': '', 'FunctionCache': '', 'HTTPCache': '', 'HTTPEntity': '',
    'HttpModuleCache': '', 'ModuleCache': '', 'NOT_INITIALIZED': '', 'WeakCache': '', 'parseRFC822Time': _HELPER,
    're_max_age': _HELPER, 're_not_word': _HELPER,
}

#: Members of a cache.
CACHE_OBJECT = {'build': '', 'check': '', 'clear': '', 'commit': '', 'key': '', 'lru': '', 'mru': ''}

_DISPATCH = '!what mod_python.c called; dispatch.py has its place'

#: Names of mod_python.importer, which 3.3.1 had. What sites use of it is apache's.
IMPORTER = {
    'ConnectionDispatch': _DISPATCH, 'FilterDispatch': _DISPATCH, 'HandlerDispatch': _DISPATCH,
    'ImportDispatch': _DISPATCH, 'IncludeDispatch': _DISPATCH, 'ReportError': _DISPATCH,
    'get_current_config': '!apache.get_current_config', 'get_current_options': '!apache.get_current_options',
    'get_handler_root': '!apache.get_handler_root', 'import_module': '',
    'request_modules_graph': '!diagnosis of the importer of 3.3.1',
}

#: Names of mod_python.version.
VERSION = {
    'APR_VERSION': '!only 3.5 had it', 'HTTPD': '!only 3.5 had it', 'HTTPD_VERSION': '!only 3.5 had it',
    'LIBEXECDIR': '!only 3.5 had it', 'PYTHON_BIN': '!only 3.5 had it', 'SYSCONFDIR': '!only 3.5 had it',
    'TESTHOME': '!of the build of 3.5', 'TEST_MOD_PYTHON_SO': '!of the build of 3.5',
    'version': '3.3.1, which is followed',
}

#: Modules that are not here as a whole.
ABSENT_MODULES = {
    '_apache': 'the C module: its functions and locks are here, but only inside of Apache, as it was',
    '_psp': 'the C scanner; psp.parse and psp.parsestring are it',
    'httpdconf': 'wrote configuration for mod_python: importing it says so',
    'python22': 'a compatibility hack of 2003',
    'wsgi': 'ran WSGI applications under mod_python: mod_wsgi runs them (WSGIScriptAlias)',
}

#: Attributes that modules of mod_python set on the request.
REQUEST = {
    'form': 'set by the publisher and by PSP pages',
    'ssi_globals': '!set for Python in server-side includes, which WSGI does not have',
}

#: Names that people look for and that mod_python never had, or not there: nothing has changed for them.
NEVER = {
    'Cookie.DOWNGRADE': 'Cookie.Cookie.DOWNGRADE', 'Cookie.EXCEPTION': 'Cookie.Cookie.EXCEPTION',
    'Cookie.IGNORE': 'Cookie.Cookie.IGNORE', 'apache.Connection': 'a type without a name',
    'apache.Filter': 'a type without a name', 'apache.HandlerDispatch': 'a method of apache.CallBack',
    'apache.Request': 'a type without a name', 'apache.Server': 'a type without a name',
    'apache.allow_methods': 'req.allow_methods; the manual names both', 'cache.CallableCache': 'cache.FunctionCache',
    'cookie.marshal': 'str(cookie)', 'cookie.sign': 'str(cookie)', 'filter.parameters': 'nothing of the kind',
    'importer._global_modules_cache': 'a part of the importer of 3.3.1, which nobody could import',
    'importer.clear_cache': 'nothing did this', 'importer.register_module_cache': 'nothing did this',
    'psp.display_code': 'a method of psp.PSP', 'psp.load_file': 'psp.PSP.load_from_file',
    'psp.run_psp': 'psp.handler', 'publisher.get_page': 'publisher.page_cache',
    'publisher.xhtml': 'nothing of the kind', 'request.merge_auth_config': 'nothing of the kind',
    'server.send_buffer_size': 'gone since Apache 2', 'session.read_cookie': 'Cookie.get_cookie',
    'table.pop': 'table.popitem; a table was no dict', 'util.make_table': 'apache.make_table',
}

MODULES = (('util', UTIL), ('Cookie', COOKIE_MODULE), ('Session', SESSION_MODULE), ('psp', PSP_MODULE),
           ('publisher', PUBLISHER), ('cgihandler', CGIHANDLER), ('testhandler', TESTHANDLER), ('cache', CACHE),
           ('importer', IMPORTER), ('version', VERSION))
OBJECTS = (('form', FORM), ('field', dict(FIELD, **TEXT_FIELD)), ('cookie', COOKIE),
           ('session', dict(SESSION, **dict(FILE_SESSION, **MEMORY_SESSION))), ('psp-page', PSP_PAGE),
           ('psp-interface', PSP_INTERFACE), ('cache-object', CACHE_OBJECT))
