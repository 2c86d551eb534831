/**
 * The lossless syntax tree. Node types are the names of CPython's `symbol` module (as in lib2to3: `power`, `trailer`,
 * `atom`, `expr_stmt` …), leaf types those of its `token` module. A node never has one child only: such chains collapse
 * to the child, except the root (`file_input`).
 */

/** One token. `start` and `end` are offsets in `Source.text`; INDENT, DEDENT, ENDMARKER and an implied NEWLINE are empty. */
export interface Leaf {
  readonly kind: 'leaf';
  /** As in CPython's `token` module, but keywords are KEYWORD, and OP is every operator and bracket. */
  readonly type: LeafType;
  /** Text of the token; '' for the empty ones and for NEWLINE. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly parent: Node | undefined;
}

/** An inner node: two children or more (the root: one or more). */
export interface Node {
  readonly kind: 'node';
  /** For example `if_stmt`. */
  readonly type: string;
  readonly children: readonly Tree[];
  /** Offset of the first non-empty token … */
  readonly start: number;
  /** … and behind the last token, NEWLINE included. */
  readonly end: number;
  readonly parent: Node | undefined;
}

export type Tree = Leaf | Node;

export type LeafType =
  | 'NAME'
  | 'KEYWORD'
  | 'NUMBER'
  | 'STRING'
  | 'NEWLINE'
  | 'INDENT'
  | 'DEDENT'
  | 'ENDMARKER'
  | 'OP';

/** Whether `tree` is a node of one of these types. */
export function isNode<T extends string>(
  tree: Tree | undefined,
  ...types: readonly T[]
): tree is Node & { readonly type: T } {
  return tree !== undefined && tree.kind === 'node' && (types as readonly string[]).includes(tree.type);
}

/** Whether `tree` is the token `value` (an operator, keyword or name; never a string or number). */
export function isToken<T extends string>(
  tree: Tree | undefined,
  value: T,
): tree is Leaf & { readonly value: T } {
  return tree !== undefined && tree.kind === 'leaf' && tree.value === value;
}

/** Types of nodes that are lambdas. */
export const LAMBDAS = ['lambdef', 'old_lambdef', 'lambdef_nocond'] as const;

/** Whether the tree is the parentheses of a call, with its arguments. */
export function isCall(tree: Tree | undefined): tree is Node {
  return isNode(tree, 'trailer') && isToken(tree.children[0], '(');
}

/** Whether `tree` is an identifier, keywords excepted. */
export function isName(tree: Tree | undefined): tree is Leaf & { readonly type: 'NAME' } {
  return tree !== undefined && tree.kind === 'leaf' && tree.type === 'NAME';
}

/** The first leaf of `tree`. */
export function firstLeaf(tree: Tree): Leaf {
  let at = tree;
  while (at.kind === 'node') at = at.children[0] as Tree;
  return at;
}

/** The last leaf of `tree`. */
export function lastLeaf(tree: Tree): Leaf {
  let at = tree;
  while (at.kind === 'node') at = at.children[at.children.length - 1] as Tree;
  return at;
}

/** All leaves in source order. */
export function* leaves(tree: Tree): Generator<Leaf> {
  for (const at of descendants(tree)) if (at.kind === 'leaf') yield at;
}

/** All nodes and leaves in source order, parents first. */
export function* descendants(tree: Tree): Generator<Tree> {
  const stack: Tree[] = [tree];
  for (let at = stack.pop(); at; at = stack.pop()) {
    yield at;
    if (at.kind === 'node')
      for (let index = at.children.length - 1; index >= 0; index--) stack.push(at.children[index] as Tree);
  }
}

/** The nearest node around `tree` that has one of these types. */
export function ancestor(tree: Tree, ...types: readonly string[]): Node | undefined {
  let at = tree.parent;
  while (at && !types.includes(at.type)) at = at.parent;
  return at;
}

/** Offsets in the text of the source. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whether a range of the text holds another one, or is the same. */
export function encloses(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The leaf in front of `tree` in the file. */
export function leafBefore(tree: Tree): Leaf | undefined {
  for (let at: Tree = tree; at.parent; at = at.parent) {
    const index = at.parent.children.indexOf(at);
    if (index > 0) return lastLeaf(at.parent.children[index - 1] as Tree);
  }
  return undefined;
}
