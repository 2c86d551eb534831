/** Bytes of a Python file as text, with the way back (PEP 263, PEP 3120). */
import { isAscii, isUtf8 } from 'node:buffer';
import { ASCII_CODEC, type Codec, codecOf, LATIN_1_CODEC, UTF_8_CODEC } from './encodings.js';
import { OffsetMap, type Position } from './offset-map.js';

export interface Source {
  readonly bytes: Uint8Array;
  /** Decoded text without the byte order mark. Line ends are as in the file. */
  readonly text: string;
  /** Canonical name, for example `utf-8`, `iso-8859-1`, `koi8-r`, `ascii`. */
  readonly encoding: string;
  readonly bom: boolean;
  /** Line end of the first line; '\n' for a file without any. */
  readonly newline: '\n' | '\r\n' | '\r';
  /** Line and column of a text offset (UTF-16 units). */
  position(offset: number): Position;
  /** Text offset of the start of a 1-based line. */
  lineStart(line: number): number;
  /** Byte offset of a text offset. */
  byteOffset(offset: number): number;
  /** Text offset of a byte offset; inside a character it is the character's start. */
  textOffset(byte: number): number;
  /** Bytes of `text` in this file's encoding; undefined when a character does not exist in it. Line ends are kept as given. */
  encode(text: string): Uint8Array | undefined;
}

export interface PythonError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Decoded =
  | { readonly kind: 'decoded'; readonly source: Source }
  | { readonly kind: 'undecodable'; readonly error: PythonError };

const BOM_LENGTH = 3;
const COOKIE = /^[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#[^\r\n]*)?$/;

/** Decodes by byte order mark and coding cookie (PEP 263). Without either, Python 2.7 means ASCII and Python 3 means UTF-8. */
export function decodeSource(bytes: Uint8Array, version: '2.7' | '3'): Decoded {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(BOM_LENGTH) : bytes;
  const zero = body.indexOf(0);
  if (zero >= 0) return undecodable(body, zero, nullByteMessage(bytes));
  const cookie = cookieOf(body);
  const codec = cookie === undefined ? defaultCodec(bom, version) : codecOf(cookie.name);
  if (!codec) return refuse(cookie?.line ?? 1, `unknown encoding: ${cookie?.name}`);
  // CPython wants exactly `utf-8` here: `utf8` is refused.
  if (bom && cookie && !/^utf[-_]8([-_]|$)/i.test(cookie.name))
    return refuse(1, `encoding problem: ${cookie.name} with BOM`);
  // Most files are ASCII whatever they declare, and no encoding of ours disagrees with ASCII.
  const text = isAscii(body) ? LATIN_1_CODEC.decode(body) : codec.decode(body);
  if (text !== undefined) return { kind: 'decoded', source: sourceOf(bytes, text, codec, bom) };
  const bad = firstBadByte(body, codec);
  const shown = (body[bad] ?? 0).toString(16);
  return undecodable(
    body,
    bad,
    cookie === undefined && !bom && version === '2.7'
      ? `non-ASCII byte 0x${shown}, but no encoding declared (PEP 263)`
      : `byte 0x${shown} is not valid ${codec.name}`,
  );
}

/** A file that would have to declare its encoding and does not: as UTF-8 where it is that, else byte by byte. */
export function decodeUndeclared(bytes: Uint8Array): Source | undefined {
  if (isAscii(bytes) || bytes.includes(0) || cookieOf(bytes) !== undefined) return undefined;
  const codec = isUtf8(bytes) ? UTF_8_CODEC : LATIN_1_CODEC;
  const text = codec.decode(bytes);
  return text === undefined ? undefined : sourceOf(bytes, text, codec, false);
}

/** For files that need only be looked at: by cookie, as UTF-8, or byte by byte as latin-1. Never fails. */
export function decodeLeniently(bytes: Uint8Array): Source {
  const decoded = decodeSource(bytes, '3');
  if (decoded.kind === 'decoded') return decoded.source;
  return sourceOf(bytes, LATIN_1_CODEC.decode(bytes) as string, LATIN_1_CODEC, false);
}

/** A source that was text from the start: an expression in a configuration file, the code of a PSP page. */
export function sourceOfText(text: string): Source {
  const bytes = new TextEncoder().encode(text);
  return sourceOf(bytes, text, UTF_8_CODEC, false);
}

function sourceOf(bytes: Uint8Array, text: string, codec: Codec, bom: boolean): Source {
  const map = new OffsetMap(text, bom ? BOM_LENGTH : 0, bytes.length, codec);
  return {
    bytes,
    text,
    encoding: codec.name,
    bom,
    newline: (/\r\n|\n|\r/.exec(text)?.[0] as Source['newline'] | undefined) ?? '\n',
    position: (offset) => map.position(offset),
    lineStart: (line) => map.lineStart(line),
    byteOffset: (offset) => map.byteOffset(offset),
    textOffset: (byte) => map.textOffset(byte),
    encode: (added) => codec.encode(added),
  };
}

function defaultCodec(bom: boolean, version: '2.7' | '3'): Codec {
  return bom || version === '3' ? UTF_8_CODEC : ASCII_CODEC;
}

function cookieOf(body: Uint8Array): { readonly name: string; readonly line: number } | undefined {
  // Two lines are enough; a first line that is not blank and no comment ends the search.
  const lines = (LATIN_1_CODEC.decode(body.subarray(0, 2000)) as string).split(/\r\n|\r|\n/, 2);
  const first = lines[0] ?? '';
  const found = COOKIE.exec(first)?.[1];
  if (found !== undefined) return { name: found, line: 1 };
  const second = BLANK_OR_COMMENT.test(first) ? COOKIE.exec(lines[1] ?? '')?.[1] : undefined;
  return second === undefined ? undefined : { name: second, line: 2 };
}

function nullByteMessage(bytes: Uint8Array): string {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return wide ? 'the file is UTF-16, which Python does not read' : 'source code cannot contain null bytes';
}

function firstBadByte(body: Uint8Array, codec: Codec): number {
  const valid = (end: number): boolean => {
    const part = body.subarray(0, end);
    return codec === UTF_8_CODEC ? isUtf8(part) : codec.decode(part) !== undefined;
  };
  if (codec === ASCII_CODEC) return body.findIndex((byte) => byte >= 0x80);
  // The longest valid prefix, to within one character.
  let low = 0;
  let high = body.length;
  while (high - low > 8) {
    const middle = (low + high) >> 1;
    if ([0, 1, 2, 3].some((extra) => valid(middle - extra))) low = middle - 3;
    else high = middle;
  }
  for (let at = high; at > low; at--) if (valid(at)) return at;
  return low;
}

function undecodable(body: Uint8Array, byte: number, message: string): Decoded {
  const before = (LATIN_1_CODEC.decode(body.subarray(0, byte)) as string).split(/\r\n|\r|\n/);
  return {
    kind: 'undecodable',
    error: { line: before.length, column: (before.at(-1) as string).length + 1, message },
  };
}

function refuse(line: number, message: string): Decoded {
  return { kind: 'undecodable', error: { line, column: 1, message } };
}
