/**
 * What a handler reads of its request, as expressions over environ. Sources: mod_python.md §2.2, mod_wsgi.md §2.1 and
 * PEP 3333: keys of CGI whose value is empty may be absent.
 */

import { quoted } from '../literals.js';
import { commonFact, type MountFacts } from '../mount-facts.js';

/** How an expression over environ is written. */
export interface Reading {
  readonly text: string;
  /** Name of a variable for the value, when the expression is too long to repeat. */
  readonly local?: string;
  readonly module?: string;
  /** See ReadUse. */
  readonly binding?: 'operation' | 'choice';
  readonly negated?: string;
}

/** What the place asks of the value. */
export interface Asked {
  /** Only whether it is true counts, or it is known to be true where it is read. */
  readonly truth: boolean;
  /** It is known to be true where it is read. */
  readonly guarded: boolean;
  /** A method or item of it is used, so that None would be an error. */
  readonly used: boolean;
}

type Reader = (mounts: readonly MountFacts[], asked: Asked) => Reading | undefined;

const always =
  (text: string): Reader =>
  () => ({ text });

const computed =
  (text: string, local: string): Reader =>
  () => ({ text, local, binding: 'operation' });

/** mod_python gives an int or long where WSGI has a condition: the same as long as nobody prints it. */
const condition =
  (left: string, right: string): Reader =>
  (_, asked) =>
    asked.truth
      ? { text: `${left} == ${right}`, negated: `${left} != ${right}`, binding: 'operation' }
      : undefined;

const REMOTE_ADDR = always("environ['REMOTE_ADDR']");
const INPUT = "environ['wsgi.input']";

/** Members by path. `()` stands for a call without arguments. */
const READERS: Readonly<Record<string, Reader>> = {
  'request.uri': computed("environ.get('SCRIPT_NAME', '') + environ.get('PATH_INFO', '')", 'uri'),
  'request.unparsed_uri': always("environ['REQUEST_URI']"),
  'request.the_request': computed(
    "'%(REQUEST_METHOD)s %(REQUEST_URI)s %(SERVER_PROTOCOL)s' % environ",
    'request_line',
  ),
  'request.method': always("environ['REQUEST_METHOD']"),
  'request.protocol': always("environ['SERVER_PROTOCOL']"),
  'request.user': always("environ.get('REMOTE_USER')"),
  'request.useragent_ip': REMOTE_ADDR,
  'request.args': readArgs,
  'request.path_info': readPathInfo,
  'request.filename': (mounts) =>
    commonFact(mounts, (mount) => mount.mapsFiles) ? { text: "environ['SCRIPT_FILENAME']" } : undefined,
  'request.hostname': readHostname,
  'request.header_only': condition("environ['REQUEST_METHOD']", "'HEAD'"),
  'request.phase': always("'PythonHandler'"),
  'request.is_https()': condition("environ['wsgi.url_scheme']", "'https'"),
  'request.document_root()': always("environ['DOCUMENT_ROOT']"),
  'request.get_remote_host()': (mounts) =>
    commonFact(mounts, (mount) => mount.hostnameLookups) === false
      ? { text: "environ['REMOTE_ADDR']" }
      : undefined,
  'request.read()': always(`${INPUT}.read(int(environ.get('CONTENT_LENGTH') or 0))`),
  'request.readline()': always(`${INPUT}.readline()`),
  'request.readlines()': always(`${INPUT}.readlines()`),
  'connection.remote_ip': REMOTE_ADDR,
  'connection.client_ip': REMOTE_ADDR,
  'connection.local_ip': always("environ['SERVER_ADDR']"),
  'connection.remote_host': always("environ.get('REMOTE_HOST')"),
  'connection.remote_addr': always("(environ['REMOTE_ADDR'], int(environ['REMOTE_PORT']))"),
  'connection.client_addr': always("(environ['REMOTE_ADDR'], int(environ['REMOTE_PORT']))"),
  // SERVER_PORT may be the port of the Host header (UseCanonicalPhysicalPort); this one is the connection's.
  'connection.local_addr': always("(environ['SERVER_ADDR'], int(environ['mod_wsgi.listener_port']))"),
  'server.server_admin': always("environ['SERVER_ADMIN']"),
  'server.server_hostname': (mounts) => {
    const name = commonFact(mounts, (mount) => mount.serverName);
    return name === undefined ? undefined : { text: quoted(name) };
  },
  'server.is_virtual': (mounts, asked) => {
    const virtual = commonFact(mounts, (mount) => mount.isVirtualHost);
    return virtual === undefined || !asked.truth ? undefined : { text: virtual ? 'True' : 'False' };
  },
};

