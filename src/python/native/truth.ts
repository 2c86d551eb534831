/** Whether it matters which false value an expression has: None, '' and 0 are the same to `if req.args:`. */
import { statementsOf } from '../statements.js';
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

/** What a test says of an expression: it is true where the test is 'true', or where the test is 'false'. */
export type Says = (test: Tree) => 'true' | 'false' | undefined;

/** Whether `tree` is only evaluated where an equal expression has just been true: `if req.args: … req.args …`. */
export function isGuarded(tree: Tree, isSame: (other: Tree) => boolean): boolean {
  const says: Says = (test) => (isSame(test) ? 'true' : undefined);
  return isKnown(tree, says) || isLeftBefore(tree, says);
}

/** Whether `tree` is only evaluated where a test has just said that the expression is true; no code in between counts. */
export function isKnown(tree: Tree, says: Says): boolean {
  for (let at: Tree = tree; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.type === 'funcdef' || parent.type === 'lambdef') return false;
    if (isKnownIn(parent, parent.children.indexOf(at), says)) return true;
  }
  return false;
}

/** Whether the child `index` of `parent` is only evaluated where the expression is true, by what stands in front of it. */
function isKnownIn(parent: Node, index: number, says: Says): boolean {
  const { children } = parent;
  const before = children.slice(0, index);
  switch (parent.type) {
    case 'and_test':
      return before.some((other) => follows(other, true, says));
    case 'or_test':
      return before.some((other) => follows(other, false, says));
    case 'test':
      return index !== 2 && follows(children[2] as Tree, index === 0, says);
    case 'if_stmt':
      return isToken(children[index - 1], ':') && isKnownInBranch(parent, index, says);
    default:
      return false;
  }
}

/** The tests of the other branches have been false, that of the branch itself has been true. */
function isKnownInBranch(statement: Node, suite: number, says: Says): boolean {
  return statement.children.slice(0, suite).some((child, index) => {
    const word = statement.children[index - 1];
    if (!isToken(word, 'if') && !isToken(word, 'elif')) return false;
    return follows(child, index === suite - 2, says);
  });
}

/** Whether the expression is true when `test` has been `value`. */
function follows(test: Tree, value: boolean, says: Says): boolean {
  const said = says(test);
  if (said !== undefined) return said === String(value);
  if (isNode(test, value ? 'and_test' : 'or_test'))
    return test.children.some((part) => follows(part, value, says));
  if (isNode(test, 'not_test')) return follows(test.children[1] as Tree, !value, says);
  return (
    isNode(test, 'atom') &&
    isToken(test.children[0], '(') &&
    test.children.length === 3 &&
    follows(test.children[1] as Tree, value, says)
  );
}

/**
 * Whether an `if` in front of `tree` has left the block where the expression is not true: `if not c: return …`.
 * @param ends whether a statement ends the request besides
 */
export function isLeftBefore(tree: Tree, says: Says, ends: Ends = () => false): boolean {
  for (let at: Tree = tree; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (parent.type === 'funcdef' || parent.type === 'lambdef') return false;
    if (parent.type !== 'suite') continue;
    const before = parent.children.slice(0, parent.children.indexOf(at));
    if (before.some((statement) => leavesUnless(statement, says, ends))) return true;
  }
  return false;
}

/** Says of a statement that is never left but by an exception. */
export type Ends = (statement: Tree) => boolean;

function leavesUnless(statement: Tree, says: Says, ends: Ends): boolean {
  if (!isNode(statement, 'if_stmt') || statement.children.length !== 4) return false;
  const [, test, , body] = statement.children as readonly [Tree, Tree, Tree, Node];
  const last = statementsOf(body).at(-1);
  const leaves =
    (last !== undefined && ends(last)) ||
    isNode(last, 'return_stmt', 'raise_stmt') ||
    (last?.kind === 'leaf' && /^(?:return|raise|continue|break)$/.test(last.value));
  return leaves && follows(test, false, says);
}
