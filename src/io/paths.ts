/** Absolute POSIX paths: containment, the common folder, names relative to a root. */
import { posix } from 'node:path';

/** Is `path` the folder itself or something below it? Both absolute and normalised. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}

/** The deepest folder that contains all the given folders; '/' for none. */
export function commonFolder(folders: readonly string[]): string {
  const [first, ...rest] = folders;
  if (first === undefined) return '/';
  let common = first;
  for (const folder of rest) {
    while (!isInside(folder, common)) common = posix.dirname(common);
  }
  return common;
}

/** `path` relative to `root`, or `path` itself where it lies elsewhere: a report never prints `../..`. */
export function relativeTo(root: string, path: string): string {
  if (!isInside(path, root)) return path;
  return posix.relative(root, path) || '.';
}
