/** The request as an argument of a call: whose parameter does it become? */
import { apiMember, apiName } from '../api/mod-python-api.js';
import { stringValue } from '../string-literal.js';
import { isNode, isToken, type Node, type Tree } from '../tree.js';
import {
  ATTRIBUTE_FUNCTIONS,
  CHOOSING,
  COLLECTING,
  isForText,
  isPrinting,
  LOOKING,
  PAIRING,
} from './builtins.js';
import { followPower } from './follow.js';
import type { FunctionRef, Meaning } from './meaning.js';
import { type ArgumentPlace, isCollecting, parametersOf, receivers } from './parameters.js';
import { shown } from './shown.js';
import { recordRaised } from './special-results.js';
import { bindTuples, boundOnce, putInto, storeAs, variableAt } from './targets.js';
import { type Call, passByShape, passToCallbacks } from './unknown-calls.js';
import { holderOf, memberValue, objectOf, resultValue, type Value } from './values.js';
import type { Held, Walk } from './walk.js';

/** Methods that put their argument into their container. */
const KEEPING = new Set(['append', 'insert', 'add', 'put', 'extend', 'push', 'setdefault', 'update']);

const EXCEPTIONS = /(?:Error|Exception|Warning|Exit|Interrupt|Iteration)$/;

/** Of these, those that take over the members of their argument. */
const JOINING = new Set(['extend', 'update']);

/** Functions of the standard library that give back a container of what they get. */
const COPYING =
  /^(?:copy\.(?:deep)?copy|itertools\.\w+|collections\.(?:deque|OrderedDict|defaultdict|namedtuple)|heapq\.\w+|(?:functools\.)?partial)$/;

/** `held.tree` is an argument; `parent` the argument, the argument list or the parentheses around it. */
export function passArgument(walk: Walk, held: Held, parent: Node): void {
  const call = callOf(held.tree, parent);
  if (!call) {
    walk.escape(held, 'is an argument of a decorator or of a class statement', false);
    return;
  }
  const spread = call.place.kind === 'any' && held.value.kind === 'holder';
  const passed: Held =
    spread && held.value.kind === 'holder' ? { ...held, value: held.value.of, certain: false } : held;
  const meanings = walk.meanings.ofPrefix(held.module, call.power, call.index);
  for (const meaning of meanings)
    passTo(walk, meanings.length > 1 ? { ...passed, certain: false } : passed, meaning, call);
}

function passTo(walk: Walk, held: Held, meaning: Meaning, call: Call): void {
  const callee = shown(held.module, call.power.start, (call.power.children[call.index - 1] as Tree).end);
  switch (meaning.kind) {
    case 'function':
      bindParameter(walk, held, meaning.fn, call.place, 0);
      break;
    case 'method':
      bindParameter(walk, held, meaning.fn, call.place, 1);
      break;
    case 'class':
    case 'instance':
      passToClass(walk, held, meaning, call, callee);
      break;
    case 'mod_python':
      passToModPython(walk, held, meaning.path, call);
      break;
    case 'builtin':
      passToBuiltin(walk, held, meaning.name, call, callee);
      break;
    case 'object':
      passToCallbacks(walk, held, call);
      walk.escape(held, `is passed to ${callee}, a method of mod_python`, false);
      break;
    case 'external':
      passToCallbacks(walk, held, call);
      if (isPrinting(meaning.name) && objectOf(held.value).object === 'request')
        walk.use(held, 'print-to', { start: call.power.start, end: call.trailer.end });
      walk.escape(held, `is passed to ${callee}, whose source was not read`, isForText(meaning.name));
      if (COPYING.test(meaning.name)) followCopy(walk, held, call);
      break;
    default:
      if (meaning.kind === 'plain' && /\b\w*(?:Error|Exception)\.__init__`$/.test(callee))
        recordRaised(walk, held);
      passToUnknown(walk, held, call, callee);
  }
}

/** Methods of containers keep what they get. */
function passToUnknown(walk: Walk, held: Held, call: Call, callee: string): void {
  const last = call.power.children[call.index - 1];
  if (isNode(last, 'trailer') && KEEPING.has(nameOf(last))) {
    const before = call.power.children[call.index - 2] as Tree;
    // `list.extend(requests)` holds the requests, not the list of them.
    const joins = JOINING.has(nameOf(last)) && held.value.kind === 'holder';
    const values = joins ? [held.value, ...pairsIn(held.value)] : [holderOf(held.value)];
    const followed = values.map((value) =>
      putInto(walk, { ...held, value, certain: false }, call.power, call.index - 1),
    );
    const container = shown(held.module, call.power.start, before.end);
    walk.escape(
      held,
      `is put into ${container}`,
      followed.every((one) => one),
    );
  } else {
    passByShape(walk, held, call);
    passToCallbacks(walk, held, call);
    walk.escape(held, `is passed to ${callee}, which is not known`, false);
  }
}

/** `d.update([('k', req)])` */
function pairsIn(value: Value): readonly Value[] {
  return value.kind === 'holder' && value.of.kind === 'holder' ? [value.of] : [];
}

function nameOf(trailer: Node): string {
  const [, name] = trailer.children;
  return name?.kind === 'leaf' ? name.value : '';
}

function passToClass(
  walk: Walk,
  held: Held,
  meaning: Meaning & { readonly kind: 'class' | 'instance' },
  call: Call,
  callee: string,
): void {
  const method = meaning.kind === 'class' ? '__init__' : '__call__';
  const { found, complete } = walk.meanings.classes.methods(meaning.of, method);
  for (const fn of found) bindParameter(walk, held, fn, call.place, 1);
  if (found.length === 0 || !complete) {
    walk.escape(held, `is passed to ${callee}, whose \`${method}\` is not known`, found.length > 0);
    recordRaised(walk, held);
  }
}

