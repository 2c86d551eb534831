/** One block of a symbol table, and how the names in it resolve. */

import type { PythonError } from '../source.js';
import type { Leaf, Node } from '../tree.js';

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

/** `augment` loads and stores: `x += 1`. `global` and `nonlocal` are the declarations. */
export type UseKind =
  | 'load'
  | 'store'
  | 'augment'
  | 'delete'
  | 'parameter'
  | 'import'
  | 'global'
  | 'nonlocal'
  | 'def'
  | 'class';

/** One occurrence of a name in a block. */
export interface NameUse {
  readonly kind: UseKind;
  readonly leaf: Leaf;
}

export interface Binding {
  /** Mangled: `_C__x` for `__x` inside class C. */
  readonly name: string;
  readonly resolution: Resolution;
  /** In the order in which CPython visits them: nearly that of evaluation. */
  readonly uses: readonly NameUse[];
  /** CPython's flags without the scope: see scope-flags.ts. */
  readonly flags: number;
}

export interface Scope {
  readonly kind: ScopeKind;
  /** Name of the class or function; `top`, `lambda`, `genexpr` … as in `symtable` otherwise. */
  readonly name: string;
  readonly node: Node;
  readonly parent: Scope | undefined;
  readonly children: readonly Scope[];
  /** By mangled name. */
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly generator: boolean;
  /** `exec` without `in`, or `import *`: in a function, every name may be bound behind our back. */
  readonly dynamic: boolean;
  /** What CPython's symbol table would refuse in this block. */
  readonly errors: readonly PythonError[];
}
