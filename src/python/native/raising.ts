/**
 * Ends by exception that stay exceptions: `raise apache.SERVER_RETURN` in a helper, which cannot return the answer, or where
 * an `except` around might catch it. `raise HTTPError('404 Not Found')` takes its place, answered around the handler.
 */
import type { ExactModule } from '../reader.js';
import { ancestor, descendants, isName, isNode, type Leaf, type Node } from '../tree.js';
import type { Exit, Flow } from './flow/flow.js';
import { plainString } from './literals.js';
import { wholeName } from './mod-python-names.js';
import { certainty } from './response-state.js';
import { callLines, columnAfter } from './rewrite/code-lines.js';
import type { Rewrite } from './rewrite/context.js';
import { keepsHeaders } from './rewrite/exit-kinds.js';
import { allowHeader, allowNote } from './rewrite/exits.js';
import { type Kept, keptIn } from './rewrite/kept.js';
import { type Layout, usesOf } from './rewrite/layout.js';
import { headerItems, headersText, isGiven } from './rewrite/sending.js';
import { isBodiless, statusLine } from './status.js';
import type { Problem, Unit, UnitFunction } from './unit.js';
import type { RedirectUse } from './uses/uses.js';

/** Whether errors of the unit are answered around its handler. */
export function answersErrors(unit: Unit, flow: Flow): boolean {
  return flow.raised.length > 0 || readsForm(unit);
}

/** util.FieldStorage ends the request itself where a body is no form, or has no length. */
export function readsForm(unit: Unit, module?: ExactModule): boolean {
  return usesOf(unit, 'read', module).some(([, use]) => use.calls === 'form');
}

/** Names `apache.SERVER_RETURN` of `except apache.SERVER_RETURN:`, where what was caught is not looked at. */
export function caughtNames(fn: UnitFunction): readonly Leaf[] {
  const { names } = fn;
  return [...descendants(fn.body)].flatMap((tree) => {
    if (!isName(tree) || names.nameOf(tree)?.target !== 'apache.SERVER_RETURN') return [];
    const clause = ancestor(tree, 'except_clause', 'raise_stmt', 'suite');
    if (!isNode(clause, 'except_clause') || clause.children.length !== 2) return [];
    return wholeName(names, wholeOf(tree)) === 'apache.SERVER_RETURN' ? [tree] : [];
  });
}

function wholeOf(leaf: Leaf): Leaf | Node {
  return isNode(leaf.parent, 'power') ? leaf.parent : leaf;
}

/** The content type of a redirect by exception, as Python text: that of the address, or one that was set before it. */
export type RaisedType = 'default' | `'${string}'`;

/** @returns undefined where the type is not the same on all ways */
function raisedType({ state }: Exit): RaisedType | undefined {
  const { type } = state;
  if (type.uses.size === 0) return 'default';
  const texts = new Set([...type.uses].map((use) => plainString(use.value)));
  const [text] = texts;
  return texts.size === 1 && text !== undefined && !type.none && /^[\w/;=. +-]+$/.test(text)
    ? `'${text}'`
    : undefined;
}

/** The types of all redirects by exception: more than one cannot be told apart where they are answered. */
export function raisedTypes(flows: readonly Flow[]): readonly RaisedType[] {
  const redirects = flows.flatMap((flow) => flow.raised.filter((exit) => exit.end.kind === 'redirect'));
  return [...new Set(redirects.flatMap((exit) => raisedType(exit) ?? []))];
}

/** Ends by exception that cannot carry what the answer needs. */
export function raisedProblems(flow: Flow, layout: Layout): readonly Problem[] {
  const several = raisedTypes([flow]).length > 1;
  return flow.raised.flatMap((exit) => {
    const message = raisedProblem(exit, layout, several);
    return message === undefined ? [] : [{ tree: exit.statement, message }];
  });
}

