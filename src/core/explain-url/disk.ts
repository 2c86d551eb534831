/**
 * The server's disk as far as the files at hand tell. They are seldom all: a repository holds the configuration and some
 * folders, and what is not among them is unknown rather than missing.
 */

import { hasWildcard } from '../../httpd/fnmatch.js';
import { serverRelative } from '../../httpd/paths.js';
import { containerOf, named } from '../../httpd/reading/containers.js';
import type { EffectiveTree } from '../../httpd/reading/effective.js';
import { type RequestDisk, sectionPattern } from '../../httpd/request/request.js';
import { type PathMap, parent } from '../../site/paths.js';
import type { FileTree } from '../file-tree.js';
import { readable } from './names.js';

export interface DiskWorld {
  readonly tree: FileTree;
  readonly paths: PathMap;
  /** Server folders that the user said are wholly at hand. */
  readonly mapped: readonly string[];
}

type Kind = ReturnType<RequestDisk['stat']>;

/** @returns `stat` for server paths (latin-1 view), behind symlinks */
export function statOf(world: DiskWorld, main: EffectiveTree): RequestDisk['stat'] {
  const folders = namedFolders(main);
  const below = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
  /** All of the folder is at hand: it is where the server has it, or the configuration is about it. */
  const isWhole = (folder: string): boolean => {
    if (kindOf(world, folder) !== 'directory') return false;
    if (world.paths.toTree(folder) === folder) return true;
    return [...world.mapped, ...folders].some(
      (one) => below(folder, one) && kindOf(world, one) === 'directory',
    );
  };
  const stat = (path: string): Kind => {
    const kind = kindOf(world, path);
    if (kind !== undefined) return kind;
    if (folders.some((folder) => below(folder, path))) return 'directory';
    if (path === '/') return 'unknown';
    const above = parent(path);
    if (isWhole(above)) return 'missing';
    const kindAbove = stat(above);
    return kindAbove === 'file' || kindAbove === 'missing' ? 'missing' : 'unknown';
  };
  return (path) => stat(readable(path));
}

/** Undefined: the tree holds nothing of that name. unknown: it does, but not what that is. */
function kindOf({ tree, paths }: DiskWorld, serverPath: string): Kind | undefined {
  const path = paths.toTree(serverPath);
  if (path === undefined) return undefined;
  const real = tree.resolve(path);
  const kind = real === undefined ? undefined : tree.node(real)?.kind;
  // Unreadable, a broken link, or one that leads out of the tree.
  return kind === 'file' || kind === 'directory' ? kind : 'unknown';
}

/** DocumentRoot and `<Directory>`: folders that surely exist, `/` apart. */
function namedFolders(main: EffectiveTree): readonly string[] {
  const top = containerOf(main.children);
  const containers = [top, ...top.hosts.map(({ children }) => containerOf(children))];
  const found = containers.flatMap(({ directives, directories }) => [
    ...named(directives, 'DocumentRoot').flatMap(({ argv }) => argv[0] ?? []),
    ...directories
      .map(sectionPattern)
      .flatMap(({ text, regex }) => (regex || hasWildcard(text) ? [] : [text])),
  ]);
  return found
    .map((path) => readable(serverRelative(main.state.serverRoot, path)))
    .filter((path) => path !== '/' && path.startsWith('/') && !path.includes('${'));
}
