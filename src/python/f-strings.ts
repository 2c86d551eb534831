/** The expressions inside the f-strings of Python 3, as trees with offsets of the file: names in them are uses like any other. */
import { dialectOf } from './dialect.js';
import { parse } from './parser.js';
import { SyntaxProblem } from './syntax-problem.js';
import type { Leaf, Node, Tree } from './tree.js';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

const PREFIX = /^[a-zA-Z]*/;
const KNOWN = new WeakMap<Leaf, readonly Node[]>();
const NONE: readonly Node[] = [];

/** @param leaf a STRING of Python 3 @returns one tree of type `eval_input` per replacement field, hung below the string's parent */
export function formattedExpressions(leaf: Leaf): readonly Node[] {
  const prefix = (PREFIX.exec(leaf.value) as RegExpExecArray)[0];
  if (!/f/i.test(prefix)) return NONE;
  let found = KNOWN.get(leaf);
  if (!found) {
    found = fieldsOf(leaf, prefix).flatMap(([start, end]) => expressionAt(leaf, start, end));
    KNOWN.set(leaf, found);
  }
  return found;
}

/** Offsets in the token's text of the expressions, format specifications looked into. */
function fieldsOf(leaf: Leaf, prefix: string): readonly (readonly [number, number])[] {
  const text = leaf.value;
  const quote = text.slice(prefix.length, prefix.length + 3);
  const length = quote === '"""' || quote === "'''" ? 3 : 1;
  const scanner = new FieldScanner(text, /r/i.test(prefix), text.length - length);
  scanner.literal(prefix.length + length, false);
  return scanner.fields;
}

class FieldScanner {
  readonly fields: (readonly [number, number])[] = [];

  constructor(
    private readonly text: string,
    private readonly raw: boolean,
    private readonly end: number,
  ) {}

  /** Text between fields. @returns offset of the '}' that ends a format specification, or the end */
  literal(from: number, inSpecification: boolean): number {
    let at = from;
    while (at < this.end) {
      const char = this.text[at];
      const doubled = this.text[at + 1] === char && !inSpecification;
      if (char === '\\' && !this.raw)
        at += this.text.startsWith('\\N{', at) ? this.text.indexOf('}', at) - at + 1 || 2 : 2;
      else if (char === '{') at = doubled ? at + 2 : this.field(at + 1);
      else if (char === '}' && inSpecification) return at;
      else at += 1;
    }
    return this.end;
  }

  /** One field; `from` is behind its '{'. @returns offset behind its '}' */
  private field(from: number): number {
    const close = this.expressionEnd(from);
    this.fields.push([from, close]);
    let at = close;
    if (this.text[at] === '=') at++;
    while (/\s/.test(this.text[at] ?? '')) at++;
    if (this.text[at] === '!') at += 2;
    return this.text[at] === ':' ? this.literal(at + 1, true) + 1 : at + 1;
  }

  private expressionEnd(from: number): number {
    let depth = 0;
    for (let at = from; at < this.end; at++) {
      const char = this.text[at] as string;
      if (char === '"' || char === "'") at = this.stringEnd(at, char);
      else if ('([{'.includes(char)) depth++;
      else if (depth > 0 && ')]}'.includes(char)) depth--;
      else if (depth === 0 && this.endsExpression(at, char)) return at;
    }
    return this.end;
  }

  private endsExpression(at: number, char: string): boolean {
    const next = this.text[at + 1];
    if (char === '}' || char === ':') return true;
    if (char === '!') return next !== '=';
    // `{x=}`, but not `{x == y}`, `{x != y}` and `{x <= y}`.
    return char === '=' && next !== '=' && !/[=!<>]/.test(this.text[at - 1] as string);
  }

  private stringEnd(at: number, quote: string): number {
    const end = this.text.indexOf(quote, at + 1);
    return end < 0 ? this.end : end;
  }
}

/** In brackets, as CPython reads it: blanks and line ends around the expression do not count. */
function expressionAt(leaf: Leaf, start: number, end: number): readonly Node[] {
  try {
    const root = parse(`(${leaf.value.slice(start, end)})`, dialectOf('3'), 'eval_input');
    shift(root, leaf.start + start - 1);
    (root as Mutable<Node>).parent = leaf.parent;
    return [root];
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return NONE;
    throw problem;
  }
}

function shift(tree: Tree, by: number): void {
  const moved = tree as Mutable<Tree>;
  moved.start += by;
  moved.end += by;
  if (tree.kind === 'node') for (const child of tree.children) shift(child, by);
}
