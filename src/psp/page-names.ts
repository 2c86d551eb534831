/** What keeps the code of a page from being the body of a function, and the names that the function needs. */
import { BUILTINS } from '../python/flow/builtins.js';
import { hiddenAccesses } from '../python/flow/hidden-access.js';
import { importedNames } from '../python/imports.js';
import type { ExactModule } from '../python/reader.js';
import type { Binding, NameUse, Scope } from '../python/scopes/scope.js';
import { allScopes, ownerOf } from '../python/scopes/scopes.js';
import { descendants, isName, isNode, type Leaf } from '../python/tree.js';

export interface PageNames {
  /** Parameters of the function, in their order. */
  readonly parameters: readonly string[];
  /** Lines of Python. */
  readonly imports: readonly string[];
}

export interface PageObstacle {
  readonly reason: string;
  /** Offset in the page's Python. */
  readonly at: number;
}

/** What a page finds bound for each request (psp.py, PSP.run). */
const GIVEN = ['req', 'form', 'session', 'psp', 'exception'];
/** What psp.py itself has imported: pages run among its globals. */
const OF_PSP: Readonly<Record<string, string>> = {
  apache: 'from modpython_wsgi import apache',
  Session: 'from modpython_wsgi import Session',
  util: 'from modpython_wsgi import util',
  PSP: 'from modpython_wsgi.psp import PSP',
  escape: 'from modpython_wsgi.psp import escape',
  path_split: 'from modpython_wsgi.psp import path_split',
  marshal: 'import marshal',
  os: 'import os',
  sys: 'import sys',
  tempfile: 'import tempfile',
  types: 'import types',
};
/** On Python 2 an import of these in a page finds mod_python's module. */
const MODULES = new Set('apache cache cgihandler Cookie psp publisher Session util version'.split(' '));

export function pageNames(module: ExactModule): PageNames | PageObstacle {
  const root = module.scopes();
  const obstacle = importObstacle(module) ?? hiddenObstacle(module) ?? scopeObstacle(root);
  if (obstacle) return obstacle;
  const free = [...root.bindings.values()].filter((binding) => !bindsAnywhere(root, binding.name));
  const foreign = freeNames(root).find(
    ({ value }) => !GIVEN.includes(value) && !Object.hasOwn(OF_PSP, value) && !isBuiltin(value),
  );
  if (foreign) return { reason: `\`${foreign.value}\` comes from whoever runs the page`, at: foreign.start };
  const mentioned = mentionedNames(module, root);
  const nested = ['form', 'session'].find((name) => !mentioned.has(name) && isFreeBelow(root, name));
  if (nested !== undefined) return { reason: `\`${nested}\` is used in a function of the page only`, at: 0 };
  const names = new Set([...free.map(({ name }) => name), ...freeNames(root).map(({ value }) => value)]);
  return {
    parameters: GIVEN.filter((name) => name === 'req' || mentioned.has(name) || names.has(name)),
    imports: [...names].flatMap((name) => OF_PSP[name] ?? []).sort(),
  };
}

function isBuiltin(name: string): boolean {
  return BUILTINS.has(name) && !/^__(?:name|file|doc|package)__$/.test(name);
}

function importObstacle({ tree }: ExactModule): PageObstacle | undefined {
  for (const node of descendants(tree)) {
    if (!isNode(node, 'import_name', 'import_from')) continue;
    for (const { member, module } of importedNames(node)) {
      if (member === '*') return { reason: 'a star import makes names that cannot be told', at: node.start };
      if (MODULES.has(module.split('.')[0] as string))
        return { reason: `\`import ${module}\` means mod_python's module in a page`, at: node.start };
    }
  }
  return undefined;
}

function hiddenObstacle({ tree }: ExactModule): PageObstacle | undefined {
  const [first] = hiddenAccesses(tree);
  return first && { reason: 'code in strings, or locals(), may reach any name of the page', at: first.start };
}

