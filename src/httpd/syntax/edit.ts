/**
 * Byte-range edits of configuration files. Nothing is printed anew: an edit touches only the bytes it must.
 * All texts are latin-1 views of bytes; turn ordinary text into one with `utf8AsLatin1` of bytes.ts.
 */
import { fromLatin1, latin1 } from './bytes.js';
import { appendPrefix, childIndent, endsInLostLine, indentAt, lastLineOf, lineEndAt } from './layout.js';
import { sourceRange } from './lines.js';
import type { CommentNode, DirectiveNode, FileSyntax, Line, SectionNode, SyntaxNode } from './tree.js';
import { quoteWord, splitWords, wordAt } from './words.js';

/** Replaces `del` bytes at byte offset `at` of the original file by `ins`. Structurally the Edit of core/edit.ts. */
export interface ByteEdit {
  readonly at: number;
  readonly del: number;
  readonly ins: Uint8Array;
}

export type Editable = DirectiveNode | SectionNode;

/** An edit would change more than it says. */
export class EditRefusedError extends Error {
  constructor(
    readonly offset: number,
    reason: string,
  ) {
    super(reason);
    this.name = 'EditRefusedError';
  }
}

function edit(at: number, del: number, text: string): ByteEdit {
  return { at, del, ins: fromLatin1(text) };
}

/**
 * Replaces all arguments; for a section what stands before its last `>`. Name, spacing, the `>` and the line end stay.
 * @param args verbatim, quoted where it must be
 * @throws EditRefusedError if the line holds a NUL byte or `args` would not stay on the line
 */
export function replaceArgs(file: FileSyntax, node: Editable, args: string): ByteEdit {
  checkLine(file, node.line, args);
  const old = ownArgs(node);
  if (old !== '') return replaceText(node.line, node.argsAt, node.argsAt + old.length, args);
  if (wordAt(node.line.text, 0)?.terminated === false) {
    throw new EditRefusedError(
      node.start,
      'the name is an unterminated quote, which would swallow the arguments',
    );
  }
  const bracket = node.kind === 'section' ? node.line.text.lastIndexOf('>') : -1;
  const at = bracket < 0 ? node.line.text.length : bracket;
  const { start } = sourceRange(node.line, at, at);
  return edit(start, 0, ` ${args}`);
}

/**
 * Replaces one argument, in the quotes it had, or quoted if it now must be.
 * @param index counts words as httpd splits them (ap_getword_conf)
 * @param value unquoted
 * @throws UnquotableError, EditRefusedError
 */
export function replaceWord(file: FileSyntax, node: Editable, index: number, value: string): ByteEdit {
  const word = splitWords(ownArgs(node))[index];
  if (word === undefined) throw new EditRefusedError(node.start, `${node.name} has no argument ${index + 1}`);
  const text = requote(value, word.quote);
  checkLine(file, node.line, text);
  return replaceText(node.line, node.argsAt + word.from, node.argsAt + word.to, text);
}

/** Replaces what an `<IfModule>` or the like tests; a `!` in front of it stays. */
export function replaceTest(file: FileSyntax, section: SectionNode, value: string): ByteEdit {
  const args = ownArgs(section);
  const word = wordAt(args, args.startsWith('!') ? 1 : 0);
  if (word === undefined) throw new EditRefusedError(section.start, `<${section.name}> has no argument`);
  const text = requote(value, word.quote);
  checkLine(file, section.line, text);
  return replaceText(section.line, section.argsAt + word.from, section.argsAt + word.to, text);
}

/** Replaces the name; for a section in header and close. */
export function replaceName(file: FileSyntax, node: Editable, name: string): readonly ByteEdit[] {
  checkLine(file, node.line, name);
  const edits = [replaceNameIn(node.line, node.kind === 'section' ? 1 : 0, node.name, name)];
  if (node.kind === 'section' && node.close !== null) {
    edits.push(replaceNameIn(node.close, 2, node.name, name));
  }
  return edits;
}

