/** The value of a string literal, where it is plain enough to be sure. */
import { isNode, type Tree } from './tree.js';

const LITERAL = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/;

/** undefined for anything that is not a literal, and for literals with escapes or f-strings. Adjacent literals are joined. */
export function stringValue(tree: Tree | undefined): string | undefined {
  if (tree === undefined) return undefined;
  if (isNode(tree, 'atom')) {
    const parts = tree.children.map(stringValue);
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }
  if (tree.kind === 'node' || tree.type !== 'STRING') return undefined;
  const [, prefix = '', , content = ''] = LITERAL.exec(tree.value) ?? [];
  if (/f/i.test(prefix)) return undefined;
  return content.includes('\\') && !/r/i.test(prefix) ? undefined : content;
}
