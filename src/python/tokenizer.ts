/**
 * Tokens of Python 2.7 or 3, by the rules of CPython's Parser/tokenizer.c: tab stops of 8 (2.7: changed by modelines in
 * comments), form feeds, lone CR and CRLF as line ends, a newline implied at the end, 100 levels of indentation.
 */
import type { Dialect } from './dialect.js';
import { Indentation } from './indentation.js';
import { hashStep } from './names.js';
import { numberEnd } from './number.js';
import { StringScanner } from './string-scanner.js';
import { SyntaxProblem } from './syntax-problem.js';
import { TERMINAL } from './tables.js';

const LF = 10;
const CR = 13;
const FORM_FEED = 12;
const SPACE = 32;
const TAB = 9;
const HASH = 35;
const BACKSLASH = 92;
const QUOTE = 39;
const DOUBLE_QUOTE = 34;
const DOT = 46;

/** Bits of CHARACTER. */
const NAME_START = 1;
const DIGIT = 2;
const CHARACTER = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[A-Za-z_]/.test(char) ? NAME_START : /[0-9]/.test(char) ? DIGIT : 0;
});
const UNICODE_START = /[\p{XID_Start}_]/u;
const UNICODE_NAME = /[\p{XID_Continue}_]+/uy;

export class Tokenizer {
  /** The current token: its terminal number and its place. */
  terminal = 0;
  start = 0;
  end = 0;
  /** Text of a NAME (keywords excepted, whose terminal says it). */
  value = '';

  private at = 0;
  private lineBegins = true;
  private depth = 0;
  private readonly indentation: Indentation;
  /** Indents (positive) or dedents (negative) still to be given out. */
  private pending = 0;
  private readonly strings: StringScanner;
  private lastEnd = 0;
  private readonly python3: boolean;

  constructor(
    private readonly text: string,
    private readonly dialect: Dialect,
  ) {
    this.python3 = dialect.version === '3';
    this.indentation = new Indentation(text, this.python3);
    this.strings = new StringScanner(text);
  }

  /** Moves to the next token. @throws SyntaxProblem */
  next(): void {
    if (this.lineBegins && this.pending === 0) this.beginLine();
    if (this.pending !== 0) this.giveIndent();
    else this.scan();
    if (this.terminal !== TERMINAL.INDENT && this.terminal !== TERMINAL.DEDENT) this.lastEnd = this.end;
  }

  private emit(terminal: number, start: number, end: number): number {
    this.terminal = terminal;
    this.start = start;
    this.end = end;
    this.at = end;
    return terminal;
  }

  private giveIndent(): void {
    // A dedent belongs to the end of the block's last line, so that comments behind it stay outside the block.
    const dedent = this.pending < 0;
    const place = dedent ? this.lastEnd : this.at;
    this.terminal = dedent ? TERMINAL.DEDENT : TERMINAL.INDENT;
    this.start = place;
    this.end = place;
    this.pending += dedent ? 1 : -1;
  }

  /** Skips blank and comment lines, then takes the indentation of the line that counts. */
  private beginLine(): void {
    const { text } = this;
    for (;;) {
      this.at = this.indentation.measure(this.at);
      let code = text.charCodeAt(this.at);
      if (code === HASH) code = this.skipComment();
      else if (code !== LF && code !== CR) {
        this.lineBegins = false;
        this.pending = this.indentation.enter(this.at);
        return;
      }
      if (this.at < text.length) this.at += this.newlineLength(code);
    }
  }

  private newlineLength(code: number): number {
    return code === CR && this.text.charCodeAt(this.at + 1) === LF ? 2 : 1;
  }

  /** From '#' to the line end, whose code it returns (NaN at the end of the text). */
  private skipComment(): number {
    const { text } = this;
    const start = this.at;
    let at = start;
    let code = text.charCodeAt(at);
    // NaN compares false: it ends the loop at the end of the text.
    while (code !== LF && code !== CR && at < text.length) code = text.charCodeAt(++at);
    this.at = at;
    this.indentation.readModeline(start, at);
    return code;
  }

