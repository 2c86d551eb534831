/** A plan: everything `apply` would do to a tree, and everything it would leave to a person. */
import type { Edit } from './edit.js';
import type { Finding, NewFile, State } from './finding.js';

export interface FileChange {
  /** Tree path, absolute, POSIX. */
  readonly path: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Edits on `before` that give `after` when one pass was enough; otherwise one edit that replaces the changed middle. */
  readonly edits: readonly Edit[];
  /** Codes of the rules that changed this file, sorted. */
  readonly codes: readonly string[];
}

/** A file that could not be read or parsed. The run goes on; the file is left alone. */
export interface FileProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to do about it. */
  readonly todo: string;
  /** fatal: the run must end with exit 2; file: this file is skipped. */
  readonly level: 'fatal' | 'file';
}

export interface UseTotals extends Readonly<Record<State, number>> {
  readonly total: number;
}

export interface Plan {
  /** Folder that paths in reports and patches are relative to; absolute, POSIX, no trailing slash (except '/'). */
  readonly root: string;
  readonly changes: readonly FileChange[];
  readonly creates: readonly NewFile[];
  /** Sorted by (path, byteOffset, code). */
  readonly findings: readonly Finding[];
  /** How many more findings inline ignores in the files silence. */
  readonly ignored: number;
  readonly problems: readonly FileProblem[];
  readonly totals: UseTotals;
  /** Number of files read, by kind, for the summary line. */
  readonly read: { readonly config: number; readonly python: number; readonly psp: number };
}
