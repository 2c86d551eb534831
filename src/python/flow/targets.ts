/** Where an assigned value goes: variables, attributes, items, and the parts of a tuple. */
import { mangle } from '../scopes/mangle.js';
import { ownerOf, scopeOfName } from '../scopes/scopes.js';
import { stringValue } from '../string-literal.js';
import { isCall, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { attributeName, classNameOf } from './definitions.js';
import type { FunctionRef, Meaning } from './meaning.js';
import { type ArgumentPlace, parametersOf, receivers } from './parameters.js';
import type { ProgramModule } from './program.js';
import { shown } from './shown.js';
import { isSlice } from './subscripts.js';
import { holderOf, objectOf } from './values.js';
import type { Held, Place, Walk } from './walk.js';

const SEQUENCES = [
  'testlist',
  'exprlist',
  'testlist_comp',
  'listmaker',
  'testlist_star_expr',
  'fplist',
] as const;

/** What can have attributes that only their name tells from others. */
export const ANY_OBJECT: ReadonlySet<Meaning['kind']> = new Set([
  'unknown',
  'function',
  'method',
  'external',
  'mod_python',
]);

/** `target = value` */
export function bindTarget(walk: Walk, held: Held, target: Tree): void {
  if (target.kind === 'leaf') bindName(walk, held, target);
  else if (isNode(target, ...SEQUENCES)) bindUnpacked(walk, held, target);
  else if (isNode(target, 'atom', 'fpdef') && target.children.length === 3)
    bindTarget(walk, held, target.children[1] as Tree);
  else if (isNode(target, 'power')) bindMember(walk, held, target);
}

/** Each name of `a, b = value` may get what the value holds. */
export function bindUnpacked(walk: Walk, held: Held, target: Tree): void {
  const inner = held.value.kind === 'holder' ? held.value.of : held.value;
  const parts = isNode(target, ...SEQUENCES) ? target.children : [target];
  // A tuple of something and the request, of which a part is unpacked again: `for i, req in enumerate(requests)`.
  for (const part of parts)
    bindTarget(
      walk,
      { ...held, value: inner, certain: false },
      isNode(part, 'star_expr') ? (part.children[1] as Tree) : part,
    );
}

/** `def f((a, b))`: the names of the tuple that an argument lands in. */
export function bindTuples(
  walk: Walk,
  held: Held,
  fn: FunctionRef,
  place: ArgumentPlace,
  shift: number,
): void {
  const { tuples } = parametersOf(fn.node);
  const chosen = place.kind === 'position' ? [tuples.get(place.index + shift)] : [...tuples.values()];
  for (const tuple of chosen) {
    if (!tuple) continue;
    if (!objectOf(held.value).guess) walk.enter(fn.module, fn.node);
    bindUnpacked(walk, { ...held, module: fn.module, certain: false }, tuple.children[1] as Tree);
  }
}

/** The variable that a token names. */
export function variableAt(
  module: ProgramModule,
  leaf: Leaf,
): (Place & { readonly kind: 'variable' }) | undefined {
  const scope = scopeOfName(module.root, leaf);
  if (!scope) return undefined;
  const name = mangle(leaf.value, classNameOf(scope));
  const owner = ownerOf(scope, name) ?? module.root;
  return { kind: 'variable', module, owner, name };
}

/** A variable with several assignments holds the value only perhaps. */
export function boundOnce(walk: Walk, place: Place & { readonly kind: 'variable' }): boolean {
  const uses = walk.program.usesOf(place.module, place.owner, place.name);
  const binds = uses.filter((use) => !['load', 'global', 'nonlocal', 'delete'].includes(use.kind));
  return binds.length <= 1 && !(place.owner.dynamic && place.owner.kind !== 'module');
}

function bindName(walk: Walk, held: Held, leaf: Leaf): void {
  const place = leaf.type === 'NAME' ? variableAt(held.module, leaf) : undefined;
  if (!place) return;
  const global = place.owner.kind === 'module';
  if (global) walk.escape(held, `is stored in the global variable \`${leaf.value}\``, true);
  else if (place.owner.kind === 'class')
    walk.escape(held, `is stored in the class variable \`${leaf.value}\``, true);
  else walk.use(held, 'alias');
  walk.record(place, held.value, held.certain && boundOnce(walk, place));
  if (place.owner.kind === 'class') {
    walk.record(
      { kind: 'attribute', of: { module: held.module, node: place.owner.node }, name: place.name },
      held.value,
      false,
    );
  }
}

/** `object.name = value`, `object[key] = value` */
function bindMember(walk: Walk, held: Held, power: Node): void {
  const count = power.children.length;
  const text = shown(held.module, power.start, power.end);
  const last = power.children[count - 1] as Node;
  if (!isToken(last.children[0], '[')) {
    walk.escape(held, `is stored in ${text}`, !isForeign(walk, held, power, count - 1));
    storeAttribute(walk, held, power, count);
    bindSpecial(walk, held, { power, count: count - 1, method: '__setattr__' });
    return;
  }
  const key = stringValue(last.children[1]);
  const named = key === undefined ? undefined : namespaceOf(power, count - 1);
  if (named !== undefined && key !== undefined) {
    walk.escape(held, `is stored in ${text}`, true);
    storeNamed(walk, held, { ...named, key, power });
    return;
  }
  const inner = isSlice(last) && held.value.kind === 'holder' ? held.value : holderOf(held.value);
  const followed = putInto(walk, { ...held, value: inner, certain: false }, power, count - 1);
  walk.escape(held, `is put into ${text}`, followed && !isForeign(walk, held, power, count - 1));
  bindSpecial(walk, held, { power, count: count - 1, method: '__setitem__' });
}

/** `sys.stdout = req`: whoever uses that module's attribute gets the request. */
function isForeign(walk: Walk, held: Held, power: Node, count: number): boolean {
  const meanings = walk.meanings.ofPrefix(held.module, power, count);
  return meanings.some((meaning) => meaning.kind === 'external' || meaning.kind === 'mod_python');
}

/** The names that a dictionary stands for: `x.__dict__` and `vars(x)` the attributes of x, `globals()` those of the module. */
type Namespace =
  | { readonly kind: 'attributes'; readonly count: number }
  | { readonly kind: 'argument'; readonly of: Tree }
  | { readonly kind: 'globals' };

/** The first `count` children of `power` give it. */
function namespaceOf(power: Node, count: number): Namespace | undefined {
  const last = power.children[count - 1];
  if (isNode(last, 'trailer') && isToken(last.children[1], '__dict__'))
    return { kind: 'attributes', count: count - 1 };
  if (count !== 2 || !isCall(last)) return undefined;
  const [head] = power.children;
  const [, argument] = last.children;
  if (isToken(head, 'globals') && isToken(argument, ')')) return { kind: 'globals' };
  if (isToken(head, 'vars') && argument && !isToken(argument, ')')) return { kind: 'argument', of: argument };
  return undefined;
}

function storeNamed(
  walk: Walk,
  held: Held,
  to: Namespace & { readonly power: Node; readonly key: string },
): void {
  const { module } = held;
  if (to.kind === 'attributes')
    storeAs(walk, held, walk.meanings.ofPrefix(module, to.power, to.count), to.key);
  else if (to.kind === 'argument') storeAs(walk, held, walk.meanings.of(module, to.of), to.key);
  else walk.record({ kind: 'variable', module, owner: module.root, name: to.key }, held.value, false);
}

/** `object.name = value` and `object[key] = value` call a method where the class of the object has one. */
function bindSpecial(
  walk: Walk,
  held: Held,
  to: { readonly power: Node; readonly count: number; readonly method: string },
): void {
  for (const meaning of walk.meanings.ofPrefix(held.module, to.power, to.count)) {
    if (meaning.kind !== 'instance') continue;
    for (const fn of walk.meanings.classes.methods(meaning.of, to.method).found) {
      for (const leaf of receivers(fn.node, { kind: 'position', index: 1 }, 1)) {
        const variable = variableAt(fn.module, leaf);
        walk.enter(fn.module, fn.node);
        if (variable) walk.record(variable, held.value, false);
      }
    }
  }
}

/** The first `count` children of `power` are a container that now holds the value. @returns whether it can be followed */
export function putInto(walk: Walk, holder: Held, power: Node, count: number): boolean {
  const [head] = power.children;
  const last = power.children[count - 1];
  if (count > 1 && isNode(last, 'trailer') && isToken(last.children[0], '['))
    return putInto(walk, { ...holder, value: holderOf(holder.value) }, power, count - 1);
  if (count > 1) return storeAttribute(walk, holder, power, count);
  const place = head?.kind === 'leaf' ? variableAt(holder.module, head) : undefined;
  if (place) walk.record(place, holder.value, false);
  return place !== undefined;
}

/** The first `count` children of `power` end in the attribute that gets the value. @returns whether it can be followed */
function storeAttribute(walk: Walk, held: Held, power: Node, count: number): boolean {
  const trailer = power.children[count - 1];
  if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) return false;
  const name = attributeName(trailer);
  storeAs(walk, held, walk.meanings.ofPrefix(held.module, power, count - 1), name);
  return name !== '__dict__';
}

/** The attribute `name` of what the meanings are gets the value. */
export function storeAs(walk: Walk, held: Held, owners: readonly Meaning[], name: string): void {
  for (const meaning of owners) {
    if (meaning.kind === 'instance' || meaning.kind === 'class') {
      walk.record({ kind: 'attribute', of: meaning.of, name }, held.value, held.certain);
    } else if (meaning.kind === 'module') {
      const { module } = meaning;
      walk.record({ kind: 'variable', module, owner: module.root, name }, held.value, false);
    } else if (ANY_OBJECT.has(meaning.kind)) {
      walk.record({ kind: 'attribute', of: undefined, name }, held.value, false);
    }
  }
}
