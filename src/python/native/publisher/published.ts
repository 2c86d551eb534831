/**
 * What mod_python's publisher served of a module: every name without a leading underscore, unless it is bound to a module, a
 * class or a built-in function (publisher.py, tp_rules). Only names whose kind is certain are accepted.
 */
import { importedNames } from '../../imports.js';
import type { ExactModule } from '../../reader.js';
import { ancestor, isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { moduleFunction, parameterLeaves } from '../function.js';
import { modPythonNames } from '../mod-python-names.js';
import type { Neighbours } from '../neighbours.js';
import { isNative } from '../string-types.js';
import type { Problem } from '../unit.js';
import { calleeNamed } from '../uses/dispatch.js';
import type { Callee } from '../uses/uses.js';
import { knownMember } from './known-members.js';

/** What one public name of a module is to the publisher. */
export type Published =
  | { readonly kind: 'function'; readonly name: string; readonly node: Node }
  /** A function of another module, whose parameters are known. */
  | {
      readonly kind: 'imported';
      readonly name: string;
      readonly takes: readonly string[];
      readonly callee?: Callee;
    }
  /** A constant: its text is the page. */
  | { readonly kind: 'value'; readonly name: string }
  /** Answered with 403. */
  | { readonly kind: 'refused'; readonly name: string };

export interface PublishedNames {
  readonly names: readonly Published[];
  readonly problems: readonly Problem[];
}

export function publishedNames(module: ExactModule, neighbours: Neighbours): PublishedNames {
  const names: Published[] = [];
  const problems: Problem[] = [...protectionProblems(module)];
  for (const { name, uses } of module.scopes().bindings.values()) {
    const stores = uses.filter((use) => use.kind !== 'load');
    if (name.startsWith('_') || stores.length === 0) continue;
    const found = publishedName(
      module,
      name,
      stores.map((use) => use.leaf),
      neighbours,
    );
    if ('message' in found) problems.push(found);
    else names.push(found);
  }
  return { names, problems };
}

/** `__auth__` and its kin ask for a password: the publisher looked for them in the module and in its functions. */
function protectionProblems(module: ExactModule): readonly Problem[] {
  const words = /^__(?:auth|access|auth_realm)__$/;
  return [...leaves(module.tree)]
    .filter((leaf) => leaf.type === 'NAME' && words.test(leaf.value))
    .slice(0, 1)
    .map((tree) => ({ tree, message: `\`${tree.value}\` protects what is published` }));
}

function publishedName(
  module: ExactModule,
  name: string,
  stores: readonly Leaf[],
  neighbours: Neighbours,
): Published | Problem {
  const [leaf] = stores as readonly [Leaf];
  const unclear = (why: string): Problem => ({ tree: leaf, message: `\`${name}\` is published, and ${why}` });
  const node = moduleFunction(module, name);
  if (node) {
    return parameterLeaves(node)
      ? { kind: 'function', name, node }
      : unclear('its parameters cannot all be named');
  }
  const kinds = stores.map((store) => storeKind(module, store, neighbours));
  const [first] = kinds;
  if (first === undefined || kinds.some((kind) => kind?.kind !== first.kind))
    return unclear('what it is cannot be seen');
  return first.kind === 'imported' ? { ...first, name } : { kind: first.kind, name };
}

type StoreKind =
  | { readonly kind: 'refused' }
  | { readonly kind: 'value' }
  | { readonly kind: 'imported'; readonly takes: readonly string[]; readonly callee?: Callee };

function storeKind(module: ExactModule, store: Leaf, neighbours: Neighbours): StoreKind | undefined {
  const statement = ancestor(store, 'import_name', 'import_from', 'expr_stmt', 'classdef', 'funcdef');
  if (isNode(statement, 'classdef'))
    return statement.children[1] === store && isPlainClass(statement) ? { kind: 'refused' } : undefined;
  if (isNode(statement, 'import_name')) return { kind: 'refused' };
  if (isNode(statement, 'import_from')) return importedKind(module, statement, store, neighbours);
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3) return undefined;
  const [target, operator, value] = statement.children;
  if (target !== store || !isToken(operator, '=')) return undefined;
  return isPlainValue(module, value as Tree) ? { kind: 'value' } : undefined;
}

