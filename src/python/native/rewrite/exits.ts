/** Ends of a handler as WSGI answers: the lines that take the place of `return apache.OK` and its kin. */
import { indentationOf } from '../../statements.js';
import type { Tree } from '../../tree.js';
import type { Exit } from '../flow/flow.js';
import type { Stream } from '../flow/stream.js';
import { certainty } from '../response-state.js';
import { isAllowing, statusLine } from '../status.js';
import type { UnitFunction } from '../unit.js';
import type { RedirectUse } from '../uses/uses.js';
import { callLines, columnAfter, listSum } from './code-lines.js';
import { type Parameter, parameterName, parametersOf, type Rewrite } from './context.js';
import { isBareRedirect, sendsFile } from './exit-kinds.js';
import { guardedFile } from './guarded-file.js';
import { keptIn } from './kept.js';
import { setsLength } from './own-length.js';
import { encodeLines, sendLines } from './send-code.js';
import {
  bodyText,
  headerItems,
  headersText,
  isGiven,
  isStreamed,
  senderOf,
  sendsBytes,
  statusText,
  typeText,
} from './sending.js';

/** The text of an expression of the original, with what changes inside it. */
export type SourceText = (tree: Tree) => string;

/** @returns undefined for `return other(req)`, a call that is rewritten like any other */
export function exitLines(
  rewrite: Rewrite,
  exit: Exit,
  sourceText: SourceText,
): readonly string[] | undefined {
  const lines = ownLines(rewrite, exit, sourceText);
  if (!rewrite.layout.stream || !lines) return lines;
  return isStreamed(rewrite, exit) ? ['return'] : yielded(lines);
}

/** In a generator, an answer that another function made: a list of one part. */
function yielded(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => line.startsWith('return '));
  const [first = '', ...more] = lines.slice(at);
  const whole = /^return \[(\w+)\]$/.exec(first)?.[1];
  if (whole !== undefined) return [...lines.slice(0, at), `yield ${whole}`, 'return'];
  if (at < 0 || first === 'return []') return lines.map((line) => (line === 'return []' ? 'return' : line));
  const head = "yield b''.join(";
  const margin = ' '.repeat(head.length - 'return '.length);
  const joined = [head + first.slice('return '.length), ...more.map((line) => margin + line)];
  const last = joined.length - 1;
  return [
    ...lines.slice(0, at),
    ...joined.map((line, index) => (index === last ? `${line})` : line)),
    'return',
  ];
}

function ownLines(rewrite: Rewrite, exit: Exit, sourceText: SourceText): readonly string[] | undefined {
  switch (exit.end.kind) {
    case 'answer':
      return senderOf(rewrite, exit) ? respondLines(rewrite, exit) : writtenOut(rewrite, exit);
    case 'error':
      return errorLines(rewrite, exit, exit.end.code);
    case 'redirect':
      return redirectLines(rewrite, exit, exit.end.use, sourceText);
    case 'tail':
      return undefined;
  }
}

function returnCall(rewrite: Rewrite, exit: Exit, name: string, args: readonly string[]): readonly string[] {
  const column = columnAfter(indentationOf(rewrite.module, exit.statement));
  return callLines(`return ${name}`, args, column);
}

/** `return respond(start_response, '200 OK', content_type, body, headers)` */
function respondLines(rewrite: Rewrite, exit: Exit): readonly string[] {
  const { layout, names, functionNames } = rewrite;
  const body = bodyText(rewrite, exit) ?? (layout.body === 'list' ? '[]' : "''");
  const headers = headersText(rewrite, exit);
  const type = layout.type === 'variable' ? [typeText(rewrite, exit)] : [];
  const args = [names.start, statusText(rewrite, exit), ...type];
  if (layout.headers === 'object') args.push(headers ?? emptyHeaders(rewrite), body);
  else args.push(body, ...(headers === undefined ? [] : [headers]));
  return returnCall(rewrite, exit, functionNames.respond, args);
}

function emptyHeaders(rewrite: Rewrite): string {
  return `${rewrite.functionNames.headersClass}([])`;
}

function writtenOut(rewrite: Rewrite, exit: Exit): readonly string[] {
  const { names, layout } = rewrite;
  const status = statusText(rewrite, exit);
  if (sendsFile(exit)) return fileLines(rewrite, exit);
  if (isBareRedirect(exit)) return bareRedirect(rewrite, exit);
  if (!rewrite.inline && !setsLength(exit)) {
    return [`${names.start}(${status}, ${headerItems(rewrite, exit) ?? '[]'})`, 'return []'];
  }
  const body = bodyText(rewrite, exit);
  const page = layout.body === 'list' ? names.page : names.body;
  const headers = headersText(rewrite, exit);
  const object = layout.headers === 'object' && headers !== undefined ? headers : undefined;
  const send = sendLines({
    start: names.start,
    status,
    type: layout.type === 'variable' ? typeText(rewrite, exit) : undefined,
    length: setsLength(exit) ? names.length : body === undefined ? '0' : `len(${page})`,
    headers,
    object,
  });
  if (body === undefined) return [...send, 'return []'];
  return [
    ...(sendsBytes(rewrite, exit) ? [] : encodeLines(rewrite, body, page)),
    ...send,
    `return [${page}]`,
  ];
}

/** Apache has looked for the type of the address before it calls the application, and sends it where this gives none. */
function bareRedirect(rewrite: Rewrite, exit: Exit): readonly string[] {
  const { names } = rewrite;
  const own = headerItems(rewrite, exit) ?? '[]';
  const all = listSum([own, "[('Content-Length', '0')]"]);
  const column = columnAfter(indentationOf(rewrite.module, exit.statement));
  return [
    '# without a type: Apache adds that of the address, if it has one',
    ...callLines(names.start, [statusText(rewrite, exit), all], column),
    'return []',
  ];
}

