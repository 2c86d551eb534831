"""Every public name of mod_python's objects and of mod_python.apache, and what has become of it.

The names are those of the C tables of mod_python 3.5.0.5 and 3.3.1 (requestobject.c, serverobject.c, connobject.c,
filterobject.c, tableobject.c, finfoobject.c, hlistobject.c) and of apache.py; constants are in test_inventory.py.

    python -m core.inventory        prints the table as Markdown

State: '' emulated, a text for a difference; a text beginning with '!' for what cannot exist under WSGI.
"""
from __future__ import absolute_import, print_function

#: Members of req.
REQUEST = {
    # Methods
    'add_cgi_vars': '', 'add_common_vars': '',
    'add_handler': '', 'add_input_filter': 'Python filters only', 'add_output_filter': 'Python filters only',
    'allow_methods': '', 'auth_name': '', 'auth_type': '', 'build_wsgi_env': 'the environ of mod_wsgi',
    'construct_url': '', 'discard_request_body': '', 'document_root': '', 'flush': '', 'get_addhandler_exts': '',
    'get_basic_auth_pw': 'needs WSGIPassAuthorization On', 'get_config': '', 'get_options': '',
    'get_remote_host': 'never looks a name up: what Apache has looked up', 'is_https': '',
    'internal_redirect': 'daemon mode, before output; asked with GET; req.prev knows address, query and status only',
    'log_error': 'the level stands before the text; mod_wsgi logs everything as "error"', 'meets_conditions': '',
    'read': '', 'readline': '', 'readlines': '', 'register_cleanup': '', 'register_input_filter': '',
    'register_output_filter': '', 'requires': '!Require lines are not visible to a WSGI application',
    'send_http_header': '', 'sendfile': '', 'set_content_length': '', 'set_etag': 'FileETag MTime Size',
    'set_last_modified': '', 'ssl_var_lookup': 'needs SSLOptions +StdEnvVars', 'update_mtime': '', 'write': '',
    'wsgi_start_response': '',
    # Members
    '_bytes_queued': '', '_content_type_set': '', '_request_rec': "!there is no request_rec of Apache's",
    'allowed': '', 'allowed_methods': '', 'allowed_xmethods': '', 'ap_auth_type': '', 'args': '',
    'assbackwards': 'only 0 may be set', 'bytes_sent': '', 'canonical_filename': '', 'chunked': 'no effect',
    'clength': '', 'connection': '', 'content_encoding': '', 'content_languages': '', 'content_type': '',
    'eos_sent': 'always 0', 'err_headers_out': '', 'expecting_100': '', 'extension': '', 'filename': '', 'finfo': '',
    'handler': 'other handlers than Python cannot be chosen', 'header_only': '',
    'headers_in': 'alphabetical; capitals by rule, not as sent', 'headers_out': '', 'hlist': '', 'hostname': '',
    'interpreter': '', 'main': 'always None: subrequests of Apache are requests of their own', 'method': '',
    'method_number': '', 'mtime': '', 'next': 'always None', 'no_cache': '', 'no_local_copy': '', 'notes': '',
    'parsed_uri': '', 'path_info': "'' and not None in a Location", 'phase': '', 'prev': 'address, query and status only',
    'proto_num': '', 'protocol': '', 'proxyreq': 'only PROXYREQ_NONE may be set', 'range': 'always None',
    'read_body': '', 'read_chunked': '', 'read_length': '', 'remaining': '', 'request_time': '', 'sent_bodyct': '',
    'server': '', 'status': '', 'status_line': '', 'subprocess_env': 'changes are not seen by Apache',
    'the_request': '', 'unparsed_uri': '',
    'uri': '', 'used_path_info': 'what is set here has no effect', 'user': 'what is set here is not in the access log', 'useragent_addr': '',
    'useragent_ip': '', 'vlist_validator': '',
}

#: Members of req.server, apache.main_server, connection.base_server. "Told" means: by the entry script.
SERVER = {
    'get_config': 'told', 'get_options': 'told', 'log_error': 'the level stands before the text',
    'register_cleanup': 'when the process ends',
    '_server_rec': "!there is no server_rec of Apache's", 'defn_line_number': 'told, else 0',
    'defn_name': 'told, else None',
    'error_fname': 'told, else None', 'is_virtual': 'told, else 0', 'keep_alive': 'told, else 1',
    'keep_alive_max': 'told, else 100', 'keep_alive_timeout': 'told, else 5.0', 'limit_req_fields': 'told, else 100',
    'limit_req_fieldsize': 'told, else 8190', 'limit_req_line': 'told, else 8190',
    'loglevel': 'told, else APLOG_WARNING',
    'my_generation': '!restarts of Apache are not visible', 'names': 'told, else ()',
    'next': '!only the server that answers is known', 'path': 'told, else None', 'pathlen': '', 'port': 'told, else 0',
    'restart_time': 'start of this process', 'server_admin': '', 'server_hostname': 'told, else that of the group %{SERVER}, else SERVER_NAME',
    'timeout': 'told, else 60.0', 'wild_names': 'told, else ()',
}