function passToModPython(walk: Walk, held: Held, path: string, call: Call): void {
  walk.use(held, 'api', { member: path });
  const result = apiName(path)?.result;
  if (result)
    followPower(
      walk,
      { ...held, value: resultValue(objectOf(held.value), result, undefined) },
      call.power,
      call.index,
    );
}

function passToBuiltin(walk: Walk, held: Held, name: string, call: Call, callee: string): void {
  const first = call.place.kind === 'position' && call.place.index === 0;
  if (ATTRIBUTE_FUNCTIONS.has(name) && first) attributeByName(walk, held, name, call);
  else if (name === 'setattr' && isThird(call)) storeByName(walk, held, call);
  else if (LOOKING.has(name) && !(name === 'type' && held.value.kind === 'holder'))
    walk.use(held, 'look', { start: call.power.start, end: call.trailer.end });
  else {
    passToCallbacks(walk, held, call);
    walk.escape(held, `is passed to ${callee}()`, COLLECTING.has(name) || isForText(name));
    if (EXCEPTIONS.test(name)) recordRaised(walk, held);
    if (COLLECTING.has(name)) followCopy(walk, held, call);
  }
}

/** The call gives something that has the value in it: `list(requests)`, `dict(r=req)`, `zip(names, requests)`. */
function followCopy(walk: Walk, held: Held, call: Call): void {
  if (CHOOSING.has(nameOfCallee(call))) {
    const of = held.value.kind === 'holder' ? held.value.of : held.value;
    followPower(walk, { ...held, value: of, certain: false }, call.power, call.index);
    return;
  }
  // `dict([('k', req)])`: of the pairs only the members stay.
  if (nameOfCallee(call) === 'dict' && held.value.kind === 'holder' && held.value.of.kind === 'holder')
    followPower(walk, { ...held, value: held.value.of, certain: false }, call.power, call.index);
  const value = call.place.kind === 'any' || held.value.kind !== 'holder' ? holderOf(held.value) : held.value;
  const of = PAIRING.has(nameOfCallee(call)) ? holderOf(value) : value;
  followPower(walk, { ...held, value: of, certain: false }, call.power, call.index);
}

function isThird({ place }: Call): boolean {
  return place.kind === 'position' && place.index === 2;
}

