/** Decides which functions the rewritten handlers call, and puts them into the module. */
import type { Edit } from '../../../core/edit.js';
import type { ExactModule } from '../../reader.js';
import { indentStep, logicalLineStart } from '../../statements.js';
import { isNode } from '../../tree.js';
import { type Change, change, toEdits } from '../changes.js';
import type { Exit } from '../flow/flow.js';
import { caughtNames, raisedTypes, readsForm } from '../raising.js';
import { isAllowing } from '../status.js';
import type { Unit } from '../unit.js';
import type { HeaderUse, ReadUse } from '../uses/uses.js';
import { indented } from './code-lines.js';
import { cleansUp, type Rewrite } from './context.js';
import { keepsHeaders, sendsFile, usesOf } from './layout.js';
import { headersText, senderOf, takesDefaultType } from './sending.js';
import { type Support, supportBlocks } from './support-code.js';
import { encodesParts } from './support-stream.js';

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

/**
 * What stands around the functions: handlers that answer, or the application of a publisher, which calls its pages; silent
 * where a page may return nothing.
 */
export type Around = 'handlers' | 'publisher' | 'silent publisher';

/** The functions that the application of a publisher needs, as blocks of lines. @param codes of errors that are raised besides */
export function supportBlocksOf(
  rewrites: readonly Rewrite[],
  around: Around,
  codes: readonly number[],
): readonly (readonly string[])[] {
  return supportBlocks(describe(rewrites, around, codes));
}

export function supportImports(
  module: ExactModule,
  rewrites: readonly Rewrite[],
  around: Around,
): readonly string[] {
  return importsFor(module, rewrites, describe(rewrites, around));
}

function describe(
  rewrites: readonly Rewrite[],
  around: Around = 'handlers',
  codes: readonly number[] = [],
): Support {
  const publishes = around !== 'handlers';
  const [first] = rewrites as readonly [Rewrite];
  const all: readonly Sent[] = rewrites.flatMap((rewrite) =>
    [...rewrite.flow.exits, ...rewrite.flow.raised].map((exit) => [rewrite, exit] as const),
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
    typeHeaders: around === 'silent publisher' || raisesTypeless(rewrites),
    respond: respond && { headers: headed(respond) },
    error: errorSupport(rewrites, error, publishes, codes),
    moved: moved && {
      headers: moved.some(([, exit]) => keepsHeaders(exit)),
      seeOther: moved.some(([, exit]) => codeOf(exit) === 303),
    },
    form: publishes ? { keep: 'always', allow: 'GET,HEAD,POST,TRACE', values: false } : formSupport(rewrites),
    url: calls(rewrites, 'url'),
    cookies: calls(rewrites, 'cookies'),
    credentials: rewrites.some((rewrite) => readsPassword(rewrite.unit)),
    cookieDate: rewrites.some((rewrite) => usesOf(rewrite.unit, 'header').some(([, use]) => isDated(use))),
    redirect: redirect && redirectSupport(rewrites, redirect, headed(redirect)),
    cleanups: cleanupsOf(rewrites),
    asBytes: rewrites.some(encodesParts),
    raised: raisedSupport(rewrites, publishes),
  };
}

function calls(rewrites: readonly Rewrite[], name: ReadUse['calls']): boolean {
  return rewrites.some((rewrite) => usesOf(rewrite.unit, 'read').some(([, use]) => use.calls === name));
}

function cleanupsOf(rewrites: readonly Rewrite[]): Support['cleanups'] {
  const registers = rewrites.filter((rewrite) => cleansUp(rewrite.unit)).length;
  return registers === 0 ? 'none' : registers === rewrites.length ? 'all' : 'some';
}

/** Whether something of the unit reads the password that a browser sends. */
export function readsPassword(unit: Unit): boolean {
  return usesOf(unit, 'header').some(([, use]) => use.challenge !== undefined);
}

function isDated({ cookie = [] }: HeaderUse): boolean {
  return cookie.some((piece) => typeof piece !== 'string' && piece.expires);
}

