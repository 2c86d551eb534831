/** mod_macro: `<Macro>`, Use, UndefMacro (modules/core/mod_macro.c). Substitution is textual. */
import { lowerAscii } from '../syntax/bytes.js';
import { splitWords, wordAt } from '../syntax/words.js';
import type { LineReader, ReadLine } from './reader.js';
import type { SourceRef } from './source-ref.js';

/** Buffer of mod_macro; longer body lines and expansions are fatal. */
const BUFFER = 8192;

export interface Macro {
  /** Lower case. */
  readonly name: string;
  readonly parameters: readonly string[];
  /** Body without comment lines; joined and trimmed, variables not expanded. */
  readonly lines: readonly ReadLine[];
  /** `defined on line 1 of "f"` */
  readonly location: string;
  readonly definition: SourceRef;
}

/** Reads the header of a `<Macro>` and its body from the reader. A string is httpd's error message. */
export function readMacro(args: string, header: ReadLine, reader: LineReader): Macro | string {
  const head = readHeader(args);
  if (typeof head === 'string') return head;
  const location = `defined on line ${header.lineNumber} of "${header.fileName}"`;
  const label = `macro '${head.name}' (${location})`;
  const problem = checkParameters(head.parameters, head.name, location);
  if (problem !== undefined) return problem;
  const lines = readBody(reader);
  if (lines === undefined) return `${label}\n\tcontents error: expected token not found: </Macro>`;
  return { ...head, lines, location, definition: header.source };
}

function readHeader(
  args: string,
): { readonly name: string; readonly parameters: readonly string[] } | string {
  const bracket = args.lastIndexOf('>');
  if (bracket < 0) return "<Macro> directive missing closing '>'";
  if (bracket === 0) return '<Macro macro definition: empty name';
  const text = args.slice(0, bracket);
  const word = wordAt(text, 0);
  if (word === undefined || word.value === '') return '<Macro macro definition: name not found';
  const rest = skipFlags(text.slice(word.next));
  return { name: lowerAscii(word.value), parameters: splitWords(rest).map((parameter) => parameter.value) };
}

/** `/IgnoreEmptyArgs` and `/IgnoreBadNesting` only silence warnings. */
function skipFlags(text: string): string {
  let rest = text;
  while (rest.startsWith('/')) {
    rest = rest.replace(/^\/IgnoreEmptyArgs/i, '').replace(/^\/IgnoreBadNesting/i, '');
    if (rest === '') break;
    if (rest[0] !== ' ' && rest.includes(' ')) rest = rest.slice(rest.indexOf(' '));
    rest = rest.slice(1);
  }
  return rest;
}

function checkParameters(parameters: readonly string[], name: string, location: string): string | undefined {
  for (const [index, parameter] of parameters.entries()) {
    if (parameter === '') return `macro '${name}' (${location}): empty argument #${index + 1} name`;
    const twin = parameters.indexOf(parameter, index + 1);
    if (twin >= 0) {
      return `argument name conflict in macro '${name}' (${location}): argument '${parameter}': #${index + 1} and #${twin + 1}, change argument names!`;
    }
  }
  return undefined;
}

/** Lines up to the matching `</Macro>`; undefined if there is none. */
function readBody(reader: LineReader): readonly ReadLine[] | undefined {
  const lines: ReadLine[] = [];
  let nesting = 1;
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    // "\n" is put back behind each line, and a NUL must fit as well.
    if (line.rawLength >= BUFFER - 1) return undefined;
    if (line.text.startsWith('#')) continue;
    const first = lowerAscii(wordAt(line.text, 0)?.value ?? '');
    if (first === '</macro>' && --nesting === 0) return lines;
    if (first === '<macro') nesting++;
    lines.push(line);
  }
  return undefined;
}

/** Forgets everything that is not in force: the body lines of one use, or httpd's error message. */
export function expandMacro(
  macro: Macro,
  replacements: readonly string[],
  where: string,
): readonly string[] | string {
  const expanded: string[] = [];
  for (const [index, { text }] of macro.lines.entries()) {
    const line = substituteAll(text, macro.parameters, replacements);
    if (line === undefined) {
      return `${where} error while substituting: while processing line ${index + 1} of macro '${macro.name}' (${macro.location}) cannot substitute, buffer size too small`;
    }
    expanded.push(line);
  }
  return expanded;
}

/** Leftmost parameter first, at one place the longest. Undefined: too long for httpd. */
function substituteAll(
  text: string,
  parameters: readonly string[],
  replacements: readonly string[],
): string | undefined {
  let line = text;
  let from = 0;
  for (;;) {
    const hit = nextParameter(line, from, parameters);
    if (hit === undefined) return line;
    const parameter = parameters[hit.index] as string;
    const value = replacements[hit.index] as string;
    const inserted = insertedText(parameter, value);
    line = line.slice(0, hit.at) + inserted + line.slice(hit.at + parameter.length);
    // +1: mod_macro keeps the line feed in the buffer.
    if (parameter !== value && line.length + 1 >= BUFFER) return undefined;
    // As in mod_macro: it goes on behind the bare value, so inside what `@` has quoted.
    from = hit.at + value.length;
  }
}

function insertedText(parameter: string, value: string): string {
  if (parameter === value || !parameter.startsWith('@')) return value;
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function nextParameter(
  line: string,
  from: number,
  parameters: readonly string[],
): { readonly at: number; readonly index: number } | undefined {
  let found: { at: number; index: number } | undefined;
  for (const [index, parameter] of parameters.entries()) {
    const at = line.indexOf(parameter, from);
    if (at < 0) continue;
    const longer = parameter.length > (parameters[found?.index ?? -1] ?? '').length;
    if (found === undefined || at < found.at || (at === found.at && longer)) found = { at, index };
  }
  return found;
}
