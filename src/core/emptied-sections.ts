/** A section that loses its last directive goes as a whole: nobody would leave `<Location /app></Location>` behind. */
import { parseConfig } from '../httpd/syntax/syntax.js';
import type { SectionNode, SyntaxNode } from '../httpd/syntax/tree.js';
import type { Edit } from './edit.js';

/**
 * Replaces the edits of emptied sections by the removal of the section. Sections with a comment stay: a person wrote it.
 * @param bytes the file before the edits
 */
export function dropEmptiedSections(
  path: string,
  bytes: Uint8Array,
  edits: readonly Edit[],
): readonly Edit[] {
  if (edits.length === 0) return edits;
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const emptied = outermostEmptied(parseConfig(bytes, { path }).children, sorted);
  const dropped = new Set(emptied.flatMap((section) => editsOf(section, sorted)));
  const removals = emptied.map(({ start, end }) => ({ at: start, del: end - start, ins: new Uint8Array() }));
  return [...edits.filter((edit) => !dropped.has(edit)), ...removals];
}

/** The edits in a section, its header included. `edits` are in the order of their places here and below. */
function editsOf(section: SectionNode, edits: readonly Edit[]): readonly Edit[] {
  return edits
    .slice(firstAt(edits, section.start), firstAt(edits, section.end))
    .filter((edit) => !isInFront(edit, section));
}

/** Index of the first edit at `place` or behind it. */
function firstAt(edits: readonly Edit[], place: number): number {
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle] as Edit).at < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function outermostEmptied(nodes: readonly SyntaxNode[], edits: readonly Edit[]): readonly SectionNode[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'section') return [];
    return isEmptied(node, edits) ? [node] : outermostEmptied(node.children, edits);
  });
}

function isEmptied(section: SectionNode, edits: readonly Edit[]): boolean {
  const inside = editsOf(section, edits);
  const header = section.line.end;
  // What is written into the section keeps it; changes of its header (a condition) do not.
  if (inside.some((edit) => edit.at >= header && edit.ins.length > 0)) return false;
  const live = section.children.filter((child) => child.kind !== 'blank');
  if (live.length === 0 || section.close === null) return false;
  return live.every((child) =>
    child.kind === 'section' ? isEmptied(child, inside) : isRemoved(child, inside),
  );
}

function isRemoved(node: SyntaxNode, edits: readonly Edit[]): boolean {
  if (node.kind !== 'directive') return false;
  return edits.some(
    (edit) => edit.at <= node.start && edit.at + edit.del >= node.end && edit.ins.length === 0,
  );
}

/** Insertions at the first byte of a section stand in front of it. */
function isInFront(edit: Edit, section: SectionNode): boolean {
  return edit.del === 0 && edit.at === section.start;
}
