/**
 * The stack of open blocks: tab stops of 8, which a modeline in a comment changes in 2.7; a form feed starts the column anew;
 * Python 3 refuses indentation that depends on the width of tabs.
 */
import { SyntaxProblem } from './syntax-problem.js';

const MAX_INDENT = 100;
const TAB_STOP = 8;
const MODELINE_FORMS = ['tab-width:', ':tabstop=', ':ts=', 'set tabsize='];
const MODELINE = new RegExp(MODELINE_FORMS.join('|'));
const SPACE = 32;
const TAB = 9;
const FORM_FEED = 12;

export class Indentation {
  private readonly columns: number[] = [0];
  /** Columns with tabs of width one. */
  private readonly strictColumns: number[] = [0];
  private column = 0;
  private strict = 0;
  private tabStop = TAB_STOP;

  constructor(
    private readonly text: string,
    private readonly python3: boolean,
  ) {}

  /** Reads the blanks at `at` and returns the offset behind them. */
  measure(at: number): number {
    this.column = 0;
    this.strict = 0;
    let end = at;
    for (let code = this.text.charCodeAt(end); ; code = this.text.charCodeAt(++end)) {
      if (code === SPACE) {
        this.column++;
        this.strict++;
      } else if (code === TAB) {
        this.column = (((this.column / this.tabStop) | 0) + 1) * this.tabStop;
        this.strict++;
      } else if (code === FORM_FEED) {
        this.column = 0;
        this.strict = 0;
      } else return end;
    }
  }

  /**
   * A line that counts begins behind the blanks that were measured.
   * @param at its offset, for errors
   * @returns 1 when it opens a block, -n when it closes n, 0 otherwise
   * @throws SyntaxProblem
   */
  enter(at: number): number {
    // White space at the very end is a blank line: CPython adds the line end that is missing.
    const column = at >= this.text.length ? 0 : this.column;
    if (column > this.top(this.columns)) return this.open(at, column);
    let closed = 0;
    while (column < this.top(this.columns)) {
      this.columns.pop();
      this.strictColumns.pop();
      closed++;
    }
    if (column !== this.top(this.columns)) {
      throw new SyntaxProblem(at, 'unindent does not match any outer indentation level');
    }
    const strict = at >= this.text.length ? 0 : this.strict;
    if (this.python3 && strict !== this.top(this.strictColumns)) this.inconsistent(at);
    return -closed;
  }

  /** Closes all blocks. @returns how many */
  closeAll(): number {
    const open = this.columns.length - 1;
    this.columns.length = 1;
    return open;
  }

  /** A comment may set the tab stop. CPython looks at the 79 characters behind the '#'. */
  readModeline(start: number, end: number): void {
    if (this.python3) return;
    const comment = this.text.slice(start + 1, Math.min(end, start + 80));
    if (!MODELINE.test(comment)) return;
    for (const form of MODELINE_FORMS) {
      const found = comment.indexOf(form);
      if (found < 0) continue;
      const size = Number.parseInt(/^\s*[+-]?\d+/.exec(comment.slice(found + form.length))?.[0] ?? '0', 10);
      if (size >= 1 && size <= 40) this.tabStop = size;
    }
  }

  private open(at: number, column: number): number {
    if (this.columns.length + 1 > MAX_INDENT) throw new SyntaxProblem(at, 'too many levels of indentation');
    if (this.python3 && this.strict <= this.top(this.strictColumns)) this.inconsistent(at);
    this.columns.push(column);
    this.strictColumns.push(this.strict);
    return 1;
  }

  private top(stack: readonly number[]): number {
    return stack[stack.length - 1] as number;
  }

  private inconsistent(at: number): never {
    throw new SyntaxProblem(at, 'inconsistent use of tabs and spaces in indentation');
  }
}