  /** The next token inside a line. */
  private scan(): number {
    const { text } = this;
    for (;;) {
      let code = text.charCodeAt(this.at);
      while (code === SPACE || code === TAB || code === FORM_FEED) code = text.charCodeAt(++this.at);
      if (code === HASH) code = this.skipComment();
      const kind = code < 128 ? (CHARACTER[code] as number) : 0;
      if (kind === NAME_START) return this.name();
      if (code === LF || code === CR) {
        const end = this.at + this.newlineLength(code);
        if (this.depth > 0) {
          this.at = end;
          continue;
        }
        this.lineBegins = true;
        return this.emit(TERMINAL.NEWLINE, this.at, end);
      }
      if (code === BACKSLASH) {
        this.continuation();
        continue;
      }
      if (kind === DIGIT) return this.number();
      if (code === QUOTE || code === DOUBLE_QUOTE) return this.string(this.at, this.at);
      if (this.at >= text.length) return this.finish();
      return this.operatorOrNumber(code);
    }
  }

  private continuation(): void {
    const code = this.text.charCodeAt(this.at + 1);
    if (code !== LF && code !== CR) {
      if (this.at + 1 >= this.text.length) {
        this.at++;
        return;
      }
      throw new SyntaxProblem(this.at, 'unexpected character after line continuation character');
    }
    this.at++;
    this.at += this.newlineLength(code);
  }

  /** At the end of the text: an implied NEWLINE, the open blocks, ENDMARKER. */
  private finish(): number {
    const end = this.text.length;
    const last = this.terminal;
    const midLine = this.lastEnd > 0 && last !== TERMINAL.NEWLINE && last !== TERMINAL.DEDENT;
    if (midLine && last !== TERMINAL.ENDMARKER) {
      this.pending = -this.indentation.closeAll();
      return this.emit(TERMINAL.NEWLINE, end, end);
    }
    return this.emit(TERMINAL.ENDMARKER, end, end);
  }

  private name(): number {
    const { text } = this;
    const start = this.at;
    let at = start;
    let code = text.charCodeAt(at);
    let hash = 0;
    do {
      hash = hashStep(hash, code);
      code = text.charCodeAt(++at);
    } while (code < 128 && (CHARACTER[code] as number) !== 0);
    if ((code === QUOTE || code === DOUBLE_QUOTE) && at - start <= 2 && this.isPrefix(start, at)) {
      return this.string(start, at);
    }
    if (code >= 128 && this.python3) return this.unicodeName();
    const { names } = this.dialect;
    const name = names.find(text, start, at, hash);
    const keyword = names.keyword(name);
    if (keyword === undefined) this.value = names.value(name);
    return this.emit(keyword ?? TERMINAL.NAME, start, at);
  }

  private isPrefix(start: number, end: number): boolean {
    return this.dialect.stringPrefixes.has(this.text.slice(start, end).toLowerCase());
  }

  private unicodeNameEnd(at: number): number {
    UNICODE_NAME.lastIndex = at;
    return UNICODE_NAME.test(this.text) ? UNICODE_NAME.lastIndex : at;
  }

  private number(): number {
    return this.emit(TERMINAL.NUMBER, this.at, numberEnd(this.text, this.at, this.dialect.version));
  }

  /** @param start offset of the prefix @param open offset of the quote */
  private string(start: number, open: number): number {
    return this.emit(TERMINAL.STRING, start, this.strings.end(start, open));
  }

  private operatorOrNumber(code: number): number {
    const { text, at, dialect } = this;
    const second = text.charCodeAt(at + 1);
    if (code === DOT && second < 128 && CHARACTER[second] === DIGIT) return this.number();
    if (code >= 128) {
      if (this.python3 && this.isUnicodeName(at)) return this.unicodeName();
      throw new SyntaxProblem(at, 'invalid character outside a string or comment');
    }
    const double = second < 128 ? (dialect.double[code * 128 + second] as number) : 0;
    if (double > 0 || (code === DOT && second === DOT)) {
      const triple = dialect.triple.get(text.slice(at, at + 3));
      if (triple !== undefined) return this.emit(triple, at, at + 3);
      if (double > 0) return this.emit(double, at, at + 2);
    }
    const single = dialect.single[code] as number;
    if (single === 0) throw new SyntaxProblem(at, 'invalid syntax');
    // ( [ {  open, ) ] } close: inside them line ends do not count.
    if (code === 40 || code === 91 || code === 123) this.depth++;
    else if (code === 41 || code === 93 || code === 125) this.depth--;
    return this.emit(single, at, at + 1);
  }

  private isUnicodeName(at: number): boolean {
    return UNICODE_START.test(String.fromCodePoint(this.text.codePointAt(at) as number));
  }

  private unicodeName(): number {
    const end = this.unicodeNameEnd(this.at);
    this.value = this.text.slice(this.at, end);
    return this.emit(TERMINAL.NAME, this.at, end);
  }
}
