/** Images on a real disk, for what only git and the journal can prove. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from '../../../src/core/plan.js';
import type { Write } from '../../../src/io/commit.js';
import type { PatchFile } from '../../../src/report/patch.js';
import type { Image } from './memory-tree.js';

/** Puts the files and links of an image below a folder. */
export function plantImage(folder: string, image: Image): void {
  for (const [path, entry] of image) {
    const target = join(folder, path);
    if (entry.kind === 'folder') continue;
    mkdirSync(dirname(target), { recursive: true });
    if (entry.kind === 'link') symlinkSync(entry.target, target);
    if (entry.kind !== 'file') continue;
    writeFileSync(target, entry.bytes);
    chmodSync(target, entry.mode);
  }
}

/** What lies below a folder, in the form of `contents`. */
export function contentsOnDisk(folder: string): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length);
    if (entry.isFile()) seen[name] = readFileSync(path, 'latin1');
    if (entry.isSymbolicLink()) seen[name] = `-> ${readlinkSync(path)}`;
  }
  return seen;
}

/** The files of a plan as a patch names them. @param prefix folder of the case, relative to where git runs */
export function patchFiles(plan: Plan, prefix: string): readonly PatchFile[] {
  const name = (path: string) => `${prefix}${path}`;
  return [
    ...plan.changes.map(({ path, before, after, codes }) => ({
      path: name(path),
      before,
      after,
      rules: codes,
    })),
    ...plan.creates.map(({ path, bytes, mode }) => ({ path: name(path), after: bytes, mode, rules: [] })),
  ];
}

/** The files of a plan as the commit writes them. @param folder absolute */
export function writesOf(plan: Plan, folder: string): readonly Write[] {
  return [
    ...plan.changes.map(
      ({ path, before, after }): Write => ({ kind: 'change', path: join(folder, path), before, after }),
    ),
    ...plan.creates.map(
      ({ path, bytes, mode }): Write => ({ kind: 'create', path: join(folder, path), after: bytes, mode }),
    ),
  ];
}
