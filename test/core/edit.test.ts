import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit, normaliseEdits, OverlapError } from '../../src/core/edit.js';
import { fromLatin1, latin1 } from '../rules/support/memory-tree.js';

const edit = (at: number, del: number, ins: string, rank?: number): Edit => ({
  at,
  del,
  ins: fromLatin1(ins),
  ...(rank === undefined ? {} : { rank }),
});
const apply = (text: string, ...edits: readonly Edit[]) => latin1(applyEdits(fromLatin1(text), edits));

describe('edits of one file', () => {
  it('leave it alone when there are none', () => {
    expect(apply('abc\xff')).toBe('abc\xff');
  });

  it('speak of bytes of the original, whatever their order', () => {
    expect(apply('one two three', edit(8, 5, '3'), edit(0, 3, '1'))).toBe('1 two 3');
  });

  it('may meet without overlapping', () => {
    expect(apply('abcd', edit(0, 2, 'x'), edit(2, 2, 'y'))).toBe('xy');
  });

  it('put an insertion in front of what is replaced at the same byte', () => {
    expect(apply('abc', edit(1, 1, 'B'), edit(1, 0, '+'))).toBe('a+Bc');
  });

  it('order insertions at one byte by rank, then by their bytes', () => {
    expect(apply('', edit(0, 0, 'second', 2), edit(0, 0, 'first', 1))).toBe('firstsecond');
    expect(apply('', edit(0, 0, 'b'), edit(0, 0, 'a'))).toBe('ab');
  });

  it('count once when two rules ask for the very same', () => {
    expect(apply('abc', edit(1, 1, ''), edit(1, 1, ''))).toBe('ac');
    expect(normaliseEdits([edit(1, 0, 'x'), edit(1, 0, 'x')])).toHaveLength(1);
  });

  it('work at the very end and on an empty file', () => {
    expect(apply('abc', edit(3, 0, 'd'))).toBe('abcd');
    expect(apply('', edit(0, 0, 'x'))).toBe('x');
  });

  it('refuse to share bytes', () => {
    expect(() => apply('abcd', edit(0, 3, 'x'), edit(2, 1, 'y'))).toThrow(OverlapError);
    expect(() => apply('abcd', edit(0, 3, 'x'), edit(1, 0, 'y'))).toThrow(/byte 0 \(3 bytes\) and byte 1/);
    expect(() => apply('abcd', edit(1, 2, 'x'), edit(1, 2, 'y'))).toThrow(OverlapError);
  });

  it('keep every byte outside of them (property)', () => {
    const cuts = fc.uniqueArray(fc.nat(40), { maxLength: 8 }).map((list) => [...list].sort((a, b) => a - b));
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 40, maxLength: 60 }),
        cuts,
        fc.boolean(),
        (bytes, places, shuffle) => {
          const edits = places.flatMap((at, index) => {
            const next = places[index + 1] ?? bytes.length;
            return index % 2 === 0 ? [edit(at, next - at, 'X')] : [];
          });
          const outside =
            places.length === 0
              ? [...bytes]
              : [...bytes].filter((_, at) => !edits.some((one) => at >= one.at && at < one.at + one.del));
          const result = applyEdits(bytes, shuffle ? [...edits].reverse() : edits);
          const kept = [...result];
          let shift = 0;
          for (const one of edits) {
            expect(kept[one.at + shift]).toBe('X'.charCodeAt(0));
            kept.splice(one.at + shift, 1);
            shift -= one.del;
          }
          expect(kept).toEqual(outside);
        },
      ),
    );
  });
});
