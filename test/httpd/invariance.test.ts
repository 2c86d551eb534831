/** P5: edits can be taken back and commute; layout, line ends and quotes change no meaning. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/httpd/reading/evaluate.js';
import { applyByteEdits } from '../../src/httpd/syntax/apply.js';
import { fromLatin1, latin1 } from '../../src/httpd/syntax/bytes.js';
import * as edits from '../../src/httpd/syntax/edit.js';
import { parseConfig } from '../../src/httpd/syntax/syntax.js';
import type { SyntaxNode } from '../../src/httpd/syntax/tree.js';
import { quoteWord, UnquotableError, wordValues } from '../../src/httpd/syntax/words.js';
import { apply, chosenNode, runs } from './support/chosen-node.js';
import { flatEffective } from './support/flat.js';
import { nastyText, readTimeFiles } from './support/generators.js';
import { memoryHost } from './support/memory-host.js';
import type { Files } from './support/oracle.js';
import { allNodes } from './support/shape.js';

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
    const property = fc.property(chosenNode, ({ file, node }) => {
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
