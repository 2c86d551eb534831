/** Generator expressions, set and dictionary comprehensions (Python 3: list comprehensions too) are blocks of their own. */

import { isNode, isToken, type Node, type Tree } from '../tree.js';
import type { ScopeBuilder } from './builder.js';
import { FLAG } from './flags.js';
import type { ScopeKind } from './scope.js';
import { visitTarget } from './targets.js';

export type ComprehensionKind = ScopeKind & ('genexpr' | 'listcomp' | 'setcomp' | 'dictcomp');

/** @param node the node that holds the element(s) and the `comp_for` */
export function visitComprehension(builder: ScopeBuilder, kind: ComprehensionKind, node: Node): void {
  const outermost = node.children.find((child) => isNode(child, 'comp_for')) as Node;
  const parts = partsOf(outermost);
  // The first iterable is evaluated outside.
  builder.visit(parts.iterable);
  builder.enter(kind, kind, node, () => {
    builder.useHidden('.0', FLAG.PARAM);
    if (!builder.python3 && kind !== 'genexpr') builder.useHidden('_[1]', FLAG.LOCAL);
    visitTarget(builder, parts.target, 'store');
    visitRest(builder, parts.rest);
    const elements = node.children.filter((child) => child !== outermost);
    const value = elements.findIndex((child) => isToken(child, ':')) + 1;
    // CPython visits the value of a dictionary comprehension before its key.
    if (value > 0) builder.visit(elements[value] as Tree);
    builder.visitAll(value > 0 ? elements.slice(0, value) : elements);
  });
}

interface Parts {
  readonly target: Tree;
  readonly iterable: Tree;
  readonly rest: Tree | undefined;
}

function partsOf(compFor: Node): Parts {
  const offset = isToken(compFor.children[0], 'async') ? 1 : 0;
  return {
    target: compFor.children[offset + 1] as Tree,
    iterable: compFor.children[offset + 3] as Tree,
    rest: compFor.children[offset + 4],
  };
}

function visitRest(builder: ScopeBuilder, rest: Tree | undefined): void {
  if (!isNode(rest, 'comp_for', 'comp_if')) return;
  if (rest.type === 'comp_for') {
    const parts = partsOf(rest);
    visitTarget(builder, parts.target, 'store');
    builder.visit(parts.iterable);
    visitRest(builder, parts.rest);
    return;
  }
  const named = isToken(rest.children[2], ':=');
  builder.visit(rest.children[named ? 3 : 1] as Tree);
  if (named) visitTarget(builder, rest.children[1] as Tree, 'store');
  visitRest(builder, rest.children[named ? 4 : 2]);
}
