/** A few source lines around a place, with a mark under it. */
import type { Place } from '../core/finding.js';
import type { Paint } from './colors.js';
import { CONTINUES, hideValues } from './hidden-values.js';
import { decode, printable } from './printable.js';

const CONTEXT = 2;

/** Longer lines are cut around the place: one minified line would fill the screen. */
const WIDEST = 160;

/**
 * @param bytes the whole file
 * @returns lines without a newline; empty when the place lies outside of the file
 */
export function frame(bytes: Uint8Array, place: Place, paint: Paint): readonly string[] {
  const starts = lineStarts(bytes);
  const index = place.line - 1;
  const start = starts[index];
  if (start === undefined) return [];
  const last = Math.min(starts.length - 1, index + CONTEXT);
  const width = String(last + 1).length;
  const gutter = (number: number | undefined, marked: boolean) =>
    `${marked ? '>' : ' '} ${(number === undefined ? '' : String(number)).padStart(width)} | `;
  const at = Math.max(0, place.byteOffset - start);
  const lines: string[] = [];
  for (let line = Math.max(0, index - CONTEXT); line <= last; line++) {
    const shown = showLine(
      lineBytes(bytes, starts, line),
      at,
      place.byteLength,
      hidesFrom(bytes, starts, line),
    );
    const text = gutter(line + 1, line === index) + shown.text;
    lines.push((line === index ? text : paint.dim(text)).trimEnd());
    if (line === index)
      lines.push(gutter(undefined, false) + ' '.repeat(shown.indent) + paint.red('^'.repeat(shown.length)));
  }
  return lines;
}

function lineStarts(bytes: Uint8Array): readonly number[] {
  const starts = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  // After a final newline there is no further line.
  if (starts.length > 1 && starts.at(-1) === bytes.length) starts.pop();
  return starts;
}

function lineBytes(bytes: Uint8Array, starts: readonly number[], line: number): Uint8Array {
  const end = starts[line + 1] ?? bytes.length;
  return bytes.subarray(starts[line], end);
}

interface Shown {
  readonly text: string;
  /** Where the mark begins and how long it is, in characters of `text`. */
  readonly indent: number;
  readonly length: number;
}

/** Whether the line goes on with a directive above it whose values are not shown. */
function hidesFrom(bytes: Uint8Array, starts: readonly number[], line: number): boolean {
  let first = line;
  const text = (one: number) => decode(lineBytes(bytes, starts, one)).replace(/\r?\n$/, '');
  while (first > 0 && CONTINUES.test(text(first - 1))) first--;
  return first < line && hideValues(text(first), false).hides;
}

/** Works on bytes, so that the mark is right whatever the encoding of the file. */
function showLine(line: Uint8Array, at: number, length: number, goesOn: boolean): Shown {
  const body = line.subarray(0, bodyLength(line));
  const before = display(body.subarray(0, at));
  const marked = display(body.subarray(at, at + length));
  const after = display(body.subarray(at + length));
  const from = before.length > WIDEST / 2 ? before.length - WIDEST / 4 : 0;
  const whole = hideValues(before + marked + after, goesOn).text;
  const head = from > 0 ? '…' : '';
  const tail = whole.length > from + WIDEST ? '…' : '';
  const text = head + whole.slice(from, from + WIDEST) + tail;
  const indent = Math.max(0, Math.min(before.length - from + head.length, text.length - 1));
  return { text, indent, length: Math.max(1, Math.min(marked.length, text.length - tail.length - indent)) };
}

function bodyLength(line: Uint8Array): number {
  let end = line.length;
  if (line[end - 1] === 10) end--;
  if (line[end - 1] === 13) end--;
  return end;
}

function display(bytes: Uint8Array): string {
  return printable(decode(bytes).replaceAll('\t', '    '));
}