function importedKind(
  module: ExactModule,
  statement: Node,
  store: Leaf,
  neighbours: Neighbours,
): StoreKind | undefined {
  const found = importedNames(statement).find((name) => name.leaf === store);
  if (!found || found.member === undefined) return undefined;
  const ours = modPythonNames(module).imports.find((imported) => imported.leaf === store);
  // mod_python's own modules are modules: `from mod_python import apache`.
  if (ours) return /^[A-Za-z]+$/.test(ours.target) ? { kind: 'refused' } : undefined;
  const other = neighbours.find(module, found.module);
  if (other) return functionKind(other, found.member);
  const kind = knownMember(found.module, found.member);
  return kind?.kind === 'function' ? { kind: 'imported', takes: kind.takes } : kind;
}

/** A function of another module of the site, which is served like one of the module's own. */
function functionKind(module: ExactModule, name: string): StoreKind | undefined {
  const callee = calleeNamed(module, name);
  const parameters = callee && parameterLeaves(callee.node);
  return parameters && { kind: 'imported', takes: parameters.map((leaf) => leaf.value), callee };
}

/** A literal, or a text or number made of literals: types that the publisher shows and does not look into. */
function isPlainValue(module: ExactModule, value: Tree): boolean {
  if (value.kind === 'leaf')
    return /^(?:STRING|NUMBER)$/.test(value.type) || /^(?:None|True|False)$/.test(value.value);
  if (isNative({ scope: module.scopes(), byLeaf: new Map() }, value)) return true;
  if (isNode(value, 'factor')) return isPlainValue(module, value.children[1] as Tree);
  if (isNode(value, 'term', 'arith_expr'))
    return value.children.every(
      (part) => /^[-+*/]$/.test(textOf(part)) || (textOf(part) !== '' && isNumber(part)),
    );
  return isNode(value, 'atom') && isDisplay(module, value);
}

/** A list, a tuple or a dictionary. Sets are looked into: their methods were published. */
function isDisplay(module: ExactModule, atom: Node): boolean {
  const [open, inside] = atom.children as readonly [Tree, Tree];
  if (isToken(open, '[')) return true;
  if (isToken(open, '{'))
    return isToken(inside, '}') || (isNode(inside, 'dictorsetmaker') && isToken(inside.children[1], ':'));
  if (!isToken(open, '('))
    return atom.children.every((part) => part.kind === 'leaf' && part.type === 'STRING');
  if (isToken(inside, ')')) return true;
  const tuple = isNode(inside, 'testlist_gexp', 'testlist_comp') && isToken(inside.children[1], ',');
  return tuple || isPlainValue(module, inside);
}

function isNumber(tree: Tree): boolean {
  return tree.kind === 'leaf' && tree.type === 'NUMBER';
}

function textOf(tree: Tree): string {
  return tree.kind === 'leaf' ? tree.value : '';
}

const PLAIN_BASES = new Set(['object', 'Exception', 'dict', 'list', 'str', 'int', 'tuple']);

/** Whether the class is certainly of the type `type` or `classobj`: a metaclass would make it something that is served. */
function isPlainClass(classdef: Node): boolean {
  const bases = classdef.children.slice(2, -2).filter((part) => !/^[(),]$/.test(textOf(part)));
  const named = bases.flatMap((part) => (isNode(part, 'testlist', 'arglist') ? part.children : [part]));
  return (
    named.every((part) => isToken(part, ',') || PLAIN_BASES.has(textOf(part))) &&
    ![...leaves(classdef)].some((leaf) => leaf.value === '__metaclass__')
  );
}
