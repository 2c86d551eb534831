/** Text changes of a rewrite, in offsets of the decoded source. */
import type { Edit } from '../../core/edit.js';
import { replaceRange } from '../edit.js';
import type { ExactModule } from '../reader.js';
import { indentationOf, indentStep, isInline, statementsOf } from '../statements.js';
import { isNode, leaves, type Node, type Tree } from '../tree.js';
import { indented } from './code-lines.js';

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

/** Puts `lines` (see code-lines.ts) in the place of a small statement, on lines of their own where there are several. */
export function replaceStatement(module: ExactModule, statement: Tree, lines: readonly string[]): Change {
  const simple = statement.parent as Node;
  const [only = ''] = lines;
  if (lines.length === 1) return change(statement.start, statement.end, only);
  const own = statementsOf(simple)[0] === statement;
  const outer = indentationOf(module, statement);
  const step = indentStep(module);
  if (own && !isInline(simple)) {
    return change(
      statement.start,
      statement.end,
      indented(lines, outer, step).join('\n').slice(outer.length),
    );
  }
  const text = indented(lines, isInline(simple) ? outer + step : outer, step);
  return change(endBefore(statement), statement.end, text.map((line) => `\n${line}`).join(''));
}

/** End of what stands before the statement on its line: the colon of the header, or the statement in front. */
function endBefore(statement: Tree): number {
  const simple = statement.parent as Node;
  const index = simple.children.indexOf(statement);
  if (index > 0) return (simple.children[index - 2] as Tree).end;
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
  const { text } = module.source;
  const first = call.children[1] as Tree;
  if (by === 0 || /[\r\n]/.test(text.slice(call.start, first.start))) return [];
  const column = columnOf(text, first.start);
  const found: Change[] = [];
  let before = call.start;
  for (const leaf of leaves(call)) {
    const gap = text.slice(before, leaf.start);
    const line = Math.max(gap.lastIndexOf('\n'), gap.lastIndexOf('\r'));
    const start = before + line + 1;
    if (line >= 0 && !gap.slice(line + 1).includes('\t') && leaf.start - start >= column) {
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

/** Whether `tree` is a statement of its own. */
export function isStatement(tree: Tree): boolean {
  return isNode(tree.parent, 'simple_stmt');
}
