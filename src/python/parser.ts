/** The LL(1) driver: CPython's Parser/parser.c over our tables, with the collapsing of lib2to3. */
import type { Dialect } from './dialect.js';
import { SyntaxProblem } from './syntax-problem.js';
import { POP, type Tables, TERMINAL } from './tables.js';
import { Tokenizer } from './tokenizer.js';
import type { Leaf, Node, Tree } from './tree.js';

/** CPython 2.7 stops at 1500 (95 nested brackets). The limit keeps recursive readers of the tree off the end of their stack. */
const MAX_STACK = 2000;

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/**
 * Parses decoded text.
 * @param start `file_input`, or `eval_input` for one expression
 * @throws SyntaxProblem
 */
export function parse(text: string, dialect: Dialect, start: 'file_input' | 'eval_input'): Node {
  return new Driver(text, dialect, start).run();
}

/** The stack of open rules and the trees found so far. */
class Driver {
  private readonly tokens: Tokenizer;
  private readonly tables: Tables;
  private readonly width: number;
  /** Per open rule: its state, and where its children begin in `trees`. */
  private readonly states = new Int16Array(MAX_STACK + 64);
  private readonly bases = new Int32Array(MAX_STACK + 64);
  private top = 0;
  /** What lies above `count` is left over. */
  private readonly trees: Tree[] = [];
  private count = 0;
  private readonly print: number;
  private printIsName = false;

  constructor(
    private readonly text: string,
    dialect: Dialect,
    start: string,
  ) {
    this.tables = dialect.tables;
    this.width = this.tables.terminals.length;
    this.tokens = new Tokenizer(text, dialect);
    this.states[0] = this.tables.startOf.get(start) as number;
    this.print = this.tables.literals.get('print') ?? -1;
  }

  run(): Node {
    const { tokens, trees } = this;
    let path = 0;
    do {
      tokens.next();
      if (tokens.terminal === this.print && this.printIsName) this.demotePrint();
      const { terminal } = tokens;
      if (path > 0) this.open(path, terminal);
      path = this.action(terminal);
      while (path === POP && this.top > 0) {
        this.close();
        path = this.action(terminal);
      }
      if (path <= 0) this.fail();
      trees[this.count++] = this.leaf();
    } while (tokens.terminal !== TERMINAL.ENDMARKER);
    return this.node(this.ruleName(this.states[0] as number), trees.slice(0, this.count));
  }

  private action(terminal: number): number {
    const state = this.states[this.top] as number;
    return this.tables.actions[state * this.width + terminal] || this.tables.actionOf(state, terminal);
  }

  /**
   * Opens the rules of the path that led to the last token. The innermost ones end right behind it in most cases
   * (a name is a `test`, `or_test`, `and_test` … of one child): those would collapse, so they are not opened at all.
   */
  private open(path: number, next: number): void {
    const { states, bases } = this;
    const steps = this.tables.stepsOf(path);
    const count = this.openCount(path, steps, next);
    if (this.top + count > MAX_STACK)
      throw new SyntaxProblem(this.tokens.start, 'too many nested expressions or blocks');
    states[this.top] = steps[0] as number;
    for (let step = 1; step < count; step++) {
      this.top++;
      states[this.top] = steps[step] as number;
      bases[this.top] = this.count - 1;
    }
  }

  private openCount(path: number, steps: readonly number[], next: number): number {
    const { openCounts, actionOf } = this.tables;
    const known = openCounts[path]?.[next] ?? 0;
    if (known > 0) return known;
    let count = steps.length;
    while (count > 1 && actionOf(steps[count - 1] as number, next) === POP) count--;
    openCounts[path] ??= new Uint8Array(this.width);
    (openCounts[path] as Uint8Array)[next] = count;
    return count;
  }

  private close(): void {
    const { trees } = this;
    const base = this.bases[this.top] as number;
    const state = this.states[this.top--] as number;
    if (this.count - base === 1) return;
    const type = this.ruleName(state);
    const node = this.node(type, trees.slice(base, this.count));
    trees[base] = node;
    this.count = base + 1;
    if (type === 'import_from') this.printIsName ||= importsPrintFunction(node);
  }

  private ruleName(state: number): string {
    return this.tables.ruleNames[this.tables.ruleOf[state] as number] as string;
  }

  private demotePrint(): void {
    this.tokens.terminal = TERMINAL.NAME;
    this.tokens.value = 'print';
  }

  private node(type: string, children: readonly Tree[]): Node {
    const first = children[0] as Tree;
    const last = children[children.length - 1] as Tree;
    const node: Node = { kind: 'node', type, children, start: first.start, end: last.end, parent: undefined };
    for (let index = 0; index < children.length; index++) (children[index] as Mutable<Tree>).parent = node;
    return node;
  }

  private leaf(): Leaf {
    const { terminal, start, end } = this.tokens;
    const type = this.tables.leafTypes[terminal] as Leaf['type'];
    let value: string;
    if (terminal === TERMINAL.NAME) value = this.tokens.value;
    else if (terminal <= TERMINAL.STRING) value = this.text.slice(start, end);
    else value = terminal <= TERMINAL.ENDMARKER ? '' : (this.tables.terminals[terminal] as string);
    return { kind: 'leaf', type, value, start, end, parent: undefined };
  }

  private fail(): never {
    const state = this.states[this.top] as number;
    const { terminal, start } = this.tokens;
    if (terminal === TERMINAL.INDENT) throw new SyntaxProblem(start, 'unexpected indent');
    if (this.tables.wantsIndent[state] === 1) throw new SyntaxProblem(start, 'expected an indented block');
    const atEnd =
      terminal === TERMINAL.ENDMARKER || (terminal === TERMINAL.NEWLINE && start === this.text.length);
    throw new SyntaxProblem(start, atEnd ? 'unexpected end of file' : 'invalid syntax');
  }
}

/** `from __future__ import print_function` makes `print` a name for the rest of the file (CPython: future_hack). */
function importsPrintFunction(node: Node): boolean {
  const [, from, , ...names] = node.children;
  if (from?.kind !== 'leaf' || from.value !== '__future__') return false;
  return names.some(hasPrintFunction);
}

function hasPrintFunction(tree: Tree): boolean {
  if (tree.kind === 'leaf') return tree.value === 'print_function';
  if (tree.type === 'import_as_name') return hasPrintFunction(tree.children[0] as Tree);
  return tree.children.some(hasPrintFunction);
}
