/** The disk as a `FileTree`: lazy, cached, and blind to everything outside the roots. */
import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { posix } from 'node:path';
import type { FileNode, FileTree } from '../core/file-tree.js';
import { errorCode, MigrateError, reason } from './errors.js';
import { isHidden } from './hidden.js';
import { isInside } from './paths.js';

export interface TreeOptions {
  /**
   * Absolute, normalised folders or files. Nothing outside them exists for the tree: a configuration that
   * includes `/etc/apache2/…` must not pull in (and then edit) the files of the machine that happens to run us.
   */
  readonly roots: readonly string[];
  /** Says that the user excluded a path (key `ignore` of migrate.config.json). */
  readonly ignored?: (path: string, isDirectory: boolean) => boolean;
}

/** Larger files are media or dumps, never a handler or a configuration; reading them would only cost memory. */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** Linux gives up after 40 links (path_resolution(7)); so do we. */
const MOST_LINKS = 40;

export interface SiteTree extends FileTree {
  /**
   * What has been asked for so far and could have held uses of mod_python, but could not be read: no permission, a
   * broken disk, a name that is not UTF-8. Sorted by path.
   */
  unreadable(): readonly { readonly path: string; readonly reason: string }[];
}

/** What is known of one tree. */
interface View {
  /** Path to reason. */
  readonly refused: Map<string, string>;
  readonly cache: Map<string, FileNode | undefined>;
  readonly roots: readonly string[];
  /** Root by the place where it really is, for absolute links that name the real place. */
  readonly realRoots: ReadonlyMap<string, string>;
  readonly ignored: (path: string, isDirectory: boolean) => boolean;
}

/**
 * Opens the disk below `options.roots` for reading. Each path is looked at once; later changes on disk are not seen.
 * A root that is itself a symbolic link counts as the folder it points to, because the user named it.
 */
export function openTree(options: TreeOptions): SiteTree {
  const view: View = {
    refused: new Map(),
    cache: new Map(),
    roots: options.roots,
    realRoots: new Map(options.roots.map((root) => [realPath(root), root])),
    ignored: options.ignored ?? (() => false),
  };
  return {
    node: (path) => node(view, path),
    resolve: (path) => resolve(view, path),
    unreadable: () => [...view.refused].map(([path, why]) => ({ path, reason: why })).sort(byPath),
  };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}

function node(view: View, path: string): FileNode | undefined {
  if (!view.cache.has(path)) view.cache.set(path, look(view, path));
  return view.cache.get(path);
}

function resolve(view: View, path: string): string | undefined {
  let current = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const step = firstLink(view, current);
    if (step === undefined) return node(view, current) ? current : undefined;
    current = named(view, posix.resolve(posix.dirname(step.link), step.target, step.rest));
  }
  return undefined;
}

/** The first component of `path` that is a link, and what comes after it. */
function firstLink(view: View, path: string): { link: string; target: string; rest: string } | undefined {
  const root = rootOf(view, path);
  if (root === undefined || path === root) return undefined;
  const names = posix.relative(root, path).split('/');
  let folder = root;
  for (const [index, name] of names.entries()) {
    folder = posix.join(folder, name);
    const found = node(view, folder);
    if (found?.kind === 'symlink') {
      return { link: folder, target: found.target, rest: names.slice(index + 1).join('/') };
    }
    if (found?.kind !== 'directory') return undefined;
  }
  return undefined;
}

function look(view: View, path: string): FileNode | undefined {
  const root = rootOf(view, path);
  if (root === undefined || path.includes('\0') || posix.normalize(path) !== path) return undefined;
  // A name below a link is reached through `resolve` only; lstat alone would follow links in the middle of a path.
  if (
    path !== root &&
    (node(view, posix.dirname(path))?.kind !== 'directory' || isHidden(posix.basename(path)))
  ) {
    return undefined;
  }
  try {
    const stats = path === root ? statSync(path) : lstatSync(path);
    return view.ignored(path, stats.isDirectory()) ? undefined : readNode(path, stats);
  } catch (error) {
    return unlooked(view, path, error);
  }
}

function unlooked(view: View, path: string, error: unknown): FileNode | undefined {
  // Node shows a name that is not UTF-8 with U+FFFD in it, and then cannot find it.
  const nameless = path.includes('\ufffd');
  if (!nameless && ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errorCode(error))) return undefined;
  const why = nameless ? 'its name is not UTF-8' : reason(error);
  view.refused.set(path, why);
  return { kind: 'unreadable', path, reason: why };
}

/** The outermost root that holds a path. */
function rootOf(view: View, path: string): string | undefined {
  const holding = view.roots.filter((root) => isInside(path, root));
  return holding.sort((a, b) => a.length - b.length)[0];
}

/** The name under a root of a path given by its real place. */
function named(view: View, path: string): string {
  if (rootOf(view, path) !== undefined) return path;
  for (const [real, root] of view.realRoots) {
    if (isInside(path, real)) return posix.join(root, posix.relative(real, path));
  }
  return path;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readNode(path: string, stats: Stats): FileNode {
  if (stats.isDirectory()) return { kind: 'directory', path, names: readNames(path) };
  if (stats.isSymbolicLink()) return { kind: 'symlink', path, target: readlinkSync(path) };
  // Opening a named pipe would wait for ever, a device might do anything.
  if (!stats.isFile()) return { kind: 'unreadable', path, reason: 'not a regular file' };
  if (stats.size > LARGEST_FILE) {
    return { kind: 'unreadable', path, reason: `larger than ${LARGEST_FILE / 1024 / 1024} MB, not read` };
  }
  accessSync(path, constants.R_OK);
  return lazyFile(path, stats.mode & 0o7777);
}

/** Names in code-unit order. */
function readNames(path: string): readonly string[] {
  return readdirSync(path)
    .filter((name) => !isHidden(name))
    .sort();
}

/** Reads its bytes when they are first asked for: most files of a site are images that no rule looks at. */
function lazyFile(path: string, mode: number): FileNode {
  let content: Uint8Array | undefined;
  return {
    kind: 'file',
    path,
    mode,
    get bytes() {
      content ??= readBytes(path);
      return content;
    },
  };
}

function readBytes(path: string): Uint8Array {
  try {
    // A plain view: `slice` of a Buffer would share memory where everyone expects a copy.
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    throw new MigrateError('input', `${path}: ${reason(error)}`);
  }
}
