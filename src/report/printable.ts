/** Text that came out of somebody's files, made safe for a terminal. */

/** C0 and C1 controls, and the marks that reverse the order of what is shown (Unicode UAX #9). */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}]/gu;

/** An escape sequence in a file name or a source line must not act on the reader's terminal. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (char) => {
    const code = char.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** UTF-8 where it is valid, else latin-1: every byte shows as something. */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}

/** `1 file`, `2 files`, `1,204 files`: the same in every locale. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toString().replace(/\B(?=(\d{3})+$)/g, ',')} ${number === 1 ? one : many}`;
}

/**
 * Breaks prose at spaces.
 * @param indent put before every line but the first
 */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  const start = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = start;
  for (const word of text.slice(start.length).split(/(?<=\S)(?= )/)) {
    if (line.trim() !== '' && line.length + word.length > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else line += word;
  }
  return [...lines, line];
}
