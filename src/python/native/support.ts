/** Decides which functions the rewritten handlers call, and puts them into the module. */
import type { Edit } from '../../core/edit.js';
import type { ExactModule } from '../reader.js';
import { logicalLineStart } from '../statements.js';
import { type Change, change, toEdits } from './changes.js';
import type { Exit } from './flow.js';
import { hasNoBody, keepsHeaders, keptIn, usesOf } from './layout.js';
import type { FunctionName } from './names.js';
import { certainty } from './response-state.js';
import { type Rewrite, takesDefaultType } from './rewrite-context.js';
import { type Support, supportBlocks } from './support-code.js';

export interface SupportEdits {
  readonly edits: readonly Edit[] | undefined;
  /** Import statements that the new code needs. */
  readonly imports: readonly string[];
}

export function supportFor(module: ExactModule, rewrites: readonly Rewrite[]): SupportEdits {
  const support = describe(rewrites);
  const blocks = supportBlocks(support);
  const edits = blocks.length === 0 ? [] : toEdits(module, [insertion(module, rewrites, blocks)]);
  return { edits, imports: importsFor(module, rewrites, support) };
}

function describe(rewrites: readonly Rewrite[]): Support {
  const [first] = rewrites as readonly [Rewrite];
  const exits = rewrites.flatMap((rewrite) => rewrite.flow.exits.map((exit) => [rewrite, exit] as const));
  const called = new Set(exits.flatMap(([rewrite, exit]) => calledFunctions(rewrite, exit)));
  const codes = exits.flatMap(([rewrite, exit]) =>
    functionOf(rewrite, exit) === 'error' && exit.end.kind === 'error' ? [exit.end.code] : [],
  );
  return {
    forms: first.layout,
    dialect: first.dialect,
    nativeText: first.nativeText,
    names: first.functionNames,
    called,
    errors: new Set(codes),
    headers: exits.some(([rewrite, exit]) => hasHeaders(rewrite, exit)),
    typeless: called.has('defaultType'),
    seeOther: exits.some(([, exit]) => exit.end.kind === 'error' && exit.end.code === 303),
  };
}

/** The function that sends the answer; undefined where it is written out. */
function functionOf(rewrite: Rewrite, exit: Exit): FunctionName | undefined {
  switch (exit.end.kind) {
    case 'tail':
      return undefined;
    case 'redirect':
      return 'redirect';
    case 'answer':
      return hasNoBody(exit) || rewrite.inline || certainty(exit.state.length) === 'always'
        ? undefined
        : 'respond';
    case 'error':
      if (exit.end.code === 304) return undefined;
      return exit.end.code < 400 ? 'moved' : 'error';
  }
}

function calledFunctions(rewrite: Rewrite, exit: Exit): readonly FunctionName[] {
  const sender = functionOf(rewrite, exit);
  const type = takesDefaultType(rewrite, exit) ? (['defaultType'] as const) : [];
  return sender ? [sender, ...type] : type;
}

function hasHeaders(rewrite: Rewrite, exit: Exit): boolean {
  if (exit.end.kind === 'tail' || functionOf(rewrite, exit) === undefined) return false;
  if (exit.end.kind === 'error') return keepsHeaders(exit) || exit.end.code === 405;
  const layout = rewrite.layout.functions.get(exit.fn);
  const apart = rewrite.layout.location === 'variable' && exit.state.location.uses.size > 0;
  const kept = keptIn(exit.state, 'headers', rewrite.layout) !== 'never';
  return apart || kept || layout?.given.has('headers') === true || layout?.top.has('headers') === true;
}

/** In front of the first function of a rewritten handler, and of the comments right above it. */
function insertion(
  module: ExactModule,
  rewrites: readonly Rewrite[],
  blocks: readonly (readonly string[])[],
): Change {
  const nodes = rewrites.flatMap((rewrite) => [...rewrite.unit.functions.values()].map((fn) => fn.node));
  const [first] = nodes.sort((a, b) => a.start - b.start);
  const { text } = module.source;
  let at = logicalLineStart(module, first as (typeof nodes)[number]);
  for (;;) {
    const above = /(?:^|[\r\n])([ \t]*#[^\r\n]*(?:\r\n|\r|\n))$/.exec(text.slice(Math.max(0, at - 500), at));
    if (!above || isFileHead(text, at - (above[1] as string).length)) break;
    at -= (above[1] as string).length;
  }
  const gap = '\n'.repeat(blankLinesAround(text, at));
  return change(at, at, blocks.map((block) => `${block.join('\n')}\n${gap}`).join(''));
}

/** The comment at the very top speaks of the file. */
function isFileHead(text: string, start: number): boolean {
  return text.slice(0, start).trim() === '' || /^#!|^#.*coding[:=]/.test(text.slice(start));
}

/** Blank lines between the functions of this module: one or two. */
function blankLinesAround(text: string, at: number): number {
  const before = text.slice(0, at).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const blank = /\n([ \t]*\n)*$/.exec(before)?.[0].split('\n').length ?? 0;
  if (before.trim() === '') return 2;
  return Math.min(2, Math.max(1, blank - 2));
}

function importsFor(module: ExactModule, rewrites: readonly Rewrite[], support: Support): readonly string[] {
  const bound = module.scopes().bindings;
  const needed = new Set(
    rewrites.flatMap((rewrite) => usesOf(rewrite.unit, 'read').flatMap(([, use]) => use.module ?? [])),
  );
  if (support.called.has('defaultType')) needed.add('mimetypes');
  const plain = [...needed]
    .sort()
    .filter((name) => !bound.has(name))
    .map((name) => `import ${name}`);
  const headers =
    support.forms.headers === 'object' && !bound.has('Headers')
      ? ['from wsgiref.headers import Headers']
      : [];
  return [...plain, ...headers];
}
