/** The effects of one expression or simple statement on the answer, in the order in which Python evaluates it. */
import { formattedExpressions } from '../../f-strings.js';
import { isNode, type Leaf, type Node, type Tree } from '../../tree.js';
import { stepsBehind } from '../calls.js';
import { added, certainty, joined, type ResponseState, replaced, stateKey } from '../response-state.js';
import { firstCallee } from '../unit.js';
import { type HeaderUse, isLength, isLocation, type ReadUse, type Use } from '../uses/uses.js';
import { isCaught } from './caught.js';
import { type Called, type Frame, type Observer, observe, problem, useAt } from './flow.js';

/** Something in an expression that has an effect, with the place where it happens. */
interface Effect {
  readonly at: number;
  /** Not evaluated on every way through the expression. */
  readonly sometimes: boolean;
  apply(state: ResponseState): ResponseState;
}

/** State behind the expression `tree`. */
export function walkExpression(frame: Frame, tree: Tree, state: ResponseState): ResponseState {
  const effects = [...effectsIn(frame, tree, false)].sort((a, b) => a.at - b.at);
  let at = state;
  for (const effect of effects) {
    observe(frame, at);
    const after = effect.apply(at);
    at = effect.sometimes ? (joined(at, after) as ResponseState) : after;
  }
  observe(frame, at);
  return at;
}

function* effectsIn(frame: Frame, tree: Tree, sometimes: boolean): Generator<Effect> {
  if (tree.kind === 'leaf') {
    const use = useAt(frame, tree);
    if (use) yield { at: effectPlace(use), sometimes, apply: (state) => applyUse(frame, use, state) };
    else if (frame.inner.has(tree.value)) yield innerEffect(frame, tree, sometimes);
    if (tree.type === 'STRING') {
      for (const field of formattedExpressions(tree)) yield* effectsIn(frame, field, sometimes);
    }
    return;
  }
  if (isNode(tree, 'lambdef', 'old_lambdef')) {
    yield* lambdaEffects(frame, tree);
    return;
  }
  for (const [index, child] of tree.children.entries()) {
    yield* effectsIn(frame, child, sometimes || isSometimes(tree, index));
  }
}

/** Whether the child is skipped on some ways through the expression. */
function isSometimes(parent: Node, index: number): boolean {
  if (isNode(parent, 'and_test', 'or_test')) return index > 0;
  if (isNode(parent, 'test')) return index !== 2;
  return isNode(
    parent,
    'listmaker',
    'testlist_gexp',
    'testlist_comp',
    'dictorsetmaker',
    'argument',
    'list_for',
    'comp_for',
  )
    ? parent.children.some((child) => isNode(child, 'comp_for', 'list_for', 'old_comp_for'))
    : false;
}

/** Reads happen where they stand, calls behind their arguments, assignments at the end of the statement. */
function effectPlace(use: Use): number {
  switch (use.kind) {
    case 'read':
    case 'blocked':
      return use.leaf.start;
    case 'write':
    case 'log':
    case 'call':
      return use.call.end;
    default:
      return use.statement.end;
  }
}

function innerEffect(frame: Frame, leaf: Leaf, sometimes: boolean): Effect {
  const [step] = stepsBehind(leaf);
  const body = frame.inner.get(leaf.value) as Node;
  const apply = (state: ResponseState): ResponseState => {
    if (step?.kind !== 'call') {
      problem(frame, leaf, `\`${leaf.value}\`, which writes to the request, is passed on or kept`);
      return state;
    }
    return walkCall(frame, leaf, body, { ...frame, responds: false, caught: mayCatch(frame, leaf) }, state);
  };
  return { at: step?.kind === 'call' ? step.node.end : leaf.start, sometimes, apply };
}

function* lambdaEffects(frame: Frame, lambda: Node): Generator<Effect> {
  for (const effect of effectsIn(frame, lambda.children.at(-1) as Tree, true)) {
    yield {
      ...effect,
      apply: (state) => {
        if (effect.apply(state) === state) return state;
        problem(frame, lambda, 'a `lambda` writes to the request: when it runs cannot be seen');
        return state;
      },
    };
  }
}

/** Whether an exception of a call at `tree` may be caught in this function, or in one that called it. */
function mayCatch(frame: Frame, tree: Tree): boolean {
  return frame.caught || isCaught(frame, tree);
}

