/** The import statements of a module, wherever they stand: worked out once for each module. */
import { type ImportedName, importedNames } from './imports.js';
import type { ExactModule } from './reader.js';
import { statementsOf } from './statements.js';
import { descendants, isNode, type Node } from './tree.js';

const KNOWN = new WeakMap<ExactModule, readonly ImportedName[]>();

/** Every name that they bind. */
export function importStatements(module: ExactModule): readonly ImportedName[] {
  const known = KNOWN.get(module) ?? [...descendants(module.tree)].flatMap(namesIn);
  KNOWN.set(module, known);
  return known;
}

function namesIn(tree: Parameters<typeof isNode>[0]): readonly ImportedName[] {
  return isNode(tree, 'import_name', 'import_from') ? importedNames(tree) : [];
}

/** Modules that the statements may import, dotted, as written: with each member, which may be a module itself. */
export function importedModules(module: ExactModule): readonly string[] {
  return importStatements(module).flatMap(({ module: from, member }) =>
    member === undefined || member === '*' ? [from] : [from, memberPath(from, member)],
  );
}

/** `a.b` of member b in a, and `.b` below the package itself. */
export function memberPath(module: string, member: string): string {
  return module.endsWith('.') ? `${module}${member}` : `${module}.${member}`;
}

/** Import statements that are no part of another statement. */
export function topLevelImports(module: ExactModule): readonly Node[] {
  return statementsOf(module.tree).filter((tree): tree is Node => isNode(tree, 'import_name', 'import_from'));
}
