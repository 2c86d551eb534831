/** Reads every result again: a file that parsed before must parse after. */
import { parseConfig } from '../httpd/syntax/syntax.js';
import { readPython } from '../python/reader.js';
import type { FileTree } from './file-tree.js';
import type { NewContent } from './overlay.js';

/** One sentence for each file that the changes would break. */
export function brokenResults(tree: FileTree, changed: ReadonlyMap<string, NewContent>): readonly string[] {
  return [...changed].flatMap(([path, { bytes }]) => {
    // The compat package is copied whole; its own tests run on every Python we know.
    if (path.includes('/modpython_wsgi/')) return [];
    const node = tree.node(path);
    const before = node?.kind === 'file' ? node.bytes : undefined;
    const trouble = /\.(?:py|wsgi)$/.test(path)
      ? pythonTrouble(before, bytes)
      : configTrouble(path, before, bytes);
    return trouble === undefined ? [] : [`${path}: ${trouble}`];
  });
}

function pythonTrouble(before: Uint8Array | undefined, after: Uint8Array): string | undefined {
  const result = readPython(after);
  if (result.kind === 'exact') return undefined;
  if (before !== undefined && readPython(before).kind === 'broken') return undefined;
  return `line ${result.error.line}: ${result.error.message}`;
}

function configTrouble(path: string, before: Uint8Array | undefined, after: Uint8Array): string | undefined {
  if (before === undefined) return undefined;
  const errors = (bytes: Uint8Array) =>
    parseConfig(bytes, { path }).diagnostics.filter((one) => one.severity === 'error');
  const [first] = errors(after);
  return first !== undefined && errors(before).length === 0
    ? `line ${first.line}: ${first.message}`
    : undefined;
}
