/** Byte-range edits on a Python file, made from its tree. Nothing is reprinted. */
import type { Edit } from '../core/edit.js';
import type { ExactModule } from './reader.js';
import {
  blockOf,
  indentationOf,
  indentStep,
  isInline,
  isSeparator,
  logicalLineStart,
  statementsOf,
} from './statements.js';
import { isNode, type Node, type Tree } from './tree.js';

/** Edits, or the reason why none can be made (a character that the file's encoding lacks). */
export type EditResult =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Text range [start, end) and what it becomes; '\n' stands for the file's line end. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Replaces text [start, end) by `text`; '\n' in `text` becomes the file's line end. */
export function replaceRange(module: ExactModule, start: number, end: number, text: string): EditResult {
  return editsOf(module, [{ start, end, text }]);
}

/** Replaces one node or leaf. The NEWLINE of a statement is not part of a small statement, but of a compound one. */
export function replaceNode(module: ExactModule, tree: Tree, text: string): EditResult {
  return replaceRange(module, tree.start, tree.end, text);
}

/** Puts lines in front of a statement. @param lines without indentation: they get the statement's, relative white space is kept */
export function insertBeforeStatement(
  module: ExactModule,
  statement: Tree,
  lines: readonly string[],
): EditResult {
  const simple = isNode(statement.parent, 'simple_stmt') ? statement.parent : undefined;
  const indent = innerIndentation(module, statement);
  if (!simple || (!isInline(simple) && simple.children[0] === statement)) {
    const start = logicalLineStart(module, statement);
    return editsOf(module, [
      { start, end: start, text: lines.map((line) => `${indented(indent, line)}\n`).join('') },
    ]);
  }
  return editsOf(module, [...unfold(module, simple, statement), ...split(simple, statement, indent, lines)]);
}

/** Puts lines behind a statement (and behind the comments that belong to its body). */
export function insertAfterStatement(
  module: ExactModule,
  statement: Tree,
  lines: readonly string[],
): EditResult {
  const simple = isNode(statement.parent, 'simple_stmt') ? statement.parent : undefined;
  const indent = innerIndentation(module, statement);
  const following = simple ? nextStatement(simple, statement) : undefined;
  if (simple && following) {
    return editsOf(module, [
      ...unfold(module, simple, following),
      ...split(simple, following, indent, lines),
    ]);
  }
  const end = simple ? simple.end : endWithComments(module, statement, indent);
  const change = linesAt(module, end, indent, lines);
  return editsOf(module, simple ? [...unfold(module, simple, undefined), change] : [change]);
}

/**
 * Removes statements: whole logical lines, one statement of `a; b`, or `pass` instead of the only ones of a block. Given
 * together, so that a block which loses all of them gets one `pass`.
 */
export function removeStatements(module: ExactModule, statements: readonly Tree[]): EditResult {
  const removed = new Set(statements);
  return editsOf(
    module,
    [...removed].map((statement) => removal(module, statement, removed)),
  );
}

function removal(module: ExactModule, statement: Tree, removed: ReadonlySet<Tree>): Change {
  const block = blockOf(statement);
  const siblings = statementsOf(block);
  if (
    block.type !== 'file_input' &&
    siblings[0] === statement &&
    siblings.every((sibling) => removed.has(sibling))
  ) {
    return { start: statement.start, end: contentEnd(statement), text: 'pass' };
  }
  const simple = isNode(statement.parent, 'simple_stmt') ? statement.parent : undefined;
  const line = simple ? statementsOf(simple) : [statement];
  const emptied = siblings.every((sibling) => removed.has(sibling)) && line.includes(siblings[0] as Tree);
  const keepsLine = block.type !== 'file_input' && emptied;
  if (!keepsLine && line.every((small) => removed.has(small))) {
    const start = logicalLineStart(module, statement);
    // Of `a; b` the first removal takes the line, the others nothing more.
    return line[0] === statement ? { start, end: (simple ?? statement).end, text: '' } : nothingAt(statement);
  }
  const index = line.indexOf(statement);
  if (!keepsLine && line.slice(index + 1).some((small) => !removed.has(small))) {
    return { start: statement.start, end: (line[index + 1] as Tree).start, text: '' };
  }
  return { start: (line[index - 1] as Tree).end, end: statement.end, text: '' };
}

