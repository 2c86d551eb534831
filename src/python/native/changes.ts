/** Text changes of a rewrite, in offsets of the decoded source. */
import type { Edit } from '../../core/edit.js';
import { replaceRange } from '../edit.js';
import type { ExactModule } from '../reader.js';
import { indentationOf, indentStep, isInline, statementsOf } from '../statements.js';
import { leaves, type Node, type Tree } from '../tree.js';
import { indented } from './rewrite/code-lines.js';

/** Text [start, end) becomes `text`; '\n' stands for the file's line end. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function change(start: number, end: number, text: string): Change {
  return { start, end, text };
}

/** @returns undefined when a text cannot be written in the file's encoding */
export function toEdits(module: ExactModule, changes: readonly Change[]): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { start, end, text } of changes) {
    const result = replaceRange(module, start, end, text);
    if (result.kind === 'refused') return undefined;
    edits.push(...result.edits);
  }
  return edits;
}

/** Whether two edits are about the same bytes: statements that share a line, one removed and one in need of several lines. */
export function overlap(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.at - b.at || a.del - b.del);
  return sorted.some((edit, index) => {
    const before = sorted[index - 1];
    return before !== undefined && before.at + before.del > edit.at;
  });
}

/**
 * Puts `lines` (see code-lines.ts) in the place of a small statement, on lines of their own where there are several.
 * @param unfolded the statement's inline body gets lines of its own already
 */
export function replaceStatement(
  module: ExactModule,
  statement: Tree,
  lines: readonly string[],
  unfolded: boolean,
): readonly Change[] {
  const simple = statement.parent as Node;
  const [only = ''] = lines;
  if (lines.length === 1) return [change(statement.start, statement.end, only)];
  const first = statementsOf(simple)[0] as Tree;
  const outer = indentationOf(module, statement);
  const step = indentStep(module);
  const inline = isInline(simple);
  const indent = inline ? outer + step : outer;
  const text = indented(lines, indent, step);
  const unfold = inline && !unfolded ? [change(headerEnd(simple), first.start, `\n${indent}`)] : [];
  if (first === statement) {
    return [...unfold, change(statement.start, statement.end, text.join('\n').slice(indent.length))];
  }
  return [...unfold, change(endBefore(statement), statement.end, text.map((line) => `\n${line}`).join(''))];
}

/** End of the statement in front on the same line. */
function endBefore(statement: Tree): number {
  const simple = statement.parent as Node;
  return (simple.children[simple.children.indexOf(statement) - 2] as Tree).end;
}

/** End of the ':' in front of an inline body. */
export function headerEnd(simple: Node): number {
  const parent = simple.parent as Node;
  return (parent.children[parent.children.indexOf(simple) - 1] as Tree).end;
}

/**
 * Moves the continuation lines of a call that are aligned with its first argument, so that they stay aligned when the
 * text in front of the parenthesis grows or shrinks.
 * @param call the trailer with the parentheses
 * @param by number of columns
 */
export function realign(module: ExactModule, call: Node, by: number): readonly Change[] {
  const first = call.children[1] as Tree;
  if (spansLines(module, call.start, first.start)) return [];
  return realignFrom(module, call, first.start, by);
}

/** Moves the lines of `tree` behind its first that are indented at least as deep as the place `aligned` on that first line. */
export function realignFrom(module: ExactModule, tree: Tree, aligned: number, by: number): readonly Change[] {
  const { text } = module.source;
  if (by === 0) return [];
  const column = columnOf(text, aligned);
  const found: Change[] = [];
  let before = tree.start;
  for (const leaf of leaves(tree)) {
    // Lines begin between tokens only: those inside a string must stay as they are.
    for (const match of text.slice(before, leaf.start).matchAll(/(?:\r\n|\n|\r)( *)(?=[^\s])/g)) {
      const start = before + match.index + match[0].length - (match[1] as string).length;
      if ((match[1] as string).length < column) continue;
      found.push(by > 0 ? change(start, start, ' '.repeat(by)) : change(start, start - by, ''));
    }
    const last = /(?:\r\n|\n|\r)( *)$/.exec(text.slice(before, leaf.start))?.[1];
    if (last !== undefined && last.length >= column) {
      const start = leaf.start - last.length;
      found.push(by > 0 ? change(start, start, ' '.repeat(by)) : change(start, start - by, ''));
    }
    before = leaf.end;
  }
  return found;
}

function columnOf(text: string, offset: number): number {
  return offset - Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) - 1;
}

/** Whether the tree spans lines that need brackets around them to belong together. */
export function spansLines(module: ExactModule, start: number, end: number): boolean {
  return /[\r\n]/.test(module.source.text.slice(start, end));
}
