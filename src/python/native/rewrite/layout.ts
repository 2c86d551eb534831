/** How the answer is kept in a rewritten unit: which variables there are, in what form, and where they begin. */
import type { ExactModule } from '../../reader.js';
import { isNode, type Tree } from '../../tree.js';
import type { Exit, Flow } from '../flow/flow.js';
import { isBehind, isStreamedWrite, type Stream, streamOf } from '../flow/stream.js';
import { certainty, FRESH } from '../response-state.js';
import { firstCallee, functionsIn, groupOf, type Unit, type UnitFunction } from '../unit.js';
import { headerNames, isLocation, type Use, type WriteUse } from '../uses/uses.js';
import { answers, isBodilessResult, keepsHeaders } from './exit-kinds.js';
import { guardedFile } from './guarded-file.js';
import { changes, changesInside, isApart, type Kept, keptIn } from './kept.js';

/** The forms that all handlers of a module share, because they share the functions that send an answer. */
export interface Forms {
  /** One string, or a list of strings that is joined at the end. */
  readonly body: 'text' | 'list';
  /** A list of pairs, or a `wsgiref.headers.Headers`, which can replace what it has. */
  readonly headers: 'list' | 'object';
  /** The content type has a variable of its own, or is one of the headers. */
  readonly type: 'variable' | 'header';
  /** A content type may replace another. */
  readonly retyped: boolean;
}

export interface Layout extends Forms {
  /** Location has a variable of its own, because error answers keep it, or is one of the headers. */
  readonly location: 'variable' | 'header';
  /** The status is a variable of the function that answers, or, as in CGI, the header `Status`, which the application takes out. */
  readonly status: 'variable' | 'header';
  /** Headers of err_headers_out have a list of their own, because some error keeps them and drops the others. */
  readonly errors: 'apart' | 'shared';
  /** Output is sent bit by bit. */
  readonly stream: Stream | undefined;
  readonly functions: ReadonlyMap<UnitFunction, FunctionLayout>;
}

/** A variable that begins at the top of a function. */
export type TopVariable = Kept | 'status' | 'type' | 'stream';

export interface FunctionLayout {
  /** Variables that come in as parameters. */
  readonly given: ReadonlySet<Kept>;
  /** Variables that begin at the top of the function. */
  readonly top: ReadonlySet<TopVariable>;
  /** Statements that begin a variable. */
  readonly first: ReadonlySet<Use>;
}

interface Parts {
  readonly unit: Unit;
  readonly flow: Flow;
}

/** What the unit alone would take. */
export function chooseForms(unit: Unit, flow: Flow): Forms {
  const parts = { unit, flow };
  const type = typeForm(parts);
  const retyped = isRetyped(parts);
  const headers = type === 'header' && retyped ? 'object' : headersForm(parts);
  return { body: bodyForm(parts), type, headers, retyped };
}

/** The forms that serve both: the more general of each. */
export function generalForms(a: Forms, b: Forms): Forms {
  const type = a.type === 'header' ? 'header' : b.type;
  const retyped = a.retyped || b.retyped;
  const replaces = a.headers === 'object' || b.headers === 'object' || (type === 'header' && retyped);
  return {
    body: a.body === 'list' ? 'list' : b.body,
    type,
    headers: replaces ? 'object' : 'list',
    retyped,
  };
}

export function makeLayout(unit: Unit, flow: Flow, forms: Forms): Layout {
  const base = {
    ...forms,
    errors: errorsForm(flow, forms),
    // Pages of a publisher have no answer of their own.
    status: unit.handler ? ('variable' as const) : ('header' as const),
    stream: streamOf(unit, flow),
    location: locationForm({ unit, flow }),
    functions: new Map<UnitFunction, FunctionLayout>(),
  };
  for (const fn of unit.functions.values()) base.functions.set(fn, functionLayout({ unit, flow }, fn, base));
  return base;
}

/** @param module only uses in this module */
export function usesOf<K extends Use['kind']>(
  unit: Unit,
  kind: K,
  module?: ExactModule,
): readonly (readonly [UnitFunction, Extract<Use, { kind: K }>])[] {
  const functions = module ? functionsIn(unit, module) : [...unit.functions.values()];
  return functions.flatMap((fn) =>
    fn.uses
      .filter((use): use is Extract<Use, { kind: K }> => use.kind === kind)
      .map((use) => [fn, use] as const),
  );
}

/** Whether the tree is a statement of a responder itself, not of a helper or a function inside. */
export function isOwnStatement(fn: UnitFunction, tree: Tree): boolean {
  return fn.role === 'responder' && isNode(tree.parent, 'simple_stmt') && isOwn(fn, tree);
}

function isOwn(fn: UnitFunction, tree: Tree): boolean {
  for (let at = tree.parent; at; at = at.parent) {
    if (isNode(at, 'funcdef', 'lambdef', 'old_lambdef')) return at === fn.node;
  }
  return false;
}

function locationForm({ unit, flow }: Parts): Layout['location'] {
  const errors = flow.exits.some((exit) => exit.end.kind === 'error' && exit.state.location.uses.size > 0);
  const tails = flow.exits.some((exit) => exit.end.kind === 'tail' && exit.state.location.uses.size > 0);
  const own = usesOf(unit, 'header').every(
    ([fn, use]) => !isLocation(use) || isOwnStatement(fn, use.statement),
  );
  return errors && own && !tails ? 'variable' : 'header';
}

