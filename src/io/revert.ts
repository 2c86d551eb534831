/** The way back: undo of a finished run, rollback of a failed one, recovery of an interrupted one. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { createAs } from './disk.js';
import {
  backupPath,
  dropRun,
  type Entry,
  interruptedRuns,
  type Run,
  readRun,
  type Store,
  saveRun,
  sha256,
} from './journal.js';

/** A file that was left as it is, and why. */
export interface KeptFile {
  readonly path: string;
  readonly why: string;
  /** Where its original is, for a person to compare; undefined for a file that the run had created. */
  readonly original?: string;
}

export interface Reverted {
  readonly id: string;
  /** Paths that are as they were before the run, in the order of the run. */
  readonly restored: readonly string[];
  readonly kept: readonly KeptFile[];
}

/**
 * Brings back the files of a run. Only a file that is still exactly what the run wrote is touched.
 * Safe to repeat: a second call finishes what a crash left over.
 */
export function revert(store: Store, id: string): Reverted {
  const run = readRun(store, id);
  if (!run) return { id, restored: [], kept: [] };
  if (run.state === 'staging') return clean(store, run);
  const wasDone = run.state === 'done' || run.state === 'undoing';
  if (run.state === 'done') saveRun(store, { ...run, state: 'undoing' });
  const kept: KeptFile[] = [];
  // Backwards: configuration was put in place last and leaves first, the scripts it names go after it.
  for (const [index, entry] of [...run.files.entries()].reverse()) {
    store.disk.remove(entry.stage);
    const why = entry.kind === 'create' ? withdraw(store, entry) : restore(store, run, entry, index);
    if (why)
      kept.unshift({
        path: entry.path,
        why,
        ...(entry.before ? { original: backupPath(store, run, index) } : {}),
      });
  }
  removeFolders(store, run);
  const keptPaths = new Set(kept.map((file) => file.path));
  const restored = run.files.map((entry) => entry.path).filter((path) => !keptPaths.has(path));
  if (wasDone || kept.length > 0) saveRun(store, { ...run, state: 'undone' });
  else dropRun(store, run);
  return { id, restored, kept };
}

/** Ends all runs on `root` that a crash cut short, newest first, as if they had never begun. */
export function recover(store: Store, root: string): readonly Reverted[] {
  return [...interruptedRuns(store, root)].reverse().map((run) => revert(store, run.id));
}

/** Nothing has been replaced yet: only what was staged goes. */
function clean(store: Store, run: Run): Reverted {
  for (const entry of run.files) store.disk.remove(entry.stage);
  removeFolders(store, run);
  dropRun(store, run);
  return { id: run.id, restored: [], kept: [] };
}

function removeFolders(store: Store, run: Run): void {
  for (const folder of [...run.directories].reverse()) store.disk.removeDirectory(folder);
  for (const folder of new Set(run.files.map((entry) => posix.dirname(entry.path)))) {
    if (store.disk.look(folder).kind === 'other') store.disk.sync(folder);
  }
}

/** Removes a file that the run created. Returns why not, or ''. */
function withdraw(store: Store, entry: Entry): string {
  const now = store.disk.look(entry.path);
  if (now.kind === 'none') return '';
  if (now.kind !== 'file' || sha256(now.bytes) !== entry.after) return 'changed since it was created';
  store.disk.remove(entry.path);
  return '';
}

/** Puts an original back. Returns why not, or ''. */
function restore(store: Store, run: Run, entry: Entry, index: number): string {
  const now = store.disk.look(entry.path);
  if (now.kind === 'none') return 'removed since';
  if (now.kind !== 'file') return 'no longer a regular file';
  const hash = sha256(now.bytes);
  if (hash === entry.before) return '';
  if (hash !== entry.after) return 'changed since';
  const original = readFileSync(backupPath(store, run, index));
  if (sha256(original) !== entry.before) return 'its stored original is damaged';
  createAs(store.disk, entry.stage, original, entry);
  store.disk.rename(entry.stage, entry.path);
  return '';
}
