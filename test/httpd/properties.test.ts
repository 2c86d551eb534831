/** P1, P4 and P5: nothing is lost, and an edit changes what it says and nothing else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyByteEdits } from '../../src/httpd/apply.js';
import { fromLatin1, latin1 } from '../../src/httpd/bytes.js';
import * as edits from '../../src/httpd/edit.js';
import { evaluate } from '../../src/httpd/evaluate.js';
import { sourceRange } from '../../src/httpd/lines.js';
import { parseConfig } from '../../src/httpd/syntax.js';
import type { FileSyntax, SyntaxNode } from '../../src/httpd/tree.js';
import { quoteWord, splitWords, UnquotableError, wordValues } from '../../src/httpd/words.js';
import { flatEffective } from './support/flat.js';
import { anyBytes, nastyText, readTimeFiles } from './support/generators.js';
import { memoryHost } from './support/memory-host.js';
import type { Files } from './support/oracle.js';
import { allNodes, meaningful, type Shape, shapeOf, splice, tiles } from './support/shape.js';

const dialect = fc.constantFrom('2.2' as const, '2.4' as const);
const runs = { numRuns: 1000 };

interface Chosen {
  readonly file: FileSyntax;
  readonly node: SyntaxNode;
  readonly path: readonly number[];
}

/** A node of a file that httpd accepts: in a broken one an edit may repair or move the damage. */
const chosenNode: fc.Arbitrary<Chosen> = fc
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
function apply(
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

function expectShapes(result: FileSyntax | undefined, expected: readonly Shape[]): void {
  fc.pre(result !== undefined);
  expect(meaningful(shapeOf(result?.children ?? []))).toEqual(meaningful(expected));
}

const directiveShape = (text: string): Shape => ({ kind: 'directive', text, children: [] });

/** Without file and line, which may change. */
function effectiveRows(files: Files): readonly unknown[] {
  const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/${name}`, text]));
  const { children } = evaluate('/srv/main.conf', memoryHost(absolute));
  return flatEffective(children).map(([depth, , , name, args]) => [depth, name, args]);
}

/** The same directives, written differently. */
function layOutAnew(text: string, dice: Iterator<number>): string {
  const roll = (): number => dice.next().value as number;
  return text
    .split(/(?<!\\\n)(?<=\n)/)
    .map((line) => {
      const noise = ['', '', '', '\n', '  \n', '# <Files y>\n', '#\n', '\t# </IfModule>\n', '', ''][roll()];
      const at = 1 + roll();
      // Inside the text, not at its end and not in a comment: there it would swallow what follows.
      const wrap =
        roll() > 6 &&
        at < line.trimEnd().length - 1 &&
        !line.startsWith('#') &&
        !/[\\\n]/.test(line.slice(0, -1));
      const body = wrap ? `${line.slice(0, at)}\\\n${line.slice(at)}` : line;
      return line === '' ? '' : noise + ' '.repeat(roll()) + body;
    })
    .join('');
}

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

describe('P5', () => {
  test('uncomment takes commentOut back', () => {
    const property = fc.property(chosenNode, ({ file, node }) => {
      fc.pre(node.kind !== 'ignored'); // a line that 2.2 does not read is no comment afterwards either
      const commented = apply(file, () => edits.commentOut(file, node));
      if (commented === undefined) return fc.pre(false);
      const grown = commented.bytes.length - file.bytes.length;
      const nodes = allNodes(commented.children)
        .map((entry) => entry.node)
        .filter(
          (other) => other.kind === 'comment' && other.start >= node.start && other.end <= node.end + grown,
        );
      const back = apply(commented, () => edits.uncomment(commented, nodes));
      expect(latin1(back?.bytes ?? new Uint8Array())).toBe(latin1(file.bytes));
    });
    fc.assert(property, runs);
  });

  test('two edits of different nodes may be applied in any order', () => {
    const property = fc.property(chosenNode, chosenNode, ({ file, node }) => {
      const other = file.children.at(-1) as SyntaxNode;
      fc.pre(other.start >= node.end && node.end < file.bytes.length);
      const first = edits.remove(file, node);
      const second = edits.insertBefore(file, other, ['New a']);
      expect(applyByteEdits(file.bytes, [first, second])).toEqual(
        applyByteEdits(file.bytes, [second, first]),
      );
      const oneByOne = applyByteEdits(applyByteEdits(file.bytes, [second]), [first]);
      expect(applyByteEdits(file.bytes, [first, second])).toEqual(oneByOne);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('a CRLF twin is edited to the CRLF twin', () => {
    const plain = nastyText.map((text) => text.replaceAll('\r', '')).filter((text) => text.includes('\n'));
    const property = fc.property(plain, fc.nat(), (text, pick) => {
      const crlf = (value: string): string => value.replaceAll('\n', '\r\n');
      const run = (source: string): string | undefined => {
        const file = parseConfig(fromLatin1(source));
        const nodes = allNodes(file.children);
        const { node } = nodes[pick % nodes.length] as { node: SyntaxNode };
        const result = apply(file, () => [
          edits.insertBefore(file, node, ['A', 'B']),
          ...edits.commentOut(file, node),
        ]);
        return result && latin1(result.bytes);
      };
      const result = run(text);
      expect(run(crlf(text))).toBe(result && crlf(result));
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('indents, blank lines, comments and continuations change no effective node', () => {
    const property = fc.property(readTimeFiles, fc.infiniteStream(fc.nat(9)), (files, dice) => {
      // A macro's last line may continue in the line behind its Use, whatever that is.
      fc.pre(!Object.values(files).some((text) => text.includes('E \\ ')));
      // Behind a macro, httpd forgets a last line without line feed; another line in front of it would bring it back.
      const ended = { ...files, 'main.conf': `${files['main.conf']}\n` };
      const relaid = Object.fromEntries(
        Object.entries(ended).map(([name, text]) => [name, layOutAnew(text, dice)]),
      );
      expect(effectiveRows(relaid)).toEqual(effectiveRows(ended));
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('a quoted word reads back as itself', () => {
    const word = fc
      .array(fc.integer({ min: 1, max: 255 }), { maxLength: 12 })
      .map((codes) => String.fromCharCode(...codes));
    const nasty = fc
      .array(fc.constantFrom('\\', '"', "'", ' ', '#', '<', '>', 'a', '\r', '\t', '$', '{', '}'), {
        maxLength: 8,
      })
      .map((parts) => parts.join(''));
    const property = fc.property(fc.oneof(word, nasty), (value) => {
      let text: string;
      try {
        text = quoteWord(value);
      } catch (error) {
        expect(error).toBeInstanceOf(UnquotableError);
        expect(value).toMatch(/\n|\$\{[^}]*\}/);
        return;
      }
      expect(wordValues(`${text} next`)).toEqual([value, 'next']);
      const [node] = parseConfig(fromLatin1(`Name ${text}\nOther\n`)).children;
      expect(node?.kind === 'directive' && wordValues(node.args)).toEqual([value]);
    });
    fc.assert(property, { numRuns: 3000 });
  });
});