function nothingAt(statement: Tree): Change {
  return { start: statement.start, end: statement.start, text: '' };
}

/** End of the statement's last token that is not a NEWLINE or DEDENT. */
function contentEnd(statement: Tree): number {
  let at: Tree = statement;
  while (at.kind === 'node') {
    at = at.children.findLast((child) => child.end > child.start && !isSeparator(child)) as Tree;
  }
  return at.end;
}

/** Breaks the line in front of `statement`, which is not the first thing on it, and puts `lines` there. */
function split(simple: Node, statement: Tree, indent: string, lines: readonly string[]): readonly Change[] {
  const index = simple.children.indexOf(statement);
  const inside = [...lines, ''].map((line) => `\n${line === '' ? indent : indented(indent, line)}`).join('');
  if (index === 0) return [{ start: headerEnd(simple), end: statement.start, text: inside }];
  return [{ start: (simple.children[index - 2] as Tree).end, end: statement.start, text: inside }];
}

/** An inline body needs a line of its own before lines can be added to it. `at` does so itself when it is the first. */
function unfold(module: ExactModule, simple: Node, at: Tree | undefined): readonly Change[] {
  const first = simple.children[0] as Tree;
  if (!isInline(simple) || at === first) return [];
  return [{ start: headerEnd(simple), end: first.start, text: `\n${innerIndentation(module, first)}` }];
}

/** End of the ':' in front of an inline body. */
function headerEnd(simple: Node): number {
  const parent = simple.parent as Node;
  return (parent.children[parent.children.indexOf(simple) - 1] as Tree).end;
}

/** Indentation for lines beside `statement`: one step more than the header's when the body is inline. */
function innerIndentation(module: ExactModule, statement: Tree): string {
  const outer = indentationOf(module, statement);
  const inline = isNode(statement.parent, 'simple_stmt') && isInline(statement.parent);
  return inline ? outer + indentStep(module) : outer;
}

function nextStatement(simple: Node, statement: Tree): Tree | undefined {
  const small = statementsOf(simple);
  return small[small.indexOf(statement) + 1];
}

/** Comment lines right behind a block that are indented deeper than its header belong to it. */
function endWithComments(module: ExactModule, statement: Tree, indent: string): number {
  const { text } = module.source;
  let { end } = statement;
  for (;;) {
    const line = /^([ \t\f]*)#[^\r\n]*(?:\r\n|\r|\n|$)/.exec(text.slice(end, end + 1000));
    if (!line || (line[1] as string).length <= indent.length) return end;
    end += line[0].length;
  }
}

function linesAt(module: ExactModule, at: number, indent: string, lines: readonly string[]): Change {
  const { text } = module.source;
  const open = at > 0 && !/[\r\n]$/.test(text.slice(at - 1, at));
  const body = lines.map((line) => indented(indent, line));
  return {
    start: at,
    end: at,
    text: open ? `\n${body.join('\n')}` : body.map((line) => `${line}\n`).join(''),
  };
}

function indented(indent: string, line: string): string {
  return line === '' ? '' : indent + line;
}

function editsOf(module: ExactModule, changes: readonly Change[]): EditResult {
  const { source } = module;
  const edits: Edit[] = [];
  for (const { start, end, text } of changes) {
    const ins = source.encode(text.replaceAll('\n', source.newline));
    if (!ins)
      return {
        kind: 'refused',
        reason: `the new text does not exist in the file's encoding, ${source.encoding}`,
      };
    const at = source.byteOffset(start);
    const del = source.byteOffset(end) - at;
    if (del > 0 || ins.length > 0) edits.push({ at, del, ins });
  }
  return { kind: 'edits', edits };
}
