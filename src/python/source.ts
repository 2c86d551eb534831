/** Bytes of a Python file as text, with the way back. */

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, counts code points. */
  readonly column: number;
}

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

/** Decodes by byte order mark and coding cookie (PEP 263). Without either, Python 2.7 means ASCII and Python 3 means UTF-8. */
export declare function decodeSource(bytes: Uint8Array, version: '2.7' | '3'): Decoded;
