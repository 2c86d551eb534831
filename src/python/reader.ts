/** Reads one Python file: exactly, as CPython would, or not at all. */
import { dialectOf } from './dialect.js';
import { parse } from './parser.js';
import type { Scope } from './scopes/scope.js';
import { analyseScopes } from './scopes/scopes.js';
import { decodeSource, decodeUndeclared, type PythonError, type Source, sourceOfText } from './source.js';
import { SyntaxProblem } from './syntax-problem.js';
import type { Node } from './tree.js';

export type PythonVersion = '2.7' | '3';

export interface ExactModule {
  readonly kind: 'exact';
  readonly version: PythonVersion;
  /** Root, type `file_input`. */
  readonly tree: Node;
  readonly source: Source;
  /** The coding that the file fails to declare: Python read it without until 2.4, and refuses it since 2.5 (PEP 263). */
  readonly undeclared?: { readonly coding: 'latin-1' | 'utf-8'; readonly error: PythonError };
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

/** One dialect's answer. */
export type Reading = ExactModule | { readonly kind: 'refused'; readonly error: PythonError };

/** Tries Python 2.7 first, then Python 3. Never throws. @param bytes the file as it is on disk */
export function readPython(bytes: Uint8Array): PythonModule {
  const first = readPythonAs(bytes, '2.7');
  if (first.kind === 'exact') return first;
  const second = readPythonAs(bytes, '3');
  if (second.kind === 'exact') return second;
  const old = readUndeclared(bytes, first.error);
  return old ?? { kind: 'broken', error: first.error, python3Error: second.error };
}

/** As Python 2.4 read it, which took bytes outside of ASCII as they came. */
function readUndeclared(bytes: Uint8Array, error: PythonError): ExactModule | undefined {
  const source = decodeUndeclared(bytes);
  const reading = source && readSource(source, '2.7', 'file_input');
  if (!source || reading?.kind !== 'exact') return undefined;
  const coding = source.encoding === 'utf-8' ? 'utf-8' : 'latin-1';
  return { ...reading, undeclared: { coding, error } };
}

/** Reads in one version of the language only. Never throws. */
export function readPythonAs(bytes: Uint8Array, version: PythonVersion): Reading {
  const decoded = decodeSource(bytes, version);
  if (decoded.kind === 'undecodable') return { kind: 'refused', error: decoded.error };
  return readSource(decoded.source, version, 'file_input');
}

/** Reads text that is Python already decoded: the generated code of a PSP page. Offsets are those of `text`. */
export function readPythonText(text: string, version: PythonVersion): Reading {
  return readSource(sourceOfText(text), version, 'file_input');
}

/** Reads one expression, for example the argument of PythonPath. The root's type is `eval_input`. */
export function readExpression(text: string, version: PythonVersion): Reading {
  // eval() skips leading blanks; form feeds in their place keep the offsets and count as no indentation.
  const blanks = text.length - text.replace(/^[ \t]+/, '').length;
  return readSource(sourceOfText(text), version, 'eval_input', '\f'.repeat(blanks) + text.slice(blanks));
}

function readSource(
  source: Source,
  version: PythonVersion,
  start: 'file_input' | 'eval_input',
  text: string = source.text,
): Reading {
  try {
    return exactModule(parse(text, dialectOf(version), start), source, version);
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    return { kind: 'refused', error: { ...source.position(problem.offset), message: problem.message } };
  }
}

function exactModule(tree: Node, source: Source, version: PythonVersion): ExactModule {
  let scope: Scope | undefined;
  return {
    kind: 'exact',
    version,
    tree,
    source,
    scopes() {
      scope ??= analyseScopes(tree, source, version);
      return scope;
    },
  };
}
