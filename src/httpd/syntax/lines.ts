/** Physical to logical lines (httpd server/util.c, ap_cfg_getline_core and cfg_trim_line). */
import { isSpace, skipSpace } from './bytes.js';
import type { Dialect, Line, Segment } from './tree.js';

const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;

/** One logical line before trimming. */
export interface JoinedLine {
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Joined, not trimmed, with the final LF if there is one. */
  readonly joined: string;
  readonly segments: readonly Segment[];
  /** A NUL hides the rest of a physical line from httpd. */
  readonly nul: boolean;
  /** A physical line ends in two backslashes: 2.2 and 2.4 read it differently. */
  readonly doubleBackslash: boolean;
  /** It continues into the end of the file: what is appended there becomes part of it. 2.2 forgets such a line. */
  readonly open: boolean;
}

/**
 * Joins physical lines from byte `start` on, as httpd's reader does before it trims.
 * @param text latin-1 view of the whole file; `start` must be before its end
 * @param firstLine 1-based number of the physical line at `start`
 */
export function joinLine(text: string, start: number, firstLine: number, dialect: Dialect): JoinedLine {
  return plainLine(text, start, firstLine) ?? continuedLine(text, start, firstLine, dialect);
}

/** The common case: one physical line, no NUL, no backslash at its end. */
function plainLine(text: string, start: number, firstLine: number): JoinedLine | undefined {
  const lineFeed = text.indexOf('\n', start);
  if (lineFeed < 0) return undefined;
  const last = lineFeed - 1 > start && text.charCodeAt(lineFeed - 1) === CR ? lineFeed - 2 : lineFeed - 1;
  if (last >= start && text.charCodeAt(last) === BACKSLASH) return undefined;
  const joined = text.slice(start, lineFeed + 1);
  if (joined.includes('\0')) return undefined;
  return {
    start,
    end: lineFeed + 1,
    firstLine,
    lastLine: firstLine,
    joined,
    segments: [{ at: 0, offset: start }],
    nul: false,
    doubleBackslash: false,
    open: false,
  };
}

function continuedLine(text: string, start: number, firstLine: number, dialect: Dialect): JoinedLine {
  const segments: Segment[] = [];
  let joined = '';
  let lastLine = firstLine - 1;
  let at = start;
  let nul = false;
  let doubleBackslash = false;
  let open = false;
  for (;;) {
    lastLine++; // httpd counts the failing read at the end of the file as well
    if (at >= text.length) {
      open = true;
      break;
    }
    const lineFeed = text.indexOf('\n', at);
    const end = lineFeed < 0 ? text.length : lineFeed + 1;
    const piece = upToNul(text.slice(at, end));
    nul ||= at + piece.length < end;
    doubleBackslash ||= /\\\\\r?\n$/.test(piece);
    dropCovered(segments, joined.length);
    segments.push({ at: joined.length, offset: at });
    const lookBackTo = dialect === '2.2' ? joined.length : 0;
    joined += piece;
    at = end;
    const backslash = continuationAt(joined, lookBackTo);
    if (backslash < 0) break;
    if (dialect === '2.2' && backslash > lookBackTo && joined.charCodeAt(backslash - 1) === BACKSLASH) {
      joined = joined.slice(0, backslash) + joined.slice(backslash + 1);
      break;
    }
    joined = joined.slice(0, backslash);
  }
  return {
    start,
    end: at,
    firstLine,
    lastLine,
    joined: open && dialect === '2.2' ? '' : joined,
    segments,
    nul,
    doubleBackslash,
    open,
  };
}

function upToNul(piece: string): string {
  const nul = piece.indexOf('\0');
  return nul < 0 ? piece : piece.slice(0, nul);
}

/** Drops the segments that a look-back left without text. */
function dropCovered(segments: Segment[], length: number): void {
  while (segments.length > 0 && (segments.at(-1) as Segment).at >= length) segments.pop();
}

/** Index of the backslash that continues the line, or -1. The backslash must be at `from` or later. */
function continuationAt(joined: string, from: number): number {
  let end = joined.length;
  if (end <= from || joined.charCodeAt(end - 1) !== LF) return -1;
  end--;
  if (end > from && joined.charCodeAt(end - 1) === CR) end--;
  return end > from && joined.charCodeAt(end - 1) === BACKSLASH ? end - 1 : -1;
}

/** Does text that another source put in front of this line continue over its line end? (2.4 looks at the joined text.) */
export function endsInContinuation(joined: string): number {
  return continuationAt(joined, 0);
}

/** Trims as cfg_trim_line does. */
export function trimLine(raw: JoinedLine): Line {
  const { start, end, firstLine, lastLine, joined } = raw;
  const from = skipSpace(joined, 0);
  let to = joined.length;
  while (to > from && isSpace(joined.charCodeAt(to - 1))) to--;
  return {
    start,
    end,
    firstLine,
    lastLine,
    text: joined.slice(from, to),
    segments: shiftSegments(raw.segments, from, to),
  };
}

function shiftSegments(segments: readonly Segment[], from: number, to: number): readonly Segment[] {
  const shifted: Segment[] = [];
  for (const { at, offset } of segments) {
    if (at >= to && at > from) break;
    if (at <= from) shifted.length = 0;
    shifted.push(at <= from ? { at: 0, offset: offset + from - at } : { at: at - from, offset });
  }
  return shifted;
}

/** Byte offset of `line.text[index]`; for the text's length, the offset behind its last byte. */
export function sourceOffset(line: Line, index: number): number {
  if (index > 0 && index >= line.text.length) return sourceOffset(line, line.text.length - 1) + 1;
  let found = line.segments[0];
  if (found === undefined) return line.start;
  for (const segment of line.segments) {
    if (segment.at > index) break;
    found = segment;
  }
  return found.offset + index - found.at;
}

/** Byte range of `line.text.slice(from, to)`: from its first to its last mapped byte, continuations between them included. */
export function sourceRange(
  line: Line,
  from: number,
  to: number,
): { readonly start: number; readonly end: number } {
  const start = sourceOffset(line, from);
  return { start, end: to > from ? sourceOffset(line, to - 1) + 1 : start };
}
