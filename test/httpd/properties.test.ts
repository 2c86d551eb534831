/** P1 and P4: nothing is lost, and an edit changes what it says and nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/httpd/syntax/bytes.js';
import * as edits from '../../src/httpd/syntax/edit.js';
import { sourceRange } from '../../src/httpd/syntax/lines.js';
import { parseConfig } from '../../src/httpd/syntax/syntax.js';
import { splitWords, wordValues } from '../../src/httpd/syntax/words.js';
import {
  apply,
  type Chosen,
  chosenNode,
  dialect,
  directiveShape,
  expectShapes,
  runs,
} from './support/chosen-node.js';
import { anyBytes, nastyText } from './support/generators.js';
import { allNodes, shapeOf, splice, tiles } from './support/shape.js';

describe('P1: any bytes parse, and the tiles are the file', () => {
  test.each([
    ['any bytes', anyBytes],
    ['nasty configurations', nastyText.map(fromLatin1)],
  ])('%s', (_name, arbitrary) => {
    const property = fc.property(arbitrary, dialect, (bytes, reading) => {
      const file = parseConfig(bytes, { dialect: reading });
      expect(tiles(file)).toEqual(Buffer.from(bytes));
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test('every character of a joined line is the byte it is mapped to', () => {
    const property = fc.property(nastyText, dialect, (text, reading) => {
      for (const { node } of allNodes(parseConfig(fromLatin1(text), { dialect: reading }).children)) {
        for (let index = 0; index < node.line.text.length; index++) {
          const { start, end } = sourceRange(node.line, index, index + 1);
          expect(text.slice(start, end)).toBe(node.line.text[index]);
        }
      }
    });
    fc.assert(property, runs);
  });
});

describe('P4: an edit changes one node', () => {
  const check = (predicate: (chosen: Chosen) => void): void =>
    fc.assert(fc.property(chosenNode, predicate), runs);

  test('remove', () => {
    check(({ file, node, path }) => {
      expectShapes(
        apply(file, () => edits.remove(file, node)),
        splice(shapeOf(file.children), path, () => []),
      );
    });
  });

  test('commentOut', () => {
    check(({ file, node, path }) => {
      const expected = splice(shapeOf(file.children), path, () => []);
      expectShapes(
        apply(file, () => edits.commentOut(file, node)),
        expected,
      );
    });
  });

  test('insertBefore and insertAfter', () => {
    check(({ file, node, path }) => {
      const old = shapeOf(file.children);
      const added = [directiveShape('New1 a'), directiveShape('New2 "b c"')];
      const lines = ['New1 a', '', 'New2 "b c"'];
      expectShapes(
        apply(file, () => edits.insertBefore(file, node, lines)),
        splice(old, path, (shape) => [...added, shape]),
      );
      expectShapes(
        apply(file, () => edits.insertAfter(file, node, lines)),
        splice(old, path, (shape) => [shape, ...added]),
      );
    });
  });

  test('insertInto a section', () => {
    check(({ file, node, path }) => {
      fc.pre(node.kind === 'section');
      if (node.kind !== 'section') return;
      const added = directiveShape('New a');
      for (const where of ['first', 'last'] as const) {
        const expected = splice(shapeOf(file.children), path, (shape) => [
          { ...shape, children: where === 'first' ? [added, ...shape.children] : [...shape.children, added] },
        ]);
        expectShapes(
          apply(file, () => edits.insertInto(file, node, where, ['New a'])),
          expected,
        );
      }
    });
  });

  test('insertInto the file', () => {
    check(({ file }) => {
      const added = directiveShape('New a');
      const old = shapeOf(file.children);
      expectShapes(
        apply(file, () => edits.insertInto(file, file, 'first', ['New a'])),
        [added, ...old],
      );
      expectShapes(
        apply(file, () => edits.insertInto(file, file, 'last', ['New a'])),
        [...old, added],
      );
    });
  });

  test('replaceArgs', () => {
    check(({ file, node, path }) => {
      fc.pre(node.kind === 'directive');
      if (node.kind !== 'directive') return;
      const expected = splice(shapeOf(file.children), path, () => [directiveShape(`${node.name} x "y z"`)]);
      expectShapes(
        apply(file, () => edits.replaceArgs(file, node, 'x "y z"')),
        expected,
      );
    });
  });

  test('replaceWord', () => {
    const value = fc.constantFrom('x', 'y z', "it's", 'q"', '\\d', '', '#c', 'a>b');
    const property = fc.property(chosenNode, value, fc.nat(3), ({ file, node }, word, index) => {
      fc.pre(
        (node.kind === 'directive' || node.kind === 'section') && splitWords(node.args).length > index + 1,
      );
      if (node.kind !== 'directive' && node.kind !== 'section') return;
      const old = wordValues(node.args);
      const result = apply(file, () => edits.replaceWord(file, node, index, word));
      if (result === undefined) return fc.pre(false);
      const now = allNodes(result.children).find(
        (other) => other.node.start === node.start && other.node.kind === node.kind,
      )?.node;
      const args = now !== undefined && 'args' in now ? wordValues(now.args) : [];
      // An unterminated quote ends with its line, so it may not be the last word any more.
      expect(args.slice(0, index + 1)).toEqual([...old.slice(0, index), word]);
      expect(args.slice(index + 1)).toEqual(old.slice(index + 1));
    });
    fc.assert(property, runs);
  });

  test('replaceName, of a section in header and close', () => {
    check(({ file, node, path }) => {
      fc.pre((node.kind === 'directive' || node.kind === 'section') && node.name !== '');
      if (node.kind !== 'directive' && node.kind !== 'section') return;
      const expected = splice(shapeOf(file.children), path, (shape) => [
        { ...shape, text: `Other ${node.args}` },
      ]);
      expectShapes(
        apply(file, () => edits.replaceName(file, node, 'Other')),
        expected,
      );
    });
  });

  test('wrapIfModule', () => {
    check(({ file, node, path }) => {
      const expected = splice(shapeOf(file.children), path, (shape) => [
        { kind: 'section', text: 'IfModule mod_wsgi.c>', children: [shape] },
      ]);
      expectShapes(
        apply(file, () => edits.wrapIfModule(file, [node], 'mod_wsgi.c')),
        expected,
      );
    });
  });
});
