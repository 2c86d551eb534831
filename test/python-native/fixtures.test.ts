/**
 * Every case of fixtures/native: the rewrite is byte for byte what after.py says, and what it says answers like the handler it
 * came from. "Before" runs on the bridge (modpython_wsgi), "after" under wsgiref.validate, both in real Pythons.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/core/edit.js';
import { readPythonAs } from '../../src/python/reader.js';
import { findPython27 } from '../python/python27.js';
import { plainAnswer, sorted } from './answers.js';
import { cgiRequest } from './cgi.js';
import { convertCase, type FixtureRequest, handlersOf, type NativeCase, readCases } from './fixture.js';
import { type RunAnswer, runTasks, runtimeFolder, type Task } from './python-runner.js';

const cases = readCases();
const python27 = findPython27();
const isPython3 = (bytes: Uint8Array): boolean => readPythonAs(bytes, '3').kind === 'exact';

describe.each(cases.map((native) => [native.name, native] as const))('%s', (_, native) => {
  const result = convertCase(native);
  const after = Buffer.from(applyEdits(native.before, result.edits));

  test('becomes after.py', () => {
    expect(after.toString('latin1')).toBe(Buffer.from(native.after ?? []).toString('latin1'));
  });

  test('is valid in the versions of Python that it was valid in', () => {
    expect(readPythonAs(after, '2.7').kind).toBe(readPythonAs(native.before, '2.7').kind);
    if (isPython3(native.before)) expect(isPython3(after)).toBe(true);
  });

  test('comes out alike with other line ends', () => {
    const other = Buffer.from(native.before).includes('\r\n') ? ['\r\n', '\n'] : ['\n', '\r\n'];
    const swap = (bytes: Uint8Array): string =>
      Buffer.from(bytes)
        .toString('latin1')
        .replaceAll(other[0] as string, other[1] as string);
    const before = Buffer.from(swap(native.before), 'latin1');
    expect(Buffer.from(applyEdits(before, convertCase(native, before).edits)).toString('latin1')).toBe(
      swap(after),
    );
  });

  test.skipIf(/coding[:=]/.test(Buffer.from(native.before).toString('latin1')))(
    'comes out alike behind a byte order mark',
    () => {
      const mark = Buffer.from([0xef, 0xbb, 0xbf]);
      const before = Buffer.concat([mark, native.before]);
      const marked = Buffer.from(applyEdits(before, convertCase(native, before).edits));
      expect(marked.toString('latin1')).toBe(Buffer.concat([mark, after]).toString('latin1'));
    },
  );

  test('names nothing of the bridge', () => {
    expect(after.toString('latin1')).not.toContain('modpython_wsgi');
  });
});

/** One case in one Python, before and after: a task for each handler. */
interface Exchange {
  readonly native: NativeCase;
  readonly handler: string;
  readonly requests: readonly FixtureRequest[];
  /** undefined where the handler itself cannot run here: the recorded answers speak for it. */
  readonly before: Task | undefined;
  readonly after: Task;
}

function exchanges(folder: string, native: NativeCase, version: '2.7' | '3'): readonly Exchange[] {
  const module = native.name.replaceAll('-', '_');
  const { handlers } = convertCase(native);
  const bridged = [...handlers.values()].some((handler) => handler.kind === 'blocked');
  const place = install(folder, native, module, bridged);
  return handlersOf(native).flatMap((handler): readonly Exchange[] => {
    const result = handlers.get(handler);
    const first = handlersOf(native)[0];
    const requests = native.description.requests.filter((request) => (request.handler ?? first) === handler);
    if (result?.kind !== 'native') return [];
    const cgi = requests.map((request) => toCgi(native, request));
    const bridge = {
      handlers: `${module}_before::${handler}`,
      directory: `${place.before}/`,
      options: Object.values(native.description.options ?? {}),
      ...authOf(native),
      server: { hostname: native.description.serverName ?? 'www.example.org' },
    };
    const old = { folders: [runtimeFolder, place.before], module: '', callable: '', bridge, requests: cgi };
    const folders = [place.after, ...(bridged ? [runtimeFolder] : [])];
    const rewritten = { folders, module, callable: result.callable, requests: cgi };
    // The publisher of the bridge looks at the files of a real folder.
    if (native.description.publisher === true || (version === '3' && !isPython3(native.before)))
      return [{ native, handler, requests, before: undefined, after: rewritten }];
    return [{ native, handler, requests, before: old, after: rewritten }];
  });
}

function authOf({ description: { basicRealm } }: NativeCase): Readonly<Record<string, string>> {
  return basicRealm === undefined ? {} : { auth_type: 'Basic', auth_name: basicRealm };
}

