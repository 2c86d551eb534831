/** Ends of a handler as WSGI answers: the lines that take the place of `return apache.OK` and its kin. */
import type { Exit } from './flow.js';
import { hasNoBody, keepsHeaders, keptIn } from './layout.js';
import { certainty } from './response-state.js';
import { type Parameter, parametersOf, type Rewrite, takesDefaultType } from './rewrite-context.js';
import { encodeLines, sendLines } from './send-code.js';
import { statusLine } from './status.js';
import type { UnitFunction } from './unit.js';
import type { RedirectUse } from './uses.js';

/** The text of an expression of the original, with what changes inside it. */
export type SourceText = (tree: RedirectUse['location']) => string;

export function exitLines(
  rewrite: Rewrite,
  exit: Exit,
  sourceText: SourceText,
): readonly string[] | undefined {
  switch (exit.end.kind) {
    case 'answer':
      return answerLines(rewrite, exit);
    case 'error':
      return errorLines(rewrite, exit, exit.end.code);
    case 'redirect':
      return [redirectLine(rewrite, exit, exit.end.use, sourceText)];
    case 'tail':
      // The call is rewritten like any other.
      return undefined;
  }
}

function answerLines(rewrite: Rewrite, exit: Exit): readonly string[] {
  const { names, layout } = rewrite;
  const status = statusText(rewrite, exit);
  if (hasNoBody(exit)) {
    const headers = headersText(rewrite, exit) ?? '[]';
    return [`${names.start}(${status}, ${itemsOf(rewrite, headers)})`, 'return []'];
  }
  const length = certainty(exit.state.length) === 'always';
  if (rewrite.inline || length) {
    const page = layout.body === 'list' ? names.page : names.body;
    const parts = {
      start: names.start,
      status,
      type: layout.type === 'variable' ? typeText(rewrite, exit) : undefined,
      length: length ? names.length : `len(${page})`,
      headers: headersText(rewrite, exit),
      object: layout.headers === 'object' && headersText(rewrite, exit) ? names.headers : undefined,
    };
    const body = certainty(exit.state.body) === 'never' && !bodyGiven(rewrite, exit) ? undefined : names.body;
    if (body === undefined)
      return [...sendLines({ ...parts, length: length ? names.length : '0' }), 'return []'];
    return [...encodeLines(rewrite, body, page), ...sendLines(parts), `return [${page}]`];
  }
  return [`return ${respondCall(rewrite, exit, status, bodyText(rewrite, exit))}`];
}

/** `respond(start_response, '200 OK', content_type, body, headers)` */
function respondCall(rewrite: Rewrite, exit: Exit, status: string, body: string): string {
  const { layout, names, functionNames } = rewrite;
  const type = layout.type === 'variable' ? [typeText(rewrite, exit)] : [];
  const headers = layout.headers === 'object' ? [headersText(rewrite, exit) ?? emptyHeaders()] : [];
  const list = layout.headers === 'list' ? (headersText(rewrite, exit) ?? []) : [];
  const all = [names.start, status, ...type, ...headers, body].concat(list);
  return `${functionNames.respond}(${all.join(', ')})`;
}

function emptyHeaders(): string {
  return 'Headers([])';
}

/** Headers as start_response() takes them. */
function itemsOf(rewrite: Rewrite, headers: string): string {
  return rewrite.layout.headers === 'object' && headers !== '[]' ? `${headers}.items()` : headers;
}

function statusText(rewrite: Rewrite, exit: Exit): string {
  return certainty(exit.state.status) === 'never' ? `'${statusLine(200)}'` : rewrite.names.status;
}

function typeText(rewrite: Rewrite, exit: Exit): string {
  if (certainty(exit.state.type) !== 'never') return rewrite.names.type;
  return defaultType(rewrite);
}

/** What Apache makes of the extension of the address. */
export function defaultType(rewrite: Rewrite): string {
  return `${rewrite.functionNames.defaultType}(${rewrite.names.environ})`;
}

