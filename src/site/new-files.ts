/** Where a new file goes. */
import type { FileTree } from './file-tree.js';
import { joinPath, type PathMap, parent } from './paths.js';

export interface NewPlace {
  /** Tree path. */
  readonly path: string;
  /** false: the tree is not laid out as the server, and a person has to take the file to its place. */
  readonly installed: boolean;
}

/**
 * Tree path for a new file; in a checkout that is not laid out as the server, below `wsgi/`.
 * @param folder server folder of the entry scripts
 */
export function placeNew(
  tree: FileTree,
  paths: PathMap,
  inputs: readonly string[],
  folder: string,
  serverPath: string,
): NewPlace {
  const known = paths.toTreeForNew(serverPath);
  if (known !== undefined) return { path: known, installed: true };
  const name = serverPath.slice(folder.length + 1);
  return { path: joinPath(newFilesFolder(tree, inputs), `wsgi/${name}`), installed: false };
}

/** The folder that the user named first; for a single file the folder that holds it. */
export function newFilesFolder(tree: FileTree, [first]: readonly string[]): string {
  if (first === undefined) return '/';
  return tree.node(first)?.kind === 'file' ? parent(first) : first;
}

export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}
