/** `apply --out`: the migrated tree as a copy elsewhere; the original is only read. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { posix } from 'node:path';
import type { Write } from './commit.js';
import { MigrateError, reason } from './errors.js';
import { isInside, relativeTo } from './paths.js';
import { type WalkEntry, walk } from './walk.js';

export interface ExportRequest {
  /** Absolute folder that must not exist yet, or be empty. */
  readonly out: string;
  /** Absolute folder whose contents become the contents of `out`. */
  readonly base: string;
  /** Absolute paths at or below `base` to copy. */
  readonly copied: readonly string[];
  readonly writes: readonly Write[];
}

/**
 * Copies, writes the plan into the copy, and only then gives it its name: `out` is complete or absent.
 * Modes and links are kept, owners too when root runs it. Version control, sockets and pipes are not copied.
 * @throws MigrateError when `out` is taken, lies in the tree, or the disk refuses
 */
export function exportTree(request: ExportRequest): void {
  checkPlace(request);
  let staging: string | undefined;
  try {
    mkdirSync(posix.dirname(request.out), { recursive: true });
    staging = mkdtempSync(`${request.out}.migrate-`);
    fill(request, staging);
    renameSync(staging, request.out);
  } catch (error) {
    if (staging) rmSync(staging, { recursive: true, force: true });
    if (error instanceof MigrateError) throw error;
    throw new MigrateError('input', `cannot write ${request.out}: ${reason(error)}; nothing was left there`);
  }
}

function checkPlace({ out, copied }: ExportRequest): void {
  const place = realPlace(out);
  const around = copied.find((path) => isInside(place, realPlace(path)));
  if (around !== undefined)
    throw new MigrateError('input', `--out ${out} lies inside ${around}`, 'choose a folder elsewhere');
  if (existsSync(out) && !isEmptyFolder(out)) {
    throw new MigrateError(
      'refused',
      `--out ${out} exists and is not an empty folder`,
      'remove it or choose another',
    );
  }
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

/** Real path of something that may not exist yet. */
export function realPlace(path: string): string {
  return existsSync(path)
    ? realpathSync(path)
    : posix.join(realPlace(posix.dirname(path)), posix.basename(path));
}

function fill({ base, copied, writes }: ExportRequest, staging: string): void {
  chmodSync(staging, 0o755);
  for (const path of copied) copyBelow(realpathSync(path), posix.join(staging, relativeTo(base, path)));
  for (const write of writes) {
    const name = relativeTo(base, write.path);
    if (name.startsWith('/')) throw new MigrateError('refused', `${write.path} lies outside of ${base}`);
    put(write, posix.join(staging, name));
  }
}

function copyBelow(folder: string, target: string): void {
  makeFolders(posix.dirname(target));
  for (const entry of walk(folder)) copy(entry, posix.join(target, posix.relative(folder, entry.path)));
}

function copy(entry: WalkEntry, target: string): void {
  if (entry.kind === 'symlink') symlinkSync(entry.target, target);
  else if (entry.kind === 'directory') mkdirSync(target, { recursive: true });
  else if (entry.kind === 'file') copyFile(entry.path, target);
  if (entry.kind !== 'file' && entry.kind !== 'directory') return;
  if (process.getuid?.() === 0) lchownSync(target, entry.uid, entry.gid);
  // The owner keeps the right to write: a read-only folder could not take its own files.
  chmodSync(target, entry.kind === 'directory' ? entry.mode | 0o700 : entry.mode);
}

/** With its times: Apache tells visitors when a file changed, and this one did not. */
function copyFile(path: string, target: string): void {
  copyFileSync(path, target);
  const { atime, mtime } = statSync(path);
  utimesSync(target, atime, mtime);
}

/** Writes one file of the plan. A changed file keeps its mode, also where that forbids writing. */
function put(write: Write, target: string): void {
  makeFolders(posix.dirname(target));
  const mode = write.kind === 'create' ? write.mode : statSync(target).mode & 0o7777;
  if (write.kind === 'change') chmodSync(target, mode | 0o200);
  writeFileSync(target, write.after);
  chmodSync(target, mode);
}

/** With mode 0755 whatever the umask: Apache's user must be able to enter them. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(posix.dirname(folder));
  mkdirSync(folder);
  chmodSync(folder, 0o755);
}
