/**
 * Functions chosen from a table: `PAGES[name](req)`, `PAGES.get(name, missing)(req)`, or by way of a variable. The table is a
 * dictionary written out in the module or in the expression, and nothing else is done with it than choosing.
 */
import type { ExactModule } from '../../reader.js';
import { allScopes, ownerOf } from '../../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { argumentsOf, type Step, stepsBehind } from '../calls.js';
import { moduleFunction, type RequestFunction } from '../function.js';
import { onlyTruthCounts } from '../truth.js';
import { plainTarget } from './heads.js';
import type { Callee } from './uses.js';

export interface Dispatch {
  /** The functions, each once. */
  readonly callees: readonly Callee[];
  /** Where the table names them. */
  readonly named: readonly Leaf[];
}

/**
 * @param call the parentheses of the call, a child of `power`
 * @returns undefined when what is called cannot be seen
 */
export function dispatchOf(
  module: ExactModule,
  fn: RequestFunction,
  power: Node,
  call: Node,
): Dispatch | undefined {
  const head = power.children[0] as Tree;
  const steps = stepsBehind(head);
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.node === call),
  );
  if (before.length > 0) return chosenFrom(module, head, before);
  return isName(head) ? throughVariable(module, fn, head) : undefined;
}

/** `action = PAGES.get(name)`, and the variable is only tested and called. */
function throughVariable(module: ExactModule, fn: RequestFunction, called: Leaf): Dispatch | undefined {
  const binding = fn.scope.bindings.get(called.value);
  if (binding?.resolution !== 'local') return undefined;
  const stores = binding.uses.filter((use) => use.kind !== 'load');
  const loads = binding.uses.filter((use) => use.kind === 'load').map((use) => use.leaf);
  const statement = stores[0]?.leaf.parent;
  if (stores.length !== 1 || !isNode(statement, 'expr_stmt') || statement.children.length !== 3)
    return undefined;
  const value = statement.children[2] as Tree;
  if (!isNode(value, 'power') || plainTarget(value) !== stores[0]?.leaf) return undefined;
  if (!loads.every((leaf) => leaf === called || isTested(leaf))) return undefined;
  const head = value.children[0] as Tree;
  const steps = stepsBehind(head);
  return steps.length === value.children.length - 1 ? chosenFrom(module, head, steps) : undefined;
}

/** `if action:`, `action is None` */
function isTested(leaf: Leaf): boolean {
  const { parent } = leaf;
  if (isNode(parent, 'comparison'))
    return parent.children[0] === leaf && isToken(parent.children.at(-1), 'None');
  return onlyTruthCounts(leaf);
}

/** `head[key]`, `head.get(key)`, `head.get(key, other)` */
function chosenFrom(module: ExactModule, head: Tree, steps: readonly Step[]): Dispatch | undefined {
  const [first, second] = steps;
  const dictionary = dictionaryOf(module, head);
  if (!dictionary) return undefined;
  if (first?.kind === 'item' && steps.length === 1) return functionsOf(module, dictionary);
  if (first?.kind !== 'attribute' || first.name !== 'get' || second?.kind !== 'call' || steps.length !== 2)
    return undefined;
  const { positional, keywords, open } = argumentsOf(second.node);
  const other = positional[1];
  if (open || keywords.size > 0) return undefined;
  return functionsOf(module, other && !isToken(other, 'None') ? [...dictionary, other] : dictionary);
}

/** Values of a dictionary that is written out, here or once in the module. */
function dictionaryOf(module: ExactModule, head: Tree): readonly Tree[] | undefined {
  if (!isName(head)) return displayValues(head);
  const binding = module.scopes().bindings.get(head.value);
  const stores = binding?.uses.filter((use) => use.kind !== 'load') ?? [];
  const statement = stores[0]?.leaf.parent;
  if (stores.length !== 1 || !isNode(statement, 'expr_stmt') || statement.parent?.parent !== module.tree)
    return undefined;
  const chosen = globalLoads(module, head.value).every((leaf) => leaf === head || isHarmless(leaf));
  return chosen && statement.children.length === 3 ? displayValues(statement.children[2] as Tree) : undefined;
}

function globalLoads(module: ExactModule, name: string): readonly Leaf[] {
  const root = module.scopes();
  return [...allScopes(root)].flatMap((scope) => {
    if (ownerOf(scope, name) !== root) return [];
    return (
      scope.bindings
        .get(name)
        ?.uses.filter((use) => use.kind === 'load')
        .map((use) => use.leaf) ?? []
    );
  });
}

/** `name in PAGES`, `PAGES.has_key(name)`, `PAGES.keys()`, `for name in PAGES`: the functions stay in the table. */
function isHarmless(leaf: Leaf): boolean {
  const { parent } = leaf;
  if (isNode(parent, 'comparison', 'for_stmt', 'comp_for', 'list_for'))
    return parent.children.indexOf(leaf) > 0;
  const [step] = stepsBehind(leaf);
  return step?.kind === 'attribute' && ['has_key', 'keys', 'iterkeys'].includes(step.name);
}

/** `{key: value, …}` */
function displayValues(tree: Tree): readonly Tree[] | undefined {
  if (!isNode(tree, 'atom') || !isToken(tree.children[0], '{')) return undefined;
  const inside = tree.children[1];
  if (!isNode(inside, 'dictorsetmaker')) return undefined;
  const { children } = inside;
  const values = children.filter((_, index) => isToken(children[index - 1], ':'));
  const commas = children.filter((child) => isToken(child, ',')).length;
  const trailing = isToken(children.at(-1), ',') ? 1 : 0;
  // A comprehension has no commas to match, a set no colons.
  return children.length === 3 * values.length + commas && commas === values.length - 1 + trailing
    ? values
    : undefined;
}

function functionsOf(module: ExactModule, values: readonly Tree[]): Dispatch | undefined {
  if (values.length === 0 || !values.every(isName)) return undefined;
  const named = values as readonly Leaf[];
  const callees = [...new Set(named.map((leaf) => leaf.value))].map((name) => calleeNamed(module, name));
  return callees.every((callee) => callee !== undefined) ? { callees, named } : undefined;
}

/** The function `name` of a module. */
export function calleeNamed(module: ExactModule, name: string): Callee | undefined {
  const node = moduleFunction(module, name);
  return node && { module, node };
}
