/** Statements: which way control takes, and what it leaves set of the answer. */
import { descendants, isNode, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { joined, type ResponseState, sameState } from '../response-state.js';
import { isEnd, walkEnd } from './ends.js';
import { walkExpression } from './expressions.js';
import { type Frame, NOWHERE, type Observer, problem, useAt, type Ways } from './flow.js';
import { checkStreaming, doneIn } from './streaming-loops.js';

type State = ResponseState | undefined;

/** @param body `suite`, or the `simple_stmt` behind a colon */
export function walkBody(frame: Frame, body: Tree, state: State): Ways {
  if (!isNode(body, 'suite', 'simple_stmt')) return state ? walkStatement(frame, body, state) : NOWHERE;
  let inside = frame;
  let ways: Ways = { ...NOWHERE, normal: state };
  for (const statement of body.children) {
    if (!ways.normal) break;
    if (isNode(statement, 'funcdef')) inside = withInner(inside, statement);
    const next: Ways = walkStatement(inside, statement, ways.normal);
    ways = { ...merged(ways, next), normal: next.normal };
  }
  return ways;
}

function merged(a: Ways, b: Ways): Ways {
  return {
    normal: joined(a.normal, b.normal),
    broken: joined(a.broken, b.broken),
    continued: joined(a.continued, b.continued),
    returned: joined(a.returned, b.returned),
  };
}

/** An inner function that only reads is no matter; one that does more is walked where it is called. */
function withInner(frame: Frame, funcdef: Node): Frame {
  const name = (funcdef.children[1] as Leaf).value;
  const body = funcdef.children.at(-1) as Node;
  const kinds = new Set(
    [...descendants(body)].map((tree) => (tree.kind === 'leaf' ? useAt(frame, tree)?.kind : undefined)),
  );
  const effects = [...kinds].filter((kind) => kind !== undefined && kind !== 'read');
  if (effects.length === 0) return frame;
  if (effects.some((kind) => kind !== 'write' && kind !== 'log' && kind !== 'call' && kind !== 'cleanup')) {
    problem(
      frame,
      funcdef.children[1] as Tree,
      `the inner function \`${name}\` sets more of the answer than its body`,
    );
  }
  return { ...frame, inner: new Map([...frame.inner, [name, body]]) };
}

function walkStatement(frame: Frame, statement: Tree, state: ResponseState): Ways {
  if (statement.kind === 'leaf') return leafStatement(frame, statement, state);
  if (isEnd(frame, statement)) return walkEnd(frame, statement, state);
  switch (statement.type) {
    case 'simple_stmt':
    case 'suite':
      return walkBody(frame, statement, state);
    case 'if_stmt':
      return walkIf(frame, statement, state);
    case 'while_stmt':
    case 'for_stmt':
      return walkLoop(frame, statement, state);
    case 'try_stmt':
      return walkTry(frame, statement, state);
    case 'with_stmt':
      return walkWith(frame, statement, state);
    case 'funcdef':
      return { ...NOWHERE, normal: state };
    case 'classdef':
    case 'decorated':
    case 'async_stmt':
      return walkOpaque(frame, statement, state);
    case 'return_stmt':
      return { ...NOWHERE, returned: walkExpression(frame, statement, state) };
    case 'raise_stmt':
      return raised(frame, statement, walkExpression(frame, statement, state));
    default:
      return { ...NOWHERE, normal: walkExpression(frame, statement, state) };
  }
}

const GENERAL = new Set(['Exception', 'BaseException', 'StandardError']);

/** Whether an `except` of the same function certainly catches what is raised here: one for all, or one of the same name. */
function isHandled(statement: Tree): boolean {
  const raised = statement.kind === 'node' ? className(statement.children[1] as Tree) : undefined;
  for (let at: Tree = statement; at.parent && at.type !== 'funcdef'; at = at.parent) {
    const around: Node = at.parent;
    if (!isNode(around, 'try_stmt') || around.children[2] !== at) continue;
    for (const clause of around.children) {
      if (clause.kind === 'leaf' ? clause.value === 'except' : isGeneral(clause, raised)) return true;
    }
  }
  return false;
}

function isGeneral(clause: Node, raised: string | undefined): boolean {
  const caught = isNode(clause, 'except_clause') ? className(clause.children[1] as Tree) : undefined;
  return caught !== undefined && (GENERAL.has(caught) || caught === raised);
}

/** `KeyError` of `KeyError` and `KeyError('x')`. */
function className(tree: Tree): string | undefined {
  if (tree.kind === 'leaf') return tree.value;
  const [head, call] = tree.children;
  return tree.type === 'power' &&
    tree.children.length === 2 &&
    isNode(call, 'trailer') &&
    head?.kind === 'leaf'
    ? head.value
    : undefined;
}

/** mod_python answers an exception with an error page, or appends that page to what was sent. */
function raised(frame: Frame, statement: Tree, state: ResponseState): Ways {
  if (state.sent && !isHandled(statement)) {
    problem(frame, statement, 'an exception is raised after output has been sent: Apache appends its page');
  }
  return NOWHERE;
}

function leafStatement(frame: Frame, leaf: Leaf, state: ResponseState): Ways {
  if (leaf.type !== 'KEYWORD') return { ...NOWHERE, normal: walkExpression(frame, leaf, state) };
  switch (leaf.value) {
    case 'break':
      return { ...NOWHERE, broken: state };
    case 'continue':
      return { ...NOWHERE, continued: state };
    case 'return':
      if (frame.responds)
        problem(frame, leaf, 'the handler returns nothing here, which mod_python answers with an error');
      return { ...NOWHERE, returned: state };
    case 'raise':
      return raised(frame, leaf, state);
    default:
      return { ...NOWHERE, normal: state };
  }
}

/** A class or a decorated function inside the handler: fine as long as it leaves the request alone. */
function walkOpaque(frame: Frame, statement: Node, state: ResponseState): Ways {
  for (const part of descendants(statement)) {
    const use = part.kind === 'leaf' ? useAt(frame, part) : undefined;
    if (use && use.kind !== 'read')
      problem(
        frame,
        use.leaf,
        `\`${use.leaf.value}\` is used in a class or decorated function inside the handler`,
      );
  }
  return { ...NOWHERE, normal: state };
}

function walkIf(frame: Frame, statement: Node, state: ResponseState): Ways {
  let ways: Ways = NOWHERE;
  let untaken: State = state;
  for (const [index, child] of statement.children.entries()) {
    const word = child.kind === 'leaf' ? child.value : '';
    if (word === 'if' || word === 'elif') {
      const tested = walkExpression(frame, statement.children[index + 1] as Tree, untaken as ResponseState);
      ways = merged(ways, walkBody(frame, statement.children[index + 3] as Tree, tested));
      untaken = tested;
    } else if (word === 'else') {
      ways = merged(ways, walkBody(frame, statement.children[index + 2] as Tree, untaken));
      untaken = undefined;
    }
  }
  return { ...ways, normal: joined(ways.normal, untaken) };
}

function walkLoop(frame: Frame, statement: Node, state: ResponseState): Ways {
  const colon = statement.children.findIndex((child) => child.kind === 'leaf' && child.value === ':');
  const heads = statement.children.slice(1, colon);
  const body = statement.children[colon + 1] as Tree;
  checkStreaming(frame, statement);
  let entry: State = state;
  for (;;) {
    const tested = heads.reduce((at, head) => walkExpression(frame, head, at), entry as ResponseState);
    const ways = walkBody(frame, body, tested);
    const again = joined(entry, joined(ways.normal, ways.continued));
    if (sameState(again, entry)) return loopWays(frame, statement, tested, ways);
    entry = again;
  }
}

function loopWays(frame: Frame, statement: Node, tested: ResponseState, ways: Ways): Ways {
  const elseAt = statement.children.findIndex((child) => child.kind === 'leaf' && child.value === 'else');
  const ended = isEndless(statement) ? undefined : tested;
  if (!ended && !ways.broken && doneIn(frame, statement).uses.some((use) => use.kind === 'write')) {
    frame.walk.streams.set(
      statement.children[0] as Tree,
      'this loop has no end, so its output has to be sent bit by bit',
    );
  }
  const after =
    elseAt < 0
      ? { ...NOWHERE, normal: ended }
      : walkBody(frame, statement.children[elseAt + 2] as Tree, ended);
  return {
    normal: joined(after.normal, ways.broken),
    broken: after.broken,
    continued: after.continued,
    returned: joined(after.returned, ways.returned),
  };
}

/** `while 1:` and `while True:` */
function isEndless(statement: Node): boolean {
  const test = statement.children[1] as Tree;
  return (
    statement.type === 'while_stmt' && test.kind === 'leaf' && (test.value === '1' || test.value === 'True')
  );
}

function walkWith(frame: Frame, statement: Node, state: ResponseState): Ways {
  const heads = statement.children.slice(1, -2);
  const entered = heads.reduce((at, head) => walkExpression(frame, head, at), state);
  const observer: Observer = { state: entered };
  const ways = walkBody(
    { ...frame, observers: [...frame.observers, observer] },
    statement.children.at(-1) as Tree,
    entered,
  );
  // A context manager may swallow an exception.
  return { ...ways, normal: joined(ways.normal, observer.state) };
}

function walkTry(frame: Frame, statement: Node, state: ResponseState): Ways {
  const observer: Observer = { state };
  const guarded = { ...frame, observers: [...frame.observers, observer] };
  let ways = walkBody(guarded, statement.children[2] as Tree, state);
  let handled: Ways = NOWHERE;
  let last: Tree | undefined;
  for (const [index, child] of statement.children.entries()) {
    const body = statement.children[index + 2] as Tree;
    const word = child.kind === 'leaf' ? child.value : child.type;
    if (word === 'except_clause')
      handled = merged(
        handled,
        walkBody(frame, body, walkExpression(frame, child, observer.state as ResponseState)),
      );
    else if (word === 'except') handled = merged(handled, walkBody(frame, body, observer.state));
    else if (word === 'else') ways = { ...ways, ...elseWays(ways, walkBody(frame, body, ways.normal)) };
    else if (word === 'finally') last = body;
  }
  const all = merged(ways, handled);
  return last ? walkFinally(frame, last, all) : all;
}

function elseWays(ways: Ways, after: Ways): Ways {
  return { ...merged(ways, after), normal: after.normal };
}

/** A `finally` runs after the answer has been made: it may not add to it. */
function walkFinally(frame: Frame, body: Tree, ways: Ways): Ways {
  const effect = [...leaves(body)].find((leaf) => isEffect(frame, leaf));
  if (effect) {
    problem(frame, effect, 'the answer is changed in a `finally`, after it may have been completed');
    return ways;
  }
  const through = (state: State): State => state && walkBody(frame, body, state).normal;
  return {
    normal: through(ways.normal),
    broken: through(ways.broken),
    continued: through(ways.continued),
    returned: through(ways.returned),
  };
}

function isEffect(frame: Frame, leaf: Leaf): boolean {
  const use = useAt(frame, leaf);
  return (use !== undefined && use.kind !== 'read' && use.kind !== 'log') || frame.inner.has(leaf.value);
}
