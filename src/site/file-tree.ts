/** The files under migration as the pure layers see them: read once by io/, never touched again. */

import { latin1 } from '../httpd/syntax/bytes.js';

export type FileNode =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'directory'; readonly path: string; readonly names: readonly string[] }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string };

/**
 * Read-only view of a tree. All paths are absolute POSIX tree paths, normalised, without a trailing slash.
 * `node` follows no symlink; `resolve` gives the real path behind symlinks (undefined: dangling, or leaves the roots).
 * Reading is lazy: an implementation may read a file at its first `node` call and must cache it.
 */
export interface FileTree {
  node(path: string): FileNode | undefined;
  resolve(path: string): string | undefined;
}

/** The latin-1 view of a file, one character a byte; undefined for everything that is no file. */
export function fileText(tree: FileTree, path: string): string | undefined {
  const node = tree.node(path);
  return node?.kind === 'file' ? latin1(node.bytes) : undefined;
}
