/** Decides which functions the rewritten handlers call, and puts them into the module. */
import type { ExactModule } from '../../reader.js';
import { isNode } from '../../tree.js';
import type { Exit } from '../flow/flow.js';
import { FORM_CODES } from '../flow/form-problems.js';
import { carriesHeaders, raisedTypes, readsForm } from '../raising.js';
import { isAllowing } from '../status.js';
import type { Unit } from '../unit.js';
import { sentUser } from '../uses/basic-auth.js';
import type { HeaderUse, ReadUse } from '../uses/uses.js';
import { cleansUp, type Rewrite } from './context.js';
import { exceptionSupport, type Surrounding } from './exception-support.js';
import { keepsHeaders, sendsFile } from './exit-kinds.js';
import { usesOf } from './layout.js';
import { headersText, senderOf, takesDefaultType } from './sending.js';
import { type Support, supportBlocks } from './support-code.js';
import { encodesParts } from './support-stream.js';

export interface SupportCode {
  /** Functions, classes and constants as blocks of lines (see code-lines.ts). */
  readonly blocks: readonly (readonly string[])[];
  /** Import statements that the new code needs. */
  readonly imports: readonly string[];
}

/**
 * What the new code of one module calls.
 * @param rewrites those of the module
 * @param all those of the group: an exception of one module is answered in another
 */
export function supportFor(rewrites: readonly Rewrite[], all: readonly Rewrite[]): SupportCode {
  const codes = all.flatMap(({ raises }) => raises.map(({ code }) => code));
  return supportAround(rewrites, all, 'handlers', codes);
}

type Sent = readonly [Rewrite, Exit];

/**
 * What stands around the functions: handlers that answer, or the application of a publisher, which calls its pages; silent
 * where a page may return nothing.
 */
export type Around = 'handlers' | 'publisher' | 'silent publisher';

/**
 * The same for what stands around the functions.
 * @param codes of errors that are raised besides
 */
export function supportAround(
  rewrites: readonly Rewrite[],
  all: readonly Rewrite[],
  around: Around,
  codes: readonly number[],
): SupportCode {
  const support = describe(rewrites, all, around, codes);
  return { blocks: supportBlocks(support), imports: importsFor(rewrites, support) };
}

function describe(
  rewrites: readonly Rewrite[],
  group: readonly Rewrite[],
  around: Around = 'handlers',
  codes: readonly number[] = [],
): Support {
  const [first] = rewrites as readonly [Rewrite];
  const homes = rewrites.filter((rewrite) => rewrite.home);
  const publishes = around !== 'handlers';
  const own = sentBy(rewrites);
  const whole = sentBy(group);
  // A function is there where it is called, and takes what all its callers give it.
  const by = (sender: string): readonly Sent[] | undefined => {
    const sent = ([rewrite, exit]: Sent): boolean => senderOf(rewrite, exit) === sender;
    return own.some(sent) ? whole.filter(sent) : undefined;
  };
  const headed = (sent: readonly Sent[]): boolean =>
    sent.some(([rewrite, exit]) => headersText(rewrite, exit) !== undefined);
  const [respond, error, moved, redirect] = [by('respond'), by('error'), by('moved'), by('redirect')];
  return {
    forms: first.layout,
    dialect: first.dialect,
    nativeText: first.nativeText,
    names: first.functionNames,
    typeless: own.some(([rewrite, exit]) => takesDefaultType(rewrite, exit)),
    typeHeaders: around === 'silent publisher' || raisesTypeless(homes),
    respond: respond && { headers: headed(respond) },
    error: errorSupport({ homes, group, publishes }, error, codes),
    moved: moved && {
      headers: moved.some(([, exit]) => keepsHeaders(exit)),
      seeOther: moved.some(([, exit]) => codeOf(exit) === 303),
    },
    form: formOf(rewrites, { homes, group, publishes }),
    url: calls(rewrites, 'url'),
    cookies: calls(rewrites, 'cookies'),
    credentials: rewrites.some(takesCredentials),
    cookieDate: rewrites.some(({ unit, module }) =>
      usesOf(unit, 'header', module).some(([, use]) => isDated(use)),
    ),
    redirect: redirect && redirectSupport(group, redirect, headed(redirect)),
    cleanups: cleanupsOf(homes),
    asBytes: homes.some(encodesParts),
    ...exceptionSupport(rewrites, { homes, group, publishes }, codes),
  };
}

