/** What stands between brackets. */
import { isNode, isToken, type Node } from '../tree.js';

/** `list[1:]` is a list again. @param trailer with brackets */
export function isSlice(trailer: Node): boolean {
  const [, content] = trailer.children;
  return (
    isToken(content, ':') ||
    (isNode(content, 'subscript') && content.children.some((one) => isToken(one, ':')))
  );
}
