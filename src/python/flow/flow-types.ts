/** What following a request through a program gives. */
import type { ApiMember, ApiObject } from '../api/api-member.js';
import type { Node, Tree } from '../tree.js';

/** Where a request comes into a program. */
export interface Entry {
  readonly path: string;
  /** `handler`, `Class.method`, `object.method`; '' when `parameter` names a global variable of the module, as in PSP pages. */
  readonly object: string;
  /** Position (0 is the first that the caller fills, `self` not counted) or name of the parameter. */
  readonly parameter: number | string;
  /** What comes in; a request if nothing is said. */
  readonly value?: ApiObject;
}

export type UseAction =
  | 'load'
  | 'store'
  | 'delete'
  | 'call'
  | 'item-load'
  | 'item-store'
  | 'item-delete'
  /** Passed to a function of the program. */
  | 'pass'
  /** Passed to a function of mod_python. */
  | 'api'
  /** Passed to a builtin that only looks: `str(req)`, `hasattr(req, 'x')`. */
  | 'look'
  /** Bound to another variable. */
  | 'alias'
  | 'return'
  | 'test'
  | 'compare'
  | 'operator'
  | 'iterate'
  /** `print >>req, x` */
  | 'print-to'
  /** `print req`, `'%s' % req` */
  | 'format'
  /** Named without doing anything. */
  | 'nothing';

/** A function or lambda; undefined stands for the module's own code. */
export interface FunctionInfo {
  /** Dotted name with classes and functions around it; `lambda` for a lambda. */
  readonly name: string;
  readonly node: Node;
}

export interface FunctionPlace extends FunctionInfo {
  readonly path: string;
}

export interface FlowUse {
  readonly path: string;
  /** Text offsets of what is used: `req.headers_in['X']` for an item, `req.write` … `)` for a call. */
  readonly start: number;
  readonly end: number;
  readonly tree: Tree;
  readonly function: FunctionInfo | undefined;
  readonly action: UseAction;
  /** What is used: the request, or an object that came from it. */
  readonly object: ApiObject;
  /** The member that gave the object: `headers_in` for an item of that table. */
  readonly via: string | undefined;
  readonly member: string | undefined;
  /** Key of an item, name of a header in `get('X')`, when it is a literal. */
  readonly key: string | undefined;
  /** undefined: no member (then `object` is used as a whole), or mod_python has none of that name. */
  readonly api: ApiMember | undefined;
  /** false: it may be the request, or something else. */
  readonly certain: boolean;
}

/** A place where the request leaves what can be followed, or where following it may be wrong. */
export interface Escape {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly tree: Tree;
  readonly function: FunctionInfo | undefined;
  /** One sentence without full stop: "`req` is stored in `self.req`". */
  readonly reason: string;
  /** true: uses behind this place are listed all the same. */
  readonly followed: boolean;
}

export type EntryFlow =
  | {
      readonly kind: 'followed';
      /** By path and place. */
      readonly uses: readonly FlowUse[];
      readonly escapes: readonly Escape[];
      /** Functions that get the request, by path and place. */
      readonly functions: readonly FunctionPlace[];
      /** Those of them that the entries name. */
      readonly named: readonly FunctionPlace[];
    }
  | { readonly kind: 'missing'; readonly entry: Entry; readonly reason: string };