/** @param marks length of `<` or `</` */
function replaceNameIn(line: Line, marks: number, old: string, name: string): ByteEdit {
  const word = wordAt(line.text, 0);
  if (word === undefined) throw new EditRefusedError(line.start, 'this line has no name');
  const quoted = word.quote === '' ? 0 : 1;
  const bracket = word.value.slice(marks) === old ? 0 : 1;
  const to = word.to - (word.terminated ? quoted : 0) - bracket;
  return replaceText(line, word.from + quoted + marks, to, name);
}

/** Inserts whole lines before a node, with its indent. An empty string is an empty line. */
export function insertBefore(file: FileSyntax, node: SyntaxNode, lines: readonly string[]): ByteEdit {
  return insertLines(file, node.start, indentAt(file, node.start), lines);
}

/** Inserts whole lines behind a node, with its indent. */
export function insertAfter(file: FileSyntax, node: SyntaxNode, lines: readonly string[]): ByteEdit {
  return insertLines(file, node.end, indentAt(file, node.start), lines);
}

/**
 * Inserts whole lines as the first or last of a section, or of the file.
 * @throws EditRefusedError for a section without a close
 */
export function insertInto(
  file: FileSyntax,
  parent: SectionNode | FileSyntax,
  where: 'first' | 'last',
  lines: readonly string[],
): ByteEdit {
  if (!('kind' in parent)) return insertLines(file, where === 'first' ? 0 : file.bytes.length, '', lines);
  if (parent.close === null) throw new EditRefusedError(parent.start, `<${parent.name}> was not closed`);
  const at = where === 'first' ? parent.line.end : parent.close.start;
  return insertLines(file, at, childIndent(file, parent), lines);
}

function insertLines(file: FileSyntax, at: number, indent: string, lines: readonly string[]): ByteEdit {
  if (lines.length === 0) return edit(at, 0, '');
  for (const line of lines) checkText(at, line);
  if (at === 0 && latin1(file.bytes.subarray(0, 3)) === '\xef\xbb\xbf') {
    throw new EditRefusedError(0, 'the file starts with a byte order mark, which must stay in front');
  }
  const eol = lineEndAt(file, at);
  const texts = lines.map((line) => (line === '' ? '' : indent + line));
  if (at < file.bytes.length) return edit(at, 0, texts.map((text) => text + eol).join(''));
  const end = file.finalNewline ? eol : '';
  if (endsInLostLine(file)) {
    throw new EditRefusedError(
      at,
      'the last line continues into the end of the file: httpd 2.2 ignores it until a line follows',
    );
  }
  return edit(at, 0, appendPrefix(file, lastLineOf(file.children)) + texts.join(eol) + end);
}

/** Removes a node with its line end; a section with all it holds. */
export function remove(
  file: FileSyntax,
  node: SyntaxNode,
  options: { readonly leadingComments?: boolean } = {},
): ByteEdit {
  const first = options.leadingComments ? leadingComments(file, node)[0] : undefined;
  const start = first?.start ?? node.start;
  return edit(start, node.end - start, '');
}

/** The comments directly above a node, without a blank line between. */
export function leadingComments(file: FileSyntax, node: SyntaxNode): readonly CommentNode[] {
  const siblings = siblingsOf(file.children, node) ?? [];
  const found: CommentNode[] = [];
  for (let index = siblings.indexOf(node) - 1; index >= 0; index--) {
    const above = siblings[index] as SyntaxNode;
    if (above.kind !== 'comment') break;
    found.unshift(above);
  }
  return found;
}

/** Whether a section, or the comments above one, has a blank line above; the first in a file goes by the rest of it. */
export function standsApart(file: FileSyntax, node: SyntaxNode): boolean {
  const siblings = siblingsOf(file.children, node) ?? [];
  const index = siblings.indexOf(node);
  const headed = siblings.slice(index).find(({ kind }) => kind !== 'comment');
  if (headed?.kind !== 'section') return false;
  const above = siblings[index - 1];
  return above === undefined && siblings === file.children
    ? siblings.some(({ kind }) => kind === 'blank')
    : above?.kind === 'blank';
}

