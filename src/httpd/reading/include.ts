/** Which files an Include reads, in order (server/util.c, ap_dir_nofnmatch and ap_dir_fnmatch). */

import { hasWildcard, matchesPattern } from '../fnmatch.js';
import { compareBytes, joinPath } from '../paths.js';
import type { EvaluateHost } from './host.js';
import { compareNumbers } from './version.js';

/** A file to read, or the reason why httpd stops here, or why we cannot tell. */
export type IncludeStep =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly path: string };

const MAX_DIRECTORY_DEPTH = 128;

interface Walk {
  readonly host: EvaluateHost;
  readonly optional: boolean;
  /** 2.2 does not mind a pattern without a match. */
  readonly emptyIsFine: boolean;
  readonly steps: IncludeStep[];
  depth: number;
}

/**
 * @param path absolute; may hold wildcards
 * @param optional IncludeOptional
 * @returns steps up to and including the first error
 */
export function includeSteps(
  path: string,
  optional: boolean,
  dialect: '2.2' | '2.4',
  host: EvaluateHost,
): readonly IncludeStep[] {
  const walk: Walk = { host, optional, emptyIsFine: optional || dialect === '2.2', steps: [], depth: 0 };
  if (hasWildcard(path))
    walkPattern(
      walk,
      '/',
      path.split('/').filter((part) => part !== ''),
    );
  else walkPath(walk, path);
  return walk.steps;
}

function fail(walk: Walk, message: string): false {
  walk.steps.push({ kind: 'error', message });
  return false;
}

/** A file, or all files below a directory. False: httpd stops. */
function walkPath(walk: Walk, path: string): boolean {
  const kind = walk.host.stat(path);
  if (kind === 'unknown') {
    walk.steps.push({ kind: 'unknown', path });
    return true;
  }
  if (kind === 'directory') return walkDirectory(walk, path);
  if (kind === 'missing') {
    if (walk.optional && forgivesMissingFile(walk.host.version)) return true;
    return fail(walk, `Could not open configuration file ${path}: No such file or directory`);
  }
  walk.steps.push({ kind: 'file', path });
  return true;
}

/** IncludeOptional of a plain missing file is fatal before 2.4.30. */
function forgivesMissingFile(version: string | 'unknown'): boolean {
  return version === 'unknown' || compareNumbers(version, '2.4.30') >= 0;
}

function walkDirectory(walk: Walk, path: string): boolean {
  if (++walk.depth > MAX_DIRECTORY_DEPTH) {
    return fail(
      walk,
      `Include/IncludeOptional: Directory '${path}' exceeds the maximum include directory nesting level of ${MAX_DIRECTORY_DEPTH}. You have probably a recursion somewhere.`,
    );
  }
  const names = walk.host.readDir(path);
  if (names === undefined) return fail(walk, `Include/IncludeOptional: Could not open directory ${path}`);
  for (const name of [...names].sort(compareBytes)) {
    if (!walkPath(walk, joinPath(path, name))) return false;
  }
  walk.depth--;
  return true;
}

/** Matches one path component after the other. */
function walkPattern(walk: Walk, directory: string, parts: readonly string[]): boolean {
  const [part = '', ...rest] = parts;
  if (!hasWildcard(part)) {
    const path = joinPath(directory, part);
    return rest.length === 0 ? walkPath(walk, path) : walkPattern(walk, path, rest);
  }
  const kind = walk.host.stat(directory);
  if (kind === 'unknown') {
    walk.steps.push({ kind: 'unknown', path: joinPath(directory, parts.join('/')) });
    return true;
  }
  const names = walk.host.readDir(directory);
  if (names === undefined) {
    if (walk.emptyIsFine && kind === 'missing') return true;
    return fail(
      walk,
      `Include/IncludeOptional: Could not open directory ${directory}: ${kind === 'missing' ? 'No such file or directory' : 'Not a directory'}`,
    );
  }
  const matches = names.filter((name) => matchesPattern(part, name)).map((name) => joinPath(directory, name));
  // httpd looks at the directory entry itself: a symlink to a directory does not count as a middle component.
  const wanted = rest.length === 0 ? matches : matches.filter((path) => isRealDirectory(walk.host, path));
  if (wanted.length === 0 && !walk.emptyIsFine) {
    return fail(
      walk,
      `Include/IncludeOptional: No matches for the wildcard '${part}' in '${directory}', failing`,
    );
  }
  return wanted
    .sort(compareBytes)
    .every((path) => (rest.length === 0 ? walkPath(walk, path) : walkPattern(walk, path, rest)));
}

function isRealDirectory(host: EvaluateHost, path: string): boolean {
  return host.stat(path) === 'directory' && host.isSymlink?.(path) !== true;
}
