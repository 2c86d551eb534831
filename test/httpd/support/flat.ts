/** Our trees in the rows of the oracles: [depth, file, line, name, args, argv]. */
import type { EffectiveNode } from '../../../src/httpd/reading/effective.js';
import type { FileSyntax, SyntaxNode } from '../../../src/httpd/syntax/tree.js';
import { wordValues } from '../../../src/httpd/syntax/words.js';

export type Row = readonly [
  depth: number,
  file: string,
  line: number,
  name: string,
  args: string,
  argv: readonly string[],
];

/** Names are compared in lower case: httpd shows known ones in its own case. */
export function flatSyntax(file: FileSyntax): readonly Row[] {
  const rows: Row[] = [];
  const visit = (nodes: readonly SyntaxNode[], depth: number): void => {
    for (const node of nodes) {
      if (node.kind !== 'directive' && node.kind !== 'section' && node.kind !== 'unreadable') continue;
      const name = (node.kind === 'section' ? `<${node.name}` : node.name).toLowerCase();
      rows.push([depth, file.path, node.line.lastLine, name, node.args, wordValues(node.args)]);
      if (node.kind === 'section') visit(node.children, depth + 1);
    }
  };
  visit(file.children, 0);
  return rows;
}

/** Only what httpd reads. */
export function flatEffective(children: readonly EffectiveNode[]): readonly Row[] {
  const rows: Row[] = [];
  const visit = (nodes: readonly EffectiveNode[], depth: number): void => {
    for (const node of nodes) {
      if (node.active !== true) continue;
      const name = (node.kind === 'section' ? `<${node.name}` : node.name).toLowerCase();
      rows.push([depth, node.file, node.line, name, node.args, wordValues(node.args)]);
      if (node.kind === 'section') visit(node.children, depth + 1);
    }
  };
  visit(children, 0);
  return rows;
}

/** ASCII only, as httpd does. */
export function lowerNames(rows: readonly Row[]): readonly Row[] {
  return rows.map(([depth, file, line, name, args, argv]) => [
    depth,
    file,
    line,
    name.toLowerCase(),
    args,
    argv,
  ]);
}
