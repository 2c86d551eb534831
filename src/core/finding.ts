/** What a rule says about one place, and what the plan is made of. The words are those of docs/architecture.md. */
import type { Edit } from './edit.js';

/** Where one use of mod_python ends. Every use ends in exactly one of these; the report adds them up. */
export const STATES = ['native', 'bridged', 'config', 'review', 'manual', 'dropped'] as const;
export type State = (typeof STATES)[number];

/** error: mod_wsgi will not serve this; warning: works but differs; note: advice. */
export type Severity = 'error' | 'warning' | 'note';

/** How sure the tool is of an edit. `manual` findings carry no edit. */
export type Confidence = 'safe' | 'review' | 'manual';

/** A place in a file. Lines and columns are 1-based; columns count code points; offsets and lengths are bytes. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** Edits and files that land together with a finding or not at all. */
export interface Change {
  readonly edits: readonly FileEdit[];
  readonly creates: readonly NewFile[];
}

export interface FileEdit extends Edit {
  /** Tree path of the file, absolute, POSIX. */
  readonly path: string;
}

export interface NewFile {
  /** Tree path of the new file, absolute, POSIX. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Permission bits, for example 0o644. */
  readonly mode: number;
}

export interface RelatedPlace {
  readonly place: Place;
  readonly message: string;
}

interface FindingBase {
  /** Stable code, for example MP101. */
  readonly code: string;
  /** Rule name in kebab-case, for example python-handler. */
  readonly name: string;
  readonly severity: Severity;
  readonly place: Place;
  /** One sentence for a person. Never contains the value of a PythonOption. */
  readonly message: string;
  /** What a person does when no edit is offered, else ''. */
  readonly todo: string;
  readonly related: readonly RelatedPlace[];
  readonly confidence: Confidence;
  readonly change: Change;
}

/** One use of mod_python, in its final state. */
export interface UseFinding extends FindingBase {
  readonly kind: 'use';
  readonly state: State;
}

/** Something worth knowing that is not itself a use: a latent bug, a source file that becomes downloadable. */
export interface NoteFinding extends FindingBase {
  readonly kind: 'note';
}

export type Finding = UseFinding | NoteFinding;

export const NO_CHANGE: Change = { edits: [], creates: [] };
