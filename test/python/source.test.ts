import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSource, type Source } from '../../src/python/source.js';
import { fixtureSamples } from './corpus.js';

function decode(bytes: Uint8Array, version: '2.7' | '3' = '2.7'): Source {
  const decoded = decodeSource(bytes, version);
  if (decoded.kind === 'undecodable') throw new Error(decoded.error.message);
  return decoded.source;
}

function bytesOf(name: string): Uint8Array {
  return fixtureSamples().find((sample) => sample.name === name)?.bytes as Uint8Array;
}

describe('coding cookies', () => {
  it.each([
    ['latin1.py', 'iso-8859-1', 'Müller £'],
    ['koi8r.py', 'koi8-r', 'привет'],
    ['eucjp.py', 'euc-jp', '日本語'],
    ['utf8.py', 'utf-8', '€ \u{1f600}'],
    ['bom.py', 'utf-8', '€ \u{1f600}'],
  ])('%s is %s', (name, encoding, content) => {
    const source = decode(bytesOf(name));
    expect(source.encoding).toBe(encoding);
    expect(source.text).toContain(content);
    expect(
      Buffer.compare(source.encode(source.text) as Uint8Array, source.bytes.subarray(source.bom ? 3 : 0)),
    ).toBe(0);
  });

  it.each([
    ['# coding: utf8\n', 'utf-8'],
    ['#\n# -*- coding: Latin-1 -*-\n', 'iso-8859-1'],
    ['#coding:iso-8859-15\n', 'iso-8859-15'],
    ['\f \t# vim: set fileencoding=cp1252 :\n', 'windows-1252'],
    ['# coding: latin-1-unix\n', 'iso-8859-1'],
    ['# coding: us-ascii\n', 'ascii'],
    ['x = 1\n# coding: latin-1\n', 'ascii'],
    ['#\n#\n# coding: latin-1\n', 'ascii'],
    ['# encoding utf-8\n', 'ascii'],
  ])('%j is %s', (text, encoding) => {
    expect(decode(new TextEncoder().encode(text)).encoding).toBe(encoding);
  });

  it('is UTF-8 by default in Python 3 and ASCII in 2.7', () => {
    const bytes = new TextEncoder().encode('x = "é"\n');
    expect(decode(bytes, '3').encoding).toBe('utf-8');
    expect(decodeSource(bytes, '2.7')).toMatchObject({ kind: 'undecodable', error: { line: 1, column: 6 } });
  });

  it('refuses a byte order mark with another cookie, and bytes that the encoding does not have', () => {
    expect(decodeSource(Buffer.from('\xef\xbb\xbf# coding: latin-1\n', 'latin1'), '2.7')).toMatchObject({
      error: { message: 'encoding problem: latin-1 with BOM' },
    });
    expect(decodeSource(Buffer.from('# coding: utf-8\n\nx = "\xe9"\n', 'latin1'), '2.7')).toMatchObject({
      error: { line: 3, column: 6, message: 'byte 0xe9 is not valid utf-8' },
    });
  });

  it('names UTF-16', () => {
    expect(decodeSource(Uint8Array.of(0xff, 0xfe, 0x78, 0), '2.7')).toMatchObject({
      error: { message: /UTF-16/ },
    });
  });
});

describe('positions', () => {
  it('count code points, lines end with CRLF, CR or LF', () => {
    const source = decode(new TextEncoder().encode('# coding: utf-8\r\n"\u{1f600}é" x\ry\nz'));
    expect(source.position(source.text.indexOf('x'))).toEqual({ line: 2, column: 6 });
    expect(source.position(source.text.indexOf('y'))).toEqual({ line: 3, column: 1 });
    expect(source.position(source.text.length)).toEqual({ line: 4, column: 2 });
    expect(source.lineStart(4)).toBe(source.text.indexOf('z'));
    expect(source.newline).toBe('\r\n');
  });

  const names = [
    '# coding: utf-8',
    '# coding: latin-1',
    '# coding: koi8-r',
    '# coding: euc-jp',
    '# coding: shift_jis',
  ];
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', 'é', 'ж', '日', '\u{1f600}', ' ', '€'), {
    maxLength: 40,
  });
  it('text offset → byte → text offset is the identity, and agrees with encoding the text in front', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), text, fc.boolean(), (cookie, parts, bom) => {
        const encoder = decode(new TextEncoder().encode(`${cookie}\n`));
        const body = parts.filter((part) => encoder.encode(part) !== undefined).join('');
        const mark = bom && cookie.endsWith('utf-8') ? [0xef, 0xbb, 0xbf] : [];
        const source = decode(
          Uint8Array.from([...mark, ...(encoder.encode(`${cookie}\n${body}`) as Uint8Array)]),
        );
        for (let at = 0; at <= source.text.length; at++) {
          if (/[\udc00-\udfff]/.test(source.text[at] ?? '')) continue;
          const byte = source.byteOffset(at);
          expect(source.textOffset(byte)).toBe(at);
          expect(byte).toBe(mark.length + (source.encode(source.text.slice(0, at)) as Uint8Array).length);
        }
      }),
    );
  });
});
