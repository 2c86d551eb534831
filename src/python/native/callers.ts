/** Functions whose parameters change must not be named anywhere but where they get the request of their handlers. */
import { formattedExpressions } from '../f-strings.js';
import { importStatements } from '../import-statements.js';
import { quotedNames, takesWhole } from '../names-taken.js';
import type { ExactModule } from '../reader.js';
import { allScopes, ownerOf, scopeOfName } from '../scopes/scopes.js';
import { isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../tree.js';
import { isInImport } from './mod-python-names.js';
import type { Neighbours } from './neighbours.js';
import { modulesOf, type Problem, type Unit, type UnitFunction } from './unit.js';
import type { Use } from './uses/uses.js';

/**
 * @param units all units that are rewritten together
 * @param neighbours what else of the site there is
 * @returns what is in the way of one of them
 */
export function strayUses(
  units: readonly Unit[],
  neighbours: Neighbours,
): (unit: Unit) => readonly Problem[] {
  const called = new Set(
    units.flatMap((other) => [...other.functions.values()]).flatMap((fn) => fn.uses.flatMap(calledLeaves)),
  );
  const seen = new Set(units.flatMap(modulesOf));
  // Many handlers may share a function.
  const known = new Map<Node, readonly Leaf[]>();
  const strays = (fn: UnitFunction): readonly Leaf[] => {
    const found = known.get(fn.node) ?? named(fn, seen, neighbours).filter((leaf) => !called.has(leaf));
    known.set(fn.node, found);
    return found;
  };
  return (unit) =>
    [...unit.functions.values()].flatMap((fn) => [
      ...strays(fn).map((tree) => ({ tree, message: strayMessage(unit, fn) })),
      ...taken(fn, seen, neighbours),
    ]);
}

function strayMessage(unit: Unit, fn: UnitFunction): string {
  return fn === unit.handler
    ? `the handler \`${fn.name}\` is also used by other code of this module`
    : `\`${fn.name}\` is also used where it does not get the request of a handler that can be rewritten`;
}

function taken(fn: UnitFunction, seen: ReadonlySet<ExactModule>, neighbours: Neighbours): readonly Problem[] {
  if (!neighbours.external(fn.module, seen).has(fn.name)) return [];
  const message = `other files or lines of the configuration use \`${fn.name}\` of this module`;
  return [{ tree: fn.node.children[1] as Tree, message }];
}

function calledLeaves(use: Use): readonly Tree[] {
  return use.kind === 'call' ? use.named : [];
}

/** Every place that names the function, but for its definition and imports. */
function named(fn: UnitFunction, seen: ReadonlySet<ExactModule>, neighbours: Neighbours): readonly Leaf[] {
  const others = [...seen].filter((module) => module !== fn.module);
  const base = neighbours.importName(fn.module);
  return [
    ...namedAnywhere(fn.module, fn.name),
    ...others.flatMap((module) => namedIn(module, base, fn.name)),
  ];
}

/** Every use of the module's variable but its definition, whatever function it is in. */
function namedAnywhere(module: ExactModule, name: string): readonly Leaf[] {
  const root = module.scopes();
  return [...allScopes(root)].flatMap((scope) => {
    const binding = scope.bindings.get(name);
    if (!binding || (scope !== root && !binding.resolution.startsWith('global'))) return [];
    return binding.uses.filter((use) => use.kind !== 'def').map((use) => use.leaf);
  });
}

/** Places of another module that name the function `name` of the module called `base`; doubtful ones count. */
function namedIn(module: ExactModule, base: string, name: string): readonly Leaf[] {
  if (!module.source.text.includes(base)) return [];
  const found = new Set<Leaf>();
  for (const { leaf, module: from, member } of importStatements(module)) {
    if (from.split('.').pop() !== base || (member !== name && member !== '*')) continue;
    for (const use of leaf ? loadsOfImport(module, leaf) : unboundLoads(module, name)) found.add(use);
  }
  if (takesWhole(module, base)) for (const leaf of attributes(module, name)) found.add(leaf);
  return [...found];
}

function loadsOfImport(module: ExactModule, leaf: Leaf): readonly Leaf[] {
  const root = module.scopes();
  const scope = scopeOfName(root, leaf);
  const owner = scope && ownerOf(scope, leaf.value);
  return usesNamed(module, leaf.value, owner).filter((use) => !isInImport(use));
}

/** `from base import *`: a name that nothing else binds. */
function unboundLoads(module: ExactModule, name: string): readonly Leaf[] {
  return usesNamed(module, name, undefined);
}

function usesNamed(module: ExactModule, name: string, owner: ReturnType<typeof ownerOf>): readonly Leaf[] {
  return [...allScopes(module.scopes())].flatMap((scope) => {
    const uses = scope.bindings.get(name)?.uses ?? [];
    return ownerOf(scope, name) === owner ? uses.map((use) => use.leaf) : [];
  });
}

/** `.name` behind anything, also in an f-string, and the name in a string where attributes are read by name. */
function attributes(module: ExactModule, name: string): readonly Leaf[] {
  const quoted = new Set(quotedNames(module)).has(name);
  return [...leaves(module.tree)].filter((leaf) => {
    if (leaf.type === 'STRING')
      return (
        (quoted && leaf.value.includes(name)) ||
        (leaf.value.includes(`.${name}`) && [...formattedExpressions(leaf)].length > 0)
      );
    return leaf.value === name && isNode(leaf.parent, 'trailer') && isToken(leaf.parent.children[0], '.');
  });
}
