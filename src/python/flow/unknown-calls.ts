/** A call that gets the value and whose callee cannot be told: every function that it may reach gets the value, perhaps. */
import { apiMember } from '../api/mod-python-api.js';
import { isNode, isToken, type Node, type Tree } from '../tree.js';
import { attributeName } from './definitions.js';
import type { FunctionRef } from './meaning.js';
import { type ArgumentPlace, isCollecting, receivers } from './parameters.js';
import { bindTuples, variableAt } from './targets.js';
import { guessed, holderOf } from './values.js';
import type { Held, Place, Walk } from './walk.js';

/** The call that gets the value: children[index] of `power` is its trailer. */
export interface Call {
  readonly power: Node;
  readonly trailer: Node;
  readonly index: number;
  readonly place: ArgumentPlace;
}

/** `object.name(req)` reaches functions of that name; `table[key](req)` those that somebody keeps. */
export function passByShape(walk: Walk, held: Held, call: Call): void {
  const value = guessed(held.value);
  if (!value) return;
  const last = call.power.children[call.index - 1];
  const count = plainCount(call.trailer);
  const named = isNode(last, 'trailer') && isToken(last.children[0], '.');
  const found = named
    ? walk.meanings.reachable.byName(attributeName(last), count)
    : walk.meanings.reachable.byValue(count);
  for (const { fn, shift } of found) bindPerhaps(walk, { ...held, value }, fn, call.place, shift);
}

/** `map(f, [req])`, `Thread(target=f, args=(req,))`: functions among the other arguments may be called with the value. */
export function passToCallbacks(walk: Walk, held: Held, call: Call): void {
  const passed = guessed(held.value.kind === 'holder' ? held.value.of : held.value);
  if (!passed) return;
  for (const argument of argumentsOf(call.trailer)) {
    const value = isNode(argument, 'argument') ? (argument.children.at(-1) as Tree) : argument;
    if (value === held.tree || argument === held.tree) continue;
    for (const meaning of walk.meanings.of(held.module, value)) {
      const inner: Held = { ...held, value: passed };
      if (meaning.kind === 'function') bindPerhaps(walk, inner, meaning.fn, { kind: 'any' }, 0);
      else if (meaning.kind === 'method') bindPerhaps(walk, inner, meaning.fn, { kind: 'any' }, 1);
    }
  }
}

function bindPerhaps(walk: Walk, held: Held, fn: FunctionRef, place: ArgumentPlace, shift: number): void {
  const guess: Held = { ...held, certain: false };
  for (const leaf of receivers(fn.node, place, shift)) {
    const variable = variableAt(fn.module, leaf);
    if (!variable || !isLikeRequest(walk, variable, held.value.kind === 'holder')) continue;
    walk.record(variable, isCollecting(fn.node, leaf) ? holderOf(held.value) : held.value, false);
  }
  bindTuples(walk, guess, fn, place, shift);
}

/** Every attribute that is read of the variable is one that requests have here. */
function isLikeRequest(
  walk: Walk,
  { module, owner, name }: Place & { readonly kind: 'variable' },
  holds: boolean,
): boolean {
  return walk.program.usesOf(module, owner, name).every(({ kind, leaf }) => {
    const { parent } = leaf;
    if (kind !== 'load' || !isNode(parent, 'power') || parent.children[0] !== leaf) return true;
    const trailer = parent.children[1];
    if (!isNode(trailer, 'trailer')) return true;
    if (!isToken(trailer.children[0], '.')) return holds && isToken(trailer.children[0], '[');
    const attribute = attributeName(trailer);
    return apiMember('request', attribute) !== undefined || walk.meanings.reachable.isOwn(attribute);
  });
}

/** Arguments without names: a call with `*args` may have any number of them. */
function plainCount(trailer: Node): number {
  return argumentsOf(trailer).filter(
    (one) => !isNode(one, 'argument') && !isToken(one, '*') && !isToken(one, '**'),
  ).length;
}

function argumentsOf(trailer: Node): readonly Tree[] {
  const [, content] = trailer.children;
  if (content === undefined || isToken(content, ')')) return [];
  return isNode(content, 'arglist') ? content.children.filter((child) => !isToken(child, ',')) : [content];
}
