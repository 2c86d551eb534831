import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactModule, readExpression, readPython, readPythonAs } from '../../src/python/reader.js';
import { leaves, type Tree } from '../../src/python/tree.js';
import { FIXTURES, fixtureSamples } from './corpus.js';
import { mutantsOf } from './mutants.js';

/** What may stand between two tokens. */
const GAP = /^(?:[ \t\f\r\n]|#[^\r\n]*|\\(?:\r\n|\r|\n|$))*$/;

function read(text: string): ReturnType<typeof readPython> {
  return readPython(new TextEncoder().encode(text));
}

/** Problems of one tree: gaps that hide text, positions out of order, children without their parent. */
function problems(module: ExactModule): readonly string[] {
  const { text } = module.source;
  const found: string[] = [];
  let end = 0;
  for (const leaf of leaves(module.tree)) {
    if (leaf.start < end || leaf.end < leaf.start) found.push(`overlap at ${leaf.start}`);
    if (!GAP.test(text.slice(end, leaf.start))) found.push(`hidden text at ${end}`);
    if (leaf.type !== 'NEWLINE' && text.slice(leaf.start, leaf.end) !== leaf.value)
      found.push(`value at ${leaf.start}`);
    end = Math.max(end, leaf.end);
  }
  if (!GAP.test(text.slice(end))) found.push('text behind the last token');
  return [...found, ...parentProblems(module.tree)];
}

function parentProblems(tree: Tree): readonly string[] {
  if (tree.kind === 'leaf') return [];
  const single =
    tree.children.length === 1 && tree.type !== 'file_input' ? [`${tree.type} of one child`] : [];
  return [
    ...single,
    ...tree.children.flatMap((child) => (child.parent === tree ? parentProblems(child) : ['lost parent'])),
  ];
}

describe('trees are lossless', () => {
  it.each(fixtureSamples())('$name', ({ bytes }) => {
    const module = readPython(bytes);
    expect(module.kind === 'exact' ? problems(module) : []).toEqual([]);
  });

  it('mutants', () => {
    const sources = fixtureSamples().map((sample) => sample.bytes);
    const exact = mutantsOf(sources, 99, 1500)
      .map(readPython)
      .filter((module) => module.kind === 'exact');
    expect(exact.length).toBeGreaterThan(300);
    expect(exact.flatMap(problems)).toEqual([]);
  });

  it('any bytes give an answer, and an error has a place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const module = readPython(bytes);
        if (module.kind === 'broken') return module.error.line >= 1 && module.error.column >= 1;
        return problems(module).length === 0;
      }),
      { numRuns: 500 },
    );
  });

  it('any words and marks give an answer', () => {
    const word = fc.constantFrom(
      'x',
      ' ',
      '\n',
      '\t',
      ':',
      '(',
      ')',
      '"',
      "'",
      '#',
      '\\',
      'if',
      '=',
      '1',
      'print',
      '"""',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const module = read(words.join(''));
        return module.kind === 'broken' || problems(module).length === 0;
      }),
      { numRuns: 1000 },
    );
  });
});

describe('versions', () => {
  it('takes 2.7 first', () => {
    expect(read('print("both")\n')).toMatchObject({ kind: 'exact', version: '2.7' });
  });

  it('falls back to Python 3', () => {
    const module = readPython(new Uint8Array(readFileSync(join(FIXTURES, 'python3.py'))));
    expect(module).toMatchObject({ kind: 'exact', version: '3' });
  });

  it('says what both versions miss', () => {
    expect(read('print "a" nonsense\n')).toEqual({
      kind: 'broken',
      error: { line: 1, column: 11, message: 'invalid syntax' },
      python3Error: { line: 1, column: 7, message: 'invalid syntax' },
    });
  });

  it('reads bytes outside of ASCII without a coding line as Python 2.4 did, and says so', () => {
    const latin = Buffer.from("# caf\xe9\nprint 'a'\n", 'latin1');
    const error = { line: 1, column: 6, message: 'non-ASCII byte 0xe9, but no encoding declared (PEP 263)' };
    expect(readPython(latin)).toMatchObject({ version: '2.7', undeclared: { coding: 'latin-1', error } });
    expect(readPython(Buffer.from("# café\nprint 'a'\n"))).toMatchObject({ undeclared: { coding: 'utf-8' } });
    expect(readPython(Buffer.from('# coding: utf-8\n# caf\xe9\n', 'latin1')).kind).toBe('broken');
  });

  it('reads print as a name after its future import, in 2.7', () => {
    expect(read('from __future__ import print_function\nprint("a", file=f)\n')).toMatchObject({
      version: '2.7',
    });
  });
});

describe('errors say where and what', () => {
  it.each([
    ['if x:\npass\n', 2, 1, 'expected an indented block'],
    ['x\n  y\n', 2, 3, 'unexpected indent'],
    ['if x:\n    y\n  z\n', 3, 3, 'unindent does not match any outer indentation level'],
    ["x = 'abc\n", 1, 5, 'EOL while scanning string literal'],
    ['x = """abc\n', 1, 5, 'EOF while scanning triple-quoted string literal'],
    ['x = (1,\n', 2, 1, 'unexpected end of file'],
    ['x = 08\n', 1, 5, 'invalid digit in an octal number'],
    ['x = 0x\n', 1, 5, 'invalid hexadecimal number'],
    ['x = 1 \\ \n', 1, 7, 'unexpected character after line continuation character'],
    ['# caf\u00e9\n', 1, 6, 'non-ASCII byte 0xc3, but no encoding declared (PEP 263)'],
    ['# coding: nonsense\n', 1, 1, 'unknown encoding: nonsense'],
    ['x\0', 1, 2, 'source code cannot contain null bytes'],
    [`${'('.repeat(500)}x${')'.repeat(500)}\n`, 1, 135, 'too many nested expressions or blocks'],
  ])('%j', (text, line, column, message) => {
    const reading = readPythonAs(new TextEncoder().encode(text), '2.7');
    expect(reading).toEqual({ kind: 'refused', error: { line, column, message } });
  });

  it('reports mixed tabs in Python 3 only', () => {
    const bytes = new TextEncoder().encode('if x:\n        y\n\tz\n');
    expect(readPythonAs(bytes, '2.7').kind).toBe('exact');
    expect(readPythonAs(bytes, '3')).toMatchObject({ error: { line: 3, message: /tabs and spaces/ } });
  });

  it('survives deep nesting of every kind', () => {
    for (const text of [
      'not '.repeat(3000),
      '-'.repeat(3000),
      'lambda: '.repeat(3000),
      'x if y else '.repeat(3000),
    ]) {
      expect(read(`${text}z\n`).kind).toMatch(/broken|exact/);
    }
    const module = read(`${'not '.repeat(1900)}z\n`);
    if (module.kind === 'exact') expect(module.scopes().bindings.has('z')).toBe(true);
    expect(module.kind).toBe('exact');
  });
});

describe('expressions', () => {
  it('reads the argument of PythonPath', () => {
    expect(readExpression(" ['/srv/app'] + sys.path", '2.7')).toMatchObject({
      kind: 'exact',
      tree: { type: 'eval_input' },
    });
  });

  it('refuses statements', () => {
    expect(readExpression('import os', '2.7')).toMatchObject({
      kind: 'refused',
      error: { line: 1, column: 1 },
    });
  });
});
