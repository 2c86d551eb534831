/** Members of the objects around a request: server, connection, filter, table, finfo, hlist. */
import { type ApiMember, members } from './api-member.js';

const CONSTANT = 'A constant of the configuration: the compat package knows it.';
const NOT_VISIBLE = 'Not visible to a WSGI application; remove the code or read it elsewhere.';
const RAW = 'Raw protocol code needs a server of its own, outside Apache.';

const SERVER = [
  ...members('server', 'method', [
    [
      'get_config get_options',
      'RUNTIME',
      'The directives and options of the server, written into the entry script.',
      '-> table',
    ],
    ['log_error', 'EXACT', 'Write to `environ["wsgi.errors"]`.'],
    ['register_cleanup', 'EXACT', 'atexit.register: the process ends with the daemon.'],
  ]),
  ...members('server', 'attribute', [
    ['server_hostname', 'EXACT', '`environ["SERVER_NAME"]`.'],
    ['port', 'EXACT', '`environ["SERVER_PORT"]`.'],
    ['server_admin', 'EXACT', '`environ["SERVER_ADMIN"]`.'],
    ['is_virtual names wild_names path pathlen timeout', 'RUNTIME', CONSTANT],
    ['keep_alive keep_alive_timeout keep_alive_max', 'RUNTIME', CONSTANT],
    ['send_buffer_size limit_req_line limit_req_fieldsize limit_req_fields', 'RUNTIME', CONSTANT],
    ['error_fname loglevel defn_name defn_line_number _server_rec', 'RUNTIME', CONSTANT],
    ['my_generation restart_time next', 'NONE', NOT_VISIBLE],
  ]),
];

const CONNECTION = [
  ...members('connection', 'attribute', [
    ['remote_ip client_ip', 'EXACT', '`environ["REMOTE_ADDR"]`.'],
    ['remote_addr client_addr', 'EXACT', 'REMOTE_ADDR and REMOTE_PORT of environ.'],
    ['local_ip', 'EXACT', '`environ["SERVER_ADDR"]`.'],
    ['local_addr', 'EXACT', 'SERVER_ADDR and SERVER_PORT of environ.'],
    ['remote_host', 'EXACT', '`environ["REMOTE_HOST"]`, where HostnameLookups is on.'],
    ['base_server', 'RUNTIME', CONSTANT, '-> server'],
    ['notes', 'RUNTIME', 'A dictionary; notes of other Apache modules are not visible.', '-> table'],
    ['aborted keepalives double_reverse remote_logname local_host id', 'NONE', NOT_VISIBLE],
    ['keepalive', 'NONE', 'The server keeps connections alive by KeepAlive; remove the code.', 'W'],
    ['hlist', 'RUNTIME', CONSTANT, '-> hlist'],
    ['_conn_rec', 'NONE', "A pointer into Apache's memory has no meaning under WSGI; rewrite what uses it."],
  ]),
  ...members('connection', 'method', [['read readline write log_error', 'NONE', RAW]]),
];

const FILTER = [
  ...members('filter', 'method', [
    ['read readline', 'RUNTIME', 'Middleware reads the iterable that the application returned.'],
    ['write flush close', 'RUNTIME', 'Middleware yields the changed text.'],
    ['pass_on disable', 'RUNTIME', 'Middleware returns the iterable unchanged.'],
  ]),
  ...members('filter', 'attribute', [
    ['req', 'RUNTIME', 'The request that the middleware works for.', '-> request'],
    ['closed name is_input handler dir parameters softspace', 'RUNTIME', CONSTANT],
  ]),
];

const TABLE = members('table', 'method', [
  [
    'get has_key keys values items setdefault copy',
    'EXACT',
    'A dictionary method, over names without regard to case.',
  ],
  ['add', 'RUNTIME', 'Appends one more header of that name.'],
  [
    'update clear popitem iterkeys itervalues iteritems',
    'RUNTIME',
    'A dictionary method of the compat package.',
  ],
]);

const FINFO = members('finfo', 'attribute', [
  [
    'fname filetype valid protection user group inode device nlink size atime mtime ctime name',
    'RUNTIME',
    'A field of os.stat.',
  ],
]);

const HLIST = [
  ...members('hlist', 'attribute', [['handler directory location silent is_location', 'RUNTIME', CONSTANT]]),
  ...members('hlist', 'method', [['next', 'RUNTIME', CONSTANT]]),
];

export const OBJECT_MEMBERS: readonly ApiMember[] = [
  ...SERVER,
  ...CONNECTION,
  ...FILTER,
  ...TABLE,
  ...FINFO,
  ...HLIST,
];