/** Both forms of the module, each in a folder of its own. @param bridged a handler of the rewritten form stays on the bridge */
function install(
  folder: string,
  native: NativeCase,
  module: string,
  bridged: boolean,
): Record<'before' | 'after', string> {
  const place = {
    before: path.join(folder, native.name, 'before'),
    after: path.join(folder, native.name, 'after'),
  };
  mkdirSync(place.before, { recursive: true });
  mkdirSync(place.after, { recursive: true });
  const old = onBridge(Buffer.from(native.before).toString('latin1'));
  const rewritten = Buffer.from(native.after ?? []).toString('latin1');
  writeFileSync(path.join(place.before, `${module}_before.py`), withApache(old), 'latin1');
  // A handler that stays keeps its import, which another rule of the tool redirects.
  writeFileSync(path.join(place.after, `${module}.py`), bridged ? onBridge(rewritten) : rewritten, 'latin1');
  return place;
}

function onBridge(source: string): string {
  return source.replace(/\bmod_python\b/g, 'modpython_wsgi');
}

/** A handler that forgot to import apache has to be given it, or there is nothing to compare with. */
function withApache(source: string): string {
  return /import .*apache/.test(source) ? source : `from modpython_wsgi import apache\n${source}`;
}

function toCgi(native: NativeCase, request: FixtureRequest): Task['requests'][number] {
  const [pathInfo = ''] = request.path.split('?');
  const environ = { ...native.description.environ, ...request.environ };
  const more = Object.entries(environ).map(([name, value]) => [
    name,
    value.replaceAll('@FOLDER@', native.folder),
  ]);
  return cgiRequest(
    {
      method: request.method ?? 'GET',
      target: `/app${request.path}`,
      headers: request.headers ?? {},
      body: request.body ?? '',
    },
    {
      scriptName: '/app',
      ...mapped(native, decodeURIComponent(pathInfo)),
      documentRoot: '/srv/www',
    },
    Object.fromEntries(more),
  );
}

/** Apache splits the address behind the first name that is no folder. */
function mapped(
  native: NativeCase,
  path: string,
): { readonly pathInfo: string; readonly scriptFilename: string } {
  if (native.description.publisher !== true) return { pathInfo: path, scriptFilename: '/srv/www/app' };
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(path) ?? [];
  return { pathInfo: rest, scriptFilename: `/srv/www/app/${first}` };
}

const pythons = [
  { version: '2.7' as const, path: python27, takes: () => true },
  {
    version: '3' as const,
    path: 'python3',
    takes: (native: NativeCase) =>
      native.description.python2 !== true && isPython3(native.after ?? native.before),
  },
];

describe.each(pythons)('answers in Python $version', ({ version, path: python, takes }) => {
  let folder: string;
  let asked: readonly Exchange[];
  let before: readonly (readonly RunAnswer[] | undefined)[];
  let after: readonly (readonly RunAnswer[])[];

  beforeAll(() => {
    if (python === undefined) return;
    folder = mkdtempSync(path.join(tmpdir(), 'migrate-native-'));
    asked = cases.filter(takes).flatMap((native) => exchanges(folder, native, version));
    const told = runTasks(
      python,
      asked.flatMap((exchange) => exchange.before ?? []),
    );
    const answers = told[Symbol.iterator]();
    before = asked.map((exchange) => (exchange.before ? answers.next().value : undefined));
    after = runTasks(
      python,
      asked.map((exchange) => exchange.after),
    );
  });
  afterAll(() => folder && rmSync(folder, { recursive: true, force: true }));

  test.skipIf(python === undefined).each(cases.filter(takes).map((native) => [native.name] as const))(
    '%s',
    (name) => {
      const places = asked.flatMap((exchange, index) => (exchange.native.name === name ? [index] : []));
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) {
        const { requests } = asked[place] as Exchange;
        requests.forEach((request, index) => {
          const wanted = { id: request.id, ...expected(request) };
          const old = before[place]?.[index];
          const new_ = after[place]?.[index] as RunAnswer;
          expect({ id: request.id, ...plainAnswer(new_) }).toEqual(wanted);
          if (old) expect({ id: request.id, ...plainAnswer(old) }).toEqual(wanted);
          if (request.answer.errors !== undefined) expect(new_.errors).toBe(request.answer.errors);
        });
      }
    },
  );
});

function expected({ answer }: FixtureRequest): ReturnType<typeof plainAnswer> {
  const { body = '', bodyBase64 } = answer;
  const bytes = bodyBase64 === undefined ? Buffer.from(body, 'utf8') : Buffer.from(bodyBase64, 'base64');
  return { status: answer.status, headers: sorted(answer.headers), body: bytes.toString('latin1') };
}
