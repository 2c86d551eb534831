/** Places in Python files, and edits of them, with the path of the file. */

import { importedNames } from '../../python/imports.js';
import type { ExactModule } from '../../python/reader.js';
import { descendants, isNode, isToken, type Leaf, type Tree } from '../../python/tree.js';
import type { PathEdit } from '../changes.js';
import type { SitePlace } from '../place.js';

/** The place of a piece of source text. */
export function placeInPython(path: string, module: ExactModule, start: number, end: number): SitePlace {
  const { source } = module;
  const from = source.position(start);
  const to = source.position(end);
  const byteOffset = source.byteOffset(start);
  return {
    path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    byteOffset,
    byteLength: source.byteOffset(end) - byteOffset,
  };
}

/** Replaces one token; undefined when the file's encoding lacks a character of `text`. */
export function replaceLeaf(
  path: string,
  module: ExactModule,
  leaf: Leaf,
  text: string,
): readonly PathEdit[] | undefined {
  const ins = module.source.encode(text);
  const at = module.source.byteOffset(leaf.start);
  return ins && [{ path, at, del: module.source.byteOffset(leaf.end) - at, ins }];
}

/** One occurrence of the package name `mod_python` in code (not in strings or comments). */
export interface PackageName {
  readonly leaf: Leaf;
  /** The import statement it stands in; undefined for a use such as `mod_python.apache.OK`. */
  readonly statement: Tree | undefined;
}

/** Every name `mod_python` that means the package: in imports, and where `import mod_python.x` bound it. */
export function packageNames(module: ExactModule): readonly PackageName[] {
  const found: PackageName[] = [];
  for (const tree of descendants(module.tree)) {
    if (tree.kind !== 'leaf' || tree.type !== 'NAME' || tree.value !== 'mod_python') continue;
    if (isAttribute(tree) || isKeyword(tree)) continue;
    found.push({ leaf: tree, statement: importAround(tree) });
  }
  return found;
}

export interface ApacheImport {
  readonly leaf: Leaf;
  /** What the leaf becomes: whatever its statement looks like, it binds the same names. */
  readonly text: string;
}

/** Where a module imports the C module under mod_python by its bare name: `import _apache`, `from _apache import table`. */
export function apacheImports(module: ExactModule): readonly ApacheImport[] {
  if (!module.source.text.includes('_apache')) return [];
  const found = new Map<Leaf, string>();
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'import_from', 'import_name')) continue;
    for (const { module: name, part, topOnly } of importedNames(tree)) {
      if (name !== '_apache') continue;
      const named =
        tree.type === 'import_from' ? tree.children[1] : part.kind === 'node' ? part.children[0] : part;
      if (named?.kind === 'leaf')
        found.set(named, topOnly ? 'modpython_wsgi._apache as _apache' : 'modpython_wsgi._apache');
    }
  }
  return [...found].map(([leaf, text]) => ({ leaf, text }));
}

function importAround(leaf: Leaf): Tree | undefined {
  for (let at = leaf.parent; at; at = at.parent)
    if (at.type === 'import_from' || at.type === 'import_name') return at;
  return undefined;
}

function before(leaf: Leaf): Tree | undefined {
  const siblings = leaf.parent?.children ?? [];
  return siblings[siblings.indexOf(leaf) - 1];
}

function isAttribute(leaf: Leaf): boolean {
  return isToken(before(leaf), '.');
}

function isKeyword(leaf: Leaf): boolean {
  return (
    leaf.parent?.type === 'argument' &&
    leaf.parent.children[0] === leaf &&
    isToken(leaf.parent.children[1], '=')
  );
}
