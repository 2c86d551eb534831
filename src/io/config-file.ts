/** Writes a file of the user's that is no part of a migration: nothing in the journal, nothing to undo. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { errorCode, MigrateError, reason } from './errors.js';

/**
 * @param replace false: a file that is there already stays
 * @throws MigrateError `refused` when it is there and may not be replaced, `input` when it cannot be written
 */
export function writeConfigFile(path: string, text: string, replace: boolean): void {
  const target = replace ? `${path}.new` : path;
  try {
    const file = openSync(target, replace ? 'w' : 'wx', 0o644);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (replace) renameSync(target, path);
  } catch (error) {
    if (!replace && errorCode(error) === 'EEXIST')
      throw new MigrateError('refused', `${path} is there already`, 'use --force to replace its mounts');
    if (replace) rmSync(target, { force: true });
    throw new MigrateError('input', `${path} cannot be written: ${reason(error)}`);
  }
}
