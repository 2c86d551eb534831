import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/site/place.js';
import { fromLatin1 } from '../rules/support/memory-tree.js';

describe('a place', () => {
  it('has lines and columns from 1', () => {
    expect(placeOf('/a', fromLatin1('one\ntwo three\n'), 8, 13)).toEqual({
      path: '/a',
      line: 2,
      column: 5,
      endLine: 2,
      endColumn: 10,
      byteOffset: 8,
      byteLength: 5,
    });
  });

  it('counts characters where the line is UTF-8 and bytes where it is not', () => {
    const utf8 = new Uint8Array(Buffer.from('# é 日本 x', 'utf8'));
    expect(placeOf('/a', utf8, utf8.length - 1, utf8.length).column).toBe(8);
    expect(placeOf('/a', fromLatin1('# \xe9\xe8 x'), 5, 6).column).toBe(6);
  });

  it('may span lines', () => {
    expect(placeOf('/a', fromLatin1('a \\\n b\n'), 0, 6)).toMatchObject({
      line: 1,
      endLine: 2,
      endColumn: 3,
    });
  });
});
