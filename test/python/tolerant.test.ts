import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTolerantReader, type PossibleUse, type TolerantReader } from '../../src/python/tolerant.js';

const resolve = createRequire(import.meta.url).resolve;
let reader: TolerantReader;

beforeAll(async () => {
  reader = await loadTolerantReader({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    python: readFileSync(resolve('tree-sitter-python/tree-sitter-python.wasm')),
  });
});

function uses(text: string): readonly string[] {
  return reader
    .possibleUses(new TextEncoder().encode(text))
    .map(({ kind, target, line, column }) => `${line}:${column} ${kind} ${target}`);
}

describe('files that are no Python', () => {
  it('lists imports and what they bind', () => {
    expect(
      uses(
        'from mod_python import apache as ap, util\nimport mod_python.psp\n@PLACEHOLDER@ = 1\nap.OK\nutil.redirect(x)\nmod_python.psp.PSP(1)\n',
      ),
    ).toEqual([
      '1:24 import apache',
      '1:38 import util',
      '2:8 import psp',
      '4:1 name apache.OK',
      '5:1 name util.redirect',
      '6:1 name psp',
    ]);
  });

  it('lists attributes of req and request', () => {
    expect(
      uses(
        'def handler(req):\n  req.write("a" %(x)s\n  return req.headers_in["x"]\ndef f(request): request.uri\n',
      ),
    ).toEqual(expect.arrayContaining(['2:3 request write', '3:10 request headers_in', '4:17 request uri']));
  });

  it('finds what recovery drops', () => {
    expect(uses('def (((\n}}} req.uri {{{ from mod_python\n')).toEqual(
      expect.arrayContaining(['2:5 request uri', '2:22 import ']),
    );
  });

  it('leaves comments and strings alone', () => {
    expect(uses('x = "req.uri mod_python" # req.write\n@X@\n')).toEqual([]);
  });

  it('counts code points and bytes', () => {
    const [use] = reader.possibleUses(
      new TextEncoder().encode('x = "\u{1f600}é"; req.uri @@\n'),
    ) as readonly [PossibleUse];
    expect(use).toMatchObject({
      line: 1,
      column: 11,
      byteOffset: 14,
      byteLength: 7,
      text: 'req.uri',
      known: true,
    });
  });

  it('says which names mod_python has', () => {
    const found = reader.possibleUses(Buffer.from('request.POST\nrequest.uri\n@\n'));
    expect(found.map(({ target, known }) => [target, known])).toEqual([
      ['POST', false],
      ['uri', true],
    ]);
  });

  it('survives any bytes', () => {
    expect(
      reader
        .possibleUses(Uint8Array.of(0, 255, 254, 10, 13, 0x72, 0x65, 0x71, 0x2e, 0x78))
        .map((use) => use.target),
    ).toEqual(['x']);
  });
});
