/** Where a function is called whose result is followed. */
import { isCall, isNode, isToken, type Leaf } from '../tree.js';
import type { ClassRef } from './classes.js';
import { decoratorsOf, methodOwner } from './definitions.js';
import { followPower } from './follow.js';
import { namedReads } from './named-reads.js';
import type { ProgramModule } from './program.js';
import { prefixOf } from './shown.js';
import { followEntered } from './special-results.js';
import { variableAt } from './targets.js';
import type { Fact, Place, Walk } from './walk.js';

/** The request is returned by a function: every call of it gives the request. */
export function followResults(walk: Walk, fact: Fact, place: Place & { readonly kind: 'result' }): void {
  const { module, node } = place;
  if (node.type !== 'funcdef') {
    followLambda(walk, fact, place);
    return;
  }
  const name = node.children[1] as Leaf;
  if (decoratorsOf(node).some((decorator) => /(?:^|\.)\w*property$/.test(decorator))) {
    followProperty(walk, fact, name.value, methodOwner(module, node));
    return;
  }
  if (name.value === '__enter__') followEntered(walk, fact, place);
  const owner = methodOwner(module, node);
  if (!owner) {
    followCalls(walk, fact, module, name);
    for (const importer of walk.program.importersOf(module, name.value))
      followCalls(walk, fact, importer.module, importer.leaf);
    for (const importer of walk.program.starImportersOf(module))
      followCallsOf(walk, fact, { module: importer, owner: importer.root, name: name.value });
  }
  followNamedCalls(walk, fact, place, name.value);
  for (const site of walk.program.attributeSites(name.value)) {
    const call = site.power.children[site.index + 1];
    if (!isCall(call)) continue;
    const meanings = walk.meanings.ofPrefix(site.module, site.power, site.index + 1);
    const means = meanings.some((meaning) => 'fn' in meaning && meaning.fn.node === node);
    const may = means || (owner !== undefined && meanings.some((meaning) => meaning.kind === 'unknown'));
    const certain = fact.certain && means && meanings.length === 1;
    const tree = prefixOf(site.power, site.index + 1);
    const held = { module: site.module, tree, value: fact.value, certain };
    if (may) followPower(walk, held, site.power, site.index + 1);
  }
}

/** `getattr(module, 'f')(x)` */
function followNamedCalls(
  walk: Walk,
  fact: Fact,
  { node }: Place & { readonly kind: 'result' },
  name: string,
): void {
  for (const read of namedReads(walk.program)) {
    const { module, power, index } = read;
    if (read.name !== name || !isCall(power.children[index + 1])) continue;
    const meanings = walk.meanings.ofPrefix(module, power, index + 1);
    if (
      !meanings.some((meaning) => meaning.kind === 'unknown' || ('fn' in meaning && meaning.fn.node === node))
    )
      continue;
    const held = { module, tree: prefixOf(power, index + 1), value: fact.value, certain: false };
    followPower(walk, held, power, index + 1);
  }
}

/** `object.name` of an instance whose class has a property of that name. */
function followProperty(walk: Walk, fact: Fact, name: string, owner: ClassRef | undefined): void {
  for (const { module, power, index } of walk.program.attributeSites(name)) {
    const meanings = walk.meanings.ofPrefix(module, power, index);
    const fits = meanings.some(
      (meaning) =>
        meaning.kind === 'unknown' ||
        (meaning.kind === 'instance' &&
          owner !== undefined &&
          walk.meanings.classes.related(meaning.of, owner)),
    );
    if (!fits) continue;
    const held = { module, tree: prefixOf(power, index), value: fact.value, certain: false };
    followPower(walk, held, power, index);
  }
}

/** `f = lambda …`, called by that name; `name = property(lambda self: …)`; `(lambda …)(x)`. */
function followLambda(walk: Walk, fact: Fact, { module, node }: Place & { readonly kind: 'result' }): void {
  const { parent } = node;
  if (isNode(parent, 'atom') && isNode(parent.parent, 'power') && isCall(parent.parent.children[1])) {
    const power = parent.parent;
    followPower(walk, { module, tree: prefixOf(power, 1), value: fact.value, certain: false }, power, 1);
    return;
  }
  const call = isNode(parent, 'trailer') ? parent.parent : undefined;
  const statement = call ? call.parent : parent;
  const [target] = isNode(statement, 'expr_stmt') ? statement.children : [];
  if (target?.kind !== 'leaf') return;
  if (!call) followCalls(walk, fact, module, target);
  else if (isToken(call.children[0], 'property'))
    followProperty(walk, fact, target.value, methodOwner(module, node));
}

/** Calls through the variable that `name` binds. */
function followCalls(walk: Walk, fact: Fact, module: ProgramModule, name: Leaf): void {
  const variable = variableAt(module, name);
  if (variable) followCallsOf(walk, fact, variable);
}

function followCallsOf(
  walk: Walk,
  fact: Fact,
  { module, owner, name }: Pick<Place & { readonly kind: 'variable' }, 'module' | 'owner' | 'name'>,
): void {
  for (const { kind, leaf } of walk.program.usesOf(module, owner, name)) {
    const power = leaf.parent;
    const index = isNode(power, 'power') ? power.children.indexOf(leaf) + 1 : 0;
    if (kind !== 'load' || !isNode(power, 'power') || !isCall(power.children[index])) continue;
    const tree = prefixOf(power, index);
    followPower(walk, { module, tree, value: fact.value, certain: fact.certain }, power, index);
  }
}
