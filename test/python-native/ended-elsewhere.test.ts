/** A handler whose module imports code that raises SERVER_RETURN may be ended by it. */
import { expect, test } from 'vitest';
import { convertHandler, convertModule } from '../../src/python/native/convert.js';
import { modulesThatEnd } from '../../src/python/native/flow/ended-elsewhere.js';
import { PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import { exactModule } from './fixture.js';

const HANDLER = `from mod_python import apache
import access
def handler(req):
    req.content_type = 'text/plain'
    access.check(req.user)
    return apache.OK
`;
const files = (sources: Readonly<Record<string, string>>) =>
  new Map(Object.entries(sources).map(([path, source]) => [path, exactModule(Buffer.from(source))] as const));
const RAISES = `from mod_python import apache
def check(user):
    raise apache.SERVER_RETURN, apache.HTTP_FORBIDDEN
`;

test('modules that raise it, and those that import them', () => {
  const found = modulesThatEnd(
    files({
      'lib/rules.py': RAISES,
      'lib/access/__init__.py': 'from lib.rules import check\n',
      'lib/other.py': 'import os\n',
      'lib/given.py': 'from mod_python import apache\ndef check(req):\n    raise apache.SERVER_RETURN, 403\n',
    }),
  );
  expect([...found].sort()).toEqual(['access', 'rules']);
});

test('their importers stay on the bridge', () => {
  const module = exactModule(Buffer.from(HANDLER));
  const handlers = [{ object: 'handler', mounts: [PLAIN_MOUNT] }];
  const blocked = convertModule({ module, handlers, external: new Set(), enders: new Set(['access']) });
  expect(blocked.handlers.get('handler')).toMatchObject({
    kind: 'blocked',
    reasons: [{ line: 2, message: 'code of `access` may end the request by an exception' }],
  });
  expect(convertHandler({ module, handler: handlers[0] as (typeof handlers)[number] }).kind).toBe('native');
});
