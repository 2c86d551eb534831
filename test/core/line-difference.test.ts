/** Which lines of two texts differ. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentLines } from '../../src/core/line-difference.js';

function differences(was: readonly string[], is: readonly string[]) {
  const { removed, added } = differentLines(was, is);
  return { removed: [...removed], added: [...added] };
}

describe('lines that differ', () => {
  it('are those that one text has only', () => {
    expect(differences(['a', 'b', 'c'], ['a', 'x', 'y', 'c'])).toEqual({ removed: [2], added: [2, 3] });
    expect(differences(['a'], ['a'])).toEqual({ removed: [], added: [] });
    expect(differences([], ['a', 'b'])).toEqual({ removed: [], added: [1, 2] });
  });

  it('count a line that has moved, in both texts, and leave the longer run alone', () => {
    expect(differences(['m', 'a', 'b', 'c'], ['a', 'b', 'c', 'm'])).toEqual({ removed: [1], added: [4] });
  });

  it('are found among lines that stand there often', () => {
    const was = ['<A>', 'x', '</A>', '<B>', 'x', '</B>'];
    const is = ['<A>', 'x', '</A>', '<B>', '</B>'];
    expect(differences(was, is)).toEqual({ removed: [5], added: [] });
  });

  it('leave the same text in both when they are taken out', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (was, is) => {
        const { removed, added } = differentLines(was, is);
        const left = was.filter((_, index) => !removed.has(index + 1));
        expect(is.filter((_, index) => !added.has(index + 1))).toEqual(left);
      }),
    );
  });
});
