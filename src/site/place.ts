/** Lines and columns of byte ranges, for findings. */

import { sourceOffset } from '../httpd/syntax/lines.js';
import type { FileSyntax, SyntaxNode } from '../httpd/syntax/tree.js';
import { remember } from './remember.js';

/** 1-based lines; 1-based columns that count code points; offsets and lengths in bytes. */
export interface SitePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** @param path tree path that reports show; `start` and `end` are byte offsets in `bytes` */
export function placeOf(path: string, bytes: Uint8Array, start: number, end: number): SitePlace {
  const from = lineColumn(bytes, start);
  const to = lineColumn(bytes, end);
  return {
    path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    byteOffset: start,
    byteLength: end - start,
  };
}

/** The place of a directive or section header: from its name to the last byte of its arguments. */
export function placeOfNode(path: string, file: FileSyntax, node: SyntaxNode): SitePlace {
  const start = sourceOffset(node.line, 0);
  const end = sourceOffset(node.line, node.line.text.length);
  return placeOf(path, file.bytes, start, end);
}

function lineColumn(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const starts = lineStarts(bytes);
  let line = 0;
  for (let above = starts.length; above - line > 1; ) {
    const middle = (line + above) >> 1;
    if ((starts[middle] as number) <= offset) line = middle;
    else above = middle;
  }
  return { line: line + 1, column: codePoints(bytes.subarray(starts[line], offset)) + 1 };
}

/** Byte offsets of the first byte of each line. */
const lineStarts = remember((bytes: Uint8Array): readonly number[] => {
  const found = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) found.push(at + 1);
  return found;
});

/** Counts UTF-8 characters; in a file that is not UTF-8 every byte is one. */
function codePoints(bytes: Uint8Array): number {
  let continuation = 0;
  for (const byte of bytes) if ((byte & 0xc0) === 0x80) continuation++;
  if (continuation === 0) return bytes.length;
  try {
    return [...new TextDecoder('utf-8', { fatal: true }).decode(bytes)].length;
  } catch {
    return bytes.length;
  }
}
