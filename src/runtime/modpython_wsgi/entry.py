"""The WSGI callable a generated entry script makes: one `Mount` per Python handler section of the old configuration.

A script holds one call and nothing else of weight:

    import os
    import sys
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))   # modpython_wsgi lives beside this script
    from modpython_wsgi.entry import Mount

    application = handle_request = Mount(
        handlers='report::head report::body',
        directory='/srv/www/report/',
        python_path=['/srv/lib'] + sys.path,
        options=['skin', 'Secret'],
    )

Apache calls `application` for WSGIScriptAlias and `handle_request` for WSGIHandlerScript; both are the same object.
Nothing is imported or opened here: the handler modules are imported by the first request, as mod_python did.
"""
from __future__ import absolute_import

from . import apache, constants, dispatch
from .configuration import Configuration

#: The key of environ that chooses among `overlays`.
OVERLAY = 'modpython_wsgi.handlers'


class Mount(object):
    """A handler stack, the phases around it and the configuration they may ask for, as a WSGI application.

    What is served:

    handlers        Content handlers: 'module::object other' or a list of such words, as after PythonHandler.
                    A dict {'': plain, '.html': ...} where the directive had `| .ext`; None for a mount that only
                    guards files (the file itself is then the content).
                    In a list, a pair (handler, directory) stands for a handler whose directive stood elsewhere.
    phases          The other phases: {'PythonAccessHandler': 'guard::check', ...}, same forms as `handlers`.
                    Keys are the names of the directives, PythonPostReadRequestHandler to PythonCleanupHandler.
    handler_module  Module named by PythonHandlerModule: every phase it has a function for.
    overlays        Content handlers that run instead where a variable of the configuration says so: {value of
                    modpython_wsgi.handlers: handlers}. A section that names handlers sets it, for requests that are
                    also for this one, which has the SetHandler.
    directory       Directory of the directive with a trailing slash (<Directory>, .htaccess), or None.
    location        Path of the <Location> the directive stood in, or None. Not both.
    input_filters   Names of the Python input filters in force (SetInputFilter), the one nearest the client first.
    output_filters  Names of the Python output filters in force (SetOutputFilter), in order. A pair (name, '.html .txt')
                    stands for a filter that files with one of these extensions pass (AddOutputFilter, AddInputFilter).
    filters         What the names mean: {'SHOUT': 'module::object'}, as after PythonOutputFilter. May also hold the
                    filters that handlers add themselves (req.add_output_filter).

    How modules are found:

    python_path     Value of PythonPath, e.g. ['/srv/lib'] + sys.path. None: `directory` goes in front of sys.path.
    autoreload      PythonAutoReload: modules of the handler's directory are imported again when their file changed.
    interpreter     Name in req.interpreter; default is the application group of the process.

    What handlers can ask for:

    options         PythonOption of the section. A list names the environ keys (set by SetEnv in the configuration)
                    that are options; a dict gives fixed values, where the value None means "from environ". A key
                    'mod_python.option.NAME' is the option NAME: for names that are variables of Apache or the site.
    server_options  PythonOption of the virtual host, seen by req.server.get_options(): a dict, where the value None
                    means "from environ".
    server          Facts of the virtual host, a dict with any of: hostname, names, wild_names, port, admin,
                    is_virtual, path, timeout, keep_alive, keep_alive_max, keep_alive_timeout, limit_req_line,
                    limit_req_fieldsize, limit_req_fields, error_fname, loglevel, defn_name, defn_line_number,
                    root (ServerRoot), defines (list), config (dict).
    hosts           Where virtual hosts share the script: a list of such dicts, one for each, with `options` and `ports`
                    (of the <VirtualHost> line) besides. The one with the names that a request is for is its server;
                    `server` is what all have in common.
    main_server     Facts of the main server, the same keys and `options`; default is that of `server`.
    config          What req.get_config() shows besides `debug`: {'PythonPath': text, 'PythonAutoReload': '0'}; flags are
                    '1' and '0', handlers are never in it.
    debug           PythonDebug: exceptions are shown to the client.
    path_info       AcceptPathInfo as req.used_path_info has it: 0 for On, 1 for Off; default is 2.
    extensions      Extensions of AddHandler, e.g. '.py .psp': req.get_addhandler_exts(), used by the publisher.
    handler         Value of req.handler: 'mod_python' or 'python-program'.
    auth_type       AuthType of the section; `auth_name` its AuthName.
    require         Its Require lines that ask for a user, each without the first word: ['valid-user', 'user ann bob'].
                    One of them must be met after the authentication handler, unless an authorisation handler decides.
    types           Additions to the table of content types (AddType): {'.shtm': 'text/html'}.
    charsets        Charsets by extension (AddCharset), behind the type of the file: {'.utf8': 'utf-8'}.
    force_type      The type of all files, whatever their names (ForceType).
    types_config    Path of the file named by TypesConfig; default is where Python looks for mime.types.

    What is answered where the handler gives no page:

    error_documents {404: 'text'} for ErrorDocument with a text, {404: 'http://...'} for a redirect, or
                    {404: '/errors/missing.html'} for a local address.
    python_error_documents
                    Those local addresses of error_documents that Python answers, here or in another Mount: in daemon
                    mode Apache is sent there, and the status goes along.
    error_prefix    Internal address PREFIX/404 that Apache answers with its own error 404 (Redirect 404 PREFIX/404):
                    used in daemon mode for local addresses of error_documents that are no plain pages (.html, .txt)
                    below DocumentRoot; those are sent from here, with the headers of the handler.
    decline_prefix  Internal address under which DocumentRoot is served without Python, e.g. '/.declined': used in
                    daemon mode when a handler declines, but for files that a handler has set headers for. Without it
                    (or embedded) the file the request names is sent from here, and what is no file is a 404.
    chunked         WSGIChunkedRequest is on: bodies without a length are read instead of refused with 411.
    """

    def __init__(self, handlers=None, directory=None, location=None, phases=None, handler_module=None,
                 input_filters=(), output_filters=(), filters=None,
                 python_path=None, autoreload=True, interpreter=None,
                 options=(), server_options=None, server=None, main_server=None, config=None, debug=False, hosts=(),
                 extensions='', handler='mod_python', auth_type=None, auth_name=None, require=(), types=None,
                 types_config=None, error_documents=None, python_error_documents=(), error_prefix=None,
                 decline_prefix=None, chunked=False, charsets=None, force_type=None, overlays=None,
                 path_info=constants.AP_REQ_DEFAULT_PATH_INFO):
        settings = dict(locals())
        del settings['self'], settings['overlays']
        self.configuration = Configuration(**settings)
        self._overlays = dict((name, Configuration(**dict(settings, handlers=overlays[name])))
                              for name in overlays or ())
        apache.use_main_server(self.configuration.main_server)

    def __call__(self, environ, start_response):
        """WSGI entry (PEP 3333)."""
        return dispatch.serve(self._overlays.get(environ.get(OVERLAY), self.configuration), environ, start_response)
