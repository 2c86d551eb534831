/** A PSP page as a Python module whose positions lead back into the page. */
import type { Entry } from '../python/flow/flow-types.js';
import { type ExactModule, readPythonText } from '../python/reader.js';
import type { PythonError } from '../python/source.js';
import { strayStatement } from './stray.js';
import { type PspTranslation, type ReadInclude, translatePage } from './template.js';

/** Where a request and what psp.py makes of it come into a page: as names that the page finds bound. */
export function pageEntries(path: string): readonly Entry[] {
  return [
    { path, object: '', parameter: 'req', value: 'request' },
    { path, object: '', parameter: 'form', value: 'form' },
    { path, object: '', parameter: 'session', value: 'session' },
  ];
}

export type PspPage =
  | { readonly kind: 'exact'; readonly translation: PspTranslation; readonly module: ExactModule }
  | {
      readonly kind: 'broken';
      readonly translation: PspTranslation;
      /** Number of the file that `error` is in; line and column are those of that file. */
      readonly file: number;
      readonly error: PythonError;
      /** What can be read all the same: a page without an included file, or with a statement where Python has none. */
      readonly rest: ReadablePart | undefined;
    };

/** Python of a page that can be read, and how its positions lead back. */
export interface ReadablePart {
  readonly translation: PspTranslation;
  readonly module: ExactModule;
}

/** All of a page that compiles, what can be read of one that lacks an included file, nothing of others. */
export function readablePart(page: PspPage): ReadablePart | undefined {
  return page.kind === 'exact' ? page : page.rest;
}

/** @param bytes the page @param readInclude gives the files that the page includes */
export function readPsp(bytes: Uint8Array, readInclude: ReadInclude): PspPage {
  const translation = translatePage(bytes, readInclude);
  const module = readAny(translation);
  const stray = module && strayStatement(module.tree);
  if (stray) return brokenAt(translation, stray.leaf.start, stray.message, { translation, module });
  if (module) return { kind: 'exact', translation, module };
  const missing = translation.includes.find((include) => include.target === undefined);
  if (missing) {
    // The Python ends there, in the middle of a string; the include is what is wrong.
    const error = {
      ...positionIn(translation, missing.file, missing.start),
      message: `no file to include: ${missing.name}`,
    };
    const others = translatePage(bytes, (name) => readInclude(name) ?? { path: '', bytes: new Uint8Array() });
    const read = readAny(others);
    const rest = read && { translation: others, module: read };
    return { kind: 'broken', translation, file: missing.file, error, rest };
  }
  const { error } = readPythonText(translation.python, '2.7') as { readonly error: PythonError };
  return brokenAt(translation, offsetOf(translation.python, error), error.message);
}

/** @param offset in the page's Python */
function brokenAt(
  translation: PspTranslation,
  offset: number,
  message: string,
  rest?: ReadablePart,
): PspPage {
  const { file, offset: inFile } = translation.map.place(offset);
  const error = { ...positionIn(translation, file, inFile), message };
  return { kind: 'broken', translation, file, error, rest };
}

function readAny({ python }: PspTranslation): ExactModule | undefined {
  const first = readPythonText(python, '2.7');
  const reading = first.kind === 'exact' ? first : readPythonText(python, '3');
  return reading.kind === 'exact' ? reading : undefined;
}

/** Line and column (1-based; code points where the file is UTF-8, else bytes) of a byte offset in one of the files. */
export function positionIn(
  translation: PspTranslation,
  file: number,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = Buffer.from(translation.files[file]?.bytes.subarray(0, offset) ?? []);
  const lines = before.toString('latin1').split(/\r\n|\r|\n/);
  const last = Buffer.from(lines.at(-1) as string, 'latin1');
  const text = last.toString('utf8');
  const column = text.includes('\ufffd') ? last.length : [...text].length;
  return { line: lines.length, column: column + 1 };
}

function offsetOf(text: string, { line, column }: PythonError): number {
  let start = 0;
  let left = line - 1;
  for (const match of text.matchAll(/\r\n|\r|\n/g)) {
    if (left-- === 0) break;
    start = match.index + match[0].length;
  }
  return Math.min(text.length, start + column - 1);
}
