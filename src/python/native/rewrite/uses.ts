/** Text changes for the uses of the request that are no ends. */
import { isNode, isToken, type Node, type Tree } from '../../tree.js';
import { type Change, change, realign, realignFrom, spansLines } from '../changes.js';
import { isStreamedWrite } from '../flow/stream.js';
import { isNativeString } from '../literals.js';
import { statusLine } from '../status.js';
import { isNative } from '../string-types.js';
import type { UnitFunction } from '../unit.js';
import type { Reads } from '../uses/reads.js';
import {
  type CleanupUse,
  type FileUse,
  type HeaderUse,
  isLength,
  isLocation,
  type LogUse,
  type StatusUse,
  type TypeUse,
  type Use,
  type WriteUse,
} from '../uses/uses.js';
import type { Rewrite } from './context.js';
import { fileWrapper } from './exits.js';
import { guardedBy } from './guarded-file.js';
import { rowHead, rowPlace } from './header-rows.js';
import { isApart } from './kept.js';
import { isIdleLength, lengthValue } from './own-length.js';

/** @param reads how the values that the function reads are written */
export function rewriteUse(rewrite: Rewrite, fn: UnitFunction, use: Use, reads: Reads): readonly Change[] {
  switch (use.kind) {
    case 'read':
      return reads.changesOf(use);
    case 'write':
      return rewriteWrite(rewrite, fn, use);
    case 'type':
      return rewrite.layout.type === 'header'
        ? setHeader(rewrite, fn, use.statement, use.value, 'Content-Type', use)
        : assignText(fn, rewrite.names.type, use);
    case 'status':
      return [change(use.statement.start, use.statement.end, statusText(rewrite, use))];
    case 'header':
      return rewriteHeader(rewrite, fn, use);
    case 'log':
      return rewriteLog(rewrite, use);
    case 'cleanup':
      return rewriteCleanup(rewrite, use);
    case 'file':
      return rewriteFile(rewrite, use);
    default:
      return [];
  }
}

function rewriteFile(rewrite: Rewrite, use: FileUse): readonly Change[] {
  const { statement, path } = use;
  const [before, after] = guardedBy(rewrite.flow, use)
    ? [`return ${fileWrapper(rewrite)}(open(`, ", 'rb'))"]
    : [`${rewrite.names.stream} = open(`, ", 'rb')"];
  return [change(statement.start, path.start, before), change(path.end, statement.end, after)];
}

/** `status = '404 Not Found'`, or the header that stands for it. */
function statusText({ layout, names }: Rewrite, { code }: StatusUse): string {
  const target = layout.status === 'header' ? `${names.headers}['Status']` : names.status;
  return `${target} = '${statusLine(code)}'`;
}

/** Header values must be of the type `str`, which str() makes of what may be something else. */
function assignText(fn: UnitFunction, name: string, use: TypeUse | HeaderUse): readonly Change[] {
  const { statement, value } = use;
  if (isNative({ scope: fn.scope, byLeaf: fn.byLeaf }, value)) return assign(name, statement, value);
  return [change(statement.start, value.start, `${name} = str(`), change(value.end, statement.end, ')')];
}

function assign(name: string, statement: Node, value: Tree): readonly Change[] {
  return [change(statement.start, value.start, `${name} = `), change(value.end, statement.end, '')];
}

/** `req.write(x, 0)` → `body.append(x)`, `body = [x]` or `body = x` */
function rewriteWrite(rewrite: Rewrite, fn: UnitFunction, use: WriteUse): readonly Change[] {
  const { body } = rewrite.names;
  const { power, call, argument } = use;
  const first = rewrite.layout.functions.get(fn)?.first.has(use) ?? false;
  if (use.printed) return printedLine(rewrite, use, first);
  const open = call.children[0] as Tree;
  const close = call.children.at(-1) as Tree;
  const lines = spansLines(rewrite.module, open.end, close.start);
  if (isStreamedWrite(rewrite.layout.stream, use)) {
    const bare = !lines || (isNode(argument, 'atom') && isToken(argument.children[0], '('));
    return bracketed(rewrite, use, bare ? 'yield ' : 'yield (', bare ? '' : ')');
  }
  if (rewrite.layout.body === 'text') {
    const bare = !lines || (isNode(argument, 'atom') && isToken(argument.children[0], '('));
    return bracketed(rewrite, use, `${body} = ${bare ? '' : '('}`, bare ? '' : ')');
  }
  if (first) return bracketed(rewrite, use, `${body} = [`, ']');
  const head = `${body}.append`;
  return [
    change(power.start, call.start, head),
    ...withoutFlush(use),
    ...realign(rewrite.module, call, head.length - (call.start - power.start)),
  ];
}

/** `print >>req, a, b` → `body.append('%s %s\n' % (a, b))` */
function printedLine(rewrite: Rewrite, use: WriteUse, first: boolean): readonly Change[] {
  const { printed = [], power, argument, argumentsEnd } = use;
  const { body } = rewrite.names;
  const [open, close] = isStreamedWrite(rewrite.layout.stream, use)
    ? ['yield ', '']
    : rewrite.layout.body === 'text'
      ? [`${body} = `, '']
      : first
        ? [`${body} = [`, ']']
        : [`${body}.append(`, ')'];
  const literal = printed.length === 1 ? argument : undefined;
  if (literal?.kind === 'leaf' && literal === literalOf(literal))
    return [
      change(power.start, argument.start, open),
      change(argumentsEnd - 1, argumentsEnd - 1, '\\n'),
      change(argumentsEnd, power.end, close),
    ];
  const format = printed.map(() => '%s').join(' ');
  return [
    change(power.start, argument.start, `${open}'${format}\\n' % (`),
    change(argumentsEnd, power.end, `${printed.length === 1 ? ',)' : ')'}${close}`),
  ];
}

