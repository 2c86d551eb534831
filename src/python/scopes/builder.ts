/** First pass of the symbol table: walks the tree in CPython's order and notes what each block does with each name. */
import { formattedExpressions } from '../f-strings.js';
import type { Leaf, Node, Tree } from '../tree.js';
import { type DraftScope, draftBinding, draftScope } from './draft.js';
import { FLAG } from './flags.js';
import { mangle } from './mangle.js';
import type { ScopeKind, UseKind } from './scope.js';
import { VISITORS } from './visitors.js';

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
    this.root = draftScope('module', 'top', tree, undefined, undefined);
    this.current = this.root;
  }

  /** Evaluates an expression or statement: names are loaded unless a visitor knows better. */
  visit(tree: Tree): void {
    if (tree.kind === 'leaf') {
      if (tree.type === 'NAME') this.use('load', tree);
      else if (tree.type === 'STRING' && this.python3) this.visitAll(formattedExpressions(tree));
      else if (tree.type === 'KEYWORD' && tree.value === 'yield') this.current.generator = true;
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
    const name = mangle(leaf.value, this.current.className);
    const binding = draftBinding(this.current, name);
    const flag = FLAG_OF[kind];
    if (flag === FLAG.PARAM && (binding.flags & FLAG.PARAM) !== 0) this.current.duplicate ??= leaf;
    binding.flags |= flag;
    binding.uses.push({ kind, leaf });
    // CPython notes a `global` in the module's own table too.
    if (flag === FLAG.GLOBAL) draftBinding(this.root, name).flags |= flag;
  }

  /** A name without a token: `.0`, the hidden parameter of a generator expression. */
  useHidden(name: string, flag: number): void {
    draftBinding(this.current, name).flags |= flag;
  }

  enter(kind: ScopeKind, name: string, node: Node, body: () => void): void {
    const outer = this.current;
    const scope = draftScope(kind, name, node, outer, kind === 'class' ? name : outer.className);
    outer.children.push(scope);
    this.current = scope;
    body();
    this.current = outer;
  }
}
