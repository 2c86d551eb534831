/** Writes a whole plan or nothing: stage all, verify the originals, then rename all. */
import { posix } from 'node:path';
import { createAs } from './disk.js';
import { MigrateError, reason } from './errors.js';
import { stagedName } from './hidden.js';
import {
  backupPath,
  dropRun,
  type Entry,
  newRunId,
  type Run,
  runningRuns,
  type Store,
  saveRun,
  sha256,
} from './journal.js';
import { thisProcess } from './process-id.js';
import { revert } from './revert.js';

/** One file to write. `path` is absolute and real: links have been followed. Modes are permission bits. */
export type Write =
  | {
      readonly kind: 'change';
      readonly path: string;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
    }
  | { readonly kind: 'create'; readonly path: string; readonly after: Uint8Array; readonly mode: number };

export interface CommitRequest {
  /** Folder that contains the site; two runs on overlapping roots exclude each other. */
  readonly root: string;
  readonly cwd: string;
  /** In the order in which they are put in place. */
  readonly writes: readonly Write[];
}

/**
 * Puts all files in place, or leaves the tree as it was. Mode and owner of changed files stay.
 * @returns the finished run; its id is what `undo` takes
 * @throws MigrateError `refused` when a file changed since it was read or another run is at work; `input` when the
 *   disk refuses (everything has been rolled back then)
 */
export function commit(store: Store, request: CommitRequest): Run {
  const run = begun(store, request);
  try {
    stage(store, run, request.writes);
    verify(store, run);
    return replace(store, run);
  } catch (error) {
    throw rolledBack(store, run.id, error);
  }
}

function begun(store: Store, request: CommitRequest): Run {
  try {
    return begin(store, request);
  } catch (error) {
    if (error instanceof MigrateError) throw error;
    throw new MigrateError('input', `cannot begin to write: ${reason(error)}; nothing was changed`);
  }
}

function begin(store: Store, request: CommitRequest): Run {
  const entries = request.writes.map((write) => describe(store, write));
  const id = newRunId(store);
  const run: Run = {
    version: 1,
    id,
    state: 'staging',
    time: new Date().toISOString(),
    process: thisProcess(),
    root: request.root,
    cwd: request.cwd,
    directories: missingFolders(store, entries),
    files: entries.map((entry) => ({ ...entry, stage: stagePath(entry.path, id) })),
  };
  saveRun(store, run);
  // Both of two runs that start at once see the other, and both step back: safe, and rare.
  const other = runningRuns(store, request.root).find((candidate) => candidate.id !== id);
  if (!other) return run;
  dropRun(store, run);
  throw new MigrateError(
    'refused',
    `another run (process ${other.process.pid}) is changing ${other.root}`,
    'try again when it has finished',
  );
}

function stagePath(path: string, id: string): string {
  return posix.join(posix.dirname(path), stagedName(posix.basename(path), id));
}

function describe(store: Store, write: Write): Omit<Entry, 'stage'> {
  const after = sha256(write.after);
  if (write.kind === 'create') return { kind: 'create', path: write.path, mode: write.mode, after };
  const now = store.disk.look(write.path);
  if (now.kind !== 'file') throw changedSince(write.path);
  const owner = { uid: now.uid, gid: now.gid };
  return { kind: 'change', path: write.path, mode: now.mode, owner, before: sha256(write.before), after };
}

/** Folders that new files need, outermost first. */
function missingFolders(store: Store, entries: readonly { readonly path: string }[]): readonly string[] {
  const missing = new Set<string>();
  for (const entry of entries) {
    let folder = posix.dirname(entry.path);
    while (!missing.has(folder) && store.disk.look(folder).kind === 'none') {
      missing.add(folder);
      folder = posix.dirname(folder);
    }
  }
  return [...missing].sort();
}

function stage(store: Store, run: Run, writes: readonly Write[]): void {
  for (const folder of run.directories) store.disk.makeDirectory(folder, 0o755);
  for (const [index, write] of writes.entries()) {
    const entry = run.files[index] as Entry;
    if (write.kind === 'change') store.disk.create(backupPath(store, run, index), write.before, 0o600);
    createAs(store.disk, entry.stage, write.after, entry);
  }
}

function verify(store: Store, run: Run): void {
  for (const entry of run.files) {
    const now = store.disk.look(entry.path);
    const same =
      entry.kind === 'create'
        ? now.kind === 'none'
        : now.kind === 'file' && sha256(now.bytes) === entry.before;
    if (!same) throw changedSince(entry.path);
  }
}

function changedSince(path: string): MigrateError {
  return new MigrateError(
    'refused',
    `${path} changed since it was read; nothing was written`,
    'run the command again',
  );
}

function replace(store: Store, staged: Run): Run {
  const run: Run = { ...staged, state: 'writing' };
  saveRun(store, run);
  for (const entry of run.files) store.disk.rename(entry.stage, entry.path);
  for (const folder of foldersOf(run)) store.disk.sync(folder);
  const done: Run = { ...run, state: 'done' };
  saveRun(store, done);
  return done;
}

function foldersOf(run: Run): ReadonlySet<string> {
  return new Set(run.files.map((entry) => posix.dirname(entry.path)));
}

/** The reason of a system error, with the file or folder that it is about. */
function placed(error: unknown): string {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : '';
  return path === '' ? reason(error) : `${path}: ${reason(error)}`;
}

/** Undoes what has been done of a failed run and gives the error to throw. */
function rolledBack(store: Store, id: string, error: unknown): unknown {
  let kept: readonly string[];
  try {
    kept = revert(store, id).kept.map((file) => file.path);
  } catch (second) {
    return new MigrateError(
      'input',
      `${reason(error)}; rolling back failed too: ${reason(second)}`,
      'the next `migrate apply` or `migrate undo` tries again',
    );
  }
  if (error instanceof MigrateError && kept.length === 0) return error;
  const outcome =
    kept.length === 0 ? 'nothing was changed' : `not restored, changed meanwhile: ${kept.join(', ')}`;
  return new MigrateError('input', `writing failed: ${placed(error)}; ${outcome}`);
}
