/** Symbol tables as CPython makes them: which block binds which name. Rules: Python/symtable.c of 2.7. */

import type { Source } from '../source.js';
import type { Leaf, Node } from '../tree.js';
import { resolveScopes } from './analysis.js';
import { collectScopes } from './builder.js';
import type { Scope } from './scope.js';

export function analyseScopes(tree: Node, source: Source, version: '2.7' | '3'): Scope {
  return resolveScopes(collectScopes(tree, version), source, version);
}

/** The scope of the definition or comprehension `node` itself (a `funcdef`, `classdef`, `lambdef` …); undefined for other nodes. */
export function scopeOfNode(root: Scope, node: Node): Scope | undefined {
  return indexOf(root).byNode.get(node);
}

/** The scope that evaluates the name `leaf`; undefined for what is no use of a variable (an attribute, a keyword argument's name). */
export function scopeOfName(root: Scope, leaf: Leaf): Scope | undefined {
  return indexOf(root).byLeaf.get(leaf);
}

/**
 * The scope that owns `name` (mangled) as seen from `scope`: the module for globals, the binding function for free names.
 * undefined when no block of the file binds it: a builtin, a star import, or a name that is missing.
 */
export function ownerOf(scope: Scope, name: string): Scope | undefined {
  const resolution = scope.bindings.get(name)?.resolution ?? 'global-implicit';
  if (resolution === 'local' || resolution === 'cell') return scope;
  let at = scope.parent;
  if (resolution === 'free') {
    while (at && at.bindings.get(name)?.resolution !== 'cell') at = at.parent;
    return at;
  }
  at = moduleOf(scope);
  return bindsName(at, name) ? at : undefined;
}

export function moduleOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}

/** A global is bound by the module's own code, or by any function that declares it `global` and assigns it. */
function bindsName(module: Scope, name: string): boolean {
  const own = module.bindings.get(name)?.uses.some((use) => use.kind !== 'load');
  return own === true || globalStores(module).has(name);
}

interface Index {
  readonly byNode: ReadonlyMap<Node, Scope>;
  readonly byLeaf: ReadonlyMap<Leaf, Scope>;
}

const INDEXES = new WeakMap<Scope, Index>();
const GLOBAL_STORES = new WeakMap<Scope, ReadonlySet<string>>();

function indexOf(root: Scope): Index {
  const known = INDEXES.get(root);
  if (known) return known;
  const byNode = new Map<Node, Scope>();
  const byLeaf = new Map<Leaf, Scope>();
  for (const scope of allScopes(root)) {
    byNode.set(scope.node, scope);
    for (const binding of scope.bindings.values())
      for (const use of binding.uses) byLeaf.set(use.leaf, scope);
  }
  const index = { byNode, byLeaf };
  INDEXES.set(root, index);
  return index;
}

function globalStores(module: Scope): ReadonlySet<string> {
  const known = GLOBAL_STORES.get(module);
  if (known) return known;
  const names = new Set<string>();
  for (const scope of allScopes(module)) {
    for (const binding of scope.bindings.values()) {
      const stores = binding.uses.some((use) => use.kind !== 'load' && use.kind !== 'global');
      if (binding.resolution === 'global-explicit' && stores) names.add(binding.name);
    }
  }
  GLOBAL_STORES.set(module, names);
  return names;
}

/** `root` and all scopes inside it, outer ones first. */
export function* allScopes(root: Scope): Generator<Scope> {
  yield root;
  for (const child of root.children) yield* allScopes(child);
}
