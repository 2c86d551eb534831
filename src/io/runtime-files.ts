/** The Python package that ships into migrated sites, read from our own installation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MigrateError } from './errors.js';

const PACKAGE = 'src/runtime/modpython_wsgi';

/**
 * @returns the files of modpython_wsgi: POSIX name relative to the package → bytes, sorted by name
 * @throws MigrateError when the installation lacks it
 */
export function readRuntime(): ReadonlyMap<string, Uint8Array> {
  const folder = runtimeFolder();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .sort();
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(posix.join(folder, name)))]));
}

/** Upwards from this file: it is two folders deep in the sources and three in dist/. */
function runtimeFolder(): string {
  let folder = posix.dirname(fileURLToPath(import.meta.url));
  while (folder !== '/') {
    const candidate = posix.join(folder, PACKAGE);
    if (existsSync(candidate)) return candidate;
    folder = posix.dirname(folder);
  }
  throw new MigrateError(
    'input',
    `${PACKAGE} is missing from this installation`,
    'install mod-python-migrate again',
  );
}
