/** Small questions about the definitions of a program. */
import { mangle } from '../scopes/mangle.js';
import type { Scope } from '../scopes/scope.js';
import { scopeOfNode } from '../scopes/scopes.js';
import { isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import type { ClassRef } from './classes.js';
import type { ProgramModule } from './program.js';

/** Dotted names of a definition's decorators. */
export function decoratorsOf(node: Node): readonly string[] {
  const decorated = isNode(node.parent, 'async_funcdef') ? node.parent.parent : node.parent;
  if (!isNode(decorated, 'decorated')) return [];
  const list = decorated.children[0] as Node;
  const all = list.type === 'decorators' ? list.children : [list];
  return all.map((decorator) => textOf((decorator as Node).children[1] as Tree));
}

function textOf(tree: Tree): string {
  return tree.kind === 'leaf' ? tree.value : tree.children.map(textOf).join('');
}

/** The class that a function is a method of: it is defined right in the class's block. */
export function methodOwner(module: ProgramModule, fn: Node): ClassRef | undefined {
  const scope = scopeOfNode(module.root, fn)?.parent;
  return scope?.kind === 'class' ? { module, node: scope.node } : undefined;
}

/** Name of the innermost class around a block, for mangling. */
export function classNameOf(scope: Scope): string | undefined {
  let at: Scope | undefined = scope;
  while (at && at.kind !== 'class') at = at.parent;
  return at?.name;
}

/** Name of a `.name` trailer, mangled as CPython mangles it. */
export function attributeName(trailer: Node): string {
  const leaf = trailer.children[1] as Leaf;
  return leaf.value.startsWith('__') ? mangle(leaf.value, classAround(trailer)) : leaf.value;
}

function classAround(tree: Node): string | undefined {
  let at: Node | undefined = tree.parent;
  while (at && at.type !== 'classdef') at = at.parent;
  return at && (at.children[1] as Leaf).value;
}

/** The value of a plain `x = value`, also of `a = x = value`. @param leaf the `x` */
export function assignedValue(leaf: Leaf): Tree | undefined {
  const statement = leaf.parent;
  if (!isNode(statement, 'expr_stmt') || !isToken(statement.children[1], '=')) return undefined;
  return statement.children.at(-1);
}
