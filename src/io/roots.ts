/** Which part of the disk a run may see and change. */
import { statSync } from 'node:fs';
import { posix } from 'node:path';
import { isInside } from './paths.js';

export interface RootsRequest {
  /** Absolute, existing files and folders. */
  readonly inputs: readonly string[];
  /** Absolute path of an existing file. */
  readonly serverConfig?: string;
  /** Absolute, existing folders that stand for folders of the server. */
  readonly mapped: readonly string[];
}

/**
 * The folders of all that the user named, outermost only, sorted. For a single configuration file that is the folder
 * from which its relative Include directives are likely to start.
 */
export function siteRoots(request: RootsRequest): readonly string[] {
  const named = [
    ...request.inputs,
    ...request.mapped,
    ...(request.serverConfig ? [request.serverConfig] : []),
  ];
  const folders = [...new Set(named.map(folderOf))].sort();
  return folders.filter((folder) => !folders.some((other) => other !== folder && isInside(folder, other)));
}

/** The folder that a named path stands for. */
export function folderOf(path: string): string {
  if (statSync(path).isDirectory()) return path;
  const folder = posix.dirname(path);
  // httpd's built-in default is conf/httpd.conf below ServerRoot (include/httpd.h, SERVER_CONFIG_FILE).
  return posix.basename(folder) === 'conf' ? posix.dirname(folder) : folder;
}
