/** The LL(1) driver: CPython's Parser/parser.c over our tables, with the collapsing of lib2to3. */
import type { Dialect } from './dialect.js';
import { SyntaxProblem } from './syntax-problem.js';
import { POP, type Tables, TERMINAL } from './tables.js';
import { Tokenizer } from './tokenizer.js';
import type { Leaf, Node, Tree } from './tree.js';

/** Deeper nesting than any program has; it keeps recursive readers of the tree off the end of the stack. */
const MAX_STACK = 4000;

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/**
 * Parses decoded text.
 * @param start `file_input`, or `eval_input` for one expression
 * @throws SyntaxProblem
 */
export function parse(text: string, dialect: Dialect, start: 'file_input' | 'eval_input'): Node {
  const { tables } = dialect;
  const tokens = new Tokenizer(text, dialect);
  const stack = new Stack(tables, tables.startOf.get(start) as number);
  const print = tables.literals.get('print') ?? -1;
  let printIsName = false;
  do {
    tokens.next();
    if (tokens.terminal === print && printIsName) {
      tokens.terminal = TERMINAL.NAME;
      tokens.value = 'print';
    }
    if (stack.add(tokens, text)) printIsName ||= importsPrintFunction(stack.importFrom);
  } while (tokens.terminal !== TERMINAL.ENDMARKER);
  return stack.finish();
}

/** The stack of open rules and the trees found so far. */
class Stack {
  /** The `import_from` that was completed last. */
  importFrom: Node | undefined;

  private readonly states = new Int16Array(MAX_STACK + 64);
  /** Per open rule: where its children begin in `trees`. */
  private readonly bases = new Int32Array(MAX_STACK + 64);
  private top = 0;
  private readonly trees: Tree[] = [];
  private readonly importRule: number;

  constructor(
    private readonly tables: Tables,
    start: number,
  ) {
    this.states[0] = start;
    this.importRule = tables.ruleNames.indexOf('import_from');
  }

  /** Takes one token. @returns whether it completed an `import_from` */
  add(tokens: Tokenizer, text: string): boolean {
    const { actions, terminals, paths } = this.tables;
    const { terminal } = tokens;
    const width = terminals.length;
    let completed = false;
    for (;;) {
      const action = actions[(this.states[this.top] as number) * width + terminal] as number;
      if (action > 0) {
        this.follow(paths[action] as readonly number[], tokens);
        this.trees.push(this.leaf(tokens, text));
        return completed;
      }
      if (action !== POP || this.top === 0) this.fail(tokens);
      completed = this.pop() || completed;
    }
  }

  finish(): Node {
    return this.node('file_input', this.trees);
  }

  private follow(path: readonly number[], tokens: Tokenizer): void {
    this.states[this.top] = path[0] as number;
    if (this.top + path.length > MAX_STACK)
      throw new SyntaxProblem(tokens.start, 'too many nested expressions or blocks');
    for (let step = 1; step < path.length; step++) {
      this.top++;
      this.states[this.top] = path[step] as number;
      this.bases[this.top] = this.trees.length;
    }
  }

  private pop(): boolean {
    const { trees } = this;
    const base = this.bases[this.top] as number;
    const rule = this.tables.ruleOf[this.states[this.top] as number] as number;
    this.top--;
    if (trees.length - base === 1) return false;
    const node = this.node(this.tables.ruleNames[rule] as string, trees.splice(base));
    trees.push(node);
    if (rule !== this.importRule) return false;
    this.importFrom = node;
    return true;
  }

  private node(type: string, children: readonly Tree[]): Node {
    const first = children[0] as Tree;
    const last = children[children.length - 1] as Tree;
    const node: Node = { kind: 'node', type, children, start: first.start, end: last.end, parent: undefined };
    for (const child of children) (child as Mutable<Tree>).parent = node;
    return node;
  }

  private leaf(tokens: Tokenizer, text: string): Leaf {
    const { terminal, start, end } = tokens;
    const type = this.tables.leafTypes[terminal] as Leaf['type'];
    let value: string;
    if (terminal === TERMINAL.NAME) value = tokens.value;
    else if (terminal <= TERMINAL.STRING) value = text.slice(start, end);
    else value = terminal <= TERMINAL.ENDMARKER ? '' : (this.tables.terminals[terminal] as string);
    return { kind: 'leaf', type, value, start, end, parent: undefined };
  }

  private fail(tokens: Tokenizer): never {
    const state = this.states[this.top] as number;
    const { terminal, start } = tokens;
    if (terminal === TERMINAL.INDENT) throw new SyntaxProblem(start, 'unexpected indent');
    if (this.tables.wantsIndent[state] === 1) throw new SyntaxProblem(start, 'expected an indented block');
    throw new SyntaxProblem(
      start,
      terminal === TERMINAL.ENDMARKER ? 'unexpected end of file' : 'invalid syntax',
    );
  }
}

/** `from __future__ import print_function` makes `print` a name for the rest of the file (CPython: future_hack). */
function importsPrintFunction(node: Node | undefined): boolean {
  if (!node) return false;
  const [, from, , ...names] = node.children;
  if (from?.kind !== 'leaf' || from.value !== '__future__') return false;
  return names.some(hasPrintFunction);
}

function hasPrintFunction(tree: Tree): boolean {
  if (tree.kind === 'leaf') return tree.value === 'print_function';
  if (tree.type === 'import_as_name') return hasPrintFunction(tree.children[0] as Tree);
  return tree.children.some(hasPrintFunction);
}
