/** What stands behind a value: attributes, calls, items. */
import { apiMember } from '../api/mod-python-api.js';
import { stringValue } from '../string-literal.js';
import { isNode, isToken, type Node, type Tree } from '../tree.js';
import { attributeName } from './definitions.js';
import type { UseAction } from './flow-types.js';
import { followPower } from './follow.js';
import { isSlice } from './subscripts.js';
import { holderOf, memberValue, resultValue, type Value } from './values.js';
import type { Held, Walk } from './walk.js';

/** Methods of containers that give one of their members, and those that give a container again. */
const GIVING = new Set('get pop popleft setdefault next __next__ send __getitem__'.split(' '));
const LISTING = new Set(
  'values keys itervalues iterkeys viewvalues viewkeys popitem copy union __iter__ __getslice__'.split(' '),
);
/** They give pairs with a member in each. */
const LISTING_PAIRS = new Set(['items', 'iteritems', 'viewitems']);
/** They look at a container, or put something else into it. */
const HARMLESS = new Set(
  'append appendleft add insert extend update remove discard index count sort reverse has_key clear put close throw join'.split(
    ' ',
  ),
);

/** children[index] of `power` is the last that is part of the value; the next one is a trailer. */
export function followTrailer(walk: Walk, held: Held, power: Node, index: number): void {
  const trailer = power.children[index + 1] as Node;
  const { value } = held;
  if (isToken(trailer.children[0], '.')) {
    if (value.kind === 'object') attribute(walk, held, power, index);
    else if (value.kind === 'holder') holderAttribute(walk, held, value.of, power, index);
    else walk.use(held, 'look');
  } else if (isToken(trailer.children[0], '(')) {
    if (value.kind === 'member') callMember(walk, held, value.name, power, index);
    else walk.escape(held, 'is called', false);
  } else if (value.kind === 'holder') {
    const inner = isSlice(trailer) ? value : value.of;
    followPower(walk, { ...held, value: inner, certain: false }, power, index + 1);
  } else item(walk, held, power, index);
}

/** Whether the whole `power` is loaded, stored or deleted. */
export function accessOf(power: Tree): 'load' | 'store' | 'delete' {
  const { parent } = power;
  if (isNode(parent, 'expr_stmt')) return parent.children.at(-1) === power ? 'load' : 'store';
  if (isNode(parent, 'del_stmt')) return 'delete';
  if (isNode(parent, 'for_stmt', 'comp_for', 'list_for')) {
    const at = parent.children.indexOf(power);
    return isToken(parent.children[at - 1], 'for') ? 'store' : 'load';
  }
  if (isNode(parent, 'with_item', 'except_clause'))
    return parent.children.at(-1) === power && parent.children.length > 2 ? 'store' : 'load';
  const list = isNode(
    parent,
    'testlist',
    'exprlist',
    'testlist_comp',
    'listmaker',
    'testlist_star_expr',
    'atom',
    'star_expr',
  );
  return list ? accessOf(parent) : 'load';
}

function attribute(walk: Walk, held: Held, power: Node, index: number): void {
  const { value } = held;
  if (value.kind !== 'object') return;
  const trailer = power.children[index + 1] as Node;
  const name = attributeName(trailer);
  const member = apiMember(value.object, name);
  const call = power.children[index + 2];
  if (isNode(call, 'trailer') && isToken(call.children[0], '(')) {
    walk.use(held, 'call', { end: call.end, member: name, key: firstLiteral(call) });
    const result = member?.kind === 'method' ? member.result : undefined;
    if (result) followPower(walk, { ...held, value: resultValue(value, result, name) }, power, index + 2);
    return;
  }
  const whole = index + 2 === power.children.length;
  const access = whole ? accessOf(power) : 'load';
  const inner = memberValue(value, name, member);
  const shared = inner?.kind === 'object' && !whole;
  // `req.headers_in['X']` is one use, that of the item.
  if (!shared || access !== 'load') walk.use(held, access, { end: trailer.end, member: name });
  if (inner && access === 'load') followPower(walk, { ...held, value: inner }, power, index + 1);
}

function callMember(walk: Walk, held: Held, name: string, power: Node, index: number): void {
  const call = power.children[index + 1] as Node;
  walk.use(held, 'call', { end: call.end, member: name, key: firstLiteral(call) });
  const { value } = held;
  const result = value.kind === 'member' ? apiMember(value.object, name)?.result : undefined;
  if (result && value.kind === 'member')
    followPower(walk, { ...held, value: resultValue(value, result, name) }, power, index + 1);
}

function item(walk: Walk, held: Held, power: Node, index: number): void {
  const trailer = power.children[index + 1] as Node;
  const access = index + 2 === power.children.length ? accessOf(power) : 'load';
  const action: UseAction =
    access === 'load' ? 'item-load' : access === 'store' ? 'item-store' : 'item-delete';
  walk.use(held, action, { end: trailer.end, key: stringValue(trailer.children[1]) });
}

/** `d.get('x')` of a dictionary that holds the request. */
function holderAttribute(walk: Walk, held: Held, inner: Value, power: Node, index: number): void {
  const name = attributeName(power.children[index + 1] as Node);
  const call = power.children[index + 2];
  const called = isNode(call, 'trailer') && isToken(call.children[0], '(');
  if (called && GIVING.has(name))
    followPower(walk, { ...held, value: inner, certain: false }, power, index + 2);
  else if (called && LISTING.has(name))
    followPower(walk, { ...held, value: holderOf(inner) }, power, index + 2);
  else if (called && LISTING_PAIRS.has(name))
    followPower(walk, { ...held, value: holderOf(holderOf(inner)) }, power, index + 2);
  // A named tuple, or a container of the site's own.
  else if (!called) followPower(walk, { ...held, value: inner, certain: false }, power, index + 1);
  else if (!HARMLESS.has(name))
    walk.escape(held, `is in a container whose \`${name}\` is called, which may give it`, false);
}

/** The first argument of a call, if it is a plain string. */
function firstLiteral(call: Node): string | undefined {
  const [, content] = call.children;
  return stringValue(isNode(content, 'arglist') ? content.children[0] : content);
}
