/** Text of a page as lines of string literals: what stands between `"""` and `"""` in the Python that the scanner made. */

/** @param raw the inside of the literal; one character a byte @returns literals whose values together are the text */
export function textLiterals(raw: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of raw.matchAll(/\\\r?\n|\\[\s\S]|\r\n|[\s\S]/g)) {
    if (/^\\\r?\n$/.test(piece)) continue; // A backslash at the end of a line joins it to the next one.
    if (piece === '\n' || piece === '\r' || piece === '\r\n') {
      lines.push(quoted(`${line}\\n`));
      line = '';
    } else line += piece === '\\"' ? '"' : piece;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, quoted(line)];
}

/** In the quotes that need fewer backslashes. @param text escapes as in the source, quotes bare */
function quoted(text: string): string {
  const single = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/\\[\s\S]|['"]/g, (found) => (found === single ? `\\${found}` : found));
  return `${single}${body}${single}`;
}
