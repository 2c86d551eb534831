/** Lengths that a handler sets itself: that of exactly what it sends is worked out where it is sent. */

import { ownerOf } from '../../scopes/scopes.js';
import { ancestor, isName, isNode, isToken, type Leaf, type Tree } from '../../tree.js';
import { argumentsOf } from '../calls.js';
import type { Exit, Flow } from '../flow/flow.js';
import { certainty } from '../response-state.js';
import type { UnitFunction } from '../unit.js';
import { type HeaderUse, isLength } from '../uses/uses.js';

/** Whether the answer goes out with a length that the handler has set. */
export function setsLength(exit: Exit): boolean {
  return certainty(exit.state.length) === 'always' && !isLengthOfBody(exit);
}

/** Whether no answer needs the length that is set here. */
export function isIdleLength(flow: Flow, use: HeaderUse): boolean {
  const exits = flow.exits.filter(({ end, state }) => end.kind === 'answer' && state.length.uses.has(use));
  return isLength(use) && exits.length > 0 && exits.every((exit) => !setsLength(exit));
}

/** `str(len(page))` → `len(page)` */
export function lengthValue(fn: UnitFunction, value: Tree): Tree {
  const call = isNode(value, 'power') && value.children.length === 2 ? value.children[1] : undefined;
  const head = isNode(value, 'power') ? value.children[0] : undefined;
  if (!isNode(call, 'trailer') || !isName(head) || head.value !== 'str' || !isBuiltin(fn, head)) return value;
  const { positional, keywords, open } = argumentsOf(call);
  const [only] = positional;
  return only && positional.length === 1 && keywords.size === 0 && !open ? only : value;
}

/** The page is one variable, written once, and the length is its length. */
function isLengthOfBody({ fn, state, end }: Exit): boolean {
  if (end.kind !== 'answer' || certainty(state.body) !== 'always' || state.body.uses.size !== 1) return false;
  const [write] = state.body.uses;
  const page = write?.argument;
  if (!write || !fn.uses.includes(write) || !isName(page) || ancestor(write.power, 'for_stmt', 'while_stmt'))
    return false;
  const lengths = [...state.length.uses];
  const first = Math.min(write.power.start, ...lengths.map(({ statement }) => statement.start));
  return (
    lengths.every(({ value }) => measures(fn, lengthValue(fn, value), page)) &&
    isSettled(fn, page, Math.min(first, write.power.start))
  );
}

/** `len(page)` */
function measures(fn: UnitFunction, value: Tree, page: Leaf): boolean {
  if (!isNode(value, 'power') || value.children.length !== 2) return false;
  const [head, call] = value.children;
  if (!isName(head) || head.value !== 'len' || !isBuiltin(fn, head) || !isNode(call, 'trailer')) return false;
  const inside = call.children[1];
  return isToken(call.children[0], '(') && isName(inside) && inside.value === page.value;
}

/** Whether the name gets no other value behind a place of the function. */
function isSettled(fn: UnitFunction, name: Leaf, from: number): boolean {
  const owner = ownerOf(fn.scope, name.value);
  const stores = owner?.bindings.get(name.value)?.uses.filter(({ kind }) => kind !== 'load') ?? [];
  return (
    owner === fn.scope &&
    stores.length > 0 &&
    stores.every(({ kind, leaf }) => kind === 'store' && leaf.end <= from)
  );
}

function isBuiltin(fn: UnitFunction, head: Leaf): boolean {
  return fn.scope.bindings.get(head.value)?.resolution === 'global-implicit';
}
