/** What a handler does with its request: one use for each place where the request (or a table of it) is named. */
import type { ExactModule } from '../../reader.js';
import type { Leaf, Node, Tree } from '../../tree.js';
import type { Requirement } from '../native-result.js';

interface UseBase {
  /** The name of the request, or of a variable that holds one of its tables. */
  readonly leaf: Leaf;
}

/** Reads something of the request: replaced by an expression over environ. */
export interface ReadUse extends UseBase {
  readonly kind: 'read';
  /** Text range that the expression replaces. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Name for a variable that holds the value, where the expression is too long to stand in the middle of a line. */
  readonly local?: string;
  /** The expression has operators, so that brackets may be needed around it: `a + b`, or `a if b else c`. */
  readonly binding?: 'operation' | 'choice';
  /** What stands for `not` and the expression, where that is not simply `not` in front of it. */
  readonly negated?: string;
  /** Another name of a key to replace: `'HTTP_X_Y'` in `'X-Y' in req.headers_in`. */
  readonly key?: { readonly tree: Tree; readonly text: string };
  readonly requires?: Requirement;
  /** A CGI variable of subprocess_env: there only after req.add_common_vars(). */
  readonly cgi?: boolean;
  /** Module that the expression needs, for example `os`. */
  readonly module?: string;
  /** Function beside the handlers that the expression calls. */
  readonly calls?: 'form' | 'url' | 'cookies';
  /** `req.user`, read of what the browser sent. */
  readonly credential?: boolean;
  /** `req.user`: what the browser sent, where another function has asked for the password before. */
  readonly user?: boolean;
  /** `req.content_type`, which the function has set. */
  readonly type?: boolean;
  /** `form.has_key(key)`, which becomes `key in form`. */
  readonly membership?: { readonly key: Tree; readonly form: string };
  /** The form is a dictionary of texts: `form[key]` is used as one. */
  readonly texts?: boolean;
  /** What is written behind a test of the value, or behind one that `not` stands before: ` is not None`. */
  readonly suffix?: { readonly yes: string; readonly no: string };
  /** An attribute that the handler puts on its request: a variable now, for the text up to `end`. */
  readonly own?: OwnAttribute;
  /** A name of mod_python inside the range that is replaced. */
  readonly name?: Leaf;
  /** The last argument of the call, which is taken out with the comma in front of it; nothing is left to do where `from` is behind it. */
  readonly last?: { readonly tree: Tree; readonly from: number };
}

/** `req.write(argument)`. */
export interface WriteUse extends UseBase {
  readonly kind: 'write';
  readonly power: Node;
  /** The trailer with the parentheses. */
  readonly call: Node;
  readonly argument: Tree;
  /** Whether the call sends what there is to the client, as it does by default. */
  readonly flush: boolean;
  /** End of the last argument: the one for `flush`, where it is given. */
  readonly argumentsEnd: number;
  /** `print >>req, a, b`: what is printed. */
  readonly printed?: readonly Tree[];
}

/** `req.content_type = value` */
export interface TypeUse extends UseBase {
  readonly kind: 'type';
  readonly statement: Node;
  readonly value: Tree;
}

/** `req.status = code` */
export interface StatusUse extends UseBase {
  readonly kind: 'status';
  readonly statement: Node;
  readonly code: number;
}

/** `req.headers_out[key] = value`, `req.err_headers_out.add(key, value)`, `req.set_content_length(value)` */
export interface HeaderUse extends UseBase {
  readonly kind: 'header';
  readonly statement: Node;
  readonly table: 'out' | 'err';
  readonly add: boolean;
  /** As it is written, without quotes. */
  readonly name: string;
  readonly value: Tree;
  /** The header is that of `password = req.get_basic_auth_pw()`, where the browser sent none. */
  readonly challenge?: Challenge;
  /** The header is a cookie of `Cookie.add_cookie()`, whose text is made of these pieces. */
  readonly cookie?: readonly CookiePiece[];
}

