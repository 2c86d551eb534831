/**
 * Statements as edits see them. A *small* statement is a child of a `simple_stmt` (several on one line: `a; b`); a *compound*
 * one is a child of a `suite` or of the file. A block is the file, an indented `suite`, or an inline one: `if x: a; b`.
 */
import type { ExactModule } from './reader.js';
import {
  descendants,
  firstLeaf,
  isNode,
  isToken,
  type Leaf,
  leafBefore,
  type Node,
  type Tree,
} from './tree.js';

/** The statement that `tree` belongs to: small, or compound with its decorators and `async`. */
export function statementOf(tree: Tree): Tree {
  let at = tree;
  while (at.parent && !isNode(at.parent, 'simple_stmt', 'suite', 'file_input')) {
    // The body of `if x: a` hangs right under the `if_stmt`.
    at = at.parent;
  }
  return isNode(at, 'simple_stmt') ? (at.children[0] as Tree) : at;
}

/** The small and compound statements of a block, in order. @param block `file_input`, `suite`, or an inline `simple_stmt` */
export function statementsOf(block: Node): readonly Tree[] {
  if (block.type === 'simple_stmt') return block.children.filter((child) => !isSeparator(child));
  return block.children.flatMap((child) => {
    if (isNode(child, 'simple_stmt')) return statementsOf(child);
    return child.kind === 'node' ? [child] : [];
  });
}

/** The block a statement is in. */
export function blockOf(statement: Tree): Node {
  const parent = statement.parent as Node;
  if (parent.type !== 'simple_stmt') return parent;
  return isInline(parent) ? parent : (parent.parent as Node);
}

/** Whether the `simple_stmt` is the body of `if x: a`. */
export function isInline(simple: Node): boolean {
  return !isNode(simple.parent, 'suite', 'file_input');
}

export function isSeparator(tree: Tree): boolean {
  return isToken(tree, ';') || (tree.kind === 'leaf' && tree.type === 'NEWLINE');
}

/** Offset of the start of the logical line that `tree` begins on: backslash-joined lines count as one. */
export function logicalLineStart(module: ExactModule, tree: Tree): number {
  const { text } = module.source;
  let head: Leaf = firstLeaf(tree);
  let before = leafBefore(head);
  while (before && before.type !== 'NEWLINE' && before.type !== 'DEDENT' && before.type !== 'INDENT') {
    head = before;
    before = leafBefore(head);
  }
  while (before && before.type !== 'NEWLINE') before = leafBefore(before);
  let start = before?.end ?? 0;
  const gap = text.slice(start, head.start);
  for (const match of gap.matchAll(/#[^\r\n]*|\\(?:\r\n|\r|\n)|(\r\n|\r|\n)/g)) {
    if (match[1] !== undefined) start = (before?.end ?? 0) + match.index + match[0].length;
  }
  return start;
}

/** White space at the start of the statement's logical line; for `a` in `if x: a` that of the `if`. */
export function indentationOf(module: ExactModule, statement: Tree): string {
  const line = module.source.text.slice(logicalLineStart(module, statement));
  return (/^[ \t\f]*/.exec(line) as RegExpExecArray)[0].replaceAll('\f', '');
}

/** One step of indentation as most blocks of the file have it: '\t' or spaces; four spaces where there is no block. */
export function indentStep(module: ExactModule): string {
  const counts = new Map<string, number>();
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'suite')) continue;
    const outer = indentationOf(module, tree.parent as Node);
    const inner = indentationOf(module, tree.children[2] as Tree);
    if (inner.startsWith(outer))
      counts.set(inner.slice(outer.length), (counts.get(inner.slice(outer.length)) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best?.[0] ?? '    ';
}
