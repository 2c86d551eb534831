/** Whether code around a statement may catch the exception that ends a request. */
import { descendants, isName, isNode, isToken, type Tree } from '../../tree.js';
import { wholeName } from '../mod-python-names.js';
import type { Frame } from './flow.js';

const CATCHERS = new Set(['Exception', 'BaseException', 'StandardError']);

/** Whether an `except` of this function would catch a SERVER_RETURN raised at `statement`. */
export function isCaught(frame: Frame, statement: Tree): boolean {
  for (let at: Tree = statement; at !== frame.fn.node && at.parent; at = at.parent) {
    const around = at.parent;
    if (!isNode(around, 'try_stmt') || around.children[2] !== at) continue;
    if (around.children.some((clause) => catches(frame, clause))) return true;
  }
  return false;
}

function catches(frame: Frame, clause: Tree): boolean {
  if (clause.kind === 'leaf') return clause.value === 'except';
  if (!isNode(clause, 'except_clause')) return false;
  const [, type] = clause.children;
  const classes = isNode(type, 'atom') ? [...descendants(type)].filter(isName) : [type as Tree];
  return classes.some((tree) => {
    if (wholeName(frame.fn.names, tree) === 'apache.SERVER_RETURN') return true;
    return isName(tree)
      ? CATCHERS.has(tree.value) || frame.fn.names.nameOf(tree) !== undefined
      : !isDottedName(tree);
  });
}

function isDottedName(tree: Tree): boolean {
  return (
    isNode(tree, 'power') &&
    tree.children.slice(1).every((step) => isNode(step, 'trailer') && isToken(step.children[0], '.'))
  );
}
