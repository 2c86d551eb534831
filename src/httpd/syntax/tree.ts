/**
 * The syntax tree of one Apache configuration file: immutable bytes and nodes that tile them exactly.
 * There is no printer; a file changes only by byte-range edits (edit.ts).
 * All strings are the latin-1 view of the bytes: one character is one byte, whatever the encoding of the file was meant to be.
 */

/** 2.4 joins lines on every trailing backslash; 2.2 and 2.0 treat `\\` at the line end as an escaped backslash. */
export type Dialect = '2.2' | '2.4';

/** A run of joined text that is contiguous in the file: text[at] is the byte at `offset`. */
export interface Segment {
  readonly at: number;
  readonly offset: number;
}

/** One logical line: a physical line and those it continues on. */
export interface Line {
  /** Byte offsets; `end` is behind the line end. */
  readonly start: number;
  readonly end: number;
  /** 1-based physical lines. httpd reports `lastLine`. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Joined and trimmed as httpd does. */
  readonly text: string;
  /** Where `text` comes from, ascending; see `sourceOffset` in lines.ts. */
  readonly segments: readonly Segment[];
}

interface NodeBase {
  /** Byte offsets; a section spans header, children and close. Siblings touch, and the root's children tile the file. */
  readonly start: number;
  readonly end: number;
  /** For a section: its header. */
  readonly line: Line;
}

export interface BlankNode extends NodeBase {
  readonly kind: 'blank';
}
export interface CommentNode extends NodeBase {
  readonly kind: 'comment';
}
/** `"" junk`: httpd silently skips a line whose name is empty. */
export interface IgnoredNode extends NodeBase {
  readonly kind: 'ignored';
}
/** A directive that httpd reads but that must not be edited: `reason` says why. Its reading by httpd is kept. */
export interface UnreadableNode extends NodeBase {
  readonly kind: 'unreadable';
  readonly reason: 'nul' | 'bom';
  readonly name: string;
  readonly args: string;
  readonly argsAt: number;
}
export interface DirectiveNode extends NodeBase {
  readonly kind: 'directive';
  /** As written, unquoted. Compare with `sameName` or lower-case it. */
  readonly name: string;
  /** Verbatim rest of the joined line. */
  readonly args: string;
  /** Index of `args` in `line.text`. */
  readonly argsAt: number;
}
export interface SectionNode extends NodeBase {
  readonly kind: 'section';
  /** Without the `<`. */
  readonly name: string;
  /** With the closing `>` and whatever follows it, as httpd keeps it; `sectionArgs` cuts it. */
  readonly args: string;
  readonly argsAt: number;
  readonly children: readonly SyntaxNode[];
  /** Null when the file ends, or an outer section closes, before this one is closed. */
  readonly close: Line | null;
}
/** A close that no open section wants, or that httpd does not accept as one. */
export interface StrayCloseNode extends NodeBase {
  readonly kind: 'strayClose';
  readonly name: string;
}

export type SyntaxNode =
  | BlankNode
  | CommentNode
  | IgnoredNode
  | UnreadableNode
  | DirectiveNode
  | SectionNode
  | StrayCloseNode;

export interface Diagnostic {
  /** error: httpd rejects the file for this (every branch taken as active). warning: httpd reads it, but hardly as meant. */
  readonly severity: 'error' | 'warning';
  readonly code:
    | 'unclosed-section'
    | 'stray-close'
    | 'mismatched-close'
    | 'malformed-close'
    | 'nul-byte'
    | 'byte-order-mark'
    | 'space-after-backslash'
    | 'dialect-difference'
    | 'unterminated-last-line'
    | 'line-too-long';
  readonly message: string;
  /** 1-based, as httpd reports it: the last physical line of the logical line. */
  readonly line: number;
  /** Byte range of the line concerned. */
  readonly start: number;
  readonly end: number;
}

export interface FileSyntax {
  readonly path: string;
  readonly dialect: Dialect;
  readonly bytes: Uint8Array;
  readonly eol: '\n' | '\r\n' | 'mixed';
  /** True also for an empty file: text can be appended without adding a line end first. */
  readonly finalNewline: boolean;
  readonly children: readonly SyntaxNode[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ParseOptions {
  /** Only carried along into the result and into messages. */
  readonly path?: string;
  /** Default '2.4'. */
  readonly dialect?: Dialect;
  /** httpd allows 8190 bytes per line in .htaccess, 16 MiB elsewhere. Default: by the name in `path`. */
  readonly htaccess?: boolean;
}
