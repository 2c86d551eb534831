import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.js';
import { defineRule, ruleContext } from '../../src/core/rule.js';
import type { Site } from '../../src/site/site.js';

const at = { path: '/a', line: 1, column: 1, endLine: 1, endColumn: 1, byteOffset: 0, byteLength: 0 };

const rule = defineRule({
  code: 'MP199',
  name: 'sample',
  target: 'httpd',
  severity: 'warning',
  summary: 'Show how findings are made',
  why: 'Because.',
  todo: 'Do it by hand.',
  effort: '1m',
  refs: [],
  messages: { two: '{what} and {other}, {what}', braces: 'a {word} in {braces} stays' },
  example: { before: '', after: '' },
  *check(context) {
    yield context.use({ at, message: 'two', data: { what: 'a', other: 'b' }, state: 'config' });
    yield context.use({ at, message: 'two', data: { what: '$&', other: 1 }, state: 'manual' });
    yield context.note({
      at,
      message: 'braces',
      data: { word: '{braces}', braces: 'x' },
      severity: 'note',
      todo: 'Look.',
    });
  },
});

describe('a finding', () => {
  const found: readonly Finding[] = [...rule.check(ruleContext(rule, {} as Site))];

  it('carries code, name and severity of its rule, and its message filled in', () => {
    expect(found[0]).toMatchObject({
      kind: 'use',
      code: 'MP199',
      name: 'sample',
      severity: 'warning',
      message: 'a and b, a',
    });
  });

  it('has the todo of the rule when a person must act, and only then', () => {
    expect(found[0]).toMatchObject({ todo: '', confidence: 'safe' });
    expect(found[1]).toMatchObject({ todo: 'Do it by hand.', confidence: 'manual', message: '$& and 1, $&' });
    expect(found[2]).toMatchObject({ kind: 'note', severity: 'note', todo: 'Look.' });
  });

  it('fills in values as they are, without reading them again', () => {
    expect(found[2]?.message).toBe('a {braces} in x stays');
  });
});