export interface OwnAttribute {
  readonly name: string;
  /** The publisher has put it there: a parameter now. */
  readonly given?: boolean;
  readonly end: number;
}

export interface Challenge {
  readonly realm: string;
  /** The variable of the password. */
  readonly password: string;
  /** The variable of the user, where the handler has one right behind. */
  readonly user: string | undefined;
}

/** Text that is the same every time, or an expression whose str() goes there; `expires`: seconds, to be written as a date. */
export type CookiePiece = string | { readonly tree: Tree; readonly expires: boolean };

/** The names of all headers that the use may set: the first cookie also asks caches not to keep it. */
export function headerNames(use: HeaderUse): readonly string[] {
  const name = use.name.toLowerCase();
  return use.cookie ? [name, 'cache-control'] : [name];
}

export function isLocation(use: HeaderUse): boolean {
  return use.name.toLowerCase() === 'location';
}

export function isLength(use: HeaderUse): boolean {
  return use.name.toLowerCase() === 'content-length';
}

/** A statement without a counterpart, because it has no effect any more: removed. */
export interface IdleUse extends UseBase {
  readonly kind: 'idle';
  readonly statement: Node;
  /** `req.flush()`: what is set up to here goes out. */
  readonly flush: boolean;
  /** `req.add_common_vars()`: from here on subprocess_env has the CGI variables. */
  readonly fills: boolean;
  /** What it evaluates is evaluated by a later statement. */
  readonly moved?: boolean;
}

/** `req.log_error(message)`, or `apache.log_error(message)` in a function that gets the request. */
export interface LogUse extends UseBase {
  readonly kind: 'log';
  readonly power: Node;
  readonly call: Node;
  readonly message: Tree;
  /** The level, which is dropped. */
  readonly level: Tree | undefined;
}

/** `req.register_cleanup(callback, data)`: called once the answer has been sent. */
export interface CleanupUse extends UseBase {
  readonly kind: 'cleanup';
  readonly statement: Node;
  readonly call: Node;
  readonly callback: Tree;
  readonly data: Tree | undefined;
}

/** `req.allow_methods(['GET', 'HEAD'])` */
export interface AllowUse extends UseBase {
  readonly kind: 'allow';
  readonly statement: Node;
  readonly methods: readonly string[];
}

/** A function of a module. */
export interface Callee {
  readonly module: ExactModule;
  /** `funcdef` at module level. */
  readonly node: Node;
}

/** The request as an argument of a function of the same module, or of one that it imports. */
export interface CallUse extends UseBase {
  readonly kind: 'call';
  /** The function, or all functions that a table may give. */
  readonly callees: readonly Callee[];
  /** Where they are named: at the call, or in the table. */
  readonly named: readonly Tree[];
  readonly power: Node;
  readonly call: Node;
  /** The module of the function, as the import that names it reaches it; undefined for the module of the call. */
  readonly through?: string;
  /** Position of the request among the positional arguments, or its keyword. */
  readonly argument: number | string;
}

/** `util.redirect(req, location)`: ends the request. */
export interface RedirectUse extends UseBase {
  readonly kind: 'redirect';
  readonly statement: Node;
  readonly location: Tree;
  readonly permanent: boolean;
  readonly text: Tree | undefined;
}

/** `req.sendfile(path)` */
export interface FileUse extends UseBase {
  readonly kind: 'file';
  readonly statement: Node;
  readonly path: Tree;
}

/** Something that has no exact counterpart. */
export interface BlockedUse extends UseBase {
  readonly kind: 'blocked';
  /** The place to show. */
  readonly tree: Tree;
  readonly message: string;
}

export type Use =
  | ReadUse
  | WriteUse
  | TypeUse
  | StatusUse
  | HeaderUse
  | IdleUse
  | LogUse
  | AllowUse
  | CleanupUse
  | CallUse
  | RedirectUse
  | FileUse
  | BlockedUse;
