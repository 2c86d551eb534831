/** A file tree without a disk: what `makePlan` reads in the tests of rules. */
import type { FileNode, FileTree } from '../../../src/core/file-tree.js';
import type { Plan } from '../../../src/core/plan.js';

/** What lies at one tree path. */
export type Entry =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: string };

/** Absolute POSIX tree path → entry. Folders above a file need not be said. */
export type Image = ReadonlyMap<string, Entry>;

export function file(bytes: Uint8Array | string, mode = 0o644): Entry {
  return { kind: 'file', bytes: typeof bytes === 'string' ? fromLatin1(bytes) : bytes, mode };
}

/** Latin-1 view of bytes: one character is one byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function fromLatin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The tree of an image. Its root is `/`. */
export function memoryTree(image: Image): FileTree {
  const nodes = new Map<string, FileNode>();
  const names = new Map<string, Set<string>>([['/', new Set()]]);
  for (const path of image.keys()) {
    for (let at = path; at !== '/'; at = folderOf(at)) {
      const siblings = names.get(folderOf(at)) ?? new Set<string>();
      names.set(folderOf(at), siblings.add(at.slice(at.lastIndexOf('/') + 1)));
    }
  }
  for (const [path, entry] of image) {
    if (entry.kind === 'file') nodes.set(path, { kind: 'file', path, bytes: entry.bytes, mode: entry.mode });
    if (entry.kind === 'link') nodes.set(path, { kind: 'symlink', path, target: entry.target });
    if (entry.kind === 'folder' && !names.has(path)) names.set(path, new Set());
  }
  for (const [path, inside] of names) nodes.set(path, { kind: 'directory', path, names: [...inside].sort() });
  const node = (path: string) => nodes.get(path);
  return { node, resolve: (path) => resolve(node, path) };
}

/** Links that are followed before a path counts as dangling, as the kernel does. */
const MOST_LINKS = 40;

function resolve(node: (path: string) => FileNode | undefined, path: string): string | undefined {
  let real = '/';
  let rest = path.split('/').filter(Boolean);
  for (let links = 0; rest.length > 0; ) {
    const [name, ...behind] = rest as [string, ...string[]];
    rest = behind;
    if (name === '.') continue;
    const next = name === '..' ? folderOf(real) : `${real === '/' ? '' : real}/${name}`;
    const found = node(next);
    if (!found) return undefined;
    if (found.kind !== 'symlink') real = next;
    else if (++links > MOST_LINKS) return undefined;
    else {
      rest = [...found.target.split('/').filter(Boolean), ...rest];
      if (found.target.startsWith('/')) real = '/';
    }
  }
  return real;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The image as it is after the plan has been carried out. */
export function applied(image: Image, plan: Plan): Image {
  const after = new Map(image);
  for (const change of plan.changes) {
    const entry = image.get(change.path);
    after.set(change.path, file(change.after, entry?.kind === 'file' ? entry.mode : 0o644));
  }
  for (const made of plan.creates) after.set(made.path, file(made.bytes, made.mode));
  return after;
}

/** Names and contents, for comparing whole trees. Folders are left out: git does not know them either. */
export function contents(image: Image): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const [path, entry] of [...image].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (entry.kind === 'file') seen[path] = latin1(entry.bytes);
    if (entry.kind === 'link') seen[path] = `-> ${entry.target}`;
  }
  return seen;
}
