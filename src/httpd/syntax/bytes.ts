/** Bytes as latin-1 text, and white space as httpd sees it. */

/** One character per byte, so that string indices are byte offsets. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/**
 * The bytes of a latin-1 view.
 * @throws RangeError if a character is above U+00FF and so cannot be a byte
 */
export function fromLatin1(text: string): Uint8Array {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) {
      throw new RangeError(`character ${index} of a latin-1 view is above U+00FF: encode the text first`);
    }
  }
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The latin-1 view of the UTF-8 bytes of `text`: for inserting ordinary strings. */
export function utf8AsLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** apr_isspace in the C locale: space, TAB, LF, VT, FF, CR; not U+00A0 or U+FEFF, which `\s` would take. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Index of the first character at or after `from` that is not white space. */
export function skipSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && isSpace(text.charCodeAt(index))) index++;
  return index;
}

/** Trims white space as httpd does. */
export function trimSpace(text: string): string {
  const from = skipSpace(text, 0);
  let to = text.length;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** Case-insensitive for ASCII only, as httpd compares names. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A latin-1 view as a person reads it: as UTF-8 where its bytes are that. Other text is left alone. */
export function readable(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
