import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/core/edit.js';
import {
  type EditResult,
  insertAfterStatement,
  insertBeforeStatement,
  removeStatements,
  replaceNode,
} from '../../src/python/edit.js';
import { type ExactModule, readPythonAs } from '../../src/python/reader.js';
import { indentationOf, indentStep, statementOf } from '../../src/python/statements.js';
import { leaves, type Tree } from '../../src/python/tree.js';

function read(bytes: Uint8Array): ExactModule {
  const reading = readPythonAs(bytes, '2.7');
  if (reading.kind !== 'exact') throw new Error(`${reading.error.message} in ${Buffer.from(bytes)}`);
  return reading;
}

/** The statement that begins with the name `mark`. */
function find(module: ExactModule, mark: string): Tree {
  const leaf = [...leaves(module.tree)].find((candidate) => candidate.value === mark);
  if (!leaf) throw new Error(`no ${mark}`);
  return statementOf(leaf);
}

function apply(module: ExactModule, result: EditResult): string {
  if (result.kind === 'refused') throw new Error(result.reason);
  const bytes = applyEdits(module.source.bytes, result.edits);
  read(bytes);
  return Buffer.from(bytes).toString('latin1');
}

const module = (text: string): ExactModule => read(Buffer.from(text, 'latin1'));

describe('removing statements', () => {
  it.each([
    ['a\nX\nb\n', 'a\nb\n'],
    ['a\nX # why\n', 'a\n'],
    ['X', ''],
    ['a; X; b\n', 'a; b\n'],
    ['X; b\n', 'b\n'],
    ['a; X\n', 'a\n'],
    ['a; X;\n', 'a;\n'],
    ['if a: X\n', 'if a: pass\n'],
    ['if a: b; X\n', 'if a: b\n'],
    ['if a:\n    X # why\n', 'if a:\n    pass # why\n'],
    ['if a:\n    X\n    b\n', 'if a:\n    b\n'],
    ['if a:\n    X(1,\n 2)\n    b\n', 'if a:\n    b\n'],
    ['# head\n\nX\n', '# head\n\n'],
    ['if a:\n    b\n\\\n    \n\nX\n', 'if a:\n    b\n\\\n    \n\n'],
  ])('%j', (before, after) => {
    const read = module(before);
    expect(apply(read, removeStatements(read, [find(read, 'X')]))).toBe(after);
  });

  it.each([
    ['if a:\n    X; Y\n', 'if a:\n    pass\n'],
    ['if a: X; Y\n', 'if a: pass\n'],
    ['if a:\n    X\n    Y\n', 'if a:\n    pass\n'],
    ['if a:\n    X; b; Y\n', 'if a:\n    b\n'],
    ['X; Y\nb\n', 'b\n'],
    ['a; X; Y\n', 'a\n'],
    ['X; Y; b\n', 'b\n'],
    ['if a:\n    X; b\n    Y\n', 'if a:\n    b\n'],
  ])('two of them: %j', (before, after) => {
    const read = module(before);
    expect(apply(read, removeStatements(read, [find(read, 'X'), find(read, 'Y')]))).toBe(after);
  });

  it('removes compound statements with their decorators, and keeps a block whole', () => {
    const read = module('class C:\n    @deco\n    def m(self):\n        X\n\n    # tail\nb\n');
    const method = statementOf(find(read, 'm'));
    expect(apply(read, removeStatements(read, [method]))).toBe('class C:\n    pass\n\n    # tail\nb\n');
  });
});

describe('inserting lines', () => {
  it.each([
    ['X\n', 'L\nM\nX\n'],
    ['if a:\n\tX\n', 'if a:\n\tL\n\tM\n\tX\n'],
    ['# c\nX\n', '# c\nL\nM\nX\n'],
    ['a; X\n', 'a\nL\nM\nX\n'],
    ['if a: X\n', 'if a:\n    L\n    M\n    X\n'],
    ['if a: b; X # c\n', 'if a:\n    b\n    L\n    M\n    X # c\n'],
    ['a\r\nX\r\n', 'a\r\nL\r\nM\r\nX\r\n'],
  ])('before: %j', (before, after) => {
    const read = module(before);
    expect(apply(read, insertBeforeStatement(read, find(read, 'X'), ['L', 'M']))).toBe(after);
  });

  it.each([
    ['X # c\nb\n', 'X # c\nL\nM\nb\n'],
    ['X', 'X\nL\nM'],
    ['X; b\n', 'X\nL\nM\nb\n'],
    ['if a: X\nb\n', 'if a:\n    X\n    L\n    M\nb\n'],
    ['if a: X; b\n', 'if a:\n    X\n    L\n    M\n    b\n'],
    ['if a:\n  X\nb\n', 'if a:\n  X\n  L\n  M\nb\n'],
    ['if a:\n  X # c\n# d\n', 'if a:\n  X # c\n  L\n  M\n# d\n'],
  ])('after: %j', (before, after) => {
    const read = module(before);
    expect(apply(read, insertAfterStatement(read, find(read, 'X'), ['L', 'M']))).toBe(after);
  });

  it('goes behind the comments of a body', () => {
    const read = module('def f():\n    a\n    # tail\n\nb\n');
    expect(apply(read, insertAfterStatement(read, find(read, 'f'), ['L']))).toBe(
      'def f():\n    a\n    # tail\nL\n\nb\n',
    );
  });
});

describe('encodings', () => {
  it('writes in the encoding of the file, or refuses', () => {
    const latin = module('# coding: latin-1\nX = "\xe9"\n');
    expect(apply(latin, replaceNode(latin, find(latin, 'X'), 'Y = "ü"'))).toBe(
      '# coding: latin-1\nY = "\xfc"\n',
    );
    expect(replaceNode(latin, find(latin, 'X'), 'Y = "€"').kind).toBe('refused');
    const ascii = module('X\n');
    expect(replaceNode(ascii, find(ascii, 'X'), 'é').kind).toBe('refused');
  });

  it('counts bytes behind characters of several', () => {
    const utf8 = read(new TextEncoder().encode('# coding: utf-8\na = "€\u{1f600}"; X\n'));
    const edited = apply(utf8, replaceNode(utf8, find(utf8, 'X'), 'Y'));
    expect(Buffer.from(edited, 'latin1').toString('utf8')).toBe('# coding: utf-8\na = "€\u{1f600}"; Y\n');
  });
});

describe('indentation', () => {
  it('finds the step of the file', () => {
    expect(indentStep(module('if a:\n  b\n'))).toBe('  ');
    expect(indentStep(module('if a:\n\tif b:\n\t\tc\n'))).toBe('\t');
    expect(indentStep(module('a\n'))).toBe('    ');
  });

  it('is that of the logical line', () => {
    const read = module('if a:\n  b(1,\nX)\n');
    expect(indentationOf(read, find(read, 'X'))).toBe('  ');
  });
});
