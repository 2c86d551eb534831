/** Names in places that bind: assignment targets and parameters. */

import type { Node, Tree } from '../tree.js';
import { isNode, isToken } from '../tree.js';
import type { ScopeBuilder } from './builder.js';
import { FLAG } from './flags.js';
import type { UseKind } from './scope.js';

const SEQUENCES = new Set(['testlist', 'exprlist', 'testlist_comp', 'listmaker', 'testlist_star_expr']);

/** Binds the names of a target; what is inside an attribute or subscript is only read. */
export function visitTarget(builder: ScopeBuilder, tree: Tree, kind: UseKind): void {
  if (tree.kind === 'leaf') {
    if (tree.type === 'NAME') builder.use(kind, tree);
    return;
  }
  const { children } = tree;
  if (SEQUENCES.has(tree.type)) for (const child of children) visitTarget(builder, child, kind);
  else if (tree.type === 'star_expr') visitTarget(builder, children[1] as Tree, kind);
  else if (tree.type === 'atom' && children.length === 3) visitTarget(builder, children[1] as Tree, kind);
  else builder.visit(tree);
}

/** Default values, which the enclosing block evaluates. @param list a `varargslist`, `typedargslist`, one parameter or nothing */
export function visitDefaults(builder: ScopeBuilder, list: Tree | undefined): void {
  if (list?.kind !== 'node') return;
  for (const [index, child] of list.children.entries()) {
    if (isToken(list.children[index - 1], '=')) builder.visit(child);
  }
}

/** Annotations (Python 3), which the enclosing block evaluates. */
export function visitAnnotations(builder: ScopeBuilder, list: Tree | undefined): void {
  if (list?.kind !== 'node') return;
  const parameters = /^tfpdef/.test(list.type) ? [list] : list.children;
  for (const parameter of parameters) {
    if (parameter.kind === 'node' && /^tfpdef/.test(parameter.type))
      builder.visit(parameter.children[2] as Tree);
  }
}

/** Binds the parameters in the current block, tuple parameters (2.7) as hidden `.N` plus their names. */
export function visitParameters(builder: ScopeBuilder, list: Tree | undefined): void {
  if (list === undefined) return;
  // One parameter alone stands for its list.
  const single = list.kind === 'leaf' || list.type === 'fpdef' || /^tfpdef/.test(list.type);
  const children = single ? [list] : list.children;
  let position = 0;
  for (const [index, child] of children.entries()) {
    const isDefault = isToken(children[index - 1], '=');
    if (!isDefault && (child.kind === 'node' || child.type === 'NAME')) bind(builder, child, position++);
  }
  for (const child of children) if (isTuple(child)) bindTuple(builder, child);
}

function bind(builder: ScopeBuilder, parameter: Tree, position: number): void {
  if (parameter.kind === 'leaf') {
    if (parameter.type === 'NAME') builder.use('parameter', parameter);
  } else if (parameter.type === 'fpdef') {
    // `def f((x)):` is no tuple.
    const inner = parameter.children[1] as Tree;
    if (isNode(inner, 'fplist')) builder.useHidden(`.${position}`, FLAG.PARAM);
    else bind(builder, inner, position);
  } else bind(builder, parameter.children[0] as Tree, position);
}

function isTuple(tree: Tree): tree is Node {
  if (!isNode(tree, 'fpdef')) return false;
  return isNode(tree.children[1], 'fplist') || isTuple(tree.children[1] as Tree);
}

function bindTuple(builder: ScopeBuilder, tuple: Node): void {
  for (const child of tuple.children) {
    if (child.kind === 'leaf') {
      if (child.type === 'NAME') builder.use('parameter', child);
    } else bindTuple(builder, child);
  }
}
