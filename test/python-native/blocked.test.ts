/** What stands in the way of a rewrite: each file of fixtures/native/blocked says on its lines, behind `#!`, what is reported. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { convertHandler } from '../../src/python/native/convert.js';
import { type MountFacts, PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import type { NativeResult } from '../../src/python/native/native-result.js';
import { exactModule, fixtureFolder } from './fixture.js';

const folder = path.join(fixtureFolder, 'blocked');

function expectedReasons(source: string): readonly string[] {
  return source.split('\n').flatMap((line, index) =>
    line
      .split('#! ')
      .slice(1)
      .map((message) => `${index + 1}: ${message.trim()}`),
  );
}

function reasonsOf(result: NativeResult): readonly string[] {
  return result.kind === 'native' ? [] : result.reasons.map(({ line, message }) => `${line}: ${message}`);
}

function convert(
  source: string,
  mount: Partial<MountFacts> = {},
  external: readonly string[] = [],
): NativeResult {
  const handler = { object: 'handler', mounts: [{ ...PLAIN_MOUNT, ...mount }] };
  return convertHandler({ module: exactModule(Buffer.from(source)), handler, external: new Set(external) });
}

describe('reasons', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.py')))('%s', (name) => {
    const source = readFileSync(path.join(folder, name), 'utf8');
    const result = convert(source);
    expect(reasonsOf(result)).toEqual(expectedReasons(source));
    expect(result.kind).toBe('blocked');
  });
});

const PLAIN = `from mod_python import apache
def handler(req):
    req.content_type = 'text/plain'
    return apache.HTTP_NOT_FOUND
`;

describe('facts of the configuration', () => {
  test('nothing stands in the way by default', () => expect(convert(PLAIN).kind).toBe('native'));
  test('an obstacle of the mount is a reason', () =>
    expect(reasonsOf(convert(PLAIN, { obstacles: ['an output filter in Python is in force'] }))).toEqual([
      '2: an output filter in Python is in force',
    ]));
  test('an ErrorDocument answers', () =>
    expect(reasonsOf(convert(PLAIN, { errorDocuments: new Set([404]) }))).toEqual([
      '4: the ErrorDocument for 404 answers here',
    ]));
  test('an ErrorDocument for another code does not matter', () =>
    expect(convert(PLAIN, { errorDocuments: new Set([403]) }).kind).toBe('native'));
  test('an ErrorDocument answers a body that is no form', () => {
    const source = PLAIN.replace('    return', '    form = util.FieldStorage(req)\n    return').replace(
      'import apache',
      'import apache, util',
    );
    expect(convert(source).kind).toBe('native');
    expect(reasonsOf(convert(source, { errorDocuments: new Set([501]) }))).toEqual([
      '4: the ErrorDocument for 501 answers a body that is no form',
    ]);
  });
  test('the type of a redirect that the configuration decides', () => {
    const caught = `from mod_python import apache, util
def login(req):
    util.redirect(req, '/login')
def handler(req):
    login(req)
    req.content_type = 'text/plain'
    return apache.OK
`;
    expect(convert(caught).kind).toBe('native');
    expect(reasonsOf(convert(caught, { configuredTypes: true }))).toEqual([
      '3: the content type is left to the configuration here',
    ]);
    const bare = `from mod_python import apache
def handler(req):
    req.headers_out['Location'] = '/new'
    req.status = 302
    return apache.OK
`;
    expect(convert(bare, { configuredTypes: true }).kind).toBe('native');
    expect(reasonsOf(convert(bare, { mapsFiles: false }))).toEqual([
      '5: the content type is left to the configuration here',
    ]);
  });
  test('a name that other files use', () =>
    expect(reasonsOf(convert(PLAIN, {}, ['handler']))).toEqual([
      '2: other files or lines of the configuration use `handler` of this module',
    ]));
  test('without the mapping of addresses to files there is no file name', () => {
    const source = PLAIN.replace('    return', '    req.write(req.filename, 0)\n    return');
    expect(reasonsOf(convert(source, { mapsFiles: false }))).toEqual([
      '4: `req.filename` has no exact counterpart here',
    ]);
  });
  test('a password that Apache does not read', () => {
    const source = PLAIN.replace('    return', '    password = req.get_basic_auth_pw()\n    return');
    expect(reasonsOf(convert(source))).toEqual([
      '4: a password is read where `AuthType Basic` and a plain `AuthName` are not set',
    ]);
    expect(convert(source, { authentication: true, basicRealm: 'door' }).kind).toBe('native');
  });
});

describe('places of reasons', () => {
  test('are bytes, lines and columns of the file', () => {
    const source = `# -*- coding: utf-8 -*-\ndef handler(req):\n    x = 'é'; self.é = 1\n`;
    const result = convert(source.replace('self.é', 'self.req = req; y'));
    expect(result.kind === 'blocked' && result.reasons[1]).toEqual({
      start: 67,
      end: 70,
      line: 3,
      column: 25,
      message: '`req` is stored in `self.req`',
    });
  });
});