function scopeObstacle(root: Scope): PageObstacle | undefined {
  for (const scope of allScopes(root)) {
    for (const binding of scope.bindings.values()) {
      const declared = binding.uses.find(({ kind }) => kind === 'global');
      if (declared)
        return { reason: `\`global ${binding.name}\` would outlive the request`, at: declared.leaf.start };
      if (scope.kind === 'class' && isReadAndBound(binding) && root.bindings.has(binding.name))
        return {
          reason: `a class takes over \`${binding.name}\` of the page`,
          at: binding.uses[0]?.leaf.start ?? 0,
        };
    }
  }
  return [...root.bindings.values()].map((binding) => bindingObstacle(root, binding)).find(Boolean);
}

function isReadAndBound({ uses }: Binding): boolean {
  return uses.some(({ kind }) => kind === 'load') && uses.some(({ kind }) => kind !== 'load');
}

/** A name of the page that is one of Python's or psp.py's until the page binds it. */
function bindingObstacle(root: Scope, { name, uses }: Binding): PageObstacle | undefined {
  const binds = uses.filter(({ kind }) => kind !== 'load');
  const [first] = [...binds].sort((a, b) => a.leaf.start - b.leaf.start);
  if (!first) return undefined;
  const deleted = uses.find(({ kind }) => kind === 'delete');
  if (deleted && root.children.length > 0)
    return { reason: `\`del ${name}\` beside functions of the page`, at: deleted.leaf.start };
  const asked = askedFirst(uses, first);
  if (!BUILTINS.has(name) && !Object.hasOwn(OF_PSP, name))
    return asked && { reason: `\`${name}\` may come from whoever runs the page`, at: asked.start };
  return asked || !isUnconditional(first.leaf)
    ? { reason: `\`${name}\` is bound only on some ways through the page`, at: first.leaf.start }
    : undefined;
}

/** Where the page asks for a name before it binds it: `x += 1` and `x = x or 1` do, too. */
function askedFirst(uses: readonly NameUse[], bound: NameUse): Leaf | undefined {
  const [earliest] = uses;
  if (earliest?.kind === 'augment') return earliest.leaf;
  if (earliest?.kind === 'load')
    return isOfComprehension(earliest.leaf, bound.leaf) ? undefined : earliest.leaf;
  const statement = bound.leaf.parent;
  if (!isNode(statement, 'expr_stmt')) return undefined;
  const { start, end } = statement;
  return uses.find(({ kind, leaf }) => kind === 'load' && leaf.start > start && leaf.end <= end)?.leaf;
}

/** Whether a name is read in front of the `for` of a list comprehension that binds it. */
function isOfComprehension(read: Leaf, bound: Leaf): boolean {
  let at = read.parent;
  while (at && !isNode(at, 'listmaker')) at = at.parent;
  return at !== undefined && at.start <= bound.start && bound.end <= at.end;
}

function isUnconditional(leaf: Leaf): boolean {
  let at = leaf.parent;
  while (at && !isNode(at, 'suite', 'file_input')) {
    if (isNode(at, 'if_stmt', 'while_stmt', 'for_stmt', 'try_stmt', 'with_stmt')) return false;
    at = at.parent;
  }
  return isNode(at, 'file_input');
}

function bindsAnywhere(root: Scope, name: string): boolean {
  return root.bindings.get(name)?.uses.some(({ kind }) => kind !== 'load') ?? false;
}

/** Uses of names that no block of the page binds. */
function freeNames(root: Scope): readonly Leaf[] {
  return [...allScopes(root)].flatMap((scope) =>
    [...scope.bindings.values()].flatMap(({ name, uses }) =>
      ownerOf(scope, name) === undefined ? uses.map(({ leaf }) => leaf) : [],
    ),
  );
}

function isFreeBelow(root: Scope, name: string): boolean {
  return freeNames(root).some(({ value }) => value === name);
}

/** `co_names` of the page's own code, which decides about form and session: attributes count. */
function mentionedNames({ tree }: ExactModule, root: Scope): ReadonlySet<string> {
  const blocks = new Set(root.children.map(({ node }) => node));
  const found = new Set<string>();
  for (const leaf of descendants(tree)) {
    if (!isName(leaf)) continue;
    let at = leaf.parent;
    while (at && !blocks.has(at)) at = at.parent;
    if (!at) found.add(leaf.value);
  }
  return found;
}
