/** Whether it matters which false value an expression has: None, '' and 0 are the same to `if req.args:`. */
import { isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { plainString } from './literals.js';

/** Whether only the truth of `tree` counts, or its value only where it is true: all false values are alike. */
export function onlyTruthCounts(tree: Tree): boolean {
  const parent = tree.parent;
  if (!parent) return false;
  const index = parent.children.indexOf(tree);
  const last = index === parent.children.length - 1;
  switch (parent.type) {
    case 'or_test':
      return !last || onlyTruthCounts(parent);
    case 'and_test':
      return onlyTruthCounts(parent);
    case 'not_test':
    case 'comp_if':
    case 'list_if':
      return true;
    case 'if_stmt':
    case 'while_stmt':
      return true;
    case 'test':
      return index === 2 || onlyTruthCounts(parent);
    case 'atom':
      return isToken(parent.children[0], '(') && onlyTruthCounts(parent);
    case 'trailer':
      return isBoolCall(parent);
    case 'comparison':
      return index === 0 && isUnlikeFalse(parent);
    default:
      return false;
  }
}

/** `x == 'word'`, `x in ('one', 'two')`: no false value is equal to any of them. */
function isUnlikeFalse(comparison: Node): boolean {
  const [, operator, right] = comparison.children;
  const plain = operator?.kind === 'leaf' ? operator.value : 'not in';
  if (comparison.children.length !== 3 || !right || !['==', '!=', '<>', 'in', 'not in'].includes(plain))
    return false;
  if (!plain.endsWith('in')) return isFullString(right);
  const list =
    isNode(right, 'atom') && /^[([]$/.test((right.children[0] as Leaf).value) ? right.children[1] : undefined;
  if (!isNode(list, 'testlist_gexp', 'testlist_comp', 'listmaker')) return false;
  return list.children.every((part) => isToken(part, ',') || isFullString(part));
}

function isFullString(tree: Tree): boolean {
  return (plainString(tree) ?? '') !== '';
}

function isBoolCall(trailer: Node): boolean {
  const power = trailer.parent;
  return isNode(power, 'power') && power.children[1] === trailer && isToken(power.children[0], 'bool');
}

/** Whether `tree` is only evaluated where an equal expression has just been true: `if req.args: … req.args …`. */
export function isGuarded(tree: Tree, isSame: (other: Tree) => boolean): boolean {
  for (let at: Tree = tree; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    const index = parent.children.indexOf(at);
    if (parent.type === 'funcdef' || parent.type === 'lambdef') return false;
    if (parent.type === 'and_test' && parent.children.slice(0, index).some((other) => holds(other, isSame)))
      return true;
    if (parent.type === 'test' && index === 0 && holds(parent.children[2] as Tree, isSame)) return true;
    if (parent.type === 'if_stmt' && isToken(parent.children[index - 1], ':') && index >= 3) {
      if (!isElse(parent, index) && holds(parent.children[index - 2] as Tree, isSame)) return true;
    }
  }
  return false;
}

function isElse(statement: Node, suite: number): boolean {
  const word = statement.children[suite - 2];
  return word?.kind === 'leaf' && word.value === 'else';
}

/** Whether `test` being true means that the expression is. */
function holds(test: Tree, isSame: (other: Tree) => boolean): boolean {
  if (isSame(test)) return true;
  if (isNode(test, 'and_test')) return test.children.some((part) => holds(part, isSame));
  return isNode(test, 'atom') && isToken(test.children[0], '(') && holds(test.children[1] as Tree, isSame);
}
