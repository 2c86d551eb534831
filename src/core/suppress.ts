/** Leaves out findings that comments in the files silence: see ignore-comments.ts. */
import { ignoredRules, linesWithIgnores } from '../site/ignore-comments.js';
import type { FileTree } from './file-tree.js';
import type { Finding, Place } from './finding.js';

export interface Sifted {
  readonly kept: readonly Finding[];
  /** How many an ignore in the files silences. */
  readonly ignored: number;
}

/** Takes out what the files ask to be silent about. */
export function withoutIgnored(tree: FileTree, findings: readonly Finding[]): Sifted {
  const cache = new Map<string, readonly string[] | undefined>();
  const kept = findings.filter((finding) => {
    const lines = linesOf(tree, finding.place.path, cache);
    if (!lines) return true;
    const ignored = ignoredRules(lines, placeOf(finding));
    return !ignored.includes(finding.code) && !ignored.includes(finding.name);
  });
  return { kept, ignored: findings.length - kept.length };
}

/** Codes of rules about configuration begin with MP1 (docs/architecture.md). */
function placeOf({ place, code }: Finding) {
  return { line: isWholeFile(place) ? undefined : place.line, isConfig: code.startsWith('MP1') };
}

function isWholeFile(place: Place): boolean {
  return place.byteOffset === 0 && place.byteLength === 0;
}

function linesOf(
  tree: FileTree,
  path: string,
  cache: Map<string, readonly string[] | undefined>,
): readonly string[] | undefined {
  if (!cache.has(path)) cache.set(path, linesWithIgnores(tree, path));
  return cache.get(path);
}