/** `setattr(object, 'name', req)` */
function storeByName(walk: Walk, held: Held, { trailer }: Call): void {
  const [object, , name] = isNode(trailer.children[1], 'arglist') ? trailer.children[1].children : [];
  const text = stringValue(name);
  if (object === undefined || text === undefined) {
    walk.escape(held, 'is stored by `setattr` in an attribute whose name is computed', false);
    return;
  }
  const owners = walk.meanings.of(held.module, object);
  walk.escape(
    held,
    `is stored by \`setattr\` in \`${text}\``,
    owners.every(({ kind }) => kind !== 'external'),
  );
  storeAs(walk, held, owners, text);
}

function nameOfCallee(call: Call): string {
  const head = call.power.children[call.index - 1];
  return head?.kind === 'leaf' ? head.value : '';
}

/** `getattr(req, 'uri')` is a use of `uri`; a name that is computed can be any. */
function attributeByName(walk: Walk, held: Held, builtin: string, call: Call): void {
  const list = call.trailer.children[1];
  const name = isNode(list, 'arglist') ? stringValue(list.children[2]) : undefined;
  const span = { start: call.power.start, end: call.trailer.end };
  if (name === undefined) {
    walk.escape(held, `is asked for an attribute whose name is computed, by \`${builtin}\``, false);
    return;
  }
  const action =
    builtin === 'setattr'
      ? 'store'
      : builtin === 'delattr'
        ? 'delete'
        : builtin === 'hasattr'
          ? 'look'
          : 'load';
  walk.use(held, action, { ...span, member: name });
  const { value } = held;
  if (action !== 'load' || value.kind !== 'object') return;
  const inner = memberValue(value, name, apiMember(value.object, name));
  if (inner) followPower(walk, { ...held, value: inner }, call.power, call.index);
}

function bindParameter(walk: Walk, held: Held, fn: FunctionRef, place: ArgumentPlace, shift: number): void {
  const parameters = receivers(fn.node, place, shift);
  walk.use(held, 'pass');
  bindTuples(walk, held, fn, place, shift);
  if (parameters.length === 0 && parametersOf(fn.node).tuples.size === 0)
    walk.escape(held, 'is passed to a function that has no parameter for it', false);
  for (const leaf of parameters) {
    const variable = variableAt(fn.module, leaf);
    if (!variable) continue;
    if (!objectOf(held.value).guess) walk.enter(fn.module, fn.node);
    const collects = isCollecting(fn.node, leaf);
    const sure = held.certain && place.kind !== 'any' && !collects && boundOnce(walk, variable);
    if (collects) walk.escape(held, `is collected in \`*${leaf.value}\``, true);
    walk.record(variable, collects ? holderOf(held.value) : held.value, sure);
  }
}

/** The call around an argument, and how the argument is passed. */
function callOf(tree: Tree, parent: Node): Call | undefined {
  const argument = parent.type === 'argument' ? parent : undefined;
  const around = argument ? (argument.parent as Node) : parent;
  const trailer = around.type === 'arglist' ? (around.parent as Node) : around;
  const power = trailer.parent;
  if (!isNode(trailer, 'trailer') || !isNode(power, 'power')) return undefined;
  const item = argument ?? tree;
  return { power, trailer, index: power.children.indexOf(trailer), place: placeOf(item, around) };
}

function placeOf(item: Tree, list: Node): ArgumentPlace {
  if (isNode(item, 'argument') && isToken(item.children[1], '=')) {
    const [name] = item.children;
    return { kind: 'keyword', name: name?.kind === 'leaf' ? name.value : '' };
  }
  if (list.type !== 'arglist')
    return isStar(item, undefined) ? { kind: 'any' } : { kind: 'position', index: 0 };
  const items = list.children.filter((child) => !isToken(child, ','));
  const before = list.children[list.children.indexOf(item) - 1];
  const position = items.indexOf(item);
  const behindStar = items.slice(0, position).some((one) => isStar(one, undefined) || isToken(one, '*'));
  if (isStar(item, before) || behindStar) return { kind: 'any' };
  return { kind: 'position', index: position };
}

/** 2.7 has the star as a token of its own in the list, Python 3 inside the argument. */
function isStar(item: Tree, before: Tree | undefined): boolean {
  const stars = (tree: Tree | undefined): boolean => isToken(tree, '*') || isToken(tree, '**');
  return stars(before) || (isNode(item, 'argument') && stars(item.children[0]));
}