/** The headers of an answer that is sent bit by bit. */
export function startLines(rewrite: Rewrite, { head }: Stream): readonly string[] {
  const { names, layout } = rewrite;
  const headers = headersText(rewrite, head);
  return sendLines({
    start: names.start,
    status: statusText(rewrite, head),
    type: layout.type === 'variable' ? typeText(rewrite, head) : undefined,
    length: setsLength(head) ? names.length : undefined,
    headers,
    object: layout.headers === 'object' ? headers : undefined,
  });
}

/** The server sends the file by its own means, where it has any. */
function fileLines(rewrite: Rewrite, exit: Exit): readonly string[] {
  const { names } = rewrite;
  if (guardedFile(rewrite.flow, exit)) return ['return []'];
  const wrapper = `${fileWrapper(rewrite)}(${names.stream})`;
  const sometimes = certainty(exit.state.file) === 'sometimes';
  return [
    ...fileHead(rewrite, exit),
    sometimes ? `return ${wrapper} if ${names.stream} else []` : `return ${wrapper}`,
  ];
}

/** What makes an answer of an open file. */
export function fileWrapper({ names, functionNames }: Rewrite): string {
  return `${names.environ}.get('wsgi.file_wrapper', ${functionNames.fileWrapper})`;
}

/** The headers of an answer that is a file. */
export function fileHead(rewrite: Rewrite, exit: Exit): readonly string[] {
  const { names, layout } = rewrite;
  const headers = headersText(rewrite, exit);
  const type = layout.type === 'variable' ? typeText(rewrite, exit) : undefined;
  const length = setsLength(exit) ? names.length : undefined;
  const object = layout.headers === 'object' && headers !== undefined ? headers : undefined;
  const status = statusText(rewrite, exit);
  return sendLines({ start: names.start, status, type, length, headers, object });
}

function errorLines(rewrite: Rewrite, exit: Exit, code: number): readonly string[] {
  const { names, functionNames } = rewrite;
  const headers = headerItems(rewrite, exit);
  const status = `'${statusLine(code)}'`;
  const sender = senderOf(rewrite, exit);
  if (sender === undefined)
    return [...withoutType(rewrite, exit), `${names.start}(${status}, ${headers ?? '[]'})`, 'return []'];
  if (sender === 'moved') {
    const args = [names.start, status, names.location, ...(headers === undefined ? [] : [headers])];
    return returnCall(rewrite, exit, functionNames.moved, args);
  }
  const all = [...(headers === undefined ? [] : [headers]), ...allowHeader(exit, code)];
  const args = [names.start, status, ...(all.length === 0 ? [] : [listSum(all)])];
  return [...allowNote(exit, code), ...returnCall(rewrite, exit, functionNames.error, args)];
}

/** What has no body has no type either (PEP 3333 leaves that to the application). */
function withoutType({ layout, names }: Rewrite, exit: Exit): readonly string[] {
  const typed = layout.type === 'header' && certainty(exit.state.type) !== 'never';
  if (!typed) return [];
  return layout.headers === 'object'
    ? [`del ${names.headers}['Content-Type']`]
    : [`${names.headers} = [pair for pair in ${names.headers} if pair[0] != 'Content-Type']`];
}

/** A list with the header that Apache adds to two of its error pages, or nothing. */
export function allowHeader(exit: Exit, code: number): readonly string[] {
  return isAllowing(code) ? [`[('Allow', '${allowedMethods(exit.state.allow ?? [])}')]`] : [];
}

/** A comment on the header of a handler that did not say which methods it answers. */
export function allowNote(exit: Exit, code: number): readonly string[] {
  if (!isAllowing(code) || (exit.state.allow ?? []).length > 0) return [];
  return ['# Allow is what Apache said: better name the methods that are answered'];
}

/** As Apache writes them: GET brings HEAD with it, and TRACE is always there (TraceEnable). */
function allowedMethods(methods: readonly string[]): string {
  const all = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'TRACE']);
  return [...all].sort().join(',');
}

function redirectLines(
  rewrite: Rewrite,
  exit: Exit,
  use: RedirectUse,
  sourceText: SourceText,
): readonly string[] {
  const { layout, names, functionNames } = rewrite;
  const typeless = rewrite.typelessRedirects;
  const headers = headerItems(rewrite, exit);
  const args = [
    ...(typeless ? [names.environ] : []),
    names.start,
    sourceText(use.location),
    ...(layout.type === 'variable' && !typeless ? [typeText(rewrite, exit)] : []),
    ...(use.permanent ? [`status='${statusLine(301)}'`] : []),
    ...(use.text === undefined ? [] : [`text=${sourceText(use.text)}`]),
    ...(headers === undefined ? [] : [`headers=${headers}`]),
  ];
  return returnCall(rewrite, exit, functionNames.redirect, args);
}

/**
 * What stands for the request in a call of `fn`.
 * @param exit the call is the end of `caller`; undefined for a call on the way
 */
export function argumentTexts(
  rewrite: Rewrite,
  fn: UnitFunction,
  caller: UnitFunction,
  exit: Exit | undefined,
): readonly string[] {
  const { layout } = rewrite;
  const text = (parameter: Parameter): string => {
    const own = parameterName(rewrite, parameter);
    if (parameter === 'environ' || parameter === 'start' || parameter === 'cleanups' || parameter === 'form')
      return own;
    if (!exit || isGiven(rewrite, caller, parameter) || keptIn(exit.state, parameter, layout) !== 'never')
      return own;
    return parameter === 'headers' && layout.headers === 'object' ? emptyHeaders(rewrite) : '[]';
  };
  return parametersOf(rewrite, fn).map(text);
}
