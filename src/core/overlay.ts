/** A tree with some files replaced or added: what the next pass of the engine reads. */
import { baseName, parent } from '../site/paths.js';
import type { FileNode, FileTree } from './file-tree.js';

export interface NewContent {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** @param changed by tree path; folders of new files appear with them */
export function overlayTree(below: FileTree, changed: ReadonlyMap<string, NewContent>): FileTree {
  if (changed.size === 0) return below;
  const added = newNames(below, changed);
  return {
    resolve: (path) => (changed.has(path) || added.has(path) ? path : below.resolve(path)),
    node(path) {
      const content = changed.get(path);
      if (content) return { kind: 'file', path, ...content };
      const node = below.node(path);
      const names = added.get(path);
      return names === undefined ? node : directoryWith(path, node, names);
    },
  };
}

/** Names that appear in each folder, with the folders that appear for them. */
function newNames(
  below: FileTree,
  changed: ReadonlyMap<string, NewContent>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const added = new Map<string, Set<string>>();
  for (const path of changed.keys()) {
    for (let at = path; at !== '/' && !below.node(at); at = parent(at)) {
      const names = added.get(parent(at)) ?? new Set<string>();
      added.set(parent(at), names.add(baseName(at)));
    }
  }
  return added;
}

function directoryWith(path: string, node: FileNode | undefined, names: ReadonlySet<string>): FileNode {
  const known = node?.kind === 'directory' ? node.names : [];
  return { kind: 'directory', path, names: [...new Set([...known, ...names])].sort() };
}
