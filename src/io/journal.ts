/**
 * The journal of runs that changed files: enough to finish, roll back or undo each of them, without git.
 *
 * It lives in the user's state folder, not in the site: a copy of every source below a DocumentRoot could be
 * downloaded, would dirty the working tree, and would be scanned as part of the site the next time.
 *
 *     <state>/runs/0007/journal.json   what was done, replaced atomically at each step
 *     <state>/runs/0007/before/3       the original of the entry with index 3
 *     <state>/active/0007              there while the run is neither done nor undone: all that recovery has to look at
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type Disk, type Owner, realDisk } from './disk.js';
import { errorCode, MigrateError, reason } from './errors.js';
import { isInside } from './paths.js';
import { isRunning, type ProcessId } from './process-id.js';

/**
 * staging: new contents are being written beside the files, nothing has changed yet;
 * writing: files are being replaced; done: all are; undoing, undone: the same way back.
 */
export type RunState = 'staging' | 'writing' | 'done' | 'undoing' | 'undone';

/** One file of a run. Hashes are SHA-256 in hex. */
export interface Entry {
  readonly kind: 'change' | 'create';
  /** Real path of the file, absolute, no link in its last component. */
  readonly path: string;
  /** Where its new content is staged: the same folder, so that the rename is atomic. */
  readonly stage: string;
  readonly mode: number;
  /** Owner of the original; undefined for a new file, which belongs to whoever runs the tool. */
  readonly owner?: Owner;
  /** Undefined for a new file. */
  readonly before?: string;
  readonly after: string;
}

export interface Run {
  readonly version: 1;
  readonly id: string;
  readonly state: RunState;
  /** When it began, ISO 8601. For people; nothing depends on it. */
  readonly time: string;
  readonly process: ProcessId;
  readonly root: string;
  /** Folder in which the command was typed. */
  readonly cwd: string;
  /** Folders made for new files, outermost first. */
  readonly directories: readonly string[];
  readonly files: readonly Entry[];
}

/** Where runs are kept, and the disk they act on (a test gives its own). */
export interface Store {
  readonly stateFolder: string;
  readonly disk: Disk;
}

/**
 * Opens the store of the user.
 * @param env MIGRATE_STATE_DIR, else XDG_STATE_HOME, else HOME decides the folder (XDG Base Directory, 0.8)
 * @throws MigrateError when none of them is set
 */
