/** Words of a line as httpd splits them (server/util.c, ap_getword_conf and substring_conf). */
import { isSpace, skipSpace } from './bytes.js';

export interface Word {
  /** Indices into the text; the quotes belong to the word. */
  readonly from: number;
  readonly to: number;
  /** Unquoted and unescaped. */
  readonly value: string;
  readonly quote: '"' | "'" | '';
  /** False for an opening quote without its close: the rest of the line is the word, and httpd does not mind. */
  readonly terminated: boolean;
  /** Index of the next word, or the text's length. */
  readonly next: number;
}

/**
 * The word at or after `at`; undefined if only white space is left.
 * Inside quotes a backslash escapes that quote and the backslash; outside, only the backslash. Quotes inside an unquoted word are literal.
 */
export function wordAt(text: string, at: number): Word | undefined {
  const from = skipSpace(text, at);
  if (from >= text.length) return undefined;
  const first = text[from];
  if (first === '"' || first === "'") return quotedWord(text, from, first);
  let to = from;
  while (to < text.length && !isSpace(text.charCodeAt(to))) to++;
  const value = unescapeWord(text.slice(from, to), '');
  return { from, to, value, quote: '', terminated: true, next: skipSpace(text, to) };
}

function quotedWord(text: string, from: number, quote: '"' | "'"): Word {
  let end = from + 1;
  while (end < text.length && text[end] !== quote) {
    const escaped = text[end] === '\\' && (text[end + 1] === quote || text[end + 1] === '\\');
    end += escaped ? 2 : 1;
  }
  const terminated = text[end] === quote;
  const to = terminated ? end + 1 : end;
  const value = unescapeWord(text.slice(from + 1, end), quote);
  return { from, to, value, quote, terminated, next: skipSpace(text, to) };
}

function unescapeWord(text: string, quote: '"' | "'" | ''): string {
  if (!text.includes('\\')) return text;
  let value = '';
  for (let index = 0; index < text.length; index++) {
    const next = text[index + 1];
    if (text[index] === '\\' && (next === '\\' || (quote !== '' && next === quote))) index++;
    value += text[index];
  }
  return value;
}

/** All words of a directive's arguments. */
export function splitWords(text: string): readonly Word[] {
  const found: Word[] = [];
  for (let word = wordAt(text, 0); word !== undefined; word = wordAt(text, word.next)) found.push(word);
  return found;
}

/** The values of all words. */
export function wordValues(text: string): readonly string[] {
  return splitWords(text).map((word) => word.value);
}

/** Splits at white space only, as ap_getword_white does: the way mod_python splits its handler directives. */
export function splitWhite(text: string): readonly string[] {
  return text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
}

/** A value cannot be written into a configuration line. */
export class UnquotableError extends Error {
  constructor(
    readonly value: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'UnquotableError';
  }
}

const BARE = /^[^\s"'\\#<>][^\s\\]*$/;

/**
 * Writes a value as one word: bare where that is safe, else in double quotes.
 * Not for RAW_ARGS directives that split in their own way (Python*Handler).
 * @param value latin-1 view
 * @throws UnquotableError for LF, CR at the end of nothing quotable, NUL, and `${`, which httpd would expand
 */
export function quoteWord(value: string): string {
  refuse(value);
  if (BARE.test(value)) return value;
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function refuse(value: string): void {
  if (value.includes('\n'))
    throw new UnquotableError(value, 'a line feed cannot be written in a configuration value');
  if (value.includes('\0'))
    throw new UnquotableError(value, 'a NUL byte cannot be written in a configuration value');
  if (/\$\{[^}]*\}/.test(value)) {
    throw new UnquotableError(
      value,
      `a variable reference (${value}) cannot be escaped in a configuration value; httpd would expand it`,
    );
  }
}
