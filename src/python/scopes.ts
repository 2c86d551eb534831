/** Symbol tables as CPython 2.7 makes them: which block binds which name. */
import type { PythonError } from './source.js';
import type { Leaf, Node } from './tree.js';

export type ScopeKind =
  | 'module'
  | 'class'
  | 'function'
  | 'lambda'
  | 'genexpr'
  | 'setcomp'
  | 'dictcomp'
  | 'listcomp';

/** How a name resolves in its block (CPython: LOCAL, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, FREE, CELL). */
export type Resolution = 'local' | 'global-explicit' | 'global-implicit' | 'free' | 'cell';

export type UseKind =
  | 'load'
  | 'store'
  | 'delete'
  | 'parameter'
  | 'import'
  | 'global'
  | 'nonlocal'
  | 'def'
  | 'class';

/** One occurrence of a name in a block. Augmented assignment gives a load and a store. */
export interface NameUse {
  readonly kind: UseKind;
  readonly leaf: Leaf;
}

export interface Binding {
  /** Mangled: `_C__x` for `__x` inside class C. */
  readonly name: string;
  readonly resolution: Resolution;
  /** In source order of evaluation. */
  readonly uses: readonly NameUse[];
}

export interface Scope {
  readonly kind: ScopeKind;
  /** Name of the class or function; `top`, `lambda`, `genexpr` … as in `symtable` otherwise. */
  readonly name: string;
  readonly node: Node;
  readonly parent: Scope | undefined;
  readonly children: readonly Scope[];
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly generator: boolean;
  /** `exec` without `in`, or `import *`: names in it are dynamic. */
  readonly dynamic: boolean;
  /** What CPython's symbol table would refuse, in this block (module scope: of the whole file). */
  readonly errors: readonly PythonError[];
}

/** The scope whose code evaluates `leaf`. */
export declare function scopeOf(root: Scope, leaf: Leaf): Scope;

/** The scope that owns `name` as used in `scope`: the module for globals, the binding function for free names; undefined when nothing in the file binds it. */
export declare function ownerOf(scope: Scope, name: string): Scope | undefined;
