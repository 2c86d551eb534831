/** Statements that Python refuses where they stand, although its grammar allows them there. */
import { descendants, type Leaf, type Node, type Tree } from '../python/tree.js';

export interface Stray {
  readonly leaf: Leaf;
  /** In Python's own words. */
  readonly message: string;
}

/** The first `return` or `yield` outside of functions, `break` or `continue` outside of loops. */
export function strayStatement(tree: Tree): Stray | undefined {
  for (const leaf of descendants(tree)) {
    if (leaf.kind !== 'leaf' || leaf.type !== 'KEYWORD') continue;
    const { value } = leaf;
    if ((value === 'return' || value === 'yield') && !isWithin(leaf, ['funcdef', 'lambdef'], ['classdef']))
      return { leaf, message: `'${value}' outside function` };
    if (
      (value === 'break' || value === 'continue') &&
      !isWithin(leaf, ['for_stmt', 'while_stmt'], ['funcdef', 'classdef'])
    )
      return {
        leaf,
        message: value === 'break' ? "'break' outside loop" : "'continue' not properly in loop",
      };
  }
  return undefined;
}

/** Whether one of the nodes around `leaf` is of these types, before one that closes the place off. */
function isWithin(leaf: Leaf, types: readonly string[], closing: readonly string[]): boolean {
  let at: Node | undefined = leaf.parent;
  while (at && !types.includes(at.type)) {
    if (closing.includes(at.type)) return false;
    at = at.parent;
  }
  return at !== undefined;
}
