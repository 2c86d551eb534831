/** How a file is laid out around a place: line ends, indents, what must go in front of appended text. */
import { latin1 } from './bytes.js';
import { joinLine } from './lines.js';
import type { FileSyntax, Line, SectionNode, SyntaxNode } from './tree.js';

const DEFAULT_STEP = '    ';

/** Leading blanks and tabs of the physical line at `start`. */
export function indentAt(file: FileSyntax, start: number): string {
  let end = start;
  while (file.bytes[end] === 0x20 || file.bytes[end] === 0x09) end++;
  return latin1(file.bytes.subarray(start, end));
}

/** The file's line end; in a mixed file that of the line before `at`, or of the line at it. */
export function lineEndAt(file: FileSyntax, at: number): string {
  if (file.eol !== 'mixed') return file.eol;
  const { bytes } = file;
  const feed = at > 0 ? at - 1 : bytes.indexOf(0x0a);
  return feed > 0 && bytes[feed] === 0x0a && bytes[feed - 1] === 0x0d ? '\r\n' : '\n';
}

/** Indent for a new child: that of its siblings, else one step more than the section. */
export function childIndent(file: FileSyntax, section: SectionNode): string {
  const sibling = section.children.find((child) => child.kind !== 'blank');
  if (sibling !== undefined) return indentAt(file, sibling.start);
  return indentAt(file, section.start) + indentStep(file.children, file);
}

/** What the file indents the inside of a section by; four spaces if it does not tell. */
export function stepOf(file: FileSyntax): string {
  return indentStep(file.children, file);
}

function indentStep(nodes: readonly SyntaxNode[], file: FileSyntax): string {
  for (const node of nodes) {
    if (node.kind !== 'section') continue;
    const child = node.children.find(({ kind }) => kind === 'directive' || kind === 'section');
    const outer = indentAt(file, node.start);
    const inner = child === undefined ? '' : indentAt(file, child.start);
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
    const deeper = indentStep(node.children, file);
    if (deeper !== DEFAULT_STEP) return deeper;
  }
  return DEFAULT_STEP;
}

/**
 * What must stand between the file's last byte and appended lines.
 * A last backslash must not become a continuation, and a continuation that is still open must be ended.
 */
export function appendPrefix(file: FileSyntax, lastLine: Line | undefined): string {
  const text = latin1(file.bytes);
  const eol = lineEndAt(file, text.length);
  if (!file.finalNewline) return /\\\r?$/.test(text) ? ` ${eol}` : eol;
  if (lastLine === undefined) return '';
  const { joined, open } = joinLine(text, lastLine.start, lastLine.firstLine, file.dialect);
  if (!open) return '';
  // Behind white space a left-over backslash is an argument; before a line end it would vanish.
  return joined.endsWith('\\') ? ` ${eol}` : eol;
}

/** The last logical line of a file. */
export function lastLineOf(nodes: readonly SyntaxNode[]): Line | undefined {
  const last = nodes.at(-1);
  if (last === undefined || last.kind !== 'section') return last?.line;
  return last.close ?? lastLineOf(last.children) ?? last.line;
}

/** httpd 2.2 forgets a last line that ends in a continuation. */
export function endsInLostLine(file: FileSyntax): boolean {
  const line = lastLineOf(file.children);
  if (file.dialect !== '2.2' || line === undefined) return false;
  return joinLine(latin1(file.bytes), line.start, line.firstLine, '2.2').open;
}
