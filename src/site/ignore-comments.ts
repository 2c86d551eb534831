/**
 * Inline ignores: `# migrate-ignore MP107: reason` silences that rule for the line below. A reason is compulsory.
 * Several may stand above one another; in Python one may also end its own line, and a PSP page takes
 * `<%-- migrate-ignore MP301: reason --%>`. Apache has no trailing comments, so there it has a line to itself. What is said
 * about a file as a whole is silenced among the comments at its top.
 */
import { type FileTree, fileText } from './file-tree.js';

const NAMES =
  /(?:#|<%--)\s*migrate-ignore\s+((?:MP\d{3}|[a-z][a-z0-9-]+)(?:\s*,\s*(?:MP\d{3}|[a-z][a-z0-9-]+))*)\s*:\s*[^\s-]/g;
const COMMENT = /^\s*(?:#|<%--)/;

/** What a comment may be about. */
export interface IgnoredPlace {
  /** 1-based; undefined for a file as a whole. */
  readonly line: number | undefined;
  /** A `#` in the middle of a directive is no comment, and a line may go on on the next one. */
  readonly isConfig: boolean;
}

/** Codes and names of rules that the comments of a file silence at the place. @param lines from linesWithIgnores() */
export function ignoredRules(lines: readonly string[], { line, isConfig }: IgnoredPlace): readonly string[] {
  if (line === undefined) return commentsAtTop(lines).flatMap(names);
  let first = line - 1;
  while (isConfig && first > 0 && (lines[first - 1] ?? '').endsWith('\\')) first--;
  const own = isConfig ? '' : (lines[line - 1] ?? '');
  return [own, ...ignoresAbove(lines, first)].flatMap(names);
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
export function linesWithIgnores(tree: FileTree, path: string): readonly string[] | undefined {
  const text = fileText(tree, path) ?? '';
  return text.includes('migrate-ignore') ? text.split(/\r\n|\n|\r/) : undefined;
}
