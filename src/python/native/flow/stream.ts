/**
 * A handler that sends its output bit by bit becomes a generator: the headers go out at one place, in front of the first
 * output, and each `req.write()` becomes a `yield`.
 */
import { statementsOf } from '../../statements.js';
import { isNode, isToken, type Node, type Tree } from '../../tree.js';
import { answersErrors } from '../raising.js';
import { certainty, joined, type ResponseState } from '../response-state.js';
import { isOwnStatement, usesOf } from '../rewrite/layout.js';
import type { Problem, Unit, UnitFunction } from '../unit.js';
import type { Exit, Flow } from './flow.js';

export interface Stream {
  readonly fn: UnitFunction;
  /** The statement in front of `start`, where there is one. */
  readonly before: Tree | undefined;
  /** The statement of the handler's body that the first output is in: the headers go out in front of it. */
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
  const states = writes.flatMap((use) => flow.before.get(use) ?? []);
  const state = states.reduce<ResponseState | undefined>((a, b) => joined(a, b), undefined);
  const [first] = writes.map((use) => use.power).sort((a, b) => a.start - b.start);
  const start = first && statementOfBody(fn, first);
  if (!start || !state) return undefined;
  const head = { fn, statement: start as Node, end: { kind: 'answer' }, state } as const;
  const body = statementsOf(fn.body);
  return { fn, before: body[body.indexOf(start) - 1], start, head };
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
  const writes = usesOf(unit, 'write');
  if (writes.some(([, use]) => isGuardedWrite(fn, use.power)))
    return 'an `except` around it would not learn that the browser has gone';
  const late = ['type', 'status', 'header'] as const;
  if (
    late.some((kind) =>
      usesOf(unit, kind).some(([other, use]) => other !== fn || use.statement.end > start.start),
    )
  )
    return 'more of the answer is set behind its beginning';
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

/** The statement of the function's own body that `tree` is in. */
function statementOfBody(fn: UnitFunction, tree: Tree): Tree | undefined {
  for (let at: Tree | undefined = tree; at; at = at.parent) {
    if (at.parent !== fn.body) continue;
    return isNode(at, 'simple_stmt') ? (at.children[0] as Tree) : at;
  }
  return undefined;
}

/** Whether the end is the last statement of its function, which needs no `return` then. */
export function isLast(fn: UnitFunction, exit: Exit): boolean {
  return isNode(fn.body, 'suite') && statementsOf(fn.body).at(-1) === exit.statement;
}
