import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tablesOf } from '../../scripts/gen-grammar.js';

const ROOT = new URL('../../', import.meta.url);

describe('grammar tables', () => {
  it.each([
    ['python27.ebnf', 'grammar27.json'],
    ['python3.ebnf', 'grammar3.json'],
  ])('%s gives the committed %s', (from, to) => {
    const notation = readFileSync(new URL(`scripts/grammar/${from}`, ROOT), 'utf8');
    expect(tablesOf(notation)).toBe(readFileSync(new URL(`src/python/${to}`, ROOT), 'utf8'));
  });

  it('refuses a grammar that one token does not decide', () => {
    expect(() => tablesOf("a = 'x' 'y' | b ; b = 'x' ;")).toThrow("a: 'x' starts both");
  });

  it('refuses left recursion and unknown rules', () => {
    expect(() => tablesOf("a = a 'x' ;")).toThrow('left recursion');
    expect(() => tablesOf('a = missing ;')).toThrow('missing');
  });
});
