/** The ends of a responder: `return`, `raise apache.SERVER_RETURN` and redirects. */
import { ownerOf } from '../../scopes/scopes.js';
import { descendants, isName, isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { argumentsOf } from '../calls.js';
import { plainInteger } from '../literals.js';
import { type ModPythonNames, wholeName } from '../mod-python-names.js';
import { joined, type ResponseState } from '../response-state.js';
import { isBodiless, resultCode, statusLine } from '../status.js';
import type { CallUse, RedirectUse } from '../uses/uses.js';
import { isCaught } from './caught.js';
import { walkExpression } from './expressions.js';
import { type Frame, NOWHERE, noteExit, noteRaised, problem, useAt, type Ways } from './flow.js';

/** Whether the statement ends the request, or would if it stood in the handler itself. */
export function isEnd(frame: Frame, statement: Node): boolean {
  if (redirectIn(frame, statement)) return true;
  if (isNode(statement, 'return_stmt')) return frame.responds;
  return isNode(statement, 'raise_stmt') && raisedServerReturn(frame.fn.names, statement) !== undefined;
}

export function walkEnd(frame: Frame, statement: Node, state: ResponseState): Ways {
  const redirect = redirectIn(frame, statement);
  if (redirect) return redirectEnd(frame, statement, redirect, state);
  if (isNode(statement, 'raise_stmt')) return raiseEnd(frame, statement, state);
  const value = statement.children[1] as Tree;
  const tail = tailCall(frame, value);
  if (tail) return tailEnd(frame, statement, tail, state);
  const code = constantResult(frame.fn.names, value);
  const after = walkExpression(frame, statement, state);
  if (code !== undefined) codeEnd(frame, statement, code, after);
  else if (!isOutOfSight(frame, statement))
    problem(frame, statement, `what the handler returns here cannot be seen${starred(frame, value)}`);
  return NOWHERE;
}

/** The request goes somewhere in this statement where it cannot be followed, which is said already. */
function isOutOfSight(frame: Frame, statement: Node): boolean {
  return [...leaves(statement)].some((leaf) => {
    const use = useAt(frame, leaf);
    const callees = use?.kind === 'call' ? use.callees : [];
    return use?.kind === 'blocked' || callees.some(({ node }) => !frame.walk.unit.functions.has(node));
  });
}

/** Where the value may come from, if that is a star import. */
function starred({ fn }: Frame, value: Tree): string {
  const unbound = isName(value) && !ownerOf(fn.scope, value.value) && fn.module.scopes().dynamic;
  return unbound ? `: \`${value.value}\` comes from \`import *\`` : '';
}

/** The number that a handler returns, where it is a constant. */
export function constantResult(names: ModPythonNames, tree: Tree): number | undefined {
  const value =
    isNode(tree, 'atom') && isToken(tree.children[0], '(') && tree.children.length === 3
      ? (tree.children[1] as Tree)
      : tree;
  return plainInteger(value) ?? resultCode(wholeName(names, value));
}

function codeEnd(
  frame: Frame,
  statement: Node,
  code: number,
  state: ResponseState,
  note: typeof noteExit = noteExit,
): void {
  if (code === 0 || code === -2) {
    if (note === noteExit) note(frame, statement, { kind: 'answer' }, state);
    else problem(frame, statement, 'the answer is completed by an exception here');
  } else if (code === -1)
    problem(frame, statement, 'the handler declines: Apache would go on with the file of this address');
  else if ((code < 300 && !isBodiless(code)) || statusLine(code) === undefined)
    problem(frame, statement, `mod_python appends an error page of its own to the result ${code}`);
  else if (state.sent)
    problem(frame, statement, 'an error is returned after output has been sent: Apache appends its page');
  else note(frame, statement, { kind: 'error', code }, state);
}

/** The value behind `raise apache.SERVER_RETURN`, or null when it has none; undefined for every other `raise`. */
export function raisedServerReturn(names: ModPythonNames, statement: Node): Tree | null | undefined {
  const raised = statement.children[1] as Tree;
  if (wholeName(names, raised) === 'apache.SERVER_RETURN')
    return statement.children.length === 4 ? (statement.children[3] as Tree) : null;
  const head = isNode(raised, 'power') ? raised.children[0] : undefined;
  const found = isName(head) ? names.nameOf(head) : undefined;
  const call = (raised as Node).children?.at(-1);
  if (found?.target !== 'apache.SERVER_RETURN' || !isNode(call, 'trailer')) return undefined;
  if (found.steps !== (raised as Node).children.length - 2 || statement.children.length !== 2) return null;
  const { positional, keywords, open } = argumentsOf(call);
  return positional.length === 1 && keywords.size === 0 && !open ? (positional[0] as Tree) : null;
}

function raiseEnd(frame: Frame, statement: Node, state: ResponseState): Ways {
  const value = raisedServerReturn(frame.fn.names, statement);
  const code = value ? constantResult(frame.fn.names, value) : undefined;
  if (code === undefined) problem(frame, statement, 'what SERVER_RETURN carries here cannot be seen');
  else codeEnd(frame, statement, code, walkExpression(frame, statement, state), noteFor(frame, statement));
  return NOWHERE;
}

/** An exception that ends the request becomes a `return`, but where it cannot, or where code around may catch it. */
function noteFor(frame: Frame, statement: Node): typeof noteExit {
  return !frame.responds || frame.caught || isCaught(frame, statement) ? noteRaised : noteExit;
}

function redirectIn(frame: Frame, statement: Node): RedirectUse | undefined {
  const call = isNode(statement, 'return_stmt') ? statement.children[1] : statement;
  if (!isNode(call, 'power')) return undefined;
  for (const part of descendants(call)) {
    const use = part.kind === 'leaf' ? useAt(frame, part) : undefined;
    if (use?.kind === 'redirect' && use.statement === statement) return use;
  }
  return undefined;
}

function redirectEnd(frame: Frame, statement: Node, use: RedirectUse, state: ResponseState): Ways {
  const after = walkExpression(frame, statement, state);
  if (after.sent || after.body.uses.size + after.file.uses.size > 0)
    problem(frame, statement, 'the redirect comes after output, where `util.redirect()` fails');
  // util.redirect() has sent its answer before it raises: what catches the exception comes too late to change it.
  else if (frame.caught || isCaught(frame, statement))
    problem(
      frame,
      statement,
      'an `except` around this catches the exception of `util.redirect()`, which has answered by then',
    );
  else noteFor(frame, statement)(frame, statement, { kind: 'redirect', use }, after);
  return NOWHERE;
}

/** `return other(req)` where `other` is a responder. */
function tailCall(frame: Frame, value: Tree): CallUse | undefined {
  if (!isNode(value, 'power')) return undefined;
  return frame.fn.uses.find((use): use is CallUse => use.kind === 'call' && use.power === value);
}

function tailEnd(frame: Frame, statement: Node, use: CallUse, state: ResponseState): Ways {
  const after = walkExpression(frame, statement, state);
  const caught = frame.caught || isCaught(frame, statement);
  for (const { node } of use.callees) {
    const fn = frame.walk.unit.functions.get(node);
    if (fn?.role !== 'responder') continue;
    if (frame.active.includes(fn.body)) {
      problem(frame, statement, 'the function calls itself with the request');
      continue;
    }
    noteExit(frame, statement, { kind: 'tail', use }, after);
    walkResponder({ ...frame, fn, caught, inner: new Map() }, after);
  }
  return NOWHERE;
}

/** Walks a responder from its start. */
export function walkResponder(frame: Frame, state: ResponseState): void {
  const { fn, walk } = frame;
  walk.entries.set(fn, joined(walk.entries.get(fn), state) as ResponseState);
  const ways = walk.body({ ...frame, active: [...frame.active, fn.body] }, fn.body, state);
  if (ways.normal) {
    problem(
      frame,
      fn.node.children[1] as Leaf,
      `\`${fn.name}()\` can come to its end without a result, which mod_python answers with an error`,
    );
  }
}
