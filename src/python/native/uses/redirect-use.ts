/** `util.redirect(req, location, permanent=0, text=None)` */
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { argumentsOf } from '../calls.js';
import { plainInteger } from '../literals.js';
import { type ModPythonNames, wholeName } from '../mod-python-names.js';
import { blocked } from './response-uses.js';
import type { Use } from './uses.js';

/** @param call the parentheses that hold `leaf`, the request */
export function redirectUse(names: ModPythonNames, power: Node, call: Node, leaf: Leaf): Use | undefined {
  const head = power.children[0] as Tree;
  const found = isName(head) ? names.nameOf(head) : undefined;
  if (found?.target !== 'util.redirect' || power.children[found.steps + 1] !== call) return undefined;
  const { positional, keywords, open } = argumentsOf(call);
  const location = positional[1] ?? keywords.get('location');
  const permanent = constantTruth(names, positional[2] ?? keywords.get('permanent'));
  const text = positional[3] ?? keywords.get('text');
  if (open || !location || permanent === undefined || positional[0] !== leaf) {
    return blocked(leaf, power, '`util.redirect()` is called in an unusual way');
  }
  const statement = isNode(power.parent, 'simple_stmt', 'return_stmt') ? power : undefined;
  if (!statement || power.children.at(-1) !== call) {
    return blocked(leaf, power, '`util.redirect()` is called in the middle of an expression');
  }
  const whole = isNode(power.parent, 'return_stmt') ? power.parent : power;
  return { kind: 'redirect', leaf, statement: whole, location, permanent, text };
}

/** Whether the statement is `util.redirect(…)`, which always raises. */
export function isRedirect(names: ModPythonNames, statement: Tree): boolean {
  const head = isNode(statement, 'power') ? statement.children[0] : undefined;
  const found = isName(head) ? names.nameOf(head) : undefined;
  if (found?.target !== 'util.redirect' || !isNode(statement, 'power')) return false;
  return statement.children.length === found.steps + 2 && isCall(statement.children.at(-1));
}

function isCall(trailer: Tree | undefined): boolean {
  return isNode(trailer, 'trailer') && isToken(trailer.children[0], '(');
}

function constantTruth(names: ModPythonNames, tree: Tree | undefined): boolean | undefined {
  if (tree === undefined) return false;
  const number = plainInteger(tree);
  if (number !== undefined) return number !== 0;
  if (isName(tree) && wholeName(names, tree) === undefined) {
    if (tree.value === 'True') return true;
    if (tree.value === 'False') return false;
  }
  return undefined;
}
