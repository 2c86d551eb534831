/** Scopes while they are made: the builder fills them, the analysis settles them, then they are `Scope`s. */

import type { PythonError } from '../source.js';
import type { Leaf, Node } from '../tree.js';
import type { NameUse, Resolution, Scope, ScopeKind } from './scope.js';

export interface DraftBinding {
  readonly name: string;
  resolution: Resolution;
  readonly uses: NameUse[];
  flags: number;
}

export interface DraftScope extends Scope {
  readonly kind: ScopeKind;
  readonly parent: DraftScope | undefined;
  readonly children: DraftScope[];
  readonly bindings: Map<string, DraftBinding>;
  /** Name of the innermost class around, for mangling. */
  readonly className: string | undefined;
  generator: boolean;
  bareExec: boolean;
  importStar: boolean;
  dynamic: boolean;
  /** A `return` with a value: an error in a generator of 2.7. */
  returnsValue: Leaf | undefined;
  /** A parameter that occurs twice. */
  duplicate: Leaf | undefined;
  errors: readonly PythonError[];
}

const NO_ERRORS: readonly PythonError[] = [];

export function draftScope(
  kind: ScopeKind,
  name: string,
  node: Node,
  parent: DraftScope | undefined,
  className: string | undefined,
): DraftScope {
  return {
    kind,
    name,
    node,
    parent,
    children: [],
    bindings: new Map(),
    className,
    generator: false,
    bareExec: false,
    importStar: false,
    dynamic: false,
    returnsValue: undefined,
    duplicate: undefined,
    errors: NO_ERRORS,
  };
}

/** The binding of `name` in `scope`, made when it is not there. */
export function draftBinding(scope: DraftScope, name: string): DraftBinding {
  let binding = scope.bindings.get(name);
  if (!binding) {
    binding = { name, resolution: 'local', uses: [], flags: 0 };
    scope.bindings.set(name, binding);
  }
  return binding;
}
