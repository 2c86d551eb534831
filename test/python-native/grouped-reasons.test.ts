import { expect, test } from 'vitest';
import { groupedReasons } from '../../src/site/native/grouped-reasons.js';

const at = (line: number, message: string) => ({ start: line, end: line + 1, line, column: 1, message });

test('a reason of one place is said with its line', () => {
  expect(groupedReasons([at(41, 'a')]).map(({ text }) => text)).toEqual(['line 41: a']);
});

test('the same reason at several places is said once, with the lines', () => {
  const texts = groupedReasons([at(1, 'a'), at(2, 'b'), at(3, 'a'), at(3, 'a')]).map(({ text }) => text);
  expect(texts).toEqual(['line 1: a (also line 3)', 'line 2: b']);
});

test('many lines are counted', () => {
  const many = Array.from({ length: 9 }, (_, index) => at(index + 1, 'a'));
  expect(groupedReasons(many).map(({ text }) => text)).toEqual([
    'line 1: a (also lines 2, 3, 4, 5, 6 and 3 more)',
  ]);
});
