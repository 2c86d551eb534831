/** Byte-range edits on a Python file, made from its tree. */
import type { Edit } from '../core/edit.js';
import type { ExactModule } from './reader.js';
import type { Node, Tree } from './tree.js';

/** An edit, or the reason why none can be made (a character the file's encoding lacks). */
export type EditResult =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Replaces text [start, end) by `text`; '\n' in `text` becomes the file's line end. */
export declare function replaceRange(
  module: ExactModule,
  start: number,
  end: number,
  text: string,
): EditResult;
export declare function replaceNode(module: ExactModule, tree: Tree, text: string): EditResult;
/** `lines` are given without indentation and get that of the statement. */
export declare function insertBeforeStatement(
  module: ExactModule,
  statement: Tree,
  lines: readonly string[],
): EditResult;
export declare function insertAfterStatement(
  module: ExactModule,
  statement: Tree,
  lines: readonly string[],
): EditResult;
/** Removes the whole logical line, one statement of `a; b`, or writes `pass` where it was the only statement of a block. */
export declare function removeStatement(module: ExactModule, statement: Tree): EditResult;
/** The statement (small or compound) that `tree` belongs to. */
export declare function statementOf(tree: Tree): Tree;
/** White space before the statement's line. */
export declare function indentationOf(module: ExactModule, statement: Tree): string;
/** One step of indentation as the file uses it: '\t' or spaces; four spaces where it has none. */
export declare function indentStep(module: ExactModule): string;
/** First and last statement of a block (`suite`) or module. */
export declare function statementsOf(block: Node): readonly Tree[];