function redirectSupport(
  rewrites: readonly Rewrite[],
  redirect: readonly Sent[],
  headed: boolean,
): Support['redirect'] {
  const [{ layout, typelessRedirects }] = rewrites as readonly [Rewrite];
  const raised = rewrites.some(({ flow }) => flow.raised.some((exit) => exit.end.kind === 'redirect'));
  const uses = redirect.flatMap(([, { end }]) => (end.kind === 'redirect' ? [end.use] : []));
  const text = uses.some((use) => use.text !== undefined);
  return {
    headers: headed || (raised && layout.type === 'header'),
    // What is raised has a place for each of the two.
    permanent: uses.some((use) => use.permanent) || (raised && text),
    text,
    typeless: typelessRedirects,
  };
}

/** A redirect by exception leaves its type to the address, where types are headers. */
function raisesTypeless(rewrites: readonly Rewrite[]): boolean {
  const [first] = rewrites;
  return (
    first?.layout.type === 'header' && raisedTypes(rewrites.map((rewrite) => rewrite.flow))[0] === 'default'
  );
}

/** Codes that the publisher and FieldStorage answer with themselves. */
const FORM_CODES = [411, 501];
const PUBLISHER_CODES = [403, 404, 405, ...FORM_CODES];

function errorSupport(
  rewrites: readonly Rewrite[],
  error: readonly Sent[] | undefined,
  publishes: boolean,
  raised: readonly number[],
): Support['error'] {
  const form = publishes || rewrites.some((rewrite) => readsForm(rewrite.unit));
  if (!error && !form) return undefined;
  const codes = (error ?? []).map(([, exit]) => codeOf(exit));
  return {
    headers: form || (error ?? []).some(([, exit]) => keepsHeaders(exit) || isAllowing(codeOf(exit))),
    codes: new Set([...codes, ...raised, ...(publishes ? PUBLISHER_CODES : form ? FORM_CODES : [])]),
  };
}

function raisedSupport(rewrites: readonly Rewrite[], publishes: boolean): Support['raised'] {
  if (!rewrites.some((rewrite) => rewrite.answersErrors)) return undefined;
  const raised = rewrites.flatMap((rewrite) => rewrite.flow.raised);
  const caught = rewrites.some((rewrite) =>
    [...rewrite.unit.functions.values()].some((fn) => caughtNames(rewrite.modPython, fn).length > 0),
  );
  const form = publishes || rewrites.some((rewrite) => readsForm(rewrite.unit));
  return {
    errors: caught || form || raised.some((exit) => exit.end.kind === 'error'),
    redirects: raised.some((exit) => exit.end.kind === 'redirect'),
    type: raisedTypes(rewrites.map((rewrite) => rewrite.flow))[0] ?? 'default',
  };
}

function formSupport(rewrites: readonly Rewrite[]): Support['form'] {
  const forms = rewrites.flatMap((rewrite) =>
    usesOf(rewrite.unit, 'read').flatMap(([, use]) => (use.calls === 'form' ? [use] : [])),
  );
  // `util.FieldStorage(req, 1)`: the request is not alone between the parentheses.
  return forms.length > 0
    ? {
        keep: forms.some((use) => isNode(use.leaf.parent, 'arglist')),
        allow: 'TRACE',
        values: forms.some((use) => use.texts),
      }
    : undefined;
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

function importsFor(module: ExactModule, rewrites: readonly Rewrite[], support: Support): readonly string[] {
  const bound = module.scopes().bindings;
  const needed = new Set(
    rewrites.flatMap((rewrite) => usesOf(rewrite.unit, 'read').flatMap(([, use]) => use.module ?? [])),
  );
  if (support.typeless || support.typeHeaders) needed.add('mimetypes');
  if (support.form) needed.add('cgi');
  if (support.cookies || support.credentials) needed.add('re');
  if (support.credentials) needed.add('base64');
  if (support.cookieDate) needed.add('time');
  if (support.cleanups !== 'none') needed.add('traceback');
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
