/** Random handlers answer the same on the bridge and rewritten, wherever they can be rewritten. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/core/edit.js';
import { convertProgram } from '../../src/python/native/convert.js';
import { PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import type { Neighbours } from '../../src/python/native/neighbours.js';
import type { ExactModule } from '../../src/python/reader.js';
import { findPython27 } from '../python/python27.js';
import { plainAnswer } from './answers.js';
import { cgiRequest } from './cgi.js';
import { exactModule } from './fixture.js';
import { type RunAnswer, runTasks, runtimeFolder, type Task } from './python-runner.js';
import { randomProgram } from './random-handler.js';

const COUNT = Number(process.env.RANDOM_HANDLERS ?? 300);
const SEED = Number(process.env.RANDOM_SEED ?? 1);

const REQUESTS = [
  { method: 'GET', target: '/app/x' },
  { method: 'GET', target: '/app/long/one?a' },
  { method: 'POST', target: '/app/x?abc=7' },
].flatMap((request) => [
  { ...request, headers: {} },
  { ...request, headers: { 'X-Word': '12', Cookie: 'a=2; c=1' } },
  ...(request.method === 'GET' ? [{ ...request, headers: { Cookie: 'c=; $c=3' } }] : []),
]);

const folder = mkdtempSync(path.join(tmpdir(), 'migrate-native-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Made {
  readonly source: string;
  /** The helpers are in a module of their own. */
  readonly apart: boolean;
  readonly before: Task;
  readonly after: Task;
}

/** The handler and its helpers, as the tool sees the site that they are all of. */
function convert(seed: number, main: ExactModule, aid: ExactModule | undefined) {
  const nameOf = (module: ExactModule): string => (module === main ? `b${seed}` : `aid${seed}`);
  const neighbours: Neighbours = {
    find: (_, name) => (name === `aid${seed}` ? aid : undefined),
    fileName: (module) => `${nameOf(module)}.py`,
    importName: nameOf,
    external: () => new Set(),
  };
  const handlers = [{ object: 'handler', mounts: [PLAIN_MOUNT] }];
  const found = convertProgram({ modules: [{ module: main, handlers }], neighbours });
  const result = found.get(main)?.handlers.get('handler');
  if (result?.kind !== 'native') return undefined;
  // A helper that nothing calls keeps its import, which another rule of the tool redirects.
  const text = (module: ExactModule): string =>
    Buffer.from(applyEdits(module.source.bytes, found.get(module)?.edits ?? []))
      .toString('latin1')
      .replace('from mod_python', 'from modpython_wsgi');
  return { callable: result.callable, main: text(main), aid: aid && text(aid) };
}

function install(place: string, files: Readonly<Record<string, string | undefined>>): string {
  mkdirSync(place, { recursive: true });
  for (const [name, text] of Object.entries(files))
    if (text !== undefined) writeFileSync(path.join(place, `${name}.py`), text, 'latin1');
  return place;
}

function make(seed: number): Made | undefined {
  const { main, aid } = randomProgram(seed);
  const read = (text: string): ExactModule => exactModule(Buffer.from(text));
  const result = convert(seed, read(main), aid === undefined ? undefined : read(aid));
  if (!result) return undefined;
  const requests = REQUESTS.map(({ method, target, headers }) =>
    cgiRequest(
      { method, target, headers, body: '' },
      {
        scriptName: '/app',
        pathInfo: (target.split('?')[0] as string).slice('/app'.length),
        scriptFilename: '/srv/www/app',
        documentRoot: '/srv/www',
      },
      {},
    ),
  );
  const old = (text: string): string => text.replaceAll('mod_python', 'modpython_wsgi');
  const before = install(path.join(folder, String(seed), 'before'), {
    [`b${seed}`]: old(main),
    [`aid${seed}`]: aid && old(aid),
  });
  const after = install(path.join(folder, String(seed), 'after'), {
    [`a${seed}`]: result.main,
    [`aid${seed}`]: result.aid,
  });
  const bridge = { handlers: `b${seed}`, directory: `${before}/` };
  return {
    source: [main, aid ?? ''].join('\n'),
    apart: aid !== undefined,
    before: { folders: [runtimeFolder, before], module: '', callable: '', bridge, requests },
    after: { folders: [after, runtimeFolder], module: `a${seed}`, callable: result.callable, requests },
  };
}

const made = Array.from({ length: COUNT }, (_, index) => make(SEED + index)).filter(
  (one) => one !== undefined,
);

test('enough of them can be rewritten to tell something', () => {
  expect(made.length).toBeGreaterThan(COUNT / 10);
  expect(made.filter((one) => one.apart).length).toBeGreaterThan(COUNT / 100);
});

describe.each([
  ['Python 2.7', findPython27()],
  ['Python 3', 'python3'],
])('%s', (_, python) => {
  test.skipIf(python === undefined)('answers before and after', () => {
    const [before, after] = [made.map((one) => one.before), made.map((one) => one.after)].map((tasks) =>
      runTasks(python as string, tasks),
    );
    made.forEach(({ source }, index) => {
      const pairs = REQUESTS.map((request, number) => ({
        request,
        before: plainAnswer(before?.[index]?.[number] as RunAnswer),
        after: plainAnswer(after?.[index]?.[number] as RunAnswer),
      }));
      for (const pair of pairs) {
        expect({ source, request: pair.request, ...pair.after }).toEqual({
          source,
          request: pair.request,
          ...pair.before,
        });
      }
    });
  });
});