function raisedProblem(exit: Exit, layout: Layout, severalTypes: boolean): string | undefined {
  const { end, state, fn } = exit;
  const reachable = hasVariable(layout, fn, layout.errors === 'apart' ? 'errors' : 'headers');
  const loses = keepsHeaders(exit) || carriesHeaders(exit);
  if (loses && layout.status === 'header' && state.status.uses.size > 0)
    return 'a status is set before an exception that brings headers ends the request';
  if (end.kind === 'error') {
    if (isBodiless(end.code)) return `the result ${end.code}, which has no page, is returned by an exception`;
    if (end.code < 400) return 'a redirect is returned by an exception, and Location is set elsewhere';
    if (state.location.uses.size > 0) return 'Location is set before an exception ends the request';
    if (keepsHeaders(exit) && (!reachable || (layout.type === 'header' && state.type.uses.size > 0)))
      return 'an exception ends the request here, and headers of `err_headers_out` were set before';
    if (keepsHeaders(exit) && layout.errors === 'shared' && state.headers.uses.size > 0)
      return 'an error keeps the headers of `err_headers_out` and drops those of `headers_out`';
    return undefined;
  }
  const type = raisedType(exit);
  if (type === undefined || severalTypes)
    return 'the content type of this redirect is not the same on every way';
  if (state.location.uses.size + state.length.uses.size > 0)
    return 'the request is redirected by an exception, and Location or the length was set before';
  const missing =
    carriesHeaders(exit) &&
    (['headers', 'errors'] as const).some(
      (kept) => keptIn(state, kept, layout) !== 'never' && !hasVariable(layout, fn, kept),
    );
  return missing ||
    (carriesHeaders(exit) && layout.type === 'header' && certainty(state.type) === 'sometimes')
    ? 'the request is redirected by an exception, and headers were set before in another function'
    : undefined;
}

function hasVariable(layout: Layout, fn: UnitFunction, kept: Kept): boolean {
  const own = layout.functions.get(fn);
  return own !== undefined && (own.given.has(kept) || own.top.has(kept));
}

/** Whether a redirect by exception brings headers that were set before it. */
export function carriesHeaders({ end, state }: Exit): boolean {
  return end.kind === 'redirect' && state.headers.uses.size + state.errors.uses.size > 0;
}

/** The list of headers that a redirect by exception brings. */
function carriedHeaders(rewrite: Rewrite, exit: Exit): string | undefined {
  const { layout, redirectsCarry } = rewrite;
  const own = carriesHeaders(exit) ? headerItems(rewrite, exit) : undefined;
  if (!redirectsCarry || layout.type !== 'header') return own;
  const set = raisedType(exit);
  // The type of the address is looked for where the exception is answered.
  if (set === 'default') return own ?? '[]';
  const typed = own !== undefined && certainty(exit.state.type) === 'always';
  return typed ? own : [own, `[('Content-Type', ${set})]`].filter((list) => list !== undefined).join(' + ');
}

/** @param sourceText the text of an expression of the original, with what changes inside it */
export function raisedLines(
  rewrite: Rewrite,
  exit: Exit,
  indent: string,
  sourceText: (tree: RedirectUse['location']) => string,
): readonly string[] {
  const { functionNames } = rewrite;
  const { end } = exit;
  if (end.kind === 'redirect') {
    const { location, permanent, text } = end.use;
    const headers = carriedHeaders(rewrite, exit);
    const args = [
      sourceText(location),
      ...(permanent ? [`'${statusLine(301)}'`] : text || headers ? [`'${statusLine(302)}'`] : []),
      ...(text ? [sourceText(text)] : headers ? ['None'] : []),
      ...(headers ? [headers] : []),
    ];
    return callLines(`raise ${functionNames.redirectError}`, args, columnAfter(indent));
  }
  const code = end.kind === 'error' ? end.code : 500;
  const list = rewrite.layout.errors === 'apart' ? 'errors' : 'headers';
  const headers = isGiven(rewrite, exit.fn, list) ? headersText(rewrite, exit) : undefined;
  const kept = headers !== undefined && rewrite.layout.headers === 'object' ? `${headers}.items()` : headers;
  const all = [...(kept === undefined ? [] : [kept]), ...allowHeader(exit, code)].join(' + ');
  const args = [`'${statusLine(code)}'`, ...(all === '' ? [] : [all])];
  return [
    ...allowNote(exit, code),
    ...callLines(`raise ${functionNames.httpError}`, args, columnAfter(indent)),
  ];
}