/** `request.read(…)` and the like: the arguments stay as they are. */
const METHODS: Readonly<Record<string, string>> = {
  read: `${INPUT}.read`,
  readline: `${INPUT}.readline`,
  readlines: `${INPUT}.readlines`,
};

/** @param path object and member, for example `request.uri`, `connection.remote_ip`, `request.is_https()` */
export function readMember(path: string, mounts: readonly MountFacts[], asked: Asked): Reading | undefined {
  return Object.hasOwn(READERS, path) ? READERS[path]?.(mounts, asked) : undefined;
}

/** The function that takes the place of a method of the request, with the same arguments. */
export function replacedMethod(name: string): string | undefined {
  return Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
}

/** None without a query, '' for a bare question mark: QUERY_STRING is '' for both, REQUEST_URI tells them apart. */
function readArgs(_: readonly MountFacts[], asked: Asked): Reading {
  if (asked.guarded) return { text: "environ['QUERY_STRING']" };
  if (asked.truth) return { text: "environ.get('QUERY_STRING')" };
  if (asked.used) return { text: "environ.get('QUERY_STRING', '')" };
  return {
    text: "environ.get('QUERY_STRING') or ('' if '?' in environ['REQUEST_URI'] else None)",
    local: 'args',
    binding: 'choice',
  };
}

/** None under a Location, '' in a Directory: the same wherever only its truth counts or None would be an error. */
function readPathInfo(_: readonly MountFacts[], asked: Asked): Reading | undefined {
  if (asked.guarded) return { text: "environ['PATH_INFO']" };
  if (asked.truth) return { text: "environ.get('PATH_INFO')" };
  return asked.used ? { text: "environ.get('PATH_INFO', '')" } : undefined;
}

/** With UseCanonicalName Off, SERVER_NAME is the name of the Host header without its port; without the header it is ServerName. */
function readHostname(mounts: readonly MountFacts[], asked: Asked): Reading | undefined {
  if (commonFact(mounts, (mount) => mount.canonicalName) !== false) return undefined;
  if (asked.used) return { text: "environ['SERVER_NAME']" };
  return {
    text: "environ['SERVER_NAME'] if 'HTTP_HOST' in environ else None",
    local: 'hostname',
    binding: 'choice',
  };
}

/** The environ key of a request header; undefined for a name that mod_wsgi does not pass on. */
export function headerKey(name: string): string | undefined {
  if (!/^[A-Za-z0-9-]+$/.test(name)) return undefined;
  const key = name.toUpperCase().replaceAll('-', '_');
  return key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH' ? key : `HTTP_${key}`;
}

/** Keys of subprocess_env, once add_common_vars() has filled it, that mod_wsgi gives the same value. */
const SAME_IN_ENVIRON =
  /^(?:REQUEST_METHOD|QUERY_STRING|SERVER_(?:NAME|PORT|ADDR|ADMIN|PROTOCOL|SOFTWARE)|REMOTE_(?:ADDR|PORT|USER)|DOCUMENT_ROOT|AUTH_TYPE|CONTENT_TYPE|CONTENT_LENGTH|HTTP_(?!AUTHORIZATION$|PROXY_AUTHORIZATION$)[A-Z0-9_]+)$/;

const CGI =
  /^(?:GATEWAY_INTERFACE|SERVER_\w+|REQUEST_\w+|QUERY_STRING|SCRIPT_\w+|PATH|PATH_\w+|REMOTE_\w+|DOCUMENT_ROOT|AUTH_TYPE|CONTENT_\w+|CONTEXT_\w+|HTTPS?|HTTP_\w+)$/i;

/**
 * Whether environ has the variable as subprocess_env had it.
 * @param filled add_common_vars() or add_cgi_vars() has run before
 */
export function isSameVariable(name: string, filled: boolean): boolean {
  if (!CGI.test(name)) return /^[A-Za-z0-9_.-]+$/.test(name);
  return filled && SAME_IN_ENVIRON.test(name);
}
