/** A random node of a random file, and edits on it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { applyByteEdits } from '../../../src/httpd/syntax/apply.js';
import { fromLatin1 } from '../../../src/httpd/syntax/bytes.js';
import * as edits from '../../../src/httpd/syntax/edit.js';
import { parseConfig } from '../../../src/httpd/syntax/syntax.js';
import type { FileSyntax, SyntaxNode } from '../../../src/httpd/syntax/tree.js';
import { nastyText } from './generators.js';
import { allNodes, meaningful, type Shape, shapeOf } from './shape.js';

export const dialect = fc.constantFrom('2.2' as const, '2.4' as const);
export const runs = { numRuns: 1000 };

export interface Chosen {
  readonly file: FileSyntax;
  readonly node: SyntaxNode;
  readonly path: readonly number[];
}

/** A node of a file that httpd accepts: in a broken one an edit may repair or move the damage. */
export const chosenNode: fc.Arbitrary<Chosen> = fc
  .tuple(nastyText, dialect)
  .map(([text, reading]) => parseConfig(fromLatin1(text), { dialect: reading }))
  .filter(
    ({ diagnostics, children }) =>
      children.length > 0 && !diagnostics.some(({ severity }) => severity === 'error'),
  )
  .chain((file) => {
    const nodes = allNodes(file.children);
    return fc
      .nat(nodes.length - 1)
      .map((index) => ({ file, ...(nodes[index] as { node: SyntaxNode; path: number[] }) }));
  });

/** Applies edits and parses again; undefined if they were refused. */
export function apply(
  file: FileSyntax,
  make: () => edits.ByteEdit | readonly edits.ByteEdit[],
): FileSyntax | undefined {
  try {
    const made = make();
    return parseConfig(applyByteEdits(file.bytes, Array.isArray(made) ? made : [made as edits.ByteEdit]), {
      dialect: file.dialect,
    });
  } catch (error) {
    if (error instanceof edits.EditRefusedError) return undefined;
    throw error;
  }
}

export function expectShapes(result: FileSyntax | undefined, expected: readonly Shape[]): void {
  fc.pre(result !== undefined);
  expect(meaningful(shapeOf(result?.children ?? []))).toEqual(meaningful(expected));
}

export const directiveShape = (text: string): Shape => ({ kind: 'directive', text, children: [] });