function siblingsOf(nodes: readonly SyntaxNode[], wanted: SyntaxNode): readonly SyntaxNode[] | undefined {
  if (nodes.includes(wanted)) return nodes;
  for (const node of nodes) {
    if (node.kind !== 'section' || wanted.start < node.start || wanted.end > node.end) continue;
    return siblingsOf(node.children, wanted);
  }
  return undefined;
}

/** Makes every physical line of a node a comment; blank ones stay. `uncomment` takes it back. */
export function commentOut(file: FileSyntax, node: SyntaxNode, marker = '# '): readonly ByteEdit[] {
  refuseNul(file, node.start, node.end);
  return physicalLines(file, node.start, node.end).map((at) => edit(at, 0, marker));
}

/** Takes the marker off every physical line of these nodes that has it. */
export function uncomment(
  file: FileSyntax,
  nodes: readonly SyntaxNode[],
  marker = '# ',
): readonly ByteEdit[] {
  const starts = nodes.flatMap((node) => physicalLines(file, node.start, node.end));
  const marked = starts.filter((at) => latin1(file.bytes.subarray(at, at + marker.length)) === marker);
  return marked.map((at) => edit(at, marker.length, ''));
}

/** Offsets of the first visible byte of each physical line that has one. */
function physicalLines(file: FileSyntax, start: number, end: number): readonly number[] {
  const text = latin1(file.bytes.subarray(start, end));
  return [...text.matchAll(/(?<=^|\n)[ \t]*(?![ \t\v\f\r]*(?:\n|$))/g)].map(
    (match) => start + match.index + match[0].length,
  );
}

/**
 * Puts `<IfModule test>` around neighbouring nodes. Their own bytes stay.
 * @throws EditRefusedError if there are none
 */
export function wrapIfModule(
  file: FileSyntax,
  nodes: readonly SyntaxNode[],
  test: string,
): readonly ByteEdit[] {
  const [first] = nodes;
  const last = nodes.at(-1);
  if (first === undefined || last === undefined) throw new EditRefusedError(0, 'nothing to wrap');
  const negated = test.startsWith('!');
  const word = (negated ? '!' : '') + quoteWord(negated ? test.slice(1) : test);
  const close = insertLines(file, last.end, indentAt(file, first.start), ['</IfModule>']);
  return [insertBefore(file, first, [`<IfModule ${word}>`]), close];
}

/** A section's arguments up to its last `>`, without the space before that; a directive's as they are. */
function ownArgs(node: Editable): string {
  if (node.kind === 'directive') return node.args;
  const bracket = node.args.lastIndexOf('>');
  return (bracket < 0 ? node.args : node.args.slice(0, bracket)).replace(/[ \t\v\f\r]+$/, '');
}

function replaceText(line: Line, from: number, to: number, text: string): ByteEdit {
  const { start, end } = sourceRange(line, from, to);
  return edit(start, end - start, text);
}

function requote(value: string, quote: '"' | "'" | ''): string {
  const safe = quoteWord(value);
  if (quote === '' || value === '') return safe;
  return `${quote}${value.replace(quote === '"' ? /[\\"]/g : /[\\']/g, '\\$&')}${quote}`;
}

function checkLine(file: FileSyntax, line: Line, text: string): void {
  refuseNul(file, line.start, line.end);
  if (file.dialect === '2.2' && /\\\\\r?\n$/.test(latin1(file.bytes.subarray(line.start, line.end)))) {
    throw new EditRefusedError(
      line.start,
      'the line ends in an escaped backslash, which the edit could unescape',
    );
  }
  checkText(line.start, text);
}

function checkText(offset: number, text: string): void {
  if (/[\n\0]/.test(text))
    throw new EditRefusedError(offset, 'a line feed or NUL cannot stand inside a line');
  if (/\\\r?$/.test(text))
    throw new EditRefusedError(offset, 'a backslash at the end would continue the line');
}

function refuseNul(file: FileSyntax, start: number, end: number): void {
  const at = file.bytes.subarray(start, end).indexOf(0);
  if (at >= 0)
    throw new EditRefusedError(start + at, 'httpd does not see what follows a NUL byte on its line');
}
