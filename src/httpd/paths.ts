/** Paths of the server's machine: POSIX, whatever machine this runs on. */
import { posix } from 'node:path';

/** ap_server_root_relative: relative paths start at the ServerRoot; `..` and double slashes vanish. */
export function serverRelative(serverRoot: string, path: string): string {
  return posix.resolve('/', serverRoot, path);
}

/** Joins a directory and a name. */
export function joinPath(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

export function directoryOf(path: string): string {
  return posix.dirname(path);
}

/** Byte order, the order in which httpd reads the files of a directory. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Paths in configurations are bytes; hosts take strings. UTF-8 where the bytes are UTF-8, else their latin-1 view. */
export function hostPath(latin1View: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1View, 'latin1'));
  } catch {
    return latin1View;
  }
}
