/** First pass of the symbol table: walks the tree in CPython's order and notes what each block does with each name. */
import { VISITORS } from './scope-visitors.js';
import { mangle, type NameUse, type ScopeKind, type UseKind } from './scopes.js';
import type { Leaf, Node, Tree } from './tree.js';

/** Flags of CPython's Include/symtable.h (NONLOCAL is ours; 2.7 has none). */
export const FLAG = {
  GLOBAL: 1,
  LOCAL: 2,
  PARAM: 4,
  USE: 8,
  FREE_CLASS: 32,
  IMPORT: 64,
  NONLOCAL: 512,
} as const;

const FLAG_OF: Readonly<Record<UseKind, number>> = {
  load: FLAG.USE,
  store: FLAG.LOCAL,
  augment: FLAG.LOCAL,
  delete: FLAG.LOCAL,
  parameter: FLAG.PARAM,
  import: FLAG.IMPORT,
  global: FLAG.GLOBAL,
  nonlocal: FLAG.NONLOCAL,
  def: FLAG.LOCAL,
  class: FLAG.LOCAL,
};

export interface DraftBinding {
  flags: number;
  readonly uses: NameUse[];
}

export interface DraftScope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly node: Node;
  readonly parent: DraftScope | undefined;
  readonly children: DraftScope[];
  readonly bindings: Map<string, DraftBinding>;
  /** Name of the innermost class around, for mangling. */
  readonly className: string | undefined;
  generator: boolean;
  bareExec: boolean;
  importStar: boolean;
  /** A `return` with a value: an error in a generator of 2.7. */
  returnsValue: Leaf | undefined;
  /** A parameter that occurs twice. */
  duplicate: Leaf | undefined;
}

export function collectScopes(tree: Node, version: '2.7' | '3'): DraftScope {
  const builder = new ScopeBuilder(tree, version === '3');
  for (const child of tree.children) builder.visit(child);
  return builder.root;
}

export class ScopeBuilder {
  readonly root: DraftScope;
  current: DraftScope;

  constructor(
    tree: Node,
    readonly python3: boolean,
  ) {
    this.root = draft('module', 'top', tree, undefined, undefined);
    this.current = this.root;
  }

  /** Evaluates an expression or statement: names are loaded unless a visitor knows better. */
  visit(tree: Tree): void {
    if (tree.kind === 'leaf') {
      if (tree.type === 'NAME') this.use('load', tree);
      else if (tree.value === 'yield' && tree.type === 'KEYWORD') this.current.generator = true;
      return;
    }
    const visitor = VISITORS.get(tree.type);
    if (visitor) visitor(this, tree);
    else this.visitAll(tree.children);
  }

  visitAll(trees: readonly Tree[]): void {
    for (let index = 0; index < trees.length; index++) this.visit(trees[index] as Tree);
  }

  use(kind: UseKind, leaf: Leaf): void {
    const binding = this.binding(mangle(leaf.value, this.current.className));
    const flag = FLAG_OF[kind];
    if (flag === FLAG.PARAM && (binding.flags & FLAG.PARAM) !== 0) this.current.duplicate ??= leaf;
    binding.flags |= flag;
    binding.uses.push({ kind, leaf });
    // CPython notes a `global` in the module's own table too.
    if (flag === FLAG.GLOBAL)
      this.bindingIn(this.root, mangle(leaf.value, this.current.className)).flags |= flag;
  }

  /** A name without a token: `.0`, the hidden parameter of a generator expression. */
  useHidden(name: string, flag: number): void {
    this.binding(name).flags |= flag;
  }

  enter(kind: ScopeKind, name: string, node: Node, body: () => void): void {
    const outer = this.current;
    const scope = draft(kind, name, node, outer, kind === 'class' ? name : outer.className);
    outer.children.push(scope);
    this.current = scope;
    body();
    this.current = outer;
  }

  private binding(name: string): DraftBinding {
    return this.bindingIn(this.current, name);
  }

  private bindingIn(scope: DraftScope, name: string): DraftBinding {
    let binding = scope.bindings.get(name);
    if (!binding) {
      binding = { flags: 0, uses: [] };
      scope.bindings.set(name, binding);
    }
    return binding;
  }
}

function draft(
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
    returnsValue: undefined,
    duplicate: undefined,
  };
}
