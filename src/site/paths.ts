/** Where a path on the server is found in the tree that was given to us, and the other way round. */
import type { FileTree } from './file-tree.js';

export interface PathMap {
  /** Tree path of an existing server path, or undefined when the tree does not hold it. */
  toTree(serverPath: string): string | undefined;
  /** Tree path where a new server path would lie; undefined when no part of the tree stands for it. */
  toTreeForNew(serverPath: string): string | undefined;
  /** Server path of a tree path (the tree path itself when nothing is known). */
  toServer(treePath: string): string;
}

interface Prefix {
  readonly server: string;
  readonly tree: string;
}

/** Folders that tell an image of a server's root from an ordinary project folder (which may well have a `www`). */
const ROOT_FOLDERS = ['etc', 'var', 'srv', 'usr', 'opt', 'home'];

export interface PathMapOptions {
  readonly inputs: readonly string[];
  /** Server path → tree path, absolute. */
  readonly pathMap: Readonly<Record<string, string>>;
}

/**
 * Prefers what the user said (`pathMap`), then an image of the server's root among the inputs
 * (`before/var/www/app` for `/var/www/app`), then paths that lie inside an input as they stand.
 */
export function makePathMap(tree: FileTree, options: PathMapOptions): PathMap {
  const folders = options.inputs.filter((input) => tree.node(input)?.kind === 'directory');
  const said = Object.entries(options.pathMap)
    .map(([server, treePath]) => ({ server: strip(server), tree: strip(treePath) }))
    .sort((a, b) => b.server.length - a.server.length);
  const images = folders
    .filter((folder) => looksLikeRoot(tree, folder))
    .map((folder) => ({ server: '', tree: folder }));
  const inPlace = folders.map((folder) => ({ server: folder, tree: folder }));
  const prefixes = [...said, ...inPlace, ...images];
  return {
    toTree: (serverPath) =>
      prefixes.map((prefix) => under(serverPath, prefix)).find((path) => path && tree.node(path)),
    toTreeForNew: (serverPath) => placeForNew(tree, prefixes, serverPath),
    toServer: (treePath) => toServer([...said, ...images, ...inPlace], treePath),
  };
}

function strip(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path === '/' ? '' : path;
}

function looksLikeRoot(tree: FileTree, folder: string): boolean {
  if (folder === '/') return true;
  const node = tree.node(folder);
  return node?.kind === 'directory' && node.names.filter((name) => ROOT_FOLDERS.includes(name)).length > 0;
}

function under(serverPath: string, prefix: Prefix): string | undefined {
  const path = strip(serverPath);
  if (path !== prefix.server && !path.startsWith(`${prefix.server}/`)) return undefined;
  return `${prefix.tree === '/' ? '' : prefix.tree}${path.slice(prefix.server.length)}` || '/';
}

/** The candidate whose nearest existing ancestor is deepest below its prefix; the folder of the prefix itself does not count for an image. */
function placeForNew(tree: FileTree, prefixes: readonly Prefix[], serverPath: string): string | undefined {
  for (const prefix of prefixes) {
    const path = under(serverPath, prefix);
    if (!path) continue;
    let folder = parent(path);
    while (folder.length > prefix.tree.length && !tree.node(folder)) folder = parent(folder);
    if (prefix.server !== '' || folder !== prefix.tree) return path;
  }
  return undefined;
}

function toServer(prefixes: readonly Prefix[], treePath: string): string {
  for (const prefix of prefixes) {
    const path = under(treePath, { server: prefix.tree, tree: prefix.server });
    if (path !== undefined && (treePath === prefix.tree || treePath.startsWith(`${prefix.tree}/`)))
      return path;
  }
  return treePath;
}

/** Folder of a POSIX path; '/' is its own parent. */
export function parent(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

/** Last element of a POSIX path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and normalises `.`, `..` and double slashes of an absolute POSIX path. */
export function joinPath(folder: string, name: string): string {
  const parts: string[] = [];
  for (const part of (name.startsWith('/') ? name : `${folder}/${name}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
