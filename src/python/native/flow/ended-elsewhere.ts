/**
 * Code that a handler may run without giving it the request, and that may end the request all the same: by raising
 * SERVER_RETURN. Under mod_python that is an answer, in a WSGI application it would be an error.
 */
import { importStatements } from '../../import-statements.js';
import type { ExactModule } from '../../reader.js';
import type { Scope } from '../../scopes/scope.js';
import { allScopes } from '../../scopes/scopes.js';
import { isName, isNode, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { isInImport, type ModPythonNames, modPythonNames } from '../mod-python-names.js';
import { functionsIn, modulesOf, type Problem, type Unit } from '../unit.js';

/**
 * @param home the module of the handler
 * @param enders modules of the site that raise SERVER_RETURN or import one that does, as they are imported; their last
 *   element counts
 */
export function endedElsewhere(
  home: ExactModule,
  unit: Unit,
  enders: ReadonlySet<string>,
): readonly Problem[] {
  return [...new Set([home, ...modulesOf(unit)])].flatMap((module) => endedIn(module, unit, enders));
}

function endedIn(module: ExactModule, unit: Unit, enders: ReadonlySet<string>): readonly Problem[] {
  const names = modPythonNames(module);
  const own = new Set<Node>(functionsIn(unit, module).map((fn) => fn.node));
  const problems: Problem[] = [];
  for (const statement of reachable(module, own)) {
    for (const leaf of leaves(statement)) {
      if (isInside(leaf, own) || !isEnding(names, leaf)) continue;
      problems.push({
        tree: leaf,
        message: 'the handler may run this, which ends the request by an exception',
      });
    }
  }
  return [...problems, ...importedEnders(module, enders)];
}

/** `apache.SERVER_RETURN` in code that needs no request: a rewritten handler has none to give. */
function isEnding(names: ModPythonNames, leaf: Leaf): boolean {
  if (!isName(leaf) || isInImport(leaf) || names.nameOf(leaf)?.target !== 'apache.SERVER_RETURN')
    return false;
  for (let at = leaf.parent; at; at = at.parent) if (isNode(at, 'funcdef') && takesRequest(at)) return false;
  return true;
}

function takesRequest(funcdef: Node): boolean {
  const parameters = funcdef.children.find((child) => isNode(child, 'parameters'));
  return parameters !== undefined && [...leaves(parameters)].some((leaf) => /req/i.test(leaf.value));
}

/**
 * Modules that raise SERVER_RETURN where no request is needed, and modules that import one of them: last elements of
 * their names. For `enders` of a conversion.
 * @param files all modules of the site, by path
 */
export function modulesThatEnd(files: ReadonlyMap<string, ExactModule>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, module] of files) {
    if (!module.source.text.includes('SERVER_RETURN')) continue;
    const names = modPythonNames(module);
    if ([...leaves(module.tree)].some((leaf) => isEnding(names, leaf))) found.add(moduleName(path));
  }
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [path, module] of files)
      if (importedEnders(module, found).length > 0) found.add(moduleName(path));
  }
  return found;
}

/** `page` of `lib/page.py` and of `page/__init__.py`. */
function moduleName(path: string): string {
  const parts = path.replace(/\.py$/, '').split('/');
  return (parts.at(-1) === '__init__' ? parts.at(-2) : parts.at(-1)) ?? '';
}

/** Statements of the module that the functions name, directly or through other statements. */
function reachable(module: ExactModule, functions: ReadonlySet<Node>): ReadonlySet<Tree> {
  const root = module.scopes();
  const found = new Set<Tree>();
  const pending: Tree[] = [...functions];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const name of namesIn(next)) {
      for (const statement of storesOf(module, root, name)) {
        if (found.has(statement)) continue;
        found.add(statement);
        pending.push(statement);
      }
    }
  }
  return found;
}

function namesIn(tree: Tree): ReadonlySet<string> {
  return new Set([...leaves(tree)].filter(isName).map((leaf) => leaf.value));
}

const STORES = new WeakMap<Scope, ReadonlyMap<string, readonly Tree[]>>();

/** Top-level statements that bind the name: definitions, assignments, also those by `global` in a function. */
function storesOf(module: ExactModule, root: Scope, name: string): readonly Tree[] {
  let known = STORES.get(root);
  if (!known) {
    const table = new Map<string, Tree[]>();
    for (const scope of allScopes(root)) {
      for (const binding of scope.bindings.values()) {
        if (scope !== root && binding.resolution !== 'global-explicit') continue;
        const statements = binding.uses
          .filter((use) => use.kind !== 'load')
          .map((use) => topLevel(module, use.leaf));
        table.set(binding.name, [...(table.get(binding.name) ?? []), ...statements]);
      }
    }
    known = table;
    STORES.set(root, known);
  }
  return known.get(name) ?? [];
}

function topLevel(module: ExactModule, leaf: Leaf): Tree {
  let at: Tree = leaf;
  while (at.parent && at.parent !== module.tree) at = at.parent;
  return at;
}

function isInside(leaf: Leaf, nodes: ReadonlySet<Node>): boolean {
  for (let at = leaf.parent; at; at = at.parent) if (nodes.has(at)) return true;
  return false;
}

function importedEnders(module: ExactModule, enders: ReadonlySet<string>): readonly Problem[] {
  if (enders.size === 0) return [];
  const found = importStatements(module).filter(
    ({ module: from, member }) => enders.has(lastOf(from)) || (member !== undefined && enders.has(member)),
  );
  // One statement may name several.
  const first = new Map([...found].reverse().map((name) => [name.statement, name] as const));
  return [...first.values()].reverse().map(({ module: from, member, statement }) => {
    const name = enders.has(lastOf(from)) ? from : (member as string);
    return { tree: statement, message: `code of \`${name}\` may end the request by an exception` };
  });
}

function lastOf(path: string): string {
  return path.split('.').pop() as string;
}
