/** Where an assigned value goes: variables, attributes, items, and the parts of a tuple. */
import { mangle } from '../scopes/mangle.js';
import { ownerOf, scopeOfName } from '../scopes/scopes.js';
import { stringValue } from '../string-literal.js';
import { isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { attributeName, classNameOf } from './definitions.js';
import type { FunctionRef } from './meaning.js';
import { type ArgumentPlace, parametersOf } from './parameters.js';
import type { ProgramModule } from './program.js';
import { shown } from './shown.js';
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
  const item = isToken((power.children[count - 1] as Node).children[0], '[');
  const dictionary = power.children[count - 2];
  const key = item ? stringValue((power.children[count - 1] as Node).children[1]) : undefined;
  if (key !== undefined && isNode(dictionary, 'trailer') && isToken(dictionary.children[1], '__dict__')) {
    walk.escape(held, `is stored in ${text}`, true);
    storeAs(walk, held, { power, count: count - 2, name: key });
    return;
  }
  const foreign = !item && isForeign(walk, held, power, count - 1);
  walk.escape(held, item ? `is put into ${text}` : `is stored in ${text}`, !foreign);
  if (!item) storeAttribute(walk, held, power, count);
  else putInto(walk, { ...held, value: holderOf(held.value), certain: false }, power, count - 1);
}

/** `sys.stdout = req`: whoever uses that module's attribute gets the request. */
function isForeign(walk: Walk, held: Held, power: Node, count: number): boolean {
  const meanings = walk.meanings.ofPrefix(held.module, power, count);
  return meanings.some((meaning) => meaning.kind === 'external' || meaning.kind === 'mod_python');
}

/** The first `count` children of `power` are a container that now holds the value. */
export function putInto(walk: Walk, holder: Held, power: Node, count: number): void {
  const [head] = power.children;
  const last = power.children[count - 1];
  if (count > 1 && isNode(last, 'trailer') && isToken(last.children[0], '['))
    putInto(walk, { ...holder, value: holderOf(holder.value) }, power, count - 1);
  else if (count > 1) storeAttribute(walk, holder, power, count);
  else if (head?.kind === 'leaf') {
    const place = variableAt(holder.module, head);
    if (place) walk.record(place, holder.value, false);
  }
}

/** The first `count` children of `power` end in the attribute that gets the value. */
function storeAttribute(walk: Walk, held: Held, power: Node, count: number): void {
  const trailer = power.children[count - 1];
  if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) return;
  storeAs(walk, held, { power, count: count - 1, name: attributeName(trailer) });
}

/** The attribute `name` of what the first `count` children of `power` stand for. */
interface AttributeTarget {
  readonly power: Node;
  readonly count: number;
  readonly name: string;
}

function storeAs(walk: Walk, held: Held, { power, count, name }: AttributeTarget): void {
  for (const meaning of walk.meanings.ofPrefix(held.module, power, count)) {
    if (meaning.kind === 'instance' || meaning.kind === 'class') {
      walk.record({ kind: 'attribute', of: meaning.of, name }, held.value, held.certain);
    } else if (meaning.kind === 'module') {
      const { module } = meaning;
      walk.record({ kind: 'variable', module, owner: module.root, name }, held.value, false);
    } else if (meaning.kind === 'unknown') {
      walk.record({ kind: 'attribute', of: undefined, name }, held.value, false);
    }
  }
}
