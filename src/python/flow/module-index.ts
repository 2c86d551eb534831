/** One walk over a module that notes what following values asks for: imports, attributes, classes, strings. */
import { formattedExpressions } from '../f-strings.js';
import { type ImportedName, importedNames } from '../imports.js';
import { mangle } from '../scopes/mangle.js';
import type { NameUse, Scope } from '../scopes/scope.js';
import { allScopes, ownerOf } from '../scopes/scopes.js';
import type { Leaf, Node, Tree } from '../tree.js';

/** A use of a variable, with the block that it stands in. */
export interface VariableUse extends NameUse {
  readonly scope: Scope;
}

/** `.name`: children[index] of `power`. */
export interface AttributePlace {
  readonly power: Node;
  readonly index: number;
}

export interface ModuleIndex {
  /** By the block that owns them; names that no block binds are with the module's own. */
  readonly variables: ReadonlyMap<Scope, ReadonlyMap<string, readonly VariableUse[]>>;
  readonly imports: readonly ImportedName[];
  readonly importOf: ReadonlyMap<Leaf, ImportedName>;
  readonly attributes: ReadonlyMap<string, readonly AttributePlace[]>;
  readonly classes: readonly Node[];
  /** `funcdef` and lambda nodes. */
  readonly functions: readonly Node[];
  readonly strings: readonly Leaf[];
  /** `with_item` nodes. */
  readonly withItems: readonly Node[];
}

export function indexModule(root: Scope): ModuleIndex {
  const collected: Collected = {
    imports: [],
    attributes: new Map(),
    classes: [],
    functions: [],
    strings: [],
    withItems: [],
  };
  collect(root.node, collected, undefined);
  const importOf = new Map<Leaf, ImportedName>();
  for (const imported of collected.imports) if (imported.leaf) importOf.set(imported.leaf, imported);
  return { ...collected, importOf, variables: variableIndex(root) };
}

interface Collected {
  readonly imports: ImportedName[];
  readonly attributes: Map<string, AttributePlace[]>;
  readonly classes: Node[];
  readonly functions: Node[];
  readonly strings: Leaf[];
  readonly withItems: Node[];
}

function collect(node: Node, into: Collected, className: string | undefined): void {
  let inner = className;
  switch (node.type) {
    case 'import_from':
    case 'import_name':
      into.imports.push(...importedNames(node));
      return;
    case 'classdef':
      into.classes.push(node);
      inner = (node.children[1] as Leaf).value;
      break;
    case 'funcdef':
    case 'lambdef':
    case 'old_lambdef':
    case 'lambdef_nocond':
      into.functions.push(node);
      break;
    case 'with_item':
      into.withItems.push(node);
      break;
    case 'power':
      collectAttributes(node, into, className);
      break;
  }
  for (let index = 0; index < node.children.length; index++) {
    const child = node.children[index] as Tree;
    if (child.kind === 'node') collect(child, into, inner);
    else if (child.type === 'STRING') collectString(child, into, inner);
  }
}

function collectString(leaf: Leaf, into: Collected, className: string | undefined): void {
  into.strings.push(leaf);
  // Python 2.7 has no f-strings; there the prefix is a name of its own.
  for (const expression of formattedExpressions(leaf)) collect(expression, into, className);
}

function collectAttributes(power: Node, into: Collected, className: string | undefined): void {
  for (let index = 1; index < power.children.length; index++) {
    const trailer = power.children[index] as Tree;
    if (trailer.kind !== 'node' || (trailer.children[0] as Leaf).value !== '.') continue;
    const { value } = trailer.children[1] as Leaf;
    const name = value.startsWith('__') ? mangle(value, className) : value;
    const places = into.attributes.get(name);
    if (places) places.push({ power, index });
    else into.attributes.set(name, [{ power, index }]);
  }
}

function variableIndex(root: Scope): ReadonlyMap<Scope, ReadonlyMap<string, readonly VariableUse[]>> {
  const index = new Map<Scope, Map<string, VariableUse[]>>();
  for (const scope of allScopes(root)) {
    for (const { name, uses } of scope.bindings.values()) {
      const owner = ownerOf(scope, name) ?? root;
      const names = index.get(owner) ?? new Map<string, VariableUse[]>();
      const known = names.get(name) ?? [];
      for (const { kind, leaf } of uses) known.push({ kind, leaf, scope });
      names.set(name, known);
      index.set(owner, names);
    }
  }
  return index;
}
