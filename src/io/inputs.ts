/** Looks at what the user named, before any work is done. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { errorCode, MigrateError, reason } from './errors.js';

/** @throws MigrateError that names every path that is not there, or cannot be looked at */
export function requirePaths(paths: readonly string[]): void {
  const troubles = paths.flatMap((path) => {
    try {
      statSync(path);
      return [];
    } catch (error) {
      return [`${path}: ${reason(error)}`];
    }
  });
  if (troubles.length > 0) throw new MigrateError('input', troubles.join('; '));
}

/** @throws MigrateError unless `path` is a file (or a link to one) */
export function requireFile(path: string, option: string): void {
  requirePaths([path]);
  if (!statSync(path).isFile()) throw new MigrateError('input', `${option} ${path} is not a file`);
}

/** The first `name` found in the folder of `start` or above it, up to the top of the working copy. */
export function findUpwards(name: string, start: string): string | undefined {
  const first = existsSync(start) && statSync(start).isDirectory() ? start : posix.dirname(start);
  for (let folder = first; ; folder = posix.dirname(folder)) {
    const path = posix.join(folder, name);
    if (existsSync(path)) return path;
    if (folder === '/' || existsSync(posix.join(folder, '.git'))) return undefined;
  }
}

/** @throws MigrateError when the file cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new MigrateError(
      'input',
      `${path}: ${errorCode(error) === 'EISDIR' ? 'is a directory' : reason(error)}`,
    );
  }
}

/** Whether something is there; links are followed. */
export function fileExists(path: string): boolean {
  return existsSync(path);
}
