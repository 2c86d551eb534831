/** Uses that leave a container as it is, whatever it is made of. */
import { isNode, isToken, type Tree } from '../../tree.js';

/** `for name in container` */
export function isIterated(tree: Tree): boolean {
  const { parent } = tree;
  return isNode(parent, 'for_stmt', 'comp_for', 'list_for', 'old_comp_for') && parent.children[3] === tree;
}

/** `name in container`, `name not in container` */
export function isContainer(tree: Tree): boolean {
  const { parent } = tree;
  if (!isNode(parent, 'comparison') || parent.children.length !== 3 || parent.children[2] !== tree)
    return false;
  const [, operator] = parent.children;
  return isToken(operator, 'in') || (isNode(operator, 'comp_op') && isToken(operator.children[0], 'not'));
}
