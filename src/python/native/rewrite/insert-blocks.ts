/** Puts functions beside the handlers into their module. */
import type { Edit } from '../../../core/edit.js';
import type { ExactModule } from '../../reader.js';
import { indentStep, logicalLineStart } from '../../statements.js';
import { type Change, change, toEdits } from '../changes.js';
import { functionsIn } from '../unit.js';
import { indented } from './code-lines.js';
import type { Rewrite } from './context.js';

/** @returns undefined when a text cannot be written in the file's encoding */
export function insertBlocks(
  module: ExactModule,
  rewrites: readonly Rewrite[],
  blocks: readonly (readonly string[])[],
): readonly Edit[] | undefined {
  const step = indentStep(module);
  const texts = blocks.map((block) => indented(block, '', step));
  return texts.length === 0 ? [] : toEdits(module, [insertion(module, rewrites, texts)]);
}

/** In front of the first function of a rewritten handler, and of the comments right above it. */
function insertion(
  module: ExactModule,
  rewrites: readonly Rewrite[],
  blocks: readonly (readonly string[])[],
): Change {
  const nodes = rewrites.flatMap(({ unit }) => functionsIn(unit, module).map((fn) => fn.node));
  const [first] = nodes.sort((a, b) => a.start - b.start);
  const { text } = module.source;
  let at = logicalLineStart(module, first as (typeof nodes)[number]);
  for (;;) {
    const above = /(?:^|[\r\n])([ \t]*#[^\r\n]*(?:\r\n|\r|\n))$/.exec(text.slice(Math.max(0, at - 500), at));
    if (!above || isFileHead(text, at - (above[1] as string).length)) break;
    at -= (above[1] as string).length;
  }
  const gap = '\n'.repeat(blankLinesBefore(text, at));
  const close = /[^\s][ \t]*(?:\r\n|\n|\r)$/.test(text.slice(0, at)) ? gap : '';
  return change(at, at, close + blocks.map((block) => `${block.join('\n')}\n${gap}`).join(''));
}

/** The comment at the very top speaks of the file. */
function isFileHead(text: string, start: number): boolean {
  return text.slice(0, start).trim() === '' || /^#!|^#.*coding[:=]/.test(text.slice(start));
}

/** Blank lines between the functions of this module: one or two. */
function blankLinesBefore(text: string, at: number): number {
  const before = text.slice(0, at).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  if (before.trim() === '') return 2;
  const blank = /\n((?:[ \t]*\n)*)$/.exec(before)?.[1]?.split('\n').length ?? 1;
  return Math.min(2, Math.max(1, blank - 1));
}