/** What the functions of a module send; where the request is answered, also what is raised anywhere. */
function sentBy(rewrites: readonly Rewrite[]): readonly Sent[] {
  return rewrites.flatMap((rewrite) => {
    const { flow, module, home } = rewrite;
    const exits = [...flow.exits.filter((exit) => exit.fn.module === module), ...(home ? flow.raised : [])];
    return exits.map((exit) => [rewrite, exit] as const);
  });
}

function calls(rewrites: readonly Rewrite[], name: ReadUse['calls']): boolean {
  return rewrites.some(({ unit, module }) =>
    usesOf(unit, 'read', module).some(([, use]) => use.calls === name),
  );
}

function cleanupsOf(rewrites: readonly Rewrite[]): Support['cleanups'] {
  const registers = rewrites.filter((rewrite) => cleansUp(rewrite.unit)).length;
  return registers === 0 ? 'none' : registers === rewrites.length ? 'all' : 'some';
}

/** Whether something of the unit reads the password that a browser sends. */
export function readsPassword(unit: Unit, module?: ExactModule): boolean {
  return usesOf(unit, 'header', module).some(([, use]) => use.challenge !== undefined);
}

/** Whether the module asks for the name or the password that a browser sends. */
function takesCredentials({ unit, flow, module }: Rewrite): boolean {
  return (
    readsPassword(unit, module) ||
    usesOf(unit, 'read', module).some(([, use]) => sentUser(flow, use) !== undefined)
  );
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
  const carries = rewrites.some(({ flow }) => flow.raised.some(carriesHeaders));
  const text = carries || uses.some((use) => use.text !== undefined);
  return {
    headers: headed || carries || (raised && layout.type === 'header'),
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

/** Codes that the publisher answers with itself. */
const PUBLISHER_CODES = [403, 404, 405, ...FORM_CODES];

function errorSupport(
  { homes, group, publishes }: Surrounding,
  error: readonly Sent[] | undefined,
  raised: readonly number[],
): Support['error'] {
  const answersForm = publishes ? homes.length > 0 : homes.some(({ unit }) => readsForm(unit));
  const answersRaised = raised.length > 0 && homes.length > 0;
  if (!error && !answersForm && !answersRaised) return undefined;
  const form = publishes || group.some(({ unit, home }) => home && readsForm(unit));
  const codes = (error ?? []).map(([, exit]) => codeOf(exit));
  return {
    headers: form || (error ?? []).some(([, exit]) => keepsHeaders(exit) || isAllowing(codeOf(exit))),
    codes: new Set([...codes, ...raised, ...(publishes ? PUBLISHER_CODES : form ? FORM_CODES : [])]),
  };
}

function formOf(rewrites: readonly Rewrite[], { homes, group, publishes }: Surrounding): Support['form'] {
  if (publishes) {
    const always = { keep: 'always', allow: 'GET,HEAD,POST,TRACE', values: false } as const;
    return homes.length > 0 ? always : undefined;
  }
  return formSupport(rewrites) && formSupport(group);
}

function formSupport(rewrites: readonly Rewrite[]): Support['form'] {
  const forms = rewrites.flatMap((rewrite) =>
    usesOf(rewrite.unit, 'read', rewrite.module).flatMap(([, use]) => (use.calls === 'form' ? [use] : [])),
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

function importsFor(rewrites: readonly Rewrite[], support: Support): readonly string[] {
  const [{ module }] = rewrites as readonly [Rewrite];
  const bound = module.scopes().bindings;
  const needed = new Set(
    rewrites.flatMap(({ unit }) => usesOf(unit, 'read', module).flatMap(([, use]) => use.module ?? [])),
  );
  if (support.typeless || support.typeHeaders) needed.add('mimetypes');
  if (support.form) needed.add('cgi');
  if (support.cookies || support.credentials) needed.add('re');
  if (support.credentials) needed.add('base64');
  if (support.cookieDate) needed.add('time');
  if (support.cleanups !== 'none') needed.add('traceback');
  const plain = [...needed].sort().filter((name) => !bound.has(name));
  const files = rewrites.some(({ flow }) =>
    flow.exits.some((exit) => exit.fn.module === module && sendsFile(exit)),
  );
  return [
    ...plain.map((module) => `import ${module}`),
    ...(support.forms.headers === 'object'
      ? [fromImport('wsgiref.headers', 'Headers', support.names.headersClass)]
      : []),
    ...(support.moved ? [fromImport('xml.sax.saxutils', 'escape', support.names.escape)] : []),
    ...(files ? [fromImport('wsgiref.util', 'FileWrapper', support.names.fileWrapper)] : []),
  ];
}

function fromImport(module: string, object: string, name: string): string {
  return `from ${module} import ${object}${name === object ? '' : ` as ${name}`}`;
}
