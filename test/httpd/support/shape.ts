/** What a tree says, without where it stands. */
import type { FileSyntax, SyntaxNode } from '../../../src/httpd/syntax/tree.js';

export interface Shape {
  readonly kind: string;
  readonly text: string;
  readonly children: readonly Shape[];
}

export function shapeOf(nodes: readonly SyntaxNode[]): readonly Shape[] {
  return nodes.map((node) => ({
    // Only its place in the file makes a directive with a byte order mark unreadable.
    kind: node.kind === 'unreadable' ? 'directive' : node.kind,
    text: 'name' in node ? `${node.name} ${'args' in node ? node.args : ''}` : node.line.text,
    children: node.kind === 'section' ? shapeOf(node.children) : [],
  }));
}

/** Only what means something to httpd: no blank lines, no comments. */
export function meaningful(shapes: readonly Shape[]): readonly Shape[] {
  const noise = ['blank', 'comment', 'ignored'];
  return shapes
    .filter(({ kind }) => !noise.includes(kind))
    .map((shape) => ({ ...shape, children: meaningful(shape.children) }));
}

/** All nodes with their index path from the root. */
export function allNodes(
  nodes: readonly SyntaxNode[],
  path: readonly number[] = [],
): readonly { node: SyntaxNode; path: readonly number[] }[] {
  return nodes.flatMap((node, index) => {
    const here = [...path, index];
    return [{ node, path: here }, ...(node.kind === 'section' ? allNodes(node.children, here) : [])];
  });
}

/** Replaces the shape at a path by others. */
export function splice(
  shapes: readonly Shape[],
  path: readonly number[],
  make: (old: Shape) => readonly Shape[],
): readonly Shape[] {
  const [index = 0, ...rest] = path;
  return shapes.flatMap((shape, at) => {
    if (at !== index) return [shape];
    return rest.length === 0 ? make(shape) : [{ ...shape, children: splice(shape.children, rest, make) }];
  });
}

/** The bytes that the nodes cover, joined: must be the file. */
export function tiles(file: FileSyntax): Buffer {
  const pieces: Uint8Array[] = [];
  const visit = (nodes: readonly SyntaxNode[]): void => {
    for (const node of nodes) {
      pieces.push(file.bytes.subarray(node.line.start, node.line.end));
      if (node.kind !== 'section') continue;
      visit(node.children);
      if (node.close !== null) pieces.push(file.bytes.subarray(node.close.start, node.close.end));
    }
  };
  visit(file.children);
  return Buffer.concat(pieces);
}
