/** Text offset ↔ line, column and byte of one decoded file. Built at the first question, one scan of the text each. */
import type { Codec } from './encodings.js';

export class OffsetMap {
  private lines: readonly number[] | undefined;
  private lineBytes: readonly number[] | undefined;
  /** One byte per UTF-16 unit everywhere: offsets differ by the byte order mark only. */
  private readonly identical: boolean;

  constructor(
    private readonly text: string,
    private readonly bomLength: number,
    byteLength: number,
    private readonly codec: Codec,
  ) {
    this.identical = byteLength - bomLength === text.length;
  }

  position(offset: number): Position {
    const line = lastAtMost(this.lineStarts(), offset);
    const start = this.lineStarts()[line] as number;
    return { line: line + 1, column: codePoints(this.text.slice(start, offset)) + 1 };
  }

  lineStart(line: number): number {
    return this.lineStarts()[line - 1] ?? this.text.length;
  }

  byteOffset(offset: number): number {
    if (this.identical) return this.bomLength + offset;
    const line = lastAtMost(this.lineStarts(), offset);
    const start = this.lineStarts()[line] as number;
    return (this.byteStarts()[line] as number) + this.byteLength(this.text.slice(start, offset));
  }

  textOffset(byte: number): number {
    if (this.identical) return Math.max(0, byte - this.bomLength);
    const line = Math.max(0, lastAtMost(this.byteStarts(), byte));
    let left = byte - (this.byteStarts()[line] as number);
    let offset = this.lineStarts()[line] as number;
    for (const character of this.text.slice(offset, this.lineStarts()[line + 1])) {
      left -= this.codec.width(character);
      if (left < 0) break;
      offset += character.length;
    }
    return offset;
  }

  private byteLength(text: string): number {
    let bytes = 0;
    for (const character of text) bytes += this.codec.width(character);
    return bytes;
  }

  private lineStarts(): readonly number[] {
    if (this.lines) return this.lines;
    const lines = [0];
    for (const match of this.text.matchAll(/\r\n|\r|\n/g)) lines.push(match.index + match[0].length);
    this.lines = lines;
    return lines;
  }

  private byteStarts(): readonly number[] {
    if (this.lineBytes) return this.lineBytes;
    const starts = this.lineStarts();
    const bytes = [this.bomLength];
    for (let line = 1; line < starts.length; line++) {
      bytes.push(
        (bytes[line - 1] as number) + this.byteLength(this.text.slice(starts[line - 1], starts[line])),
      );
    }
    this.lineBytes = bytes;
    return bytes;
  }
}

/** Index of the last element that is at most `value`; -1 when there is none. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, counts code points. */
  readonly column: number;
}
