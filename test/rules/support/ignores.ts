/** Puts an inline ignore where a person would put one, for the proof that it silences its finding and no other. */
import type { Finding, Place } from '../../../src/core/finding.js';
import { isConfig, isPage } from './kinds.js';
import { file, type Image, latin1 } from './memory-tree.js';

export interface Silenced {
  readonly image: Image;
  /** Line that a place of the file has now. */
  moved(place: Place): number;
}

/** Undefined where the finding is in no file. */
export function withIgnore(image: Image, { place, code }: Finding): Silenced | undefined {
  const entry = image.get(place.path);
  if (entry?.kind !== 'file') return undefined;
  const lines = latin1(entry.bytes).split(/(?<=\n)/);
  const index = isWhole(place) ? topOf(lines) : startOf(lines, place.path, place.line - 1);
  const line = comment(lines, index, place.path, `migrate-ignore ${code}: the fixture says so`);
  const text = [...lines.slice(0, index), line, ...lines.slice(index)].join('');
  return {
    image: new Map(image).set(place.path, file(text, entry.mode)),
    moved: (other) =>
      other.path === place.path && !isWhole(other) && other.line > index ? other.line + 1 : other.line,
  };
}

/** The line that the ignore stands above. */
export function silencedLine(image: Image, path: string): string | undefined {
  const entry = image.get(path);
  const lines = entry?.kind === 'file' ? latin1(entry.bytes).split('\n') : [];
  return lines[lines.findIndex((line) => line.includes('migrate-ignore')) + 1];
}

/** A finding about a file as a whole stays on its first line. */
function isWhole(place: Place): boolean {
  return place.byteLength === 0 && place.byteOffset === 0;
}

/** Below what must stay first: a line that names an interpreter or an encoding. */
function topOf(lines: readonly string[]): number {
  return lines.findIndex((line) => !/^#!|^\xef\xbb\xbf|^#.*coding[:=]/.test(line));
}

/** First physical line of a directive that is continued over several. */
function startOf(lines: readonly string[], path: string, index: number): number {
  let first = index;
  while (isConfig(path) && first > 0 && /\\\r?\n$/.test(lines[first - 1] ?? '')) first--;
  return first;
}

function comment(lines: readonly string[], index: number, path: string, words: string): string {
  const end = /\r\n$/.test(lines[0] ?? '') ? '\r\n' : '\n';
  const above = lines.slice(0, index).join('');
  const inCode = above.lastIndexOf('<%') > above.lastIndexOf('%>');
  if (isPage(path) && !inCode) return `<%-- ${words} --%>${end}`;
  const indent = /^[\t ]*/.exec(lines[index] ?? '')?.[0] ?? '';
  return `${indent}# ${words}${end}`;
}
