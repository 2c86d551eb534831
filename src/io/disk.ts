/** Every way in which a commit changes the disk, in one place, so that a test can stop the world at each of them. */
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { errorCode, MigrateError, reason } from './errors.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What is on disk at a path now. Links are not followed. */
export type DiskState =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number } & Owner)
  | { readonly kind: 'other' };

/** Paths are absolute; each method throws the system's error. */
export interface Disk {
  look(path: string): DiskState;
  /** Creates a file that must not exist, with its bytes on the platter and exactly this mode, whatever the umask. */
  create(path: string, bytes: Uint8Array, mode: number): void;
  setOwner(path: string, owner: Owner): void;
  rename(from: string, to: string): void;
  /** Removes a file; silent when there is none. */
  remove(path: string): void;
  /** Exactly this mode, whatever the umask: Apache's user must be able to enter it. */
  makeDirectory(path: string, mode: number): void;
  /** Removes a directory if it is empty; silent otherwise. */
  removeDirectory(path: string): void;
  /** Makes the names in a directory survive a power failure. */
  sync(directory: string): void;
}

export const realDisk: Disk = {
  look,
  create(path, bytes, mode) {
    const file = openSync(path, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(path, mode);
  },
  setOwner: (path, owner) => chownSync(path, owner.uid, owner.gid),
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  makeDirectory: (path, mode) => {
    mkdirSync(path, { mode });
    chmodSync(path, mode);
  },
  removeDirectory(path) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
    }
  },
  sync,
};

function look(path: string): DiskState {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile()) return { kind: 'other' };
    const { uid, gid } = stats;
    return { kind: 'file', bytes: readFileSync(path), mode: stats.mode & 0o7777, uid, gid };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return { kind: 'none' };
    throw error;
  }
}

function sync(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some network file systems cannot sync a directory; the names are then as safe as they ever were there.
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(errorCode(error))) throw error;
  } finally {
    closeSync(handle);
  }
}

/**
 * Creates a file with the owner that the file it replaces had: without this, a run by root would take the site away
 * from the people who maintain it.
 */
export function createAs(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  as: { readonly path: string; readonly mode: number; readonly owner?: Owner },
): void {
  disk.create(path, bytes, as.mode);
  const now = disk.look(path);
  if (!as.owner || now.kind !== 'file' || (now.uid === as.owner.uid && now.gid === as.owner.gid)) return;
  try {
    disk.setOwner(path, as.owner);
  } catch (error) {
    throw new MigrateError(
      'refused',
      `${as.path} belongs to another user: ${reason(error)}`,
      'run as its owner or as root',
    );
  }
}
