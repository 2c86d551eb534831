/** All text changes of one unit: definitions, calls, uses, ends and the variables at the top of its functions. */

import type { Edit } from '../../../core/edit.js';
import {
  type EditResult,
  insertAfterStatement,
  insertBeforeStatement,
  removeStatements,
  replaceRange,
} from '../../edit.js';
import type { ExactModule } from '../../reader.js';
import { indentationOf, indentStep, statementsOf } from '../../statements.js';
import { encloses, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { type Change, change, headerEnd, replaceStatement, toEdits } from '../changes.js';
import { constantChanges, movedStatements } from '../constants.js';
import type { Exit } from '../flow/flow.js';
import { isLast, type Stream } from '../flow/stream.js';
import { caughtNames, raisedLines } from '../raising.js';
import { statusLine } from '../status.js';
import { firstCallee, type UnitFunction } from '../unit.js';
import { planReads, type Reads } from '../uses/reads.js';
import type { CallUse, Use } from '../uses/uses.js';
import { challengeChanges } from './challenge-lines.js';
import { indented } from './code-lines.js';
import { cleansUp, type Rewrite } from './context.js';
import { cookieChanges } from './cookie-lines.js';
import { argumentTexts, exitLines, fileHead, startLines } from './exits.js';
import { guardedFile } from './guarded-file.js';
import { isIdleLength } from './own-length.js';
import { defaultType, isBytesWrite, isStreamed } from './sending.js';
import { encodesParts } from './support-stream.js';
import { rewriteUse } from './uses.js';

/**
 * @param fn a function of the rewrite's module
 * @returns undefined when a text cannot be written in the file's encoding
 */
export function rewriteFunction(rewrite: Rewrite, fn: UnitFunction): readonly Edit[] | undefined {
  const { module } = rewrite;
  const reads = planReads(rewrite, fn);
  const exits = rewrite.flow.exits.filter((exit) => exit.fn === fn);
  const raised = rewrite.flow.raised.filter((exit) => exit.fn === fn);
  const replaced = new Set<Tree>(
    [...exits, ...raised].filter((exit) => exit.end.kind !== 'tail').map((exit) => exit.statement),
  );
  for (const statement of movedStatements(fn)) replaced.add(statement);
  const uses = fn.uses.filter((use) => !isInside(use, replaced));
  const changes = [
    ...definitionChanges(rewrite, fn),
    ...uses.flatMap((use) =>
      use.kind === 'call' ? callChanges(rewrite, fn, use, exits) : rewriteUse(rewrite, fn, use, reads),
    ),
    ...constantChanges(rewrite.flow, fn),
    ...exits.flatMap((exit) => endChanges(rewrite, fn, exit, reads)),
    ...raised.flatMap((exit) => raisedChanges(rewrite, fn, exit, reads)),
    ...caughtNames(fn).map((leaf) => caughtChange(rewrite, leaf)),
    ...fn.uses.flatMap((use) =>
      use.kind === 'header' && use.challenge ? challengeChanges(rewrite, use, use.challenge) : [],
    ),
    ...fn.uses.flatMap((use) =>
      use.kind === 'header' && use.cookie
        ? cookieChanges(rewrite, fn, use, use.cookie, (tree) => rewritten(rewrite, fn, tree, reads))
        : [],
    ),
  ];
  const top = topLines(rewrite, fn, reads);
  const endless = exits.filter((exit) => isStreamed(rewrite, exit) && isLast(fn, exit));
  const removed = removeStatements(module, [
    ...removable(rewrite, fn.uses),
    ...endless.map((exit) => exit.statement),
  ]);
  const { stream } = rewrite.layout;
  const started = stream?.fn === fn ? startEdits(rewrite, stream) : undefined;
  const files = exits.map((exit) => fileStart(rewrite, exit));
  const inserted = insertTop(module, fn, top);
  const edits = toEdits(module, changes);
  if (!edits || removed.kind === 'refused' || inserted.kind === 'refused') return undefined;
  if ([started, ...files].some((result) => result?.kind === 'refused')) return undefined;
  const opened = top.length > 0 || !isNode(fn.body, 'suite');
  return [
    ...edits,
    ...removed.edits,
    ...(opened ? inserted.edits : []),
    ...[started, ...files].flatMap((result) => (result?.kind === 'refused' ? [] : (result?.edits ?? []))),
  ];
}

/** The headers go out behind what sets the last of them, in front of the comments of the first output. */
function startEdits(rewrite: Rewrite, stream: Stream): EditResult {
  const { module } = rewrite;
  const lines = indented(startLines(rewrite, stream), '', indentStep(module));
  return stream.before
    ? insertAfterStatement(module, stream.before, lines)
    : insertBeforeStatement(module, stream.start, lines);
}

/** The headers of a file go out in front of the condition that it is sent under. */
function fileStart(rewrite: Rewrite, exit: Exit): EditResult | undefined {
  const { module } = rewrite;
  const guard = guardedFile(rewrite.flow, exit)?.guard;
  if (!guard) return undefined;
  return insertBeforeStatement(module, guard, indented(fileHead(rewrite, exit), '', indentStep(module)));
}

function isInside(use: Use, statements: ReadonlySet<Tree>): boolean {
  for (let at: Tree | undefined = use.leaf; at; at = at.parent) if (statements.has(at)) return true;
  return false;
}

function removable({ flow }: Rewrite, uses: readonly Use[]): readonly Tree[] {
  return uses.flatMap((use) => {
    if (use.kind === 'idle' || use.kind === 'allow') return [use.statement];
    return use.kind === 'header' && isIdleLength(flow, use) ? [use.statement] : [];
  });
}

/** Variables that begin before everything else, behind the documentation. */
function topLines(rewrite: Rewrite, fn: UnitFunction, reads: Reads): readonly string[] {
  const { names, layout } = rewrite;
  const top = layout.functions.get(fn)?.top ?? new Set();
  const lines = [...reads.top];
  if (top.has('stream')) lines.push(`${names.stream} = None`);
  if (top.has('status')) lines.push(`${names.status} = '${statusLine(200)}'`);
  if (top.has('type')) lines.push(`${names.type} = ${defaultType(rewrite)}`);
  if (top.has('errors')) lines.push(`${names.errors} = []`);
  if (top.has('headers'))
    lines.push(
      `${names.headers} = ${layout.headers === 'object' ? `${rewrite.functionNames.headersClass}([])` : '[]'}`,
    );
  if (top.has('body')) lines.push(`${names.body} = ${layout.body === 'list' ? '[]' : emptyText(fn)}`);
  return lines;
}

function emptyText(fn: UnitFunction): string {
  const writes = fn.uses.filter((use) => use.kind === 'write');
  return writes.length > 0 && writes.every((use) => isBytesWrite(fn, use)) ? "b''" : "''";
}

/** Puts lines at the top of a function, behind its documentation and in front of every comment. */
function insertTop(module: ExactModule, fn: UnitFunction, lines: readonly string[]): EditResult {
  const [first, second] = statementsOf(fn.body);
  const step = indentStep(module);
  if (!isNode(fn.body, 'suite')) return unfoldBody(module, fn, lines);
  const documented = second !== undefined && isDocumentation(first as Tree);
  const statement = (documented ? second : first) as Tree;
  if (isNode(statement.parent, 'simple_stmt') && statementsOf(statement.parent)[0] !== statement) {
    return insertBeforeStatement(module, statement, lines);
  }
  const before = documented ? ((first as Tree).parent as Node) : (fn.body.children[0] as Tree);
  const text = indented(lines, indentationOf(module, statement), step).map((line) => `${line}\n`);
  return replaceRange(module, before.end, before.end, text.join(''));
}

/** `def handler(req): a; b` gets lines of its own, because more of them will follow. */
function unfoldBody(module: ExactModule, fn: UnitFunction, lines: readonly string[]): EditResult {
  const [first] = statementsOf(fn.body);
  const step = indentStep(module);
  const indent = indentationOf(module, fn.node) + step;
  const text = indented([...lines, ''], indent, step).map((line) => `\n${line === '' ? indent : line}`);
  return replaceRange(module, headerEnd(fn.body), (first as Tree).start, text.join(''));
}

function isDocumentation(statement: Tree): boolean {
  if (statement.kind === 'leaf') return statement.type === 'STRING';
  return (
    isNode(statement, 'atom') &&
    statement.children.every((part) => part.kind === 'leaf' && part.type === 'STRING')
  );
}

/** `except apache.SERVER_RETURN:` → `except HTTPError:` */
function caughtChange(rewrite: Rewrite, leaf: Leaf): Change {
  const whole = isNode(leaf.parent, 'power') ? leaf.parent : leaf;
  return change(whole.start, whole.end, rewrite.functionNames.httpError);
}

function raisedChanges(rewrite: Rewrite, fn: UnitFunction, exit: Exit, reads: Reads): readonly Change[] {
  const { module } = rewrite;
  const text = (tree: Tree): string => rewritten(rewrite, fn, tree, reads);
  const lines = raisedLines(rewrite, exit, indentationOf(module, exit.statement), text);
  return replaceStatement(module, exit.statement, lines, exit.statement.parent === fn.body);
}

/** What stands around the handler, the outermost first. */
function decoratorsOf(rewrite: Rewrite): readonly string[] {
  const { functionNames } = rewrite;
  return [
    ...(cleansUp(rewrite.unit) ? [functionNames.withCleanups] : []),
    ...(encodesParts(rewrite) ? [functionNames.asBytes] : []),
    ...(rewrite.answersErrors ? [functionNames.answerErrors] : []),
  ];
}

function definitionChanges(rewrite: Rewrite, fn: UnitFunction): readonly Change[] {
  const handler = fn === rewrite.unit.handler;
  const [keyword, name] = fn.node.children as readonly [Leaf, Leaf];
  const texts = argumentTexts(rewrite, fn, fn, undefined);
  const renamed =
    handler && rewrite.callable !== name.value ? [change(name.start, name.end, rewrite.callable)] : [];
  const decorators = handler ? decoratorsOf(rewrite) : [];
  const decorated =
    decorators.length > 0
      ? [change(keyword.start, keyword.end, [...decorators.map((name) => `@${name}`), 'def'].join('\n'))]
      : [];
  return [...decorated, ...renamed, ...inList(fn.parameter, texts)];
}

function callChanges(
  rewrite: Rewrite,
  fn: UnitFunction,
  use: CallUse,
  exits: readonly Exit[],
): readonly Change[] {
  const callee = firstCallee(rewrite.unit, use) as UnitFunction;
  const exit = exits.find((other) => other.end.kind === 'tail' && other.end.use === use);
  const texts = argumentTexts(rewrite, callee, fn, exit);
  if (typeof use.argument === 'number') return inList(use.leaf, texts);
  const names = argumentTexts(rewrite, callee, callee, undefined);
  return inList(
    use.leaf.parent as Node,
    texts.map((text, index) => `${names[index]}=${text}`),
  );
}

/** Replaces one element of a list of parameters or arguments by others, or takes it out with its comma. */
function inList(element: Tree, texts: readonly string[]): readonly Change[] {
  if (texts.length > 0) return [change(element.start, element.end, texts.join(', '))];
  const list = element.parent as Node;
  const index = list.children.indexOf(element);
  const next = list.children[index + 1];
  const before = list.children[index - 1];
  if (isToken(next, ',')) return [change(element.start, (list.children[index + 2] ?? next).start, '')];
  return [change(isToken(before, ',') ? before.start : element.start, element.end, '')];
}

function endChanges(rewrite: Rewrite, fn: UnitFunction, exit: Exit, reads: Reads): readonly Change[] {
  const text = (tree: Tree): string => rewritten(rewrite, fn, tree, reads);
  const lines = exitLines(rewrite, exit, text);
  if (isStreamed(rewrite, exit) && isLast(fn, exit)) return [];
  // A function on one line has been given lines of its own by then.
  const unfolded = exit.statement.parent === fn.body;
  return lines ? replaceStatement(rewrite.module, exit.statement, lines, unfolded) : [];
}

/** Source text of an expression inside a statement that is replaced as a whole. */
function rewritten(rewrite: Rewrite, fn: UnitFunction, tree: Tree, reads: Reads): string {
  const inside = fn.uses.filter(({ leaf }) => encloses(tree, leaf));
  const changes = inside
    .flatMap((use) =>
      use.kind === 'call' ? callChanges(rewrite, fn, use, []) : rewriteUse(rewrite, fn, use, reads),
    )
    .sort((a, b) => b.start - a.start);
  let text = rewrite.module.source.text.slice(tree.start, tree.end);
  for (const { start, end, text: by } of changes) {
    text = text.slice(0, start - tree.start) + by + text.slice(end - tree.start);
  }
  return text;
}