/** Two lists, where an error would have to keep one header and drop another. */
function errorsForm(flow: Flow, forms: Forms): Layout['errors'] {
  const mixed = [...flow.exits, ...flow.raised].some(
    (exit) => keepsHeaders(exit) && !isBodilessResult(exit) && exit.state.headers.uses.size > 0,
  );
  return mixed && forms.headers === 'list' ? 'apart' : 'shared';
}

/** One variable is enough where the type is only set in functions that answer, and not before another one takes over. */
function typeForm({ unit, flow }: Parts): Forms['type'] {
  const own = usesOf(unit, 'type').every(([fn, use]) => isOwnStatement(fn, use.statement));
  const tails = flow.exits.some((exit) => exit.end.kind === 'tail' && exit.state.type.uses.size > 0);
  return own && !tails ? 'variable' : 'header';
}

function isRetyped({ unit, flow }: Parts): boolean {
  return usesOf(unit, 'type').some(([, use]) => (flow.before.get(use)?.type.uses.size ?? 0) > 0);
}

/** A list will do as long as no header is replaced. */
function headersForm({ unit, flow }: Parts): Forms['headers'] {
  const location = locationForm({ unit, flow });
  const replaces = usesOf(unit, 'header').some(([, use]) => {
    const before = flow.before.get(use);
    if (!before || use.add || isApart(use, location)) return false;
    const there = [...before.headers.uses, ...before.errors.uses, ...before.location.uses];
    return there.some((other) => headerNames(other).includes(use.name.toLowerCase()));
  });
  return replaces ? 'object' : 'list';
}

/** A string will do where at most one piece is written on every way. */
function bodyForm({ unit, flow }: Parts): Forms['body'] {
  const stream = streamOf(unit, flow);
  const whole = usesOf(unit, 'write').filter(([, use]) => !isStreamedWrite(stream, use));
  const once = whole.every(([fn, use]: readonly [UnitFunction, WriteUse]) => {
    const before = flow.before.get(use);
    return isOwnStatement(fn, use.power) && (!before || before.body.uses.size === 0);
  });
  const tails = flow.exits.some((exit) => exit.end.kind === 'tail' && exit.state.body.uses.size > 0);
  return once && !tails ? 'text' : 'list';
}

function functionLayout(parts: Parts, fn: UnitFunction, layout: Layout): FunctionLayout {
  const given = new Set<Kept>();
  const top = new Set<TopVariable>();
  const first = new Set<Use>();
  for (const kept of ['body', 'headers', 'errors'] as const) {
    if (isGiven(parts, fn, kept, layout)) given.add(kept);
    else if (fn.role === 'responder') begin(parts, fn, kept, layout, { top, first });
  }
  const ends = answers(parts.flow).filter((exit) => exit.fn === fn);
  if (ends.some((exit) => exit.end.kind === 'answer' && certainty(exit.state.status) === 'sometimes'))
    top.add('status');
  const kept = ends.filter((exit) => certainty(exit.state.file) === 'sometimes');
  if (kept.some((exit) => !guardedFile(parts.flow, exit))) top.add('stream');
  if (layout.type === 'variable' && ends.some((exit) => certainty(exit.state.type) === 'sometimes'))
    top.add('type');
  return { given, top, first };
}

function isGiven({ unit, flow }: Parts, fn: UnitFunction, kept: Kept, layout: Layout): boolean {
  if (fn.role === 'helper') return changesInside({ unit, flow }, fn, kept, layout, new Set());
  return groupOf(unit, fn).some((other) => {
    const entry = flow.entries.get(other);
    return entry !== undefined && keptIn(entry, kept, layout) !== 'never';
  });
}

/** A header that is only set where the browser sent no password. */
function isChallenge(use: Use): boolean {
  return use.kind === 'header' && use.challenge !== undefined;
}

interface Beginnings {
  readonly top: Set<TopVariable>;
  readonly first: Set<Use>;
}

/** The variable begins with the first statement that changes it, where there is one on every way; else at the top. */
function begin(
  { unit, flow }: Parts,
  fn: UnitFunction,
  kept: Kept,
  layout: Layout,
  { top, first }: Beginnings,
): void {
  const callsOne = (use: Use): boolean => {
    const callee = use.kind === 'call' ? firstCallee(unit, use) : undefined;
    return callee?.role === 'helper' && changesInside({ unit, flow }, callee, kept, layout, new Set());
  };
  const users = fn.uses.filter((use) => changes(use, kept, layout) || callsOne(use));
  if (users.length === 0) return;
  const ends = flow.exits.filter(
    (exit) =>
      exit.fn === fn &&
      (exit.end.kind !== 'error' || (kept !== 'body' && keepsHeaders(exit))) &&
      (kept !== 'body' || !isStreamEnd(layout, exit)),
  );
  const states = [...users.flatMap((use) => flow.before.get(use) ?? []), ...ends.map((exit) => exit.state)];
  const openers = users.filter((use) => keptIn(flow.before.get(use) ?? FRESH, kept, layout) === 'never');
  const clear = openers.every(
    (use) => use.kind !== 'call' && !isChallenge(use) && isOwnStatement(fn, statementOf(use)),
  );
  const sure = states.every((state) => keptIn(state, kept, layout) !== 'sometimes');
  if (clear && sure && (kept !== 'headers' || layout.headers === 'list'))
    for (const use of openers) first.add(use);
  else top.add(kept);
}

function isStreamEnd({ stream }: Layout, exit: Exit): boolean {
  return stream !== undefined && isBehind(stream.start, exit);
}

function statementOf(use: Use): Tree {
  if (use.kind === 'write' || use.kind === 'log' || use.kind === 'call') return use.power;
  return use.kind === 'read' || use.kind === 'blocked' ? use.leaf : use.statement;
}
