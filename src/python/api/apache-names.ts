/** Names of `mod_python.apache` (3.5.0.5 lib/python/mod_python/apache.py, and 3.3.1's importer). */
import { type ApiMember, members } from './api-member.js';

const INTERNAL = "A part of mod_python's own dispatcher: call the application instead.";
const NUMBER = 'A number: write it, or its HTTP meaning, into the code.';

export const APACHE_NAMES: readonly ApiMember[] = [
  ...members('apache', 'constant', [
    ['OK', 'EXACT', 'Return the response: a WSGI application has no status of its own to return.'],
    [
      'DECLINED',
      'RUNTIME',
      'A WSGI application cannot decline; a daemon can redirect inside Apache, or the application serves the file.',
    ],
    ['DONE', 'EXACT', 'Return the response at once.'],
    [
      'REQ_PROCEED REQ_NOACTION REQ_ABORTED REQ_EXIT',
      'EXACT',
      'Old names of OK, DECLINED, HTTP_INTERNAL_SERVER_ERROR and DONE.',
    ],
  ]),
  ...members('apache', 'exception', [
    ['SERVER_RETURN', 'EXACT', 'Return the response with that status from the handler.'],
  ]),
  ...members('apache', 'function', [
    ['log_error', 'EXACT', 'Write to sys.stderr: it is the error log.'],
    [
      'import_module',
      'RUNTIME',
      'A plain import, once the folder of the module is on sys.path; files and reloading need the compat package.',
    ],
    ['make_table', 'RUNTIME', 'A table of the compat package.', '-> table'],
    ['stat', 'RUNTIME', 'os.stat.', '-> finfo'],
    [
      'config_tree',
      'NONE',
      "Apache's configuration is not visible; write what the code looks for into the code.",
    ],
    [
      'server_root mpm_query',
      'CONFIG',
      'A constant of the installation: write it into the code, or pass it with SetEnv.',
    ],
    [
      'exists_config_define',
      'CONFIG',
      'Set a variable with SetEnv inside <IfDefine> and read it from environ.',
    ],
    ['register_cleanup', 'RUNTIME', 'atexit.register.'],
    [
      'get_handler_root get_current_options get_current_config',
      'RUNTIME',
      'Constants of the mount, kept by the compat package.',
    ],
    ['build_cgi_env setup_cgi restore_nocgi', 'RUNTIME', 'Run the script as CGI, or let it read environ.'],
    ['resolve_object module_mtime', 'RUNTIME', INTERNAL],
    ['allow_methods', 'EXACT', 'Send an Allow header.'],
    ['init', 'NONE', INTERNAL],
  ]),
  ...members('apache', 'class', [
    ['table', 'RUNTIME', 'A table of the compat package.', '-> table'],
    ['CallBack HandlerDispatch', 'NONE', INTERNAL],
    [
      'CGIStdin CGIStdout NullIO',
      'RUNTIME',
      'Run the script as CGI, or read environ["wsgi.input"] and return the output.',
    ],
    ['Request Connection Filter Server', 'NONE', 'Type names only; test for the attributes that are needed.'],
  ]),
  ...members('apache', 'attribute', [
    ['interpreter', 'RUNTIME', '`environ["mod_wsgi.application_group"]`.'],
    ['main_server', 'RUNTIME', 'Constants of the configuration, kept by the compat package.', '-> server'],
  ]),
  ...members('apache', 'module', [['_apache', 'RUNTIME', 'modpython_wsgi._apache.', '-> _apache']]),
  ...members('apache', 'constant', [
    [
      'MODULE_MAGIC_NUMBER_MAJOR MODULE_MAGIC_NUMBER_MINOR CGI_MAGIC_TYPE INCLUDES_MAGIC_TYPE INCLUDES_MAGIC_TYPE3 DIR_MAGIC_TYPE',
      'EXACT',
      NUMBER,
    ],
  ]),
];

/** Families of constants, by prefix. */
export const APACHE_PREFIXES: readonly (readonly [string, string])[] = [
  ['HTTP_', 'The status line of start_response, or the number.'],
  ['APLOG_', 'A log level: mod_wsgi writes one level only.'],
  ['M_', 'Compare REQUEST_METHOD with the name of the method.'],
  ['FINFO_', 'A field of os.stat.'],
  ['URI_', 'A field of urlparse.'],
  ['REMOTE_', 'REMOTE_ADDR, or REMOTE_HOST where HostnameLookups is on.'],
  ['PROXYREQ_', 'Write the proxying as ProxyPass or RewriteRule [P].'],
  ['AP_REQ_', NUMBER],
  ['AP_MPMQ_', NUMBER],
  ['AP_CONN_', NUMBER],
  ['REQUEST_', NUMBER],
  ['APR_', NUMBER],
];
