/** Where a line of the effective tree comes from, and what was filled in on the way. */

import type { FileSyntax, SyntaxNode } from '../syntax/tree.js';

/** A directive or section of a file. */
export interface SourceRef {
  readonly file: FileSyntax;
  readonly node: SyntaxNode;
}

/** One `${NAME}` in a line. */
export interface VariableUse {
  readonly name: string;
  /** Undefined: left as text. */
  readonly value: string | undefined;
  /**
   * undefined: httpd leaves the text and warns. undecided: the value depends on an undecided condition or on an unknown
   * environment; the real server may see something else.
   */
  readonly from: 'define' | 'environment' | 'undefined' | 'undecided';
  /** Values that an undecided Define may give. */
  readonly candidates: readonly string[];
  /** The Define directive, if one set it. */
  readonly definedBy: SourceRef | undefined;
}

/** The expansion that a node came out of; innermost first in `Origin.macros`. */
export interface MacroUse {
  /** Lower case. */
  readonly macro: string;
  /** The `<Macro>` section. */
  readonly definition: SourceRef;
  /** The Use directive; for a Use inside a macro body it is the body line. */
  readonly use: SourceRef;
  /** 1-based, counts body lines without comments, as httpd does. */
  readonly bodyLine: number;
  /** `macro 'x' (defined on line 1 of "f") used on line 9 of "f"` */
  readonly pseudoFile: string;
}
