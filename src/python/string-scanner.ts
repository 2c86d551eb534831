/** Where string literals end. One scanner per file. */
import { SyntaxProblem } from './syntax-problem.js';

const LF = 10;
const CR = 13;
const BACKSLASH = 92;

export class StringScanner {
  /** A known backslash; none between the last question and it. */
  private backslash = -1;

  constructor(private readonly text: string) {}

  /**
   * Offset behind the closing quote.
   * @param start offset of the prefix, where an error is reported
   * @param open offset of the quote
   * @throws SyntaxProblem when the string does not end
   */
  end(start: number, open: number): number {
    const { text } = this;
    const quote = text.charCodeAt(open);
    const triple = text.charCodeAt(open + 1) === quote && text.charCodeAt(open + 2) === quote;
    return triple ? this.tripleQuotedEnd(start, open) : this.shortEnd(start, open);
  }

  private shortEnd(start: number, open: number): number {
    const { text } = this;
    const quote = text.charCodeAt(open);
    for (let at = open + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return at + 1;
      if (code === LF || code === CR) break;
      if (code === BACKSLASH) at += text.charCodeAt(at + 1) === CR && text.charCodeAt(at + 2) === LF ? 2 : 1;
    }
    throw new SyntaxProblem(start, 'EOL while scanning string literal');
  }

  private tripleQuotedEnd(start: number, open: number): number {
    const { text } = this;
    const quotes = text.slice(open, open + 3);
    let close = text.indexOf(quotes, open + 3);
    let backslash = this.backslashFrom(open + 3);
    while (close >= 0 && backslash < close) {
      if (backslash + 1 >= close) close = text.indexOf(quotes, backslash + 2);
      backslash = this.backslashFrom(backslash + 2);
    }
    if (close < 0) throw new SyntaxProblem(start, 'EOF while scanning triple-quoted string literal');
    return close + 3;
  }

  /** The next backslash; remembered, so that a file of long strings without any is searched once. */
  private backslashFrom(from: number): number {
    if (this.backslash < from) {
      const found = this.text.indexOf('\\', from);
      this.backslash = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.backslash;
  }
}
