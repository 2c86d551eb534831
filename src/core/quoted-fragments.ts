/**
 * The configuration around each quotation that MP402 reports, as a piece of its own that can be migrated: the lines of a
 * text without their comment marks, or the values of string literals. Read by the look of the lines: nothing is run.
 */
import { fromLatin1, latin1 } from '../httpd/syntax/bytes.js';
import type { FileTree } from './file-tree.js';
import type { Finding } from './finding.js';

export interface QuotedFragment {
  /** Tree path of the file that quotes. */
  readonly path: string;
  /** 1-based, first and last line there. */
  readonly line: number;
  readonly endLine: number;
  readonly bytes: Uint8Array;
}

const RULE = 'MP402';
const MARK = /^[ \t]*(?:#+|\/\/|;|\*|dnl\b|rem\b)[ \t]?/i;
/** A section or a directive: two capitals (`SetHandler`), or one of the few that have only one. */
const DIRECTIVE =
  /^[ \t]*(?:<\/?[A-Z][A-Za-z]+[^<]*>|[A-Z][a-z]+[A-Z]\w*[ \t]+\S|(?:Order|Allow|Deny|Require|Satisfy|Options|Include|Define|Listen|Alias|Redirect|Header)[ \t]+\S)/;
const LITERAL = /(?<!['"])(["'])((?:\\.|(?!\1)[^\\])+)\1(?!['"])/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '' };
/** A section that is open at the edge of the block is followed so far. */
const REACH = 60;

/** @param findings of a plan over this tree */
export function quotedFragments(tree: FileTree, findings: readonly Finding[]): readonly QuotedFragment[] {
  const found: QuotedFragment[] = [];
  for (const { code, place } of findings) {
    const node = code === RULE ? tree.node(place.path) : undefined;
    if (node?.kind !== 'file') continue;
    const last = found.at(-1);
    if (last?.path === place.path && place.line <= last.endLine) continue;
    const text = latin1(node.bytes);
    // A mention of the package is no configuration.
    if (text.startsWith('mod_python', place.byteOffset)) continue;
    const lines = text.split(/\r?\n/).map((line) => asMarkup(place.path, line));
    found.push({
      path: place.path,
      ...around(lines, place.line - 1, last?.path === place.path ? last.endLine : 0),
    });
  }
  return found;
}

type Piece = Pick<QuotedFragment, 'line' | 'endLine' | 'bytes'>;

/** @param floor number of lines at the top that belong to an earlier fragment */
function around(lines: readonly string[], at: number, floor: number): Piece {
  const literal = LITERAL.exec(lines[at] ?? '')?.[2];
  if (literal !== undefined && DIRECTIVE.test(unescaped(literal))) return literals(lines, at, floor);
  const marked = MARK.test(lines[at] ?? '');
  const plain = lines.map((line) => withoutQuotes(marked ? line.replace(MARK, '') : line));
  let first = at;
  let end = at + 1;
  while (first > floor && DIRECTIVE.test(plain[first - 1] ?? '')) first--;
  while (end < plain.length && DIRECTIVE.test(plain[end] ?? '')) end++;
  for (let far = 0; far < REACH && end < plain.length && depth(plain.slice(first, end)) > 0; far++) end++;
  for (let far = 0; far < REACH && first > floor && depth(plain.slice(first, end)) < 0; far++) first--;
  return piece(first, end, plain.slice(first, end));
}

/** Neighbouring lines with a string literal each: a program that writes its text line by line. */
function literals(lines: readonly string[], at: number, floor: number): Piece {
  const value = (index: number) => unescaped(LITERAL.exec(lines[index] ?? '')?.[2] ?? '').trimEnd();
  let first = at;
  let end = at + 1;
  while (first > floor && DIRECTIVE.test(value(first - 1))) first--;
  while (end < lines.length && DIRECTIVE.test(value(end))) end++;
  return piece(
    first,
    end,
    lines.slice(first, end).map((_line, index) => value(first + index)),
  );
}

function piece(first: number, end: number, lines: readonly string[]): Piece {
  return { line: first + 1, endLine: end, bytes: fromLatin1(`${lines.join('\n')}\n`) };
}

/** How many sections are open at the end. */
function depth(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + (/^\s*<\//.test(line) ? -1 : /^\s*<[A-Z]/.test(line) ? 1 : 0), 0);
}

/** The line that begins or ends a string of several lines. */
function withoutQuotes(line: string): string {
  return line.replace(/^.*?(?:'''|""")\\?/, '').replace(/(?:'''|""").*$/, '');
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_whole, letter: string) => ESCAPES[letter] ?? letter);
}

function asMarkup(path: string, line: string): string {
  if (!/\.(?:html?|xml)$/i.test(path)) return line;
  return line
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
