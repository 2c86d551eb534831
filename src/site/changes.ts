/** Edits of configuration lines with the path of their file, as plans carry them. */
import { trimSpace } from '../httpd/syntax/bytes.js';
import type { ByteEdit } from '../httpd/syntax/edit.js';
import {
  commentOut,
  insertAfter,
  insertBefore,
  insertInto,
  remove,
  replaceArgs,
  replaceName,
  replaceWord,
} from '../httpd/syntax/edit.js';
import { stepOf } from '../httpd/syntax/layout.js';
import type { SectionNode, SyntaxNode } from '../httpd/syntax/tree.js';
import { quoteWord } from '../httpd/syntax/words.js';
import type { ConfigFile, ConfigLine } from './configuration/config-file.js';
import { MANUAL_MARK } from './manual-mark.js';

/** Structurally the FileEdit of core. */
export interface PathEdit extends ByteEdit {
  readonly path: string;
  readonly rank?: number;
}

function at(file: ConfigFile, edits: ByteEdit | readonly ByteEdit[], rank?: number): readonly PathEdit[] {
  const list: readonly ByteEdit[] = [edits].flat();
  return list.map((edit) => ({ ...edit, path: file.path, ...(rank === undefined ? {} : { rank }) }));
}

/** Removes the directive's line. */
export function removeLine(use: ConfigLine): readonly PathEdit[] {
  return at(use.file, remove(use.file.syntax, use.node));
}

/** Replaces the unquoted word `index` of the arguments. */
export function changeWord(use: ConfigLine, index: number, value: string): readonly PathEdit[] {
  return at(use.file, replaceWord(use.file.syntax, use.node, index, value));
}

/** Puts further words behind the arguments. */
export function addArguments(use: ConfigLine, words: readonly string[]): readonly PathEdit[] {
  const own = trimSpace(use.node.args);
  return at(use.file, replaceArgs(use.file.syntax, use.node, [own, ...words.map(quoteWord)].join(' ')));
}

export function changeName(use: ConfigLine, name: string): readonly PathEdit[] {
  return at(use.file, replaceName(use.file.syntax, use.node, name));
}

/** Puts other lines in the place of a directive, with its indentation. */
export function replaceLine(use: ConfigLine, lines: readonly string[]): readonly PathEdit[] {
  const { syntax } = use.file;
  return [
    ...at(use.file, insertBefore(syntax, use.node, stepped(use.file, lines)), 5),
    ...at(use.file, remove(syntax, use.node)),
  ];
}

/** Lines in front of a node; `rank` orders what several rules put in one place. */
export function addBefore(
  file: ConfigFile,
  node: SyntaxNode,
  lines: readonly string[],
  rank: number,
): readonly PathEdit[] {
  return at(file, insertBefore(file.syntax, node, stepped(file, lines)), rank);
}

export function addAfter(
  file: ConfigFile,
  node: SyntaxNode,
  lines: readonly string[],
  rank: number,
): readonly PathEdit[] {
  return at(file, insertAfter(file.syntax, node, stepped(file, lines)), rank);
}

export function appendLines(file: ConfigFile, lines: readonly string[], rank: number): readonly PathEdit[] {
  return at(file, insertInto(file.syntax, file.syntax, 'last', stepped(file, lines)), rank);
}

/** Lines as the last of a section. */
export function addInside(
  file: ConfigFile,
  section: SectionNode,
  lines: readonly string[],
  rank: number,
): readonly PathEdit[] {
  return at(file, insertInto(file.syntax, section, 'last', stepped(file, lines)), rank);
}

/** Lines that are written with four spaces a level, in the file's own steps. */
function stepped(file: ConfigFile, lines: readonly string[]): readonly string[] {
  const step = stepOf(file.syntax);
  return lines.map((line) => line.replace(/^(?: {4})+/, (run) => step.repeat(run.length / 4)));
}

/** Turns the directive into a comment, with the reason above it. */
export function leaveToPerson(use: ConfigLine, code: string, reason: string): readonly PathEdit[] {
  const { syntax } = use.file;
  const note = `# ${MANUAL_MARK} ${code}: ${reason}`;
  return [
    ...at(use.file, insertBefore(syntax, use.node, [note]), 5),
    ...at(use.file, commentOut(syntax, use.node), 6),
  ];
}

/** `Name word word`, quoted where httpd needs it. A `${NAME}` stays what it is: httpd puts its value there. */
export function directiveLine(name: string, ...words: readonly string[]): string {
  return [name, ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  if (!word.includes('${')) return quoteWord(word);
  return /^[^\s"'\\#<>][^\s"'\\]*$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}