#: Members of req.connection.
CONNECTION = {
    'log_error': 'the level stands before the text', 'read': '!the socket belongs to Apache',
    'readline': '!the socket belongs to Apache', 'write': '!the socket belongs to Apache',
    '_conn_rec': "!there is no conn_rec of Apache's", 'aborted': '1 after a write has failed, not before',
    'base_server': '', 'client_addr': '', 'client_ip': '', 'double_reverse': 'always 0',
    'hlist': '!only in a PythonConnectionHandler', 'id': 'a number made of mod_wsgi.connection_id',
    'keepalive': 'always AP_CONN_UNKNOWN, cannot be set', 'keepalives': 'always 0', 'local_addr': '',
    'local_host': 'always None',
    'local_ip': '', 'notes': 'for the length of the request', 'remote_addr': '', 'remote_host': '', 'remote_ip': '',
    'remote_logname': '',
}

#: Members of the object a filter is given.
FILTER = {
    'close': '', 'disable': '', 'flush': 'no effect: what was written goes on when the function returns', 'pass_on': '',
    'read': '', 'readline': '', 'write': 'copies, as in 3.3.1', 'closed': '', 'dir': '', 'handler': '', 'is_input': '',
    'name': '', 'req': '', 'softspace': '',
}

#: Methods of apache.table.
TABLE = dict.fromkeys(('add', 'clear', 'copy', 'get', 'has_key', 'items', 'iteritems', 'iterkeys', 'itervalues', 'keys',
                       'popitem', 'setdefault', 'update', 'values'), '')

#: Members of req.finfo and of what apache.stat() gives.
FINFO = dict.fromkeys(('atime', 'ctime', 'device', 'filetype', 'fname', 'group', 'inode', 'mtime', 'name', 'nlink',
                       'protection', 'size', 'user', 'valid'), '')

#: Members of req.hlist.
HLIST = {'next': '', 'directory': '', 'handler': '', 'is_location': '', 'location': '', 'parent': 'always None',
         'silent': ''}

#: Functions, classes and objects of mod_python.apache.
APACHE = {
    'CGIStdin': '', 'CGIStdout': '', 'NullIO': '', 'SERVER_RETURN': '', 'build_cgi_env': '',
    'config_tree': 'told by the entry script, else Unsupported',
    'exists_config_define': 'told by the entry script, else False',
    'freeze_modules': '', 'get_current_config': '', 'get_current_options': '', 'get_handler_root': '',
    'import_module': '',
    'interpreter': '', 'log_error': 'the level stands before the text', 'main_server': 'facts told by the entry script',
    'make_table': '', 'module_mtime': '', 'mpm_query': "the process model of mod_wsgi",
    'register_cleanup': 'when the process ends',
    'resolve_object': '', 'restore_nocgi': '', 'server_root': 'told by the entry script, else Unsupported',
    'setup_cgi': '',
    'stat': '', 'table': '',
}

#: Names of mod_python.apache that are not here, and why.
DROPPED = {
    'CallBack': 'what mod_python.c called; dispatch.py has its place', 'init': 'called by mod_python.c',
    'modules_graph': 'diagnosis of the importer of 3.3.1', 'module_info': 'diagnosis of the importer of 3.3.1',
    'request_modules_graph': 'diagnosis of the importer of 3.3.1', 'ximport_module': 'internal to 3.3.1',
}

OBJECTS = (('request', REQUEST), ('server', SERVER), ('connection', CONNECTION), ('filter', FILTER), ('table', TABLE),
           ('finfo', FINFO), ('hlist', HLIST), ('apache', APACHE))


def rows():
    """(object, name, state, note) of every name, in order."""
    for title, names in OBJECTS:
        for name in sorted(names, key=str.lower):
            note = names[name]
            state = 'impossible' if note.startswith('!') else 'differs' if note else 'emulated'
            yield title, name, state, note.lstrip('!')
    for name in sorted(DROPPED):
        yield 'apache', name, 'dropped', DROPPED[name]


def markdown():
    """The inventory as a Markdown table."""
    lines = ['| Object | Name | State | Note |', '|---|---|---|---|']
    return '\n'.join(lines + ['| %s | `%s` | %s | %s |' % row for row in rows()]) + '\n'


if __name__ == '__main__':
    print(markdown(), end='')
