/** Whether a published function may return nothing, which the publisher answers without a body. */
import { statementsOf } from '../../statements.js';
import { descendants, isNode, isToken, type Node, type Tree } from '../../tree.js';

/** Doubtful functions may. @param funcdef its definition */
export function mayReturnNothing(funcdef: Node): boolean {
  const body = funcdef.children.at(-1) as Node;
  return !endsWithResult(body) || [...descendants(body)].some(returnsNothing);
}

function returnsNothing(tree: Tree): boolean {
  if (isToken(tree, 'return')) return !isNode(tree.parent, 'return_stmt');
  return isNode(tree, 'return_stmt') && isToken(tree.children[1], 'None');
}

function endsWithResult(body: Node): boolean {
  const last = statementsOf(body).at(-1);
  if (isNode(last, 'return_stmt', 'raise_stmt') || isToken(last, 'raise')) return true;
  if (!isNode(last, 'if_stmt')) return false;
  const suites = last.children.filter((_, index) => isToken(last.children[index - 1], ':'));
  return (
    last.children.some((part) => isToken(part, 'else')) &&
    suites.every((suite) => endsWithResult(suite as Node))
  );
}