/** @param inside frame of the function that is called */
function walkCall(frame: Frame, at: Tree, body: Node, inside: Frame, state: ResponseState): ResponseState {
  if (frame.active.includes(body)) {
    problem(frame, at, 'the function calls itself with the request');
    return state;
  }
  const { calls } = frame.walk;
  const known = calls.get(body) ?? new Map<string, Called>();
  calls.set(body, known);
  const key = `${inside.caught} ${stateKey(state)}`;
  const called = known.get(key) ?? walkCalled(frame, body, inside, state);
  known.set(key, called);
  observe(frame, called.observed);
  return called.after;
}

function walkCalled(frame: Frame, body: Node, inside: Frame, state: ResponseState): Called {
  const observer: Observer = { state };
  const active = [...frame.active, body];
  const { normal, returned } = frame.walk.body({ ...inside, active, observers: [observer] }, body, state);
  return { after: joined(normal, returned) ?? state, observed: observer.state ?? state };
}

function applyUse(frame: Frame, use: Use, state: ResponseState): ResponseState {
  const { before } = frame.walk;
  before.set(use, joined(before.get(use), state) as ResponseState);
  switch (use.kind) {
    case 'write':
      if (state.file.uses.size > 0) problem(frame, use.power, 'more is written after a file has been sent');
      return { ...state, body: added(state.body, use), sent: state.sent || use.flush };
    case 'file':
      if (state.body.uses.size + state.file.uses.size > 0)
        problem(frame, use.statement, 'a file is sent after other output');
      return { ...state, file: added(state.file, use), sent: true };
    case 'idle':
      return { ...state, sent: state.sent || use.flush, cgi: state.cgi || use.fills };
    case 'type':
      checkNotSent(frame, use.statement, state, 'the content type');
      return { ...state, type: replaced(use) };
    case 'status':
      checkNotSent(frame, use.statement, state, 'the status');
      return { ...state, status: replaced(use) };
    case 'header':
      checkNotSent(frame, use.statement, state, `the header ${use.name}`);
      return setHeader(state, use);
    case 'allow':
      return { ...state, allow: use.methods };
    case 'read':
      checkRead(frame, use, state);
      return state;
    case 'call':
      return callHelper(frame, use, state);
    default:
      return state;
  }
}

function checkRead(frame: Frame, use: ReadUse, state: ResponseState): void {
  const place = use.leaf.parent as Node;
  if (use.cgi && !state.cgi)
    problem(frame, place, 'a CGI variable is read before `add_common_vars()` has filled the table');
  const sets = [...state.type.uses].every((set) => frame.fn.uses.includes(set));
  if (use.type && (certainty(state.type) !== 'always' || !sets))
    problem(frame, place, 'the content type is read where this function may not have set it');
  if (use.user && certainty(state.password) === 'sometimes')
    problem(frame, place, 'whether the password has been asked for before `user` is read cannot be seen');
}

function checkNotSent(frame: Frame, statement: Node, state: ResponseState, what: string): void {
  if (state.sent) problem(frame, statement, `${what} is set after output has been sent, which has no effect`);
}

function setHeader(before: ResponseState, use: HeaderUse): ResponseState {
  const state = use.challenge ? { ...before, password: replaced(use) } : before;
  if (isLocation(use)) return { ...state, location: replaced(use) };
  if (isLength(use)) return { ...state, length: replaced(use) };
  if (use.table === 'err') return { ...state, errors: added(state.errors, use) };
  const headers = added(state.headers, use);
  return use.name.toLowerCase() === 'set-cookie'
    ? { ...state, headers, cookies: added(state.cookies, use) }
    : { ...state, headers };
}

/** A call that is not the handler's result; `return helper(req)` is an end. */
function callHelper(frame: Frame, use: Extract<Use, { kind: 'call' }>, state: ResponseState): ResponseState {
  const fn = firstCallee(frame.walk.unit, use);
  if (fn?.role !== 'helper') return state;
  const { entries } = frame.walk;
  entries.set(fn, joined(entries.get(fn), state) as ResponseState);
  const caught = mayCatch(frame, use.power);
  return walkCall(
    frame,
    use.power,
    fn.body,
    { ...frame, fn, caught, responds: false, inner: new Map() },
    state,
  );
}
