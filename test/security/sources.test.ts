/** No source of the site, and nothing that the tool added to it, can be fetched after the migration that could not before. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../support/exchange.js';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';
import { type ServedSite, serveAfter, serveBefore } from './support/served-site.js';
import { addressesOf, MARK, SOURCE_SITE } from './support/source-site.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');

const SPELLINGS: readonly ((address: string) => string)[] = [
  (address) => address,
  (address) => `/${address}`,
  (address) => `${address}/`,
  (address) => `${address}/more`,
  (address) => `${address}%20`,
  (address) => `${address}%00`,
  (address) => `${address}.`,
  (address) => `${address}c`,
  (address) => `${address}~`,
  (address) => `${address}?x=1`,
  (address) => address.replace(/\.(\w+)$/, '%2e$1'),
  (address) => address.replace(/\.(\w+)$/, '.%$1').replace(/%p/, '%70'),
  (address) => address.replace(/\.(\w+)$/, (_, end: string) => `.${end.toUpperCase()}`),
  (address) => address.replace(/\/([^/]+)$/, '/./$1'),
  (address) => address.replace(/\/([^/]+)$/, '//$1'),
  (address) => address.replace(/\/([^/]+)$/, '/x/../$1'),
  (address) => address.replace(/\/([^/]+)$/, '%2F$1'),
  (address) => address.replace(/\.\w+$/, ''),
  (address) => address.replace(/[^/]+$/, ''),
];

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { Range: 'bytes=0-200' },
  { Accept: 'text/x-python' },
];

/** Entry scripts, and the package that is copied beside them. */
const OURS =
  /WSGI entry point|Answers for what is still|modpython_wsgi|Cookies that detect tampering|sys\.path\.insert/;

describe.skipIf(missing !== undefined)(`sources${missing ? ` (${missing})` : ''}`, () => {
  let before: ServedSite;
  let after: ServedSite;
  beforeAll(async () => {
    if (!environment) return;
    before = await serveBefore(SOURCE_SITE, environment);
    after = await serveAfter(SOURCE_SITE, environment);
  }, 120_000);
  afterAll(async () => {
    await before?.stop();
    await after?.stop();
  });

  const bodies = async (site: ServedSite, address: string): Promise<string> => {
    const answers = [];
    for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD']) {
      for (const headers of method === 'GET' ? HEADERS : [{}]) {
        answers.push(await send(site.server.port, { id: address, method, path: address, headers }));
      }
    }
    return answers.map((answer) => answer.body).join('\n');
  };

  test('the site answers', async () => {
    const answers = await Promise.all(
      ['/publisher/', '/extensions/index.py', '/whole/x', '/address/x', '/gateway/', '/pattern/app/x'].map(
        async (address) =>
          (await send(after.server.port, { id: address, method: 'GET', path: address })).status,
      ),
    );
    expect(answers).toEqual([200, 200, 200, 200, 200, 200]);
  });

  test('its sources stay its own', async () => {
    const seen = [];
    for (const address of addressesOf(Object.keys(SOURCE_SITE))) {
      for (const spelling of SPELLINGS.map((spell) => spell(address))) {
        const [was, is] = await Promise.all([bodies(before, spelling), bodies(after, spelling)]);
        seen.push({ spelling, was: was.includes(MARK), is: is.includes(MARK) });
      }
    }
    expect(seen.filter(({ was, is }) => is && !was)).toEqual([]);
    expect(seen.filter(({ was, is }) => was && is).length, 'the test sees sources').toBeGreaterThan(3);
  }, 120_000);

  test('what the tool added has no address', async () => {
    const created = everyFile(after.root).filter((file) => !(file in SOURCE_SITE) && !file.endsWith('.pyc'));
    expect(created.filter((file) => file.endsWith('.wsgi')).length).toBeGreaterThan(5);
    const folders = [
      '',
      '/publisher',
      '/whole',
      '/address',
      '/gateway',
      '/pattern',
      '/pattern/app',
      '/access',
    ];
    const seen = [];
    for (const file of created.filter((name) => /\.wsgi$|entry\.py$|\.conf$/.test(name))) {
      const text = readFileSync(path.join(after.root, file), 'latin1');
      expect(text).toMatch(OURS);
      for (const address of folders.flatMap((name) => [
        `${name}/${file}`,
        `${name}/${path.basename(file)}`,
      ])) {
        const { status, body } = await send(after.server.port, { id: address, method: 'GET', path: address });
        seen.push({ address, status, shown: OURS.test(body) });
      }
    }
    expect(seen.filter(({ shown }) => shown)).toEqual([]);
    expect(seen.length).toBeGreaterThan(50);
  }, 60_000);
});

function everyFile(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}