/** Takes the second argument out. */
function withoutFlush(use: WriteUse): readonly Change[] {
  return use.argumentsEnd > use.argument.end ? [change(use.argument.end, use.argumentsEnd, '')] : [];
}

function bracketed(rewrite: Rewrite, use: WriteUse, open: string, close: string): readonly Change[] {
  const { power, call, argument } = use;
  const start = (call.children[0] as Tree).end;
  const end = call.children.at(-1) as Tree;
  return [
    change(power.start, start, open),
    ...withoutFlush(use),
    change(end.start, end.end, close),
    ...(argument.start === start ? realign(rewrite.module, call, open.length - (start - power.start)) : []),
  ];
}

function rewriteHeader(rewrite: Rewrite, fn: UnitFunction, use: HeaderUse): readonly Change[] {
  const { names, layout } = rewrite;
  if (isIdleLength(rewrite.flow, use)) return [];
  if (isLength(use)) return assign(names.length, use.statement, lengthValue(fn, use.value));
  if (isApart(use, layout.location) && isLocation(use)) return assignText(fn, names.location, use);
  return setHeader(rewrite, fn, use.statement, use.value, use.name, use);
}

function setHeader(
  rewrite: Rewrite,
  fn: UnitFunction,
  statement: Node,
  value: Tree,
  name: string,
  use: Use,
): readonly Change[] {
  const apart = rewrite.layout.errors === 'apart' && use.kind === 'header' && use.table === 'err';
  const headers = apart ? rewrite.names.errors : rewrite.names.headers;
  const add = use.kind === 'header' && use.add;
  const place = rowPlace(rewrite, fn, use);
  const [open, close] =
    rewrite.layout.headers === 'object'
      ? add
        ? [`${headers}.add_header('${name}', `, ')']
        : [`${headers}['${name}'] = `, '']
      : place
        ? [`${rowHead(headers, place)}('${name}', `, place.last ? ')]' : '),']
        : [`${headers}.append(('${name}', `, '))'];
  const sure = isNative({ scope: fn.scope, byLeaf: fn.byLeaf }, value);
  const head = sure ? open : `${open}str(`;
  return [
    change(statement.start, value.start, head),
    change(value.end, statement.end, sure ? close : `)${close}`),
    ...realignFrom(rewrite.module, value, value.start, head.length - (value.start - statement.start)),
  ];
}

/** `req.register_cleanup(f, data)` → `cleanups.append((f, data))` */
function rewriteCleanup(
  rewrite: Rewrite,
  { statement, call, data, callback }: CleanupUse,
): readonly Change[] {
  const close = call.children.at(-1) as Tree;
  const head = `${rewrite.names.cleanups}.append(`;
  return [
    change(statement.start, call.start, head),
    change((data ?? callback).end, close.start, data ? ')' : ', None)'),
    ...realign(rewrite.module, call, head.length - (call.start - statement.start)),
  ];
}

/** `req.log_error(message)` → `environ['wsgi.errors'].write(message + '\n')` */
function rewriteLog(rewrite: Rewrite, use: LogUse): readonly Change[] {
  const { power, call, message } = use;
  const close = call.children.at(-1) as Tree;
  const head = `${rewrite.names.environ}['wsgi.errors'].write`;
  return [
    change(power.start, call.start, head),
    ...withNewline(message),
    change(
      message.end,
      close.start,
      endsLiterally(message) ? '' : isLoose(message) ? ") + '\\n'" : " + '\\n'",
    ),
    ...realign(rewrite.module, call, head.length - (call.start - power.start)),
  ];
}

/** The literal of `'…'`, `'…' % x` and `x + '…'`, into which the line end can go. */
function literalOf(message: Tree): Tree | undefined {
  let literal: Tree | undefined = message;
  if (isNode(message, 'term') && message.children.length === 3 && isToken(message.children[1], '%')) {
    literal = message.children[0];
  } else if (isNode(message, 'arith_expr') && isToken(message.children.at(-2), '+')) {
    literal = message.children.at(-1);
  }
  if (literal?.kind !== 'leaf' || !isNativeString(literal)) return undefined;
  return /^(['"])(?!\1\1).*\1$/s.test(literal.value) ? literal : undefined;
}

function endsLiterally(message: Tree): boolean {
  return literalOf(message) !== undefined;
}

function isLoose(message: Tree): boolean {
  return isNode(message, 'test', 'or_test', 'and_test', 'not_test', 'comparison', 'lambdef');
}

function withNewline(message: Tree): readonly Change[] {
  const literal = literalOf(message);
  if (literal) return [change(literal.end - 1, literal.end - 1, '\\n')];
  return isLoose(message) ? [change(message.start, message.start, '(')] : [];
}
