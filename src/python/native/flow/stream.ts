/**
 * A handler that sends its output bit by bit becomes a generator: the headers go out at one place, in front of the first
 * output, and each `req.write()` becomes a `yield`.
 */
import { statementsOf } from '../../statements.js';
import { encloses, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { answersErrors } from '../raising.js';
import { certainty, joined, type ResponseState } from '../response-state.js';
import { isOwnStatement, usesOf } from '../rewrite/layout.js';
import type { Problem, Unit, UnitFunction } from '../unit.js';
import type { WriteUse } from '../uses/uses.js';
import type { Exit, Flow } from './flow.js';

export interface Stream {
  readonly fn: UnitFunction;
  /** The statement in front of `start`, where there is one. */
  readonly before: Tree | undefined;
  /** The statement that the first output is in: the headers go out in front of it. It is run whenever the handler gets there. */
  readonly start: Tree;
  /** What is set when the headers go out, as an end would have it. */
  readonly head: Exit;
}

/** @returns undefined where nothing asks for it, or where it cannot be; see streamProblems */
export function streamOf(unit: Unit, flow: Flow): Stream | undefined {
  if (flow.streams.length === 0 || !unit.handler || reasons(unit, flow).length > 0) return undefined;
  return planned(unit, unit.handler, flow);
}

function planned(unit: Unit, fn: UnitFunction, flow: Flow): Stream | undefined {
  const writes = usesOf(unit, 'write').map(([, use]) => use);
  const [first] = streamed(writes, flow).sort((a, b) => a.power.start - b.power.start);
  const start = first && statementOfBody(fn.body, first.power);
  if (!start) return undefined;
  const late = writes.filter((use) => use.power.start >= start.start);
  const states = late.flatMap((use) => flow.before.get(use) ?? []);
  const state = states.reduce<ResponseState | undefined>((a, b) => joined(a, b), undefined);
  const ends = flow.exits.filter((exit) => isBehind(start, exit)).map((exit) => exit.state);
  const early = [...states, ...ends].flatMap(({ body }) =>
    [...body.uses].filter((use) => !late.includes(use)),
  );
  if (!state || early.length > 0) return undefined;
  const head = { fn, statement: start as Node, end: { kind: 'answer' }, state } as const;
  const around = isNode(start.parent, 'simple_stmt') ? (start.parent.parent as Node) : (start.parent as Node);
  const body = statementsOf(around);
  return { fn, before: body[body.indexOf(start) - 1], start, head };
}

/** What is written in the loops, or may have been written before them. */
function streamed(writes: readonly WriteUse[], flow: Flow): WriteUse[] {
  const inside = writes.filter(({ power }) =>
    flow.streams.some(({ tree }) => encloses(tree.parent as Node, power)),
  );
  const before = inside.flatMap((use) => [...(flow.before.get(use)?.body.uses ?? [])]);
  return [...new Set([...inside, ...before])];
}

/** Whether the use writes to an answer that is sent bit by bit, and not to one that is complete before that begins. */
export function isStreamedWrite(stream: Stream | undefined, use: WriteUse): boolean {
  return stream !== undefined && use.power.start >= stream.start.start;
}

/** Why the output of the unit has to be sent bit by bit, and cannot be. */
export function streamProblems(unit: Unit, flow: Flow): readonly Problem[] {
  return flow.streams.length > 0 ? reasons(unit, flow) : [];
}

function reasons(unit: Unit, flow: Flow): readonly Problem[] {
  const { handler } = unit;
  const [{ tree, message } = { tree: undefined, message: '' }] = flow.streams;
  if (!tree) return [];
  const plan = handler && planned(unit, handler, flow);
  const elsewhere = usesOf(unit, 'write').some(
    ([fn, use]) => fn !== handler || !isOwnStatement(fn, use.power),
  );
  const unclear = elsewhere ? 'another function writes' : undefined;
  const found = unclear ?? (plan ? obstacle(unit, flow, plan) : 'where it begins cannot be seen');
  return found === undefined ? [] : [{ tree, message: `${message}, and ${found}` }];
}

function obstacle(unit: Unit, flow: Flow, { fn, start, head }: Stream): string | undefined {
  const writes = usesOf(unit, 'write').filter(([, use]) => use.power.start >= start.start);
  if (writes.some(([, use]) => isGuardedWrite(fn, use.power)))
    return 'an `except` around it would not learn that the browser has gone';
  const late = setLate(unit, fn, start);
  if (late !== undefined) return late;
  if (usesOf(unit, 'file').length > 0) return 'a file is sent as well';
  if (answersErrors(unit, flow)) return 'an exception may end the request';
  if (flow.exits.some((exit) => exit.end.kind === 'tail')) return 'another function may answer';
  if (flow.exits.some((exit) => isBehind(start, exit) && exit.end.kind !== 'answer'))
    return 'an error may be returned behind its beginning';
  const { type, status, location, length, headers, errors } = head.state;
  if (certainty(type) !== 'always') return 'the content type is not set on every way';
  const sometimes = [status, location, length, headers, errors].some(
    (slot) => certainty(slot) === 'sometimes',
  );
  return sometimes || location.uses.size > 0
    ? 'what is set of the answer is not the same on every way'
    : undefined;
}

/** What is set of the answer where its headers have gone out. */
function setLate(unit: Unit, fn: UnitFunction, start: Tree): string | undefined {
  const settings = (['type', 'status', 'header'] as const).flatMap((kind) => usesOf(unit, kind));
  const late = settings.find(([other, use]) => other !== fn || use.statement.end > start.start);
  if (!late) return undefined;
  const [other, use] = late;
  const what = { type: 'the content type', status: 'the status', header: 'a header' }[use.kind];
  const { line } = other.module.source.position(use.statement.start);
  if (other !== fn) return `${what} is set in \`${other.name}()\``;
  const word = start.kind === 'node' && use.statement.start >= start.start && use.statement.end <= start.end;
  const head = word ? (start.children[0] as Leaf).value : '';
  return head === ''
    ? `${what} is set behind its beginning (line ${line})`
    : `${what} is set inside the \`${head}\` that it begins in (line ${line})`;
}

/** Whether the end comes where output has begun. */
export function isBehind(start: Tree, exit: Exit): boolean {
  return exit.statement.end > start.start;
}

/** `try: req.write(…) except IOError: …` */
function isGuardedWrite(fn: UnitFunction, tree: Tree): boolean {
  for (let at: Tree = tree; at !== fn.node && at.parent; at = at.parent) {
    const around: Node = at.parent;
    if (!isNode(around, 'try_stmt')) continue;
    if (around.children.some((child) => isToken(child, 'except') || isNode(child, 'except_clause')))
      return true;
  }
  return false;
}

/** The statement of the block that `tree` is in, or of one inside that is always run: `try:` with a `finally:`, `with`. */
function statementOfBody(body: Node, tree: Tree): Tree | undefined {
  for (let at: Tree | undefined = tree; at; at = at.parent) {
    if (at.parent !== body) continue;
    const inner = blockOf(at);
    if (inner && encloses(inner, tree)) return statementOfBody(inner, tree);
    return isNode(at, 'simple_stmt') ? (at.children[0] as Tree) : at;
  }
  return undefined;
}

function blockOf(statement: Tree): Node | undefined {
  const block = isNode(statement, 'try_stmt')
    ? statement.children[2]
    : isNode(statement, 'with_stmt')
      ? statement.children.at(-1)
      : undefined;
  return isNode(block, 'suite') ? block : undefined;
}

/** Whether the end is the last statement of its function, which needs no `return` then. */
export function isLast(fn: UnitFunction, exit: Exit): boolean {
  return isNode(fn.body, 'suite') && statementsOf(fn.body).at(-1) === exit.statement;
}
