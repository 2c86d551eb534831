/** Imports of a rewritten module: those of mod_python that nothing needs any more go, those of the new code come. */
import type { Edit } from '../../../core/edit.js';
import { insertAfterStatement, insertBeforeStatement, removeStatements } from '../../edit.js';
import { topLevelImports } from '../../import-statements.js';
import type { ExactModule } from '../../reader.js';
import { allScopes, ownerOf, scopeOfName } from '../../scopes/scopes.js';
import { statementsOf } from '../../statements.js';
import { isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { change, toEdits } from '../changes.js';
import { type ImportedName, type ModPythonNames, modPythonNames } from '../mod-python-names.js';

/**
 * @param gone leaves that name something of mod_python in code that is replaced
 * @param added import statements that the new code needs
 * @param external names that other files take from this module
 */
export function importEdits(
  module: ExactModule,
  gone: ReadonlySet<Leaf>,
  added: readonly string[],
  external: ReadonlySet<string>,
): readonly Edit[] | undefined {
  const names = modPythonNames(module);
  const unused = names.imports.filter((imported) => isUnused(module, imported, gone, external));
  const statements = new Map<Node, readonly ImportedName[]>();
  for (const imported of unused) {
    statements.set(imported.statement, [...(statements.get(imported.statement) ?? []), imported]);
  }
  const whole = [...statements]
    .filter(([node, list]) => list.length === namesOf(names, node))
    .map(([node]) => node);
  const parts = [...statements].filter(([node]) => !whole.includes(node)).flatMap(([, list]) => list);
  const removed = removeStatements(module, whole);
  const dropped = toEdits(
    module,
    parts.map((imported) => dropName(imported)),
  );
  const group = groupAbove(module, homeOf(module, whole));
  const inserted =
    group.length > 0 ? amongGroup(module, group, added) : insertion(module, homeOf(module, whole), added);
  if (removed.kind === 'refused' || !dropped || !inserted) return undefined;
  return [
    ...removed.edits,
    ...dropped,
    ...blankLines(module, whole, group.length > 0 ? [] : added),
    ...inserted,
  ];
}

/** Whether no code that stays names what the import binds, and no other file does. Imports inside `try` stay. */
function isUnused(
  module: ExactModule,
  imported: ImportedName,
  gone: ReadonlySet<Leaf>,
  external: ReadonlySet<string>,
): boolean {
  const root = module.scopes();
  const { leaf, statement } = imported;
  const scope = scopeOfName(root, leaf);
  if (!scope || insideTry(statement)) return false;
  if (scope === root && external.has(leaf.value)) return false;
  if (!isNode(statement, 'import_from', 'import_name')) return false;
  for (const inner of allScopes(root)) {
    const binding = inner.bindings.get(leaf.value);
    if (!binding || ownerOf(inner, leaf.value) !== scope) continue;
    if (binding.uses.some((use) => use.kind !== 'import' && !gone.has(use.leaf))) return false;
  }
  return true;
}

function insideTry(statement: Node): boolean {
  for (let at = statement.parent; at; at = at.parent) if (at.type === 'try_stmt') return true;
  return false;
}

/** How many names the statement binds, of mod_python or not. */
function namesOf(names: ModPythonNames, statement: Node): number {
  const list = statement.children.find((child) => isNode(child, 'import_as_names', 'dotted_as_names'));
  if (list) return (list as Node).children.filter((child) => !isToken(child, ',')).length;
  return names.imports.filter((imported) => imported.statement === statement).length;
}

/** Takes `util` out of `import apache, util`. */
function dropName(imported: ImportedName): ReturnType<typeof change> {
  const element = isNode(imported.leaf.parent, 'import_as_name', 'dotted_as_name', 'dotted_name')
    ? imported.leaf.parent
    : imported.leaf;
  const list = element.parent as Node;
  const index = list.children.indexOf(element);
  const next = list.children[index + 2];
  if (isToken(list.children[index + 1], ',') && next) return change(element.start, next.start, '');
  return change((list.children[index - 1] as Tree).start, element.end, '');
}

function homeOf(module: ExactModule, whole: readonly Node[]): Node | undefined {
  return whole.find((statement) => statement.parent?.parent === module.tree);
}

/** The first import of mod_python that goes is where new imports come; else they follow the last import of the module. */
function insertion(
  module: ExactModule,
  home: Node | undefined,
  added: readonly string[],
): readonly Edit[] | undefined {
  if (added.length === 0) return [];
  if (!home && topLevelImports(module).length > 0) return amongGroup(module, lastGroup(module), added);
  const first = statementsOf(module.tree)[0];
  if (!first) return undefined; // an empty file, or one of comments only
  const result = home
    ? insertBeforeStatement(module, home, added)
    : insertBeforeStatement(module, afterDocumentation(module) ?? first, [...added, '']);
  return result.kind === 'refused' ? undefined : result.edits;
}

/** The last imports of the module that follow each other without a gap. */
function lastGroup(module: ExactModule): readonly Tree[] {
  const { text } = module.source;
  const group: Tree[] = [];
  for (const statement of [...topLevelImports(module)].reverse()) {
    const [below] = group;
    if (below && !/^[ \t]*(?:\r\n|\n|\r)?$/.test(text.slice(statement.end, below.start))) break;
    group.unshift(statement);
  }
  return group;
}

/** The imports of a group that ends above the one that goes, where a blank line sets it apart from that one. */
function groupAbove(module: ExactModule, home: Node | undefined): readonly Tree[] {
  if (!home) return [];
  const { text } = module.source;
  const above = topLevelImports(module).filter((statement) => statement.end <= home.start);
  const group: Tree[] = [];
  let below = home as Tree;
  for (const statement of above.reverse()) {
    const apart = text.slice(statement.end, below.start);
    const separated = apart.split(/\r\n|\n|\r/).length > 2;
    if (apart.trim() !== '' || separated !== (below === home)) break;
    group.unshift(statement);
    below = statement;
  }
  return group;
}

function textOf(module: ExactModule, tree: Tree): string {
  return module.source.text.slice(tree.start, tree.end);
}

/** Each of the new imports where it belongs among those of the group, by the alphabet. */
function amongGroup(
  module: ExactModule,
  group: readonly Tree[],
  added: readonly string[],
): readonly Edit[] | undefined {
  const places = new Map<Tree | undefined, string[]>();
  for (const line of added) {
    const next = group.find((tree) => line.startsWith('import ') && textOf(module, tree) > line);
    places.set(next, [...(places.get(next) ?? []), line]);
  }
  const edits: Edit[] = [];
  for (const [next, lines] of places) {
    const result = next
      ? insertBeforeStatement(module, next, lines)
      : insertAfterStatement(module, group.at(-1) as Tree, lines);
    if (result.kind === 'refused') return undefined;
    edits.push(...result.edits);
  }
  return edits;
}

function afterDocumentation(module: ExactModule): Tree | undefined {
  const [first, second] = statementsOf(module.tree);
  return first?.kind === 'leaf' && first.type === 'STRING' ? second : undefined;
}

/** Blank lines that separated a removed import from what followed, where nothing is left that they would separate. */
function blankLines(module: ExactModule, whole: readonly Node[], added: readonly string[]): readonly Edit[] {
  if (added.length > 0) return [];
  const { text } = module.source;
  const edits: Edit[] = [];
  for (const statement of whole) {
    const simple = statement.parent as Node;
    if (simple.parent !== module.tree || statementsOf(simple).length > 1) continue;
    const lines = text.slice(0, simple.start).match(/[^\r\n]*(?:\r\n|\n|\r)/g) ?? [];
    const above = lines.slice(lines.findLastIndex((line) => line.trim() !== '') + 1).join('');
    const below = /^(?:[ \t\f]*(?:\r\n|\n|\r))+/.exec(text.slice(simple.end))?.[0] ?? '';
    const atTop = text.slice(0, simple.start).trim() === '';
    if ((above === '' && !atTop) || below === '') continue;
    // The larger gap is the one that separates what stays.
    const [start, end] =
      atTop || below.length <= above.length
        ? [simple.end, simple.end + below.length]
        : [simple.start - above.length, simple.start];
    edits.push(...(toEdits(module, [change(start, end, '')]) ?? []));
  }
  return edits;
}
