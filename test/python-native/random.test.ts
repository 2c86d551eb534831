/** Random handlers answer the same on the bridge and rewritten, wherever they can be rewritten. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/core/edit.js';
import { convertHandler } from '../../src/python/native/convert.js';
import { PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import { findPython27 } from '../python/python27.js';
import { type PlainAnswer, plainAnswer, sorted } from './answers.js';
import { cgiRequest } from './cgi.js';
import { exactModule } from './fixture.js';
import { type RunAnswer, runTasks, runtimeFolder, type Task } from './python-runner.js';
import { randomHandler } from './random-handler.js';

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
  readonly before: Task;
  readonly after: Task;
}

function make(seed: number): Made | undefined {
  const source = randomHandler(seed);
  const module = exactModule(Buffer.from(source));
  const result = convertHandler({ module, handler: { object: 'handler', mounts: [PLAIN_MOUNT] } });
  if (result.kind === 'blocked') return undefined;
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
  const place = path.join(folder, String(seed));
  mkdirSync(place);
  writeFileSync(path.join(place, `b${seed}.py`), source.replaceAll('mod_python', 'modpython_wsgi'));
  // A helper that nothing calls keeps its import, which another rule of the tool redirects.
  const rewritten = Buffer.from(applyEdits(module.source.bytes, result.edits)).toString('latin1');
  writeFileSync(
    path.join(place, `a${seed}.py`),
    rewritten.replace('from mod_python', 'from modpython_wsgi'),
    'latin1',
  );
  const bridge = { handlers: `b${seed}`, directory: `${place}/` };
  return {
    source,
    before: { folders: [runtimeFolder, place], module: '', callable: '', bridge, requests },
    after: { folders: [place, runtimeFolder], module: `a${seed}`, callable: result.callable, requests },
  };
}

const made = Array.from({ length: COUNT }, (_, index) => make(SEED + index)).filter(
  (one) => one !== undefined,
);

test('enough of them can be rewritten to tell something', () => {
  expect(made.length).toBeGreaterThan(COUNT / 10);
});

/** The page of util.redirect() is text/html where the handler gives it no type; mod_python sent that of the address, or none. */
function withRedirectType(answer: PlainAnswer): PlainAnswer {
  const typed = answer.headers.some(([name]) => name === 'content-type');
  if (typed || !answer.body.startsWith('<p>The document has moved')) return answer;
  return { ...answer, headers: sorted([...answer.headers, ['content-type', 'text/html']]) };
}

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
        before: withRedirectType(plainAnswer(before?.[index]?.[number] as RunAnswer)),
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
