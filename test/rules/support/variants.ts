/**
 * The same file in another dress: line ends, tabs, a byte order mark, a comment in latin-1, no final newline.
 * A rule must say and do the same about all of them. A variant is one function that is applied to the files before
 * and to the files expected after; files that the migration creates keep their own dress.
 */
import { isConfig, isPage, isPython } from './kinds.js';
import { type Entry, fromLatin1, type Image, latin1 } from './memory-tree.js';

export interface Variant {
  readonly name: string;
  /** Lines that stand in front of the file in this dress. */
  readonly linesInFront: number;
  /** Whether columns may differ. */
  readonly movesColumns: boolean;
  /** @returns undefined where the dress does not fit the file */
  dress(path: string, text: string): string | undefined;
}

const isText = (path: string) => isPython(path) || isConfig(path) || isPage(path);

/** A line or two that concern nobody, with a byte that is no UTF-8. */
const CONFIG_COMMENT = '# R\xe9glages du site, ann\xe9e 2009 \xa0\n\n';
const PYTHON_COMMENT = '# -*- coding: latin-1 -*-\n# R\xe9glages du site\n';

/** Whether the file says its encoding, or fails to say it where it would have to: a dress must not say another, or say it instead. */
function hasOwnTop(text: string): boolean {
  return /^(?:#!|.*coding[:=]|.*\n.*coding[:=])|[^\0-\x7f]/.test(text);
}

export const VARIANTS: readonly Variant[] = [
  {
    name: 'CRLF line ends',
    linesInFront: 0,
    movesColumns: false,
    dress: (path, text) => (isText(path) ? text.replace(/\r?\n/g, '\r\n') : text),
  },
  {
    name: 'tabs for indents',
    linesInFront: 0,
    movesColumns: true,
    dress: (path, text) =>
      isText(path) ? text.replace(/^(?: {4})+/gm, (run) => '\t'.repeat(run.length / 4)) : text,
  },
  {
    name: 'a comment in latin-1 in front',
    linesInFront: 2,
    movesColumns: false,
    dress(path, text) {
      if (isConfig(path)) return CONFIG_COMMENT + text;
      if (!isPython(path)) return text;
      return hasOwnTop(text) ? undefined : PYTHON_COMMENT + text;
    },
  },
  {
    name: 'a byte order mark on Python files',
    linesInFront: 0,
    movesColumns: false,
    dress(path, text) {
      if (!isPython(path)) return text;
      return hasOwnTop(text) ? undefined : `\xef\xbb\xbf${text}`;
    },
  },
  {
    name: 'no final newline',
    linesInFront: 0,
    movesColumns: false,
    dress(path, text) {
      if (!isText(path)) return text;
      // httpd itself drops a last line without line feed behind a macro (src/httpd/reading/reader.ts).
      return isConfig(path) && /^\s*Use\s/im.test(text) ? undefined : text.replace(/\r?\n$/, '');
    },
  },
];

/** The image with the files named in `paths` in another dress; undefined where it fits none of them. */
export function dressed(image: Image, variant: Variant, paths: ReadonlySet<string>): Image | undefined {
  let changed = false;
  const made = new Map<string, Entry>();
  for (const [path, entry] of image) {
    made.set(path, entry);
    if (entry.kind !== 'file' || !paths.has(path)) continue;
    const text = latin1(entry.bytes);
    const other = variant.dress(path, text);
    if (other === undefined) return undefined;
    changed ||= other !== text;
    if (other !== text) made.set(path, { ...entry, bytes: fromLatin1(other) });
  }
  return changed ? made : undefined;
}
