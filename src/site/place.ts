/** Lines and columns of byte ranges, for findings. */

import { sourceOffset } from '../httpd/lines.js';
import type { FileSyntax, SyntaxNode } from '../httpd/tree.js';

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
  let line = 1;
  let start = 0;
  for (let at = 0; at < offset; at++) {
    if (bytes[at] === 10) {
      line++;
      start = at + 1;
    }
  }
  return { line, column: codePoints(bytes.subarray(start, offset)) + 1 };
}

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
