/** Functions of other modules that get the request: `pages.show(req)`, or `show(req)` behind `from pages import show`. */
import { memberPath } from '../../import-statements.js';
import { type ImportedName, importedNames } from '../../imports.js';
import type { ExactModule } from '../../reader.js';
import { ownerOf, scopeOfName } from '../../scopes/scopes.js';
import { ancestor, isName, type Leaf, type Node, type Tree } from '../../tree.js';
import { stepsBehind } from '../calls.js';
import type { Neighbours } from '../neighbours.js';
import { calleeNamed } from './dispatch.js';
import type { Callee } from './uses.js';

export interface ForeignCall {
  readonly callee: Callee;
  /** Where the call names the function. */
  readonly named: Leaf;
  /** The module, as the import statement reaches it: for another import from it. */
  readonly through: string;
}

/** @param call the parentheses of the call, a child of `power` */
export function foreignCall(
  module: ExactModule,
  neighbours: Neighbours,
  power: Node,
  call: Node,
): ForeignCall | undefined {
  const head = power.children[0] as Tree;
  const imported = isName(head) ? onlyImport(module, head) : undefined;
  if (!imported) return undefined;
  const steps = stepsBehind(head);
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.node === call),
  );
  const path = before.flatMap((step) => (step.kind === 'attribute' ? [step.name] : []));
  if (path.length !== before.length) return undefined;
  const { through, name } = target(imported, path);
  const other = name === undefined ? undefined : neighbours.find(module, through);
  const callee = other && other !== module ? calleeNamed(other, name as string) : undefined;
  const named = (before.at(-1)?.node.children[1] ?? head) as Leaf;
  return callee && { callee, named, through };
}

/** The import that alone binds the variable. */
function onlyImport(module: ExactModule, head: Leaf): ImportedName | undefined {
  const scope = scopeOfName(module.scopes(), head);
  const owner = scope && ownerOf(scope, head.value);
  const stores = owner?.bindings.get(head.value)?.uses.filter((use) => use.kind !== 'load') ?? [];
  const [only] = stores;
  if (stores.length !== 1 || only?.kind !== 'import') return undefined;
  const statement = ancestor(only.leaf, 'import_name', 'import_from');
  return statement && importedNames(statement).find(({ leaf }) => leaf === only.leaf);
}

/** The module and the function in it that the attributes `path` behind an imported name lead to. */
function target(
  { module, member, topOnly }: ImportedName,
  path: readonly string[],
): { readonly through: string; readonly name: string | undefined } {
  const top = topOnly ? (module.split('.')[0] as string) : module;
  const parts = member === undefined ? path : [member, ...path];
  return { through: parts.slice(0, -1).reduce(memberPath, top), name: parts.at(-1) };
}
