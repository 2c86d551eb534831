/** From an address to a file, as Apache does it: decode, collapse, aliases, the document root, the files that are there. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Mapping } from './cgi.js';

export interface Server {
  readonly root: string;
  /** Relative to `root`, like the targets of `aliases`. */
  readonly documentRoot: string;
  /** Pattern of the addresses, and what takes the place of its match. */
  readonly aliases: readonly (readonly [RegExp, string])[];
  /** DirectoryIndex. */
  readonly index: readonly string[];
}

/** @param target of the request line */
export function mapAddress(server: Server, target: string): Mapping {
  const documentRoot = path.join(server.root, server.documentRoot);
  const uri = normal(target);
  const alias = server.aliases.find(([pattern]) => pattern.test(uri));
  const [prefix, folder] = alias
    ? [(alias[0].exec(uri) as RegExpExecArray)[0], path.join(server.root, alias[1])]
    : ['', documentRoot];
  const { file, rest } = walk(folder, uri.slice(prefix.length));
  const index = uri.endsWith('/') && rest === '' ? indexOf(server, file) : '';
  // PEP 3333 does not allow a SCRIPT_NAME that is a slash.
  if (uri + index === '/') return { scriptName: '', pathInfo: '/', scriptFilename: file, documentRoot };
  return {
    scriptName: rest === '' ? uri + index : uri.slice(0, -rest.length),
    pathInfo: rest,
    scriptFilename: file + index,
    documentRoot,
  };
}

/** The path of the address: decoded, without empty and dot segments. Bytes are kept as UTF-8. */
function normal(target: string): string {
  const [raw = ''] = target.replace(/^https?:\/\/[^/]*/, '').split('?');
  return path.posix.normalize(decodeURIComponent(raw).replace(/\/+/g, '/'));
}

/** Down to the first segment that is no folder; everything behind it is path info. */
function walk(folder: string, uri: string): { readonly file: string; readonly rest: string } {
  const segments = uri.split('/').slice(1);
  let file = folder;
  for (const [index, segment] of segments.entries()) {
    const next = `${file}/${segment}`;
    const last = index === segments.length - 1;
    if (last || !isFolder(next))
      return { file: next, rest: last ? '' : `/${segments.slice(index + 1).join('/')}` };
    file = next;
  }
  return { file, rest: '' };
}

function isFolder(file: string): boolean {
  return existsSync(file) && statSync(file).isDirectory();
}

function indexOf(server: Server, folder: string): string {
  return server.index.find((name) => existsSync(path.join(folder, name))) ?? '';
}
