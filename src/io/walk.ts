/** Lists what lies below a folder on disk, parents before children, in name order. */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { isHidden } from './hidden.js';

export type WalkEntry =
  | {
      readonly kind: 'directory' | 'file' | 'special';
      readonly path: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string };

/**
 * Follows no link. Version control and staged files of an interrupted run are left out.
 * @param path absolute; itself the first entry
 * @throws the system's error when a folder cannot be read
 */
export function* walk(path: string): Generator<WalkEntry> {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) {
    yield { kind: 'symlink', path, target: readlinkSync(path) };
    return;
  }
  const kind = stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : 'special';
  yield { kind, path, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
  if (kind !== 'directory') return;
  for (const name of readdirSync(path).sort()) {
    if (!isHidden(name)) yield* walk(posix.join(path, name));
  }
}
