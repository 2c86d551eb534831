/** Decides which functions the rewritten handlers call, and puts them into the module. */
import type { Edit } from '../../core/edit.js';
import type { ExactModule } from '../reader.js';
import { indentStep, logicalLineStart } from '../statements.js';
import { isNode } from '../tree.js';
import { type Change, change, toEdits } from './changes.js';
import { indented } from './code-lines.js';
import type { Exit } from './flow.js';
import { keepsHeaders, sendsFile, usesOf } from './layout.js';
import type { Rewrite } from './rewrite-context.js';
import { headersText, senderOf, takesDefaultType } from './sending.js';
import { type Support, supportBlocks } from './support-code.js';

export interface SupportEdits {
  readonly edits: readonly Edit[] | undefined;
  /** Import statements that the new code needs. */
  readonly imports: readonly string[];
}

export function supportFor(module: ExactModule, rewrites: readonly Rewrite[]): SupportEdits {
  const support = describe(rewrites);
  const step = indentStep(module);
  const blocks = supportBlocks(support).map((block) => indented(block, '', step));
  const edits = blocks.length === 0 ? [] : toEdits(module, [insertion(module, rewrites, blocks)]);
  return { edits, imports: importsFor(module, rewrites, support) };
}

type Sent = readonly [Rewrite, Exit];

function describe(rewrites: readonly Rewrite[]): Support {
  const [first] = rewrites as readonly [Rewrite];
  const all: readonly Sent[] = rewrites.flatMap((rewrite) =>
    rewrite.flow.exits.map((exit) => [rewrite, exit] as const),
  );
  const by = (sender: string): readonly Sent[] | undefined => {
    const found = all.filter(([rewrite, exit]) => senderOf(rewrite, exit) === sender);
    return found.length > 0 ? found : undefined;
  };
  const headed = (sent: readonly Sent[]): boolean =>
    sent.some(([rewrite, exit]) => headersText(rewrite, exit) !== undefined);
  const [respond, error, moved, redirect] = [by('respond'), by('error'), by('moved'), by('redirect')];
  return {
    forms: first.layout,
    dialect: first.dialect,
    nativeText: first.nativeText,
    names: first.functionNames,
    typeless: all.some(([rewrite, exit]) => takesDefaultType(rewrite, exit)),
    respond: respond && { headers: headed(respond) },
    error: error && {
      headers: error.some(([, exit]) => keepsHeaders(exit) || codeOf(exit) === 405),
      codes: new Set(error.map(([, exit]) => codeOf(exit))),
    },
    moved: moved && {
      headers: moved.some(([, exit]) => keepsHeaders(exit)),
      seeOther: moved.some(([, exit]) => codeOf(exit) === 303),
    },
    form: formSupport(rewrites),
    url: rewrites.some((rewrite) => usesOf(rewrite.unit, 'read').some(([, use]) => use.calls === 'url')),
    redirect: redirect && {
      headers: headed(redirect),
      permanent: redirect.some(([, exit]) => exit.end.kind === 'redirect' && exit.end.use.permanent),
      text: redirect.some(([, exit]) => exit.end.kind === 'redirect' && exit.end.use.text !== undefined),
      typeless: first.typelessRedirects,
    },
  };
}

function formSupport(rewrites: readonly Rewrite[]): Support['form'] {
  const forms = rewrites.flatMap((rewrite) =>
    usesOf(rewrite.unit, 'read').flatMap(([, use]) => (use.calls === 'form' ? [use] : [])),
  );
  // `util.FieldStorage(req, 1)`: the request is not alone between the parentheses.
  return forms.length > 0 ? { keep: forms.some((use) => isNode(use.leaf.parent, 'arglist')) } : undefined;
}

function codeOf(exit: Exit): number {
  return exit.end.kind === 'error' ? exit.end.code : 0;
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
  const gap = '\n'.repeat(blankLinesBefore(text, at));
  return change(at, at, blocks.map((block) => `${block.join('\n')}\n${gap}`).join(''));
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

function importsFor(module: ExactModule, rewrites: readonly Rewrite[], support: Support): readonly string[] {
  const bound = module.scopes().bindings;
  const needed = new Set(
    rewrites.flatMap((rewrite) => usesOf(rewrite.unit, 'read').flatMap(([, use]) => use.module ?? [])),
  );
  if (support.typeless) needed.add('mimetypes');
  if (support.form) needed.add('cgi');
  const plain = [...needed].sort().filter((name) => !bound.has(name));
  const files = rewrites.some((rewrite) => rewrite.flow.exits.some(sendsFile));
  return [
    ...plain.map((module) => `import ${module}`),
    ...(support.forms.headers === 'object'
      ? [fromImport('wsgiref.headers', 'Headers', support.names.headersClass)]
      : []),
    ...(files ? [fromImport('wsgiref.util', 'FileWrapper', support.names.fileWrapper)] : []),
  ];
}

function fromImport(module: string, object: string, name: string): string {
  return `from ${module} import ${object}${name === object ? '' : ` as ${name}`}`;
}
