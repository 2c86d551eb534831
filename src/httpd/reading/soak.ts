/** Reading over a branch that is not taken (server/config.c, ap_soak_end_container): only openers and closes count. */
import { lowerAscii } from '../syntax/bytes.js';
import { wordAt } from '../syntax/words.js';
import type { LineReader, ReadLine } from './reader.js';

export interface Soaked {
  /** The lines between header and close. */
  readonly lines: readonly ReadLine[];
  /** The close, with whatever stands behind it. */
  readonly close: ReadLine | undefined;
  /** httpd's message if it would stop here. */
  readonly error: string | undefined;
}

/**
 * Reads up to the close of a section whose header was just read.
 * @param name canonical case, without `<`
 */
export function soakSection(reader: LineReader, name: string): Soaked {
  const open = [name];
  const lines: ReadLine[] = [];
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    const first = wordAt(line.text, 0);
    const word = first?.value ?? '';
    if (word.startsWith('</')) {
      // httpd drops the last character, whatever it is.
      const seen = word.slice(0, -1);
      const expected = open.at(-1) as string;
      if (lowerAscii(seen.slice(2)) !== lowerAscii(expected)) {
        lines.push(line);
        return { lines, close: undefined, error: `Expected </${expected}> but saw ${seen}>` };
      }
      open.pop();
      if (open.length === 0) return { lines, close: line, error: undefined };
    } else if (word.startsWith('<')) {
      const alone = first !== undefined && first.next >= line.text.length && word.endsWith('>');
      open.push(alone ? word.slice(1, -1) : word.slice(1));
    }
    lines.push(line);
  }
  return { lines, close: undefined, error: `Expected </${open.at(-1)}> before end of configuration` };
}
