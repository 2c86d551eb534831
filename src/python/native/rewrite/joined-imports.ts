/** Names that new code takes from a module which the file imports already: they join what it takes from there. */
import type { Edit } from '../../../core/edit.js';
import { insertAfterStatement } from '../../edit.js';
import { memberPath, topLevelImports } from '../../import-statements.js';
import { dottedText, type ImportedName, importedNames } from '../../imports.js';
import type { ExactModule } from '../../reader.js';
import { isNode, type Node, type Tree } from '../../tree.js';
import { change, toEdits } from '../changes.js';

export interface JoinedImports {
  /** undefined when they cannot be written in the encoding of the file. */
  readonly edits: readonly Edit[] | undefined;
  /** Import statements for what cannot join another. */
  readonly lines: readonly string[];
}

/** @param taken names by the module, as import statements reach it */
export function joinImports(
  module: ExactModule,
  taken: ReadonlyMap<string, readonly string[]>,
): JoinedImports {
  const edits: Edit[] = [];
  const lines: string[] = [];
  for (const [through, unsorted] of taken) {
    const names = [...unsorted].sort();
    const line = `from ${through} import ${names.join(', ')}`;
    const statements = topLevelImports(module);
    const from = statements.find((node) => takesFrom(node, through));
    const whole = statements.find((node) => importedNames(node).some((one) => leadsTo(one, through)));
    const found = from ? intoList(module, from, names) : whole ? behind(module, whole, line) : 'none';
    if (found === undefined) return { edits: undefined, lines };
    if (found === 'none') lines.push(line);
    else edits.push(...found);
  }
  return { edits, lines };
}

/** `from module import a, b`, and not `*`. */
function takesFrom(statement: Node, through: string): boolean {
  const [first] = importedNames(statement);
  return isNode(statement, 'import_from') && first?.module === through && first.member !== '*';
}

/** `import a.b` for a.b, `from a import b` for a.b. */
function leadsTo({ module, member }: ImportedName, through: string): boolean {
  if (member === undefined) return module === through;
  return memberPath(module, member) === through;
}

function behind(module: ExactModule, statement: Node, line: string): readonly Edit[] | undefined {
  const result = insertAfterStatement(module, statement, [line]);
  return result.kind === 'refused' ? undefined : result.edits;
}

/** Each name in front of the first that comes behind it in the alphabet. */
function intoList(
  module: ExactModule,
  statement: Node,
  names: readonly string[],
): readonly Edit[] | undefined {
  const parts = importedNames(statement).map(({ part }) => part);
  const there = new Set(importedNames(statement).map(({ leaf }) => leaf?.value));
  const last = parts.at(-1) as Tree;
  const missing = names.filter((name) => !there.has(name));
  const next = (name: string): Tree | undefined => parts.find((part) => dottedText(part) > name);
  const places = new Map<Tree | undefined, readonly string[]>();
  for (const name of missing) places.set(next(name), [...(places.get(next(name)) ?? []), name]);
  return toEdits(
    module,
    [...places].map(([part, list]) =>
      part
        ? change(part.start, part.start, `${list.join(', ')}, `)
        : change(last.end, last.end, `, ${list.join(', ')}`),
    ),
  );
}