function isGiven(rewrite: Rewrite, fn: UnitFunction, kept: 'body' | 'headers'): boolean {
  const layout = rewrite.layout.functions.get(fn);
  return layout !== undefined && (layout.given.has(kept) || layout.top.has(kept));
}

function bodyGiven(rewrite: Rewrite, exit: Exit): boolean {
  return isGiven(rewrite, exit.fn, 'body');
}

function bodyText(rewrite: Rewrite, exit: Exit): string {
  if (bodyGiven(rewrite, exit) || keptIn(exit.state, 'body', rewrite.layout) !== 'never')
    return rewrite.names.body;
  return rewrite.layout.body === 'list' ? '[]' : "''";
}

/** The headers of an answer; undefined where there are none. */
function headersText(rewrite: Rewrite, exit: Exit): string | undefined {
  const { names, layout } = rewrite;
  const kept = isGiven(rewrite, exit.fn, 'headers') || keptIn(exit.state, 'headers', layout) !== 'never';
  const own = kept ? names.headers : undefined;
  const apart = layout.location === 'variable' && certainty(exit.state.location) === 'always';
  if (!apart) return own;
  const location = `[('Location', ${names.location})]`;
  return own === undefined ? location : `${own} + ${location}`;
}

function errorLines(rewrite: Rewrite, exit: Exit, code: number): readonly string[] {
  const { names, layout, functionNames } = rewrite;
  const headers = keepsHeaders(exit) ? itemsOf(rewrite, names.headers) : undefined;
  if (code === 304) return [`${names.start}('${statusLine(code)}', ${headers ?? '[]'})`, 'return []'];
  const status = `'${statusLine(code)}'`;
  const more = headers === undefined ? [] : [headers];
  if (layout.location === 'variable' && certainty(exit.state.location) === 'always' && code < 400) {
    return [`return ${functionNames.moved}(${[names.start, status, names.location, ...more].join(', ')})`];
  }
  const allow = code === 405 ? [`[('Allow', '${allowedMethods(exit.state.allow ?? [])}')]`] : [];
  const all = [...more, ...allow].join(' + ');
  return [`return ${functionNames.error}(${[names.start, status].concat(all || []).join(', ')})`];
}

/** As Apache writes them: GET brings HEAD with it, and TRACE is always there (TraceEnable). */
function allowedMethods(methods: readonly string[]): string {
  const all = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'TRACE']);
  return [...all].sort().join(',');
}

function redirectLine(rewrite: Rewrite, exit: Exit, use: RedirectUse, sourceText: SourceText): string {
  const { layout, names, functionNames } = rewrite;
  const status = use.permanent ? [`status='${statusLine(301)}'`] : [];
  const type = layout.type === 'variable' ? [typeText(rewrite, exit)] : [];
  const own = headersText(rewrite, exit);
  const headers = own === undefined ? [] : [`headers=${itemsOf(rewrite, own)}`];
  const text = use.text === undefined ? [] : [`text=${sourceText(use.text)}`];
  const all = [names.start, sourceText(use.location), ...type, ...status, ...text, ...headers];
  return `return ${functionNames.redirect}(${all.join(', ')})`;
}

/** What stands for the request in a call of `fn` at a place with this state. */
export function argumentTexts(
  rewrite: Rewrite,
  fn: UnitFunction,
  caller: UnitFunction,
  exit: Exit | undefined,
): readonly string[] {
  const { names, layout } = rewrite;
  const text = (parameter: Parameter): string => {
    if (parameter === 'environ') return names.environ;
    if (parameter === 'start') return names.start;
    const bound =
      isGiven(rewrite, caller, parameter) || (exit && keptIn(exit.state, parameter, layout) !== 'never');
    if (bound || !exit) return parameter === 'body' ? names.body : names.headers;
    if (parameter === 'headers' && layout.headers === 'object') return emptyHeaders();
    return '[]';
  };
  return parametersOf(rewrite, fn).map(text);
}

export function needsDefaultType(rewrite: Rewrite): boolean {
  return rewrite.flow.exits.some((exit) => takesDefaultType(rewrite, exit));
}
