/** Files in a folder of their own, which was not there before or was empty. */
import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { errorCode, MigrateError, reason } from './errors.js';
import { realPlace } from './export-tree.js';
import { isInside } from './paths.js';

/**
 * @param option as it was typed, for messages
 * @param roots folders of the site, in which the folder may not lie: the next run would read it
 * @throws MigrateError when the folder is taken, is a link, or lies in the site
 */
export function requireFreeFolder(option: string, folder: string, roots: readonly string[]): void {
  const elsewhere = 'choose a folder elsewhere';
  const around = roots.find((root) => isInside(realPlace(folder), realPlace(root)));
  if (around !== undefined)
    throw new MigrateError('input', `${option} ${folder} lies inside ${around}`, elsewhere);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat && !(stat.isDirectory() && readdirSync(folder).length === 0))
    throw new MigrateError('refused', `${option} ${folder} exists and is not an empty folder`, elsewhere);
}

/**
 * Only the user may read them: what is copied could hold passwords. Nothing is written over or through a link.
 * @param files contents by name, without folders
 * @throws MigrateError when the disk refuses
 */
export function writeNewFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, bytes] of files)
      writeFileSync(posix.join(folder, name), bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const kind = errorCode(error) === 'EEXIST' ? 'refused' : 'input';
    throw new MigrateError(kind, `cannot write ${folder}: ${reason(error)}`);
  }
}
