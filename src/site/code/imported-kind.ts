/** What an imported name is, for the publisher: it serves functions and values, no modules and no classes (publisher.py, tp_rules). */
import type { ResolveImport } from '../../python/flow/program.js';
import { importedNames } from '../../python/imports.js';
import type { ExactModule } from '../../python/reader.js';
import { ancestor, type Node } from '../../python/tree.js';

export type ImportedKind = 'served' | 'hidden' | 'unknown';

/** Names that lead to names that lead to names: more steps than this are not taken. */
const MAX_STEPS = 5;
/** Classes are called so, and hardly anything else; the source is not at hand. */
const CLASS_NAME = /^[A-Z][A-Z]*[a-z]\w*$/;

/** Of the standard library, classes and modules with names like functions. */
const STANDARD =
  /^(?:datetime\.(?:date|datetime|time|timedelta|tzinfo)|collections\.(?:defaultdict|deque)|sets\.(?:set|frozenset)|decimal\.Decimal|array\.array|os\.path|email\.(?:encoders|utils|header|charset|mime\w*)|xml\.(?:dom|sax|etree)(?:\.\w+)?|urllib\.(?:parse|request|error)|logging\.(?:handlers|config))$/;

/** @param path of the module that has `from … import name` @param from what stands between the two words */
export function importedKind(
  modules: ReadonlyMap<string, ExactModule>,
  resolve: ResolveImport,
  imported: { readonly path: string; readonly from: string; readonly name: string },
  steps = 0,
): ImportedKind {
  const { path, from, name } = imported;
  if (from === '__future__') return 'hidden';
  const file = resolve(path, from);
  const uses = (file && modules.get(file)?.scopes().bindings.get(name)?.uses) || [];
  const made = uses.find(({ kind }) => kind !== 'load' && kind !== 'global');
  if (!made) {
    const below = resolve(path, /^\.+$/.test(from) ? `${from}${name}` : `${from}.${name}`);
    return below !== undefined || CLASS_NAME.test(name) || STANDARD.test(`${from}.${name}`)
      ? 'hidden'
      : 'unknown';
  }
  if (made.kind === 'class') return 'hidden';
  if (made.kind !== 'import') return 'served';
  const statement = ancestor(made.leaf, 'import_from', 'import_name') as Node;
  const source = importedNames(statement).find(({ leaf }) => leaf === made.leaf);
  if (source?.member === undefined) return 'hidden';
  if (steps >= MAX_STEPS || file === undefined) return 'unknown';
  return importedKind(modules, resolve, { path: file, from: source.module, name: source.member }, steps + 1);
}
