/**
 * The lossless syntax tree. Node types are the names of CPython's `symbol` module (as in lib2to3: `power`, `trailer`,
 * `atom`, `expr_stmt` …), leaf types those of its `token` module. A node never has one child only: such chains collapse
 * to the child, except the root (`file_input`).
 */

/** One token. `start` and `end` are offsets in `Source.text`; INDENT, DEDENT, ENDMARKER and an implied NEWLINE are empty. */
export interface Leaf {
  readonly kind: 'leaf';
  /** NAME (keywords too), NUMBER, STRING, NEWLINE, INDENT, DEDENT, ENDMARKER, or OP for every operator and bracket. */
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

export type LeafType = 'NAME' | 'NUMBER' | 'STRING' | 'NEWLINE' | 'INDENT' | 'DEDENT' | 'ENDMARKER' | 'OP';

/** Whether `tree` is a node of one of these types. */
export function isNode(tree: Tree | undefined, ...types: readonly string[]): tree is Node {
  return tree !== undefined && tree.kind === 'node' && types.includes(tree.type);
}

/** Whether `tree` is the token `value` (an operator, keyword or name; never a string or number). */
export function isToken(tree: Tree | undefined, value: string): tree is Leaf {
  return (
    tree !== undefined &&
    tree.kind === 'leaf' &&
    tree.value === value &&
    (tree.type === 'OP' || tree.type === 'NAME')
  );
}

export function isName(tree: Tree | undefined): tree is Leaf {
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
  if (tree.kind === 'leaf') yield tree;
  else for (const child of tree.children) yield* leaves(child);
}

/** All nodes and leaves, parents first. */
export function* descendants(tree: Tree): Generator<Tree> {
  yield tree;
  if (tree.kind === 'node') for (const child of tree.children) yield* descendants(child);
}

/** The nearest node around `tree` that has one of these types. */
export function ancestor(tree: Tree, ...types: readonly string[]): Node | undefined {
  let at = tree.parent;
  while (at && !types.includes(at.type)) at = at.parent;
  return at;
}
