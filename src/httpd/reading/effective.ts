/** The effective tree: the configuration as httpd has it after Include, Define, `${}`, If…, Macro and Use have run. */

import type { FileSyntax, SyntaxNode } from '../syntax/tree.js';
import type { Truth } from './host.js';
import type { MacroUse, SourceRef, VariableUse } from './source-ref.js';
import type { EvaluationState } from './state.js';

/** Why a node exists: the line it was read from and everything that had a part in it. */
export interface Origin {
  /** The file and the syntax node that holds the text: for macro expansions, the node in the macro's body. */
  readonly file: FileSyntax;
  readonly node: SyntaxNode;
  /** The Include directives that led here, outermost first. */
  readonly includes: readonly SourceRef[];
  readonly macros: readonly MacroUse[];
  readonly variables: readonly VariableUse[];
  /** The conditional sections around it that are not part of the tree (`<IfModule>` …), outermost first. */
  readonly conditions: readonly Condition[];
}

/** An `<IfModule>`, `<IfDefine>`, `<IfVersion>`, `<IfFile>`, `<IfDirective>` or `<IfSection>`. */
export interface Condition extends SourceRef {
  /** Without `<`, canonical case. */
  readonly name: string;
  /** The words between name and `>`, expanded, with the `!`. */
  readonly test: string;
  readonly truth: Truth;
}

interface EffectiveBase {
  /** Canonical case where httpd knows the name, else as written; sections without `<`. */
  readonly name: string;
  /** Expanded; a section keeps its `>`. */
  readonly args: string;
  /** `args` split as httpd splits most directives (ap_getword_conf); for a section without its last `>`. */
  readonly argv: readonly string[];
  /** What httpd reports: a path, or a macro's pseudo file. */
  readonly file: string;
  /** What httpd reports: the last physical line, or the line in the macro's body. */
  readonly line: number;
  readonly parent: EffectiveSection | undefined;
  /** false: inside a branch that httpd skips. */
  readonly active: Truth;
  readonly origin: Origin;
}

export interface EffectiveDirective extends EffectiveBase {
  readonly kind: 'directive';
}

export interface EffectiveSection extends EffectiveBase {
  readonly kind: 'section';
  readonly children: readonly EffectiveNode[];
}

export type EffectiveNode = EffectiveDirective | EffectiveSection;

/** A read-time directive that ran (Include, Define, LoadModule, Use …). They are not part of the tree. */
export interface ReadTimeDirective extends EffectiveBase {
  readonly kind: 'readTime';
}

export interface Problem {
  /** fatal: httpd would stop here. warning: httpd goes on. unknown: a file or fact is not at hand. */
  readonly level: 'fatal' | 'warning' | 'unknown';
  readonly code: string;
  /** httpd's own text where it has one. */
  readonly message: string;
  /** As httpd reports them. */
  readonly file: string;
  readonly line: number;
  /** The line concerned, if there is one. */
  readonly at: SourceRef | undefined;
  readonly includes: readonly SourceRef[];
  /** Inside a branch that is skipped or undecided: httpd may never see it. */
  readonly active: Truth;
}

/** One reading of a file by an Include; `by` is undefined for the root file. */
export interface FileRead {
  readonly path: string;
  readonly by: SourceRef | undefined;
  readonly active: Truth;
}

export interface EffectiveTree {
  readonly children: readonly EffectiveNode[];
  /** In the order in which they ran. */
  readonly readTime: readonly ReadTimeDirective[];
  /** Every file that was read, once each, by path, in the order of first reading; with files of inactive branches. */
  readonly files: ReadonlyMap<string, FileSyntax>;
  readonly reads: readonly FileRead[];
  readonly problems: readonly Problem[];
  /** Effective nodes of each syntax node: several if a file is included twice or a macro used often. */
  readonly nodesOf: ReadonlyMap<SyntaxNode, readonly (EffectiveNode | ReadTimeDirective)[]>;
  /** What the read-time directives left behind: modules, variables, macros, ServerRoot. */
  readonly state: EvaluationState;
}
