/** Reads one Python file: exactly, as CPython would, or not at all. */
import type { Scope } from './scopes.js';
import type { PythonError, Source } from './source.js';
import type { Node } from './tree.js';

export type PythonVersion = '2.7' | '3';

export interface ExactModule {
  readonly kind: 'exact';
  readonly version: PythonVersion;
  /** Root, type `file_input`. */
  readonly tree: Node;
  readonly source: Source;
  /** The module's scope; analysed at the first call. */
  scopes(): Scope;
}

export interface BrokenModule {
  readonly kind: 'broken';
  /** What Python 2.7 says; `python3Error` what Python 3 says. */
  readonly error: PythonError;
  readonly python3Error: PythonError;
}

export type PythonModule = ExactModule | BrokenModule;

/** Tries Python 2.7 first, then Python 3. Never throws. */
export declare function readPython(bytes: Uint8Array): PythonModule;
