/** Whether it matters which false value an expression has: None, '' and 0 are the same to `if req.args:`. */
import { descendants, isName, isNode, isToken, type Node, type Tree } from '../tree.js';

/** Whether only the truth of `tree` counts, or its value only where it is true. */
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
    default:
      return false;
  }
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

/** Whether nothing in `tree` can have an effect or fail: literals, names and attributes of names. */
export function isHarmless(tree: Tree): boolean {
  for (const part of descendants(tree)) {
    if (part.kind === 'leaf') continue;
    if (part.type === 'trailer' && !isToken(part.children[0], '.')) return false;
    if (!['power', 'trailer', 'atom', 'term', 'arith_expr', 'testlist', 'testlist_gexp'].includes(part.type))
      return false;
  }
  return true;
}

/** Whether the expression is a name or a literal. */
export function isSimple(tree: Tree): boolean {
  return isName(tree) || (tree.kind === 'leaf' && (tree.type === 'STRING' || tree.type === 'NUMBER'));
}
