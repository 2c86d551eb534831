/** Every name that the import statements of a module bind, wherever they stand: worked out once for each module. */
import { type ImportedName, importedNames } from './imports.js';
import type { ExactModule } from './reader.js';
import { descendants, isNode } from './tree.js';

const KNOWN = new WeakMap<ExactModule, readonly ImportedName[]>();

export function importStatements(module: ExactModule): readonly ImportedName[] {
  const known = KNOWN.get(module) ?? [...descendants(module.tree)].flatMap(namesIn);
  KNOWN.set(module, known);
  return known;
}

function namesIn(tree: Parameters<typeof isNode>[0]): readonly ImportedName[] {
  return isNode(tree, 'import_name', 'import_from') ? importedNames(tree) : [];
}