export function openStore(env: Readonly<Record<string, string | undefined>>): Store {
  const base = env.XDG_STATE_HOME || (env.HOME ? posix.join(env.HOME, '.local/state') : '');
  const stateFolder = env.MIGRATE_STATE_DIR || (base ? posix.join(base, 'mod-python-migrate') : '');
  if (!stateFolder.startsWith('/')) {
    throw new MigrateError(
      'input',
      'no folder for the undo journal',
      'set MIGRATE_STATE_DIR to an absolute path',
    );
  }
  return { stateFolder: posix.normalize(stateFolder), disk: realDisk };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** All runs with a readable journal, oldest first. */
export function listRuns(store: Store): readonly Run[] {
  return runIds(store).flatMap((id) => readRun(store, id) ?? []);
}

/** Runs that were cut short by a crash and touch `root`, oldest first. */
export function interruptedRuns(store: Store, root: string): readonly Run[] {
  return activeRuns(store, root).filter((run) => !isRunning(run.process));
}

/** Runs that another process is working on now. */
export function runningRuns(store: Store, root: string): readonly Run[] {
  return activeRuns(store, root).filter((run) => isRunning(run.process));
}

function activeRuns(store: Store, root: string): readonly Run[] {
  const overlaps = (run: Run) => isInside(run.root, root) || isInside(root, run.root);
  return idsIn(activeFolder(store))
    .flatMap((id) => readRun(store, id) ?? [])
    .filter((run) => isActive(run) && overlaps(run));
}

function isActive(run: Run): boolean {
  return run.state === 'staging' || run.state === 'writing' || run.state === 'undoing';
}

/**
 * Takes the next free number and makes its folder. Nothing of the run counts before its first `saveRun`.
 * @throws MigrateError when the state folder cannot be written
 */
export function newRunId(store: Store): string {
  const runs = posix.join(store.stateFolder, 'runs');
  try {
    // Only the owner may look: the originals can hold passwords that the site's folder protects.
    for (const folder of [runs, activeFolder(store)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let number = Number(runIds(store).at(-1) ?? 0) + 1; ; number++) {
      const id = String(number).padStart(4, '0');
      if (made(store, posix.join(runs, id))) return id;
    }
  } catch (error) {
    if (error instanceof MigrateError || errorCode(error) === '') throw error;
    throw new MigrateError(
      'input',
      `cannot write the undo journal: ${store.stateFolder}: ${reason(error)}`,
      'make the folder writable or set MIGRATE_STATE_DIR',
    );
  }
}

function made(store: Store, folder: string): boolean {
  try {
    store.disk.makeDirectory(folder, 0o700);
    store.disk.makeDirectory(posix.join(folder, 'before'), 0o700);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Replaces the journal of a run; it is either the old or the new one, also after a power failure. */
export function saveRun(store: Store, run: Run): void {
  const folder = runFolder(store, run.id);
  const fresh = posix.join(folder, 'journal.json.new');
  if (isActive(run)) markActive(store, run);
  store.disk.remove(fresh);
  store.disk.create(fresh, Buffer.from(`${JSON.stringify(run, null, 2)}\n`), 0o600);
  store.disk.rename(fresh, posix.join(folder, 'journal.json'));
  store.disk.sync(folder);
  if (!isActive(run)) store.disk.remove(activeMark(store, run));
}

/** Before the first word of the journal: a run that is not marked would never be recovered. */
function markActive(store: Store, run: Run): void {
  const mark = activeMark(store, run);
  if (store.disk.look(mark).kind !== 'none') return;
  store.disk.create(mark, new Uint8Array(), 0o600);
  store.disk.sync(activeFolder(store));
}

/**
 * Forgets a run: one that left no trace on disk, or one that nobody wants undone any more. The journal goes first:
 * without it, the rest means nothing.
 */
export function dropRun(store: Store, run: Run): void {
  const folder = runFolder(store, run.id);
  store.disk.remove(posix.join(folder, 'journal.json'));
  store.disk.remove(posix.join(folder, 'journal.json.new'));
  for (const index of run.files.keys()) store.disk.remove(backupPath(store, run, index));
  store.disk.removeDirectory(posix.join(folder, 'before'));
  store.disk.removeDirectory(folder);
  store.disk.remove(activeMark(store, run));
}

/** Where the original of entry `index` is kept. */
export function backupPath(store: Store, run: Pick<Run, 'id'>, index: number): string {
  return posix.join(runFolder(store, run.id), 'before', String(index));
}

function runFolder(store: Store, id: string): string {
  return posix.join(store.stateFolder, 'runs', id);
}

function activeFolder(store: Store): string {
  return posix.join(store.stateFolder, 'active');
}

function activeMark(store: Store, run: Pick<Run, 'id'>): string {
  return posix.join(activeFolder(store), run.id);
}

function runIds(store: Store): readonly string[] {
  return idsIn(posix.join(store.stateFolder, 'runs'));
}

function idsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4,}$/.test(name))
      .sort((a, b) => Number(a) - Number(b));
  } catch {
    return [];
  }
}

/** Undefined where there is no such run. @throws MigrateError for a journal that is damaged */
export function readRun(store: Store, id: string): Run | undefined {
  try {
    const run = JSON.parse(readFileSync(posix.join(runFolder(store, id), 'journal.json'), 'utf8')) as Run;
    return run.version === 1 ? run : undefined;
  } catch (error) {
    // No journal: the run was stopped before it had touched anything, or has just been dropped.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw new MigrateError('input', `the journal of run ${id} cannot be read: ${reason(error)}`);
  }
}
