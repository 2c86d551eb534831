/**
 * Inline ignores: `# migrate-ignore MP107: reason` silences that rule for the line below. A reason is compulsory.
 * Several may stand above one another; in Python one may also end its own line, and a PSP page takes
 * `<%-- migrate-ignore MP301: reason --%>`. Apache has no trailing comments, so there it has a line to itself. A finding
 * about a file as a whole is silenced among the comments at its top.
 */
import { fileText } from '../site/file-tree.js';
import type { FileTree } from './file-tree.js';
import type { Finding, Place } from './finding.js';

const NAMES =
  /(?:#|<%--)\s*migrate-ignore\s+((?:MP\d{3}|[a-z][a-z0-9-]+)(?:\s*,\s*(?:MP\d{3}|[a-z][a-z0-9-]+))*)\s*:\s*[^\s-]/g;
const COMMENT = /^\s*(?:#|<%--)/;

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
    const ignored = namesFor(lines, finding).flatMap(names);
    return !ignored.includes(finding.code) && !ignored.includes(finding.name);
  });
  return { kept, ignored: findings.length - kept.length };
}

/** The lines in which an ignore of this finding may stand. */
function namesFor(lines: readonly string[], { place, code }: Finding): readonly string[] {
  if (isWholeFile(place)) return commentsAtTop(lines);
  // The codes of rules about configuration (docs/architecture.md): a `#` in the middle of a directive is no comment.
  const isConfig = code.startsWith('MP1');
  let first = place.line - 1;
  while (isConfig && first > 0 && (lines[first - 1] ?? '').endsWith('\\')) first--;
  const own = isConfig ? '' : (lines[place.line - 1] ?? '');
  return [own, ...ignoresAbove(lines, first)];
}

function isWholeFile(place: Place): boolean {
  return place.byteOffset === 0 && place.byteLength === 0;
}

function commentsAtTop(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex(
    (line) => line.trim() !== '' && !COMMENT.test(line.replace(/^\xef\xbb\xbf/, '')),
  );
  return lines.slice(0, end === -1 ? lines.length : end);
}

function ignoresAbove(lines: readonly string[], index: number): readonly string[] {
  let first = index;
  while (first > 0 && isIgnore(lines[first - 1] ?? '')) first--;
  return lines.slice(first, index);
}

function isIgnore(line: string): boolean {
  return COMMENT.test(line) && names(line).length > 0;
}

function names(line: string): readonly string[] {
  return [...line.matchAll(NAMES)].flatMap((match) => (match[1] ?? '').split(/\s*,\s*/));
}

/** Lines of a file that holds an ignore at all, as latin-1; undefined for all others. */
function linesOf(
  tree: FileTree,
  path: string,
  cache: Map<string, readonly string[] | undefined>,
): readonly string[] | undefined {
  if (cache.has(path)) return cache.get(path);
  const text = fileText(tree, path) ?? '';
  const lines = text.includes('migrate-ignore') ? text.split(/\r\n|\n|\r/) : undefined;
  cache.set(path, lines);
  return lines;
}
