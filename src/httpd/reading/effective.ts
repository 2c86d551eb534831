/** The effective tree: the configuration as httpd has it after Include, Define, `${}`, If…, Macro and Use have run. */

import type { FileSyntax, SyntaxNode } from '../syntax/tree.js';
import type { EvaluationState } from './state.js';

/** Three-valued: a fact that nobody knows does not become false. */
export type Truth = true | false | 'unknown';

/** What the evaluator may ask. Nothing here may throw. */
export interface EvaluateHost {
  /** Absolute; base of relative paths until a ServerRoot directive. 'unknown': relative to the folder of the root file. */
  readonly serverRoot: string | 'unknown';
  /** Environment that httpd was started with (Debian: /etc/apache2/envvars). 'unknown': no `${NAME}` resolves by it. */
  readonly env: Readonly<Record<string, string>> | 'unknown';
  /** Variables of an otherwise unknown environment. */
  readonly knownEnv?: Readonly<Record<string, string>>;
  /** Names given with -D. 'unknown': an `<IfDefine>` of an undefined name is undecided. */
  readonly defines: readonly string[] | 'unknown';
  /** Built-in modules, file names (`mod_so.c`) or identifiers (`so_module`). 'unknown': a module never loaded is undecided. */
  readonly modules: readonly string[] | 'unknown';
  /** Modules, by both their names, that are taken to be loaded whatever the configuration says of them. */
  readonly assumed?: ReadonlySet<string>;
  /** Such as '2.4.62'. */
  readonly version: string | 'unknown';
  /** Undefined: missing or unreadable. Paths are absolute and normalised. */
  readFile(path: string): Uint8Array | undefined;
  /** Names of a directory in any order, without '.' and '..'; undefined: not a directory, or unreadable. */
  readDir(path: string): readonly string[] | undefined;
  /** Default: nothing is a symlink. Matters only for wildcards in the middle of an Include path. */
  isSymlink?(path: string): boolean;
  /** Follows symlinks. 'unknown': outside of what is at hand. */
  stat(path: string): 'file' | 'directory' | 'missing' | 'unknown';
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

/** A directive or section of a file. */
export interface SourceRef {
  readonly file: FileSyntax;
  readonly node: SyntaxNode;
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
