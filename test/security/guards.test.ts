/**
 * Guards on real servers: nobody gets in after the migration who was kept out before, by whatever way the address is
 * written, and who was let in still is. Before: Debian's mod_python; after: mod_wsgi, migrated by the tool.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, send } from '../support/exchange.js';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';
import { GUARD_SITE, PLACES, type Place } from './support/guard-site.js';
import { type ServedSite, serveAfter, serveBefore } from './support/served-site.js';
import { VISITORS } from './support/visitors.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');

/** Ways to write the address of a file in a folder; all of them must be judged alike. */
const SPELLINGS: Readonly<Record<string, (folder: string, file: string) => string>> = {
  plain: (folder, file) => `${folder}/${file}`,
  'double slash': (folder, file) => `${folder}//${file}`,
  'double slash in front': (folder, file) => `/${folder}/${file}`,
  'dot segment': (folder, file) => `${folder}/./${file}`,
  'dot segment in front': (folder, file) => `/.${folder}/${file}`,
  'parent segment': (folder, file) => `${folder}/x/../${file}`,
  'encoded letter': (folder, file) => `${folder}/%${file.charCodeAt(0).toString(16)}${file.slice(1)}`,
  'encoded folder': (folder, file) => `/%${folder.charCodeAt(1).toString(16)}${folder.slice(2)}/${file}`,
  'encoded dot': (folder, file) => `${folder}/%2e/${file}`,
  'encoded parent': (folder, file) => `${folder}/x/%2e%2e/${file}`,
  'encoded slash': (folder, file) => `${folder}%2F${file}`,
  'encoded twice': (folder, file) => `${folder}/%25${file.charCodeAt(0).toString(16)}${file.slice(1)}`,
  'absolute form': (folder, file) => `http://127.0.0.1${folder}/${file}`,
  'trailing slash': (folder, file) => `${folder}/${file}/`,
  'path info': (folder, file) => `${folder}/${file}/more/path`,
  query: (folder, file) => `${folder}/${file}?inside=yes`,
  folder: (folder) => `${folder}/`,
  'folder without slash': (folder) => folder,
};

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'BREW'];

describe.skipIf(missing !== undefined)(`guards${missing ? ` (${missing})` : ''}`, () => {
  let before: ServedSite;
  let after: ServedSite;
  beforeAll(async () => {
    if (!environment) return;
    before = await serveBefore(GUARD_SITE, environment);
    after = await serveAfter(GUARD_SITE, environment, ['--mod-wsgi', '4.9']);
  }, 120_000);
  afterAll(async () => {
    await before?.stop();
    await after?.stop();
  });

  const ask = (site: ServedSite, method: string, address: string, visitor: string): Promise<Answer> =>
    send(site.server.port, {
      id: address,
      method,
      path: address,
      headers: { ...VISITORS[visitor] },
      ...(method === 'POST' || method === 'PUT' ? { body: 'a=1' } : {}),
    });

  const compare = async (place: Place, method: string, address: string, visitor: string) => {
    const [was, is] = await Promise.all([
      ask(before, method, address, visitor),
      ask(after, method, address, visitor),
    ]);
    const name = `${visitor} ${method} ${address}`;
    const seen = { name, was: verdict(was, place), is: verdict(is, place), status: [was.status, is.status] };
    // Where Python answers, Apache adds the slash to a folder's name before it asks; behind the slash the guard stands.
    return place.python && addsSlash(is, address) ? { ...seen, is: seen.was } : seen;
  };

  describe.each(Object.keys(PLACES))('%s', (name) => {
    const place = PLACES[name] as Place;

    test('lets in who was let in, and nobody else', async () => {
      const seen = [];
      for (const visitor of Object.keys(VISITORS)) {
        for (const file of place.files) {
          for (const spell of Object.values(SPELLINGS)) {
            seen.push(await compare(place, 'GET', spell(place.folder, file), visitor));
          }
        }
      }
      expect(seen.filter(({ was, is }) => was !== is)).toEqual([]);
      // The test would show nothing if everybody, or nobody, came in.
      expect(new Set(seen.map(({ was }) => was)), name).toContain('in');
      expect(new Set(seen.map(({ was }) => was)), name).toContain('out');
    }, 120_000);

    test('serves the same to who comes in', async () => {
      const seen = [];
      for (const visitor of Object.keys(VISITORS)) {
        for (const file of place.files) {
          const address = `${place.folder}/${file}`;
          const [was, is] = [
            await ask(before, 'GET', address, visitor),
            await ask(after, 'GET', address, visitor),
          ];
          if (was.status === 200) seen.push([visitor, address, was.body, is.status, is.body]);
        }
      }
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter(([, , was, status, is]) => status !== 200 || was !== is)).toEqual([]);
    });

    test('whatever the method is', async () => {
      const seen = [];
      for (const visitor of Object.keys(VISITORS)) {
        for (const method of METHODS) {
          seen.push(await compare(place, method, `${place.folder}/${place.files[0]}`, visitor));
        }
      }
      expect(seen.filter(({ was, is }) => was !== is)).toEqual([]);
    }, 60_000);
  });
});

function addsSlash(answer: Answer, address: string): boolean {
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '';
  return answer.status === 301 && location.endsWith(`${address}/`);
}

/** out: kept out by the guard. in: the guard let it pass, whatever was found behind it. */
function verdict(answer: Answer, place: Place): 'in' | 'out' {
  const kept = [401, 403, ...(place.brokenIsOut ? [500] : [])];
  return kept.includes(answer.status) ? 'out' : 'in';
}
