/** Names of mod_python's other modules: util, Cookie, Session, publisher, psp and the rest. */
import { type ApiMember, members } from './api-member.js';

const FORM = 'The compat package reads forms as mod_python did; cgi.FieldStorage differs in details.';
const COOKIE = 'The compat package has the same classes; new code uses http.cookies (2.7: Cookie).';
const SESSION = 'The compat package reads and writes the same session files.';
const MEMORY = 'Kept by one process: with several in a group, the next request may find no session.';
const PAGE = 'The compat package runs PSP pages as they are.';
const COPY = 'The module is plain Python and comes with the compat package.';
const LOW = 'modpython_wsgi._apache: the locks and functions of the C module, inside of Apache only.';
const TOOL = 'A tool for tests of mod_python itself: drop it.';

const FORMS = [
  ...members('util', 'class', [
    ['FieldStorage', 'RUNTIME', FORM, '-> form'],
    ['Field StringField', 'RUNTIME', FORM, '-> field'],
  ]),
  ...members('util', 'function', [
    ['redirect', 'EXACT', 'start_response with 302 (301 when permanent) and a Location header.'],
    ['parse_qs parse_qsl', 'EXACT', 'urlparse.parse_qs and parse_qsl (2.7), urllib.parse in Python 3.'],
    ['parse_header', 'EXACT', 'cgi.parse_header.'],
    ['apply_fs_data make_table', 'RUNTIME', FORM],
  ]),
  ...members('form', 'method', [
    ['getfirst getlist get keys items has_key add_field clear', 'RUNTIME', FORM],
  ]),
  ...members('form', 'attribute', [['list', 'RUNTIME', FORM]]),
  ...members('field', 'attribute', [
    ['name value filename file type type_options disposition disposition_options headers', 'RUNTIME', FORM],
  ]),
];

const COOKIES = [
  ...members('Cookie', 'class', [
    ['Cookie SignedCookie MarshalCookie', 'RUNTIME', COOKIE, '-> cookie'],
    ['CookieError', 'RUNTIME', COOKIE],
  ]),
  ...members('Cookie', 'function', [
    ['add_cookie get_cookies', 'RUNTIME', COOKIE],
    ['get_cookie', 'RUNTIME', COOKIE, '-> cookie'],
  ]),
  ...members('Cookie', 'constant', [['DOWNGRADE IGNORE EXCEPTION', 'RUNTIME', COOKIE]]),
  ...members('cookie', 'method', [['parse sign unsign marshal unmarshal', 'RUNTIME', COOKIE]]),
  ...members('cookie', 'attribute', [
    [
      'name value version path domain secure comment expires max_age samesite commentURL discard port httponly',
      'RUNTIME',
      COOKIE,
      'W',
    ],
  ]),
];

const SESSIONS = [
  ...members('Session', 'function', [['Session', 'RUNTIME', SESSION, '-> session']]),
  ...members('Session', 'class', [
    ['BaseSession DbmSession FileSession', 'RUNTIME', SESSION, '-> session'],
    ['MemorySession', 'RUNTIME', MEMORY, '-> session'],
  ]),
  ...members('session', 'method', [
    [
      'is_new id created last_accessed timeout set_timeout load save delete invalidate lock unlock cleanup init_lock',
      'RUNTIME',
      SESSION,
    ],
    ['make_cookie read_cookie do_load do_save do_delete do_cleanup', 'RUNTIME', SESSION],
  ]),
];

const PAGES = [
  ...members('psp', 'class', [
    ['PSP', 'RUNTIME', PAGE, '-> psp-page'],
    ['PSPInterface', 'RUNTIME', PAGE],
  ]),
  ...members('psp', 'function', [
    ['handler run_psp', 'CONFIG', PAGE],
    ['parse parsestring load_file display_code', 'RUNTIME', PAGE],
  ]),
  ...members('psp-page', 'method', [['run display_code', 'RUNTIME', PAGE]]),
];

const REST = [
  ...members('publisher', 'function', [
    ['handler', 'CONFIG', 'The compat package publishes modules by the same rules.'],
    [
      'get_page resolve_object publish_object process_auth',
      'RUNTIME',
      'The compat package publishes modules by the same rules.',
    ],
  ]),
  ...members('publisher', 'attribute', [
    ['page_cache xhtml', 'NONE', "A part of the publisher's own state: use the published functions."],
  ]),
  ...members('cgihandler', 'function', [
    ['handler', 'CONFIG', 'Run the scripts with mod_cgid, or through the compat package.'],
  ]),
  ...members('wsgi', 'function', [
    ['handler', 'CONFIG', 'WSGIScriptAlias with the application that mod_python.wsgi.application named.'],
  ]),
  ...members('cache', 'class', [
    ['Cache WeakCache FileCache HTTPCache ModuleCache FunctionCache CallableCache', 'RUNTIME', COPY],
  ]),
  ...members('importer', 'function', [
    [
      'import_module register_module_cache clear_cache',
      'RUNTIME',
      'The compat package imports handler modules by file, as 3.3.1 did.',
    ],
  ]),
  ...members('importer', 'module', [
    ['_global_modules_cache', 'NONE', 'A part of the importer: rewrite what uses it.'],
  ]),
  ...members('testhandler', 'function', [['handler', 'NONE', TOOL]]),
];

export const MODULE_NAMES: readonly ApiMember[] = [...FORMS, ...COOKIES, ...SESSIONS, ...PAGES, ...REST];

/** The modules themselves. */
export const MODULES: readonly ApiMember[] = members('apache', 'module', [
  ['apache', 'RUNTIME', 'modpython_wsgi.apache.', '-> apache'],
  ['util', 'RUNTIME', 'modpython_wsgi.util.', '-> util'],
  ['Cookie', 'RUNTIME', 'modpython_wsgi.Cookie.', '-> Cookie'],
  ['Session', 'RUNTIME', 'modpython_wsgi.Session.', '-> Session'],
  ['publisher', 'RUNTIME', 'modpython_wsgi.publisher.', '-> publisher'],
  ['psp', 'RUNTIME', 'modpython_wsgi.psp.', '-> psp'],
  ['cgihandler', 'CONFIG', 'mod_cgid, or modpython_wsgi.', '-> cgihandler'],
  ['wsgi', 'CONFIG', 'WSGIScriptAlias.', '-> wsgi'],
  ['cache', 'RUNTIME', COPY, '-> cache'],
  ['importer', 'RUNTIME', 'The compat package imports handler modules by file.', '-> importer'],
  [
    'httpdconf',
    'NONE',
    'It writes configuration outside Apache: write the configuration by hand.',
    '-> httpdconf',
  ],
  ['testhandler', 'NONE', TOOL, '-> testhandler'],
  ['_apache', 'RUNTIME', LOW, '-> _apache'],
  ['_psp', 'RUNTIME', PAGE, '-> _psp'],
  ['python22', 'NONE', 'Makes names of Python 2.3 known to Python 2.2: remove it.'],
  ['version mp_version', 'RUNTIME', 'The compat package says 3.3.1, which it follows.'],
]);
