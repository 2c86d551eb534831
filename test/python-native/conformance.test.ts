/**
 * Answers of ../shared/conformance and fixtures/sites, recorded from a real mod_python, replayed against handlers that were
 * rewritten as WSGI applications. Apache's part, from the address to environ, is acted out here; the run with a real server is
 * `npm run conformance`. Only requests that reach a rewritten handler are sent; the others are Apache's own.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/core/edit.js';
import { convertModule } from '../../src/python/native/convert.js';
import { PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import { findPython27 } from '../python/python27.js';
import { packageRoot, sharedFolder } from '../support/parity-environment.js';
import { plainAnswer, sorted, titleOf } from './answers.js';
import { type Address, cgiRequest } from './cgi.js';
import { exactModule } from './fixture.js';
import { mapAddress } from './map-address.js';
import { runTasks, type Task } from './python-runner.js';
import type { Recorded, Route, SuiteRequest, SuiteSite } from './suite-site.js';

const open = path.join(sharedFolder, 'conformance', 'open');
const PORT = '8080';
const htdocs = { documentRoot: 'htdocs', aliases: [], index: [] };
const pythonPath = (request: SuiteRequest): boolean =>
  /\.py(?:[/?]|$)/.test(decodeURIComponent(request.path));

const SITES: readonly SuiteSite[] = [
  {
    folder: path.join(open, 'hello'),
    server: htdocs,
    requests: 11,
    routes: [
      {
        module: 'htdocs/hello.py',
        folders: ['htdocs'],
        name: 'hello',
        handlers: ['handler'],
        mount: { debug: true },
        handlerOf: (request) => (pythonPath(request) ? 'handler' : undefined),
      },
    ],
  },
  {
    folder: path.join(open, 'directory-index-urls'),
    server: {
      documentRoot: 'htdocs',
      aliases: [
        [/^\/extra(?=\/)/, 'extra'],
        [/^\/short(?=\/)/, 'htdocs/d'],
      ],
      index: ['index.html', 'index.py'],
    },
    requests: 21,
    routes: [
      {
        module: 'htdocs/d/where.py',
        folders: ['htdocs/d'],
        name: 'where',
        handlers: ['handler'],
        handlerOf: ({ id }) =>
          /noslash|^top$|^dots-out$|^encoded-slash$|^bad-percent$|^nul$/.test(id) ? undefined : 'handler',
      },
    ],
  },
  {
    folder: path.join(open, 'paths-modules'),
    server: htdocs,
    requests: 7,
    routes: [
      ...['one', 'two'].map((name) => ({
        module: `htdocs/${name}/page.py`,
        folders: [`htdocs/${name}`],
        name: 'page',
        handlers: ['handler'],
        handlerOf: (request: SuiteRequest) => (request.path.startsWith(`/${name}/`) ? 'handler' : undefined),
      })),
      {
        module: 'lib/shop/tools/till.py',
        folders: ['lib'],
        name: 'shop.tools.till',
        handlers: ['ring', 'handler'],
        handlerOf: ({ id }) => ({ dotted: 'ring', computed: 'handler' })[id],
      },
      {
        module: 'lib/shop/__init__.py',
        folders: ['lib', 'lib/shop'],
        name: 'shop',
        handlers: ['handler'],
        handlerOf: ({ id }) => (id === 'package' ? 'handler' : undefined),
      },
    ],
  },
  {
    folder: path.join(open, 'whole-vhost'),
    server: htdocs,
    // The 404 is there, too, but what Apache makes of it cannot be acted out.
    requests: 10,
    routes: [
      {
        module: 'lib/mysite.py',
        folders: ['lib'],
        name: 'mysite',
        handlers: ['handler'],
        mount: {
          serverName: 'app.example.org',
          isVirtualHost: true,
          errorDocuments: new Set([404]),
          errorOverride: true,
        },
        handlerOf: ({ id }) =>
          /static|favicon|robots|txt|media|missing|conditional/.test(id) ? undefined : 'handler',
      },
    ],
  },
  {
    folder: path.join(open, 'intranet-mix'),
    server: htdocs,
    requests: 2,
    routes: [
      {
        module: 'lib/gate.py',
        folders: ['lib'],
        name: 'gate',
        handlers: ['closed'],
        mount: { options: new Map([['site.name', 'site.name']]) },
        handlerOf: ({ id }) => (id.startsWith('extranet') ? 'closed' : undefined),
      },
    ],
  },
  {
    folder: path.join(open, 'import-hook'),
    server: htdocs,
    requests: 3,
    routes: [
      {
        module: 'lib/look.py',
        folders: ['lib'],
        name: 'look',
        handlers: ['handler'],
        imports: ['tables', 'warm::start'],
        handlerOf: () => 'handler',
      },
    ],
  },
  {
    folder: path.join(packageRoot, 'fixtures', 'sites', 'tutorial'),
    server: { documentRoot: 'before/var/www', aliases: [], index: ['index.html'] },
    requests: 8,
    routes: [
      {
        module: 'before/var/www/myapp/myapp.py',
        folders: ['before/var/www/myapp'],
        name: 'myapp',
        handlers: ['handler'],
        handlerOf: (request) => (pythonPath(request) ? 'handler' : undefined),
      },
    ],
  },
];

const python27 = findPython27();
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const readJson = <T>(site: SuiteSite, name: string): T =>
  JSON.parse(readFileSync(path.join(site.folder, name), 'utf8').replaceAll('@PORT@', PORT)) as T;

/** A copy of the site with its handlers rewritten, and a task for each handler. */
function prepare(site: SuiteSite): readonly (readonly [Task, readonly SuiteRequest[]])[] {
  const root = mkdtempSync(path.join(tmpdir(), 'migrate-native-'));
  made.push(root);
  cpSync(site.folder, root, { recursive: true });
  const all = readJson<readonly SuiteRequest[]>(site, 'requests.json');
  return site.routes.flatMap((route) => {
    const file = path.join(root, route.module);
    const module = exactModule(readFileSync(file));
    const mounts = [{ ...PLAIN_MOUNT, ...route.mount }];
    const { handlers, edits } = convertModule({
      module,
      handlers: route.handlers.map((object) => ({ object, mounts })),
      external: new Set(),
    });
    const after = Buffer.from(applyEdits(module.source.bytes, edits)).toString('latin1');
    writeFileSync(file, after.replaceAll('from mod_python import', 'from modpython_wsgi import'), 'latin1');
    return route.handlers.map((object) => {
      const result = handlers.get(object);
      if (result?.kind !== 'native') throw new Error(`${route.module}: ${JSON.stringify(result)}`);
      const requests = all.filter((request) => route.handlerOf(request) === object);
      return [taskOf(site, root, route, result.callable, requests), requests] as const;
    });
  });
}

function taskOf(
  site: SuiteSite,
  root: string,
  route: Route,
  callable: string,
  requests: readonly SuiteRequest[],
): Task {
  const server = { ...site.server, root };
  return {
    folders: [
      path.join(packageRoot, 'src', 'runtime'),
      ...route.folders.map((folder) => path.join(root, folder)),
    ],
    module: route.name,
    callable,
    imports: route.imports ?? [],
    requests: requests.map((request) => {
      const address: Address = {
        method: request.method,
        target: request.path,
        headers: { Host: request.host ?? `127.0.0.1:${PORT}`, ...request.headers },
        body: request.body ?? '',
      };
      return cgiRequest(address, mapAddress(server, request.path), { 'site.name': 'Intranet' });
    }),
  };
}

const IGNORED = new Set([
  'date',
  'server',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);

/** What a moved site is judged by: the recorded answer, with what the request says is expected instead. */
function wanted(recorded: Recorded, request: SuiteRequest): ReturnType<typeof plainAnswer> {
  const { status, reason, headers, body } = { ...recorded, ...request.expected };
  const kept = headers.filter(([name]) => !IGNORED.has(name.toLowerCase()));
  return {
    status: `${status} ${reason}`,
    headers: sorted(kept),
    body: titleOf(body) ?? Buffer.from(body, 'utf8').toString('latin1'),
  };
}

describe.skipIf(python27 === undefined)('recorded answers', () => {
  test.each(
    SITES.filter((site) => existsSync(site.folder)).map(
      (site) => [path.basename(site.folder), site] as const,
    ),
  )('%s', (_, site) => {
    const recorded = readJson<Readonly<Record<string, Recorded>>>(site, 'recorded.json');
    const tasks = prepare(site);
    let sent = 0;
    for (const [task, requests] of tasks) {
      // One process for each handler: two modules of one name must not be confused.
      const [answers] = runTasks(python27 as string, [task]);
      requests.forEach((request, index) => {
        const given = plainAnswer(answers?.[index] as NonNullable<typeof answers>[number]);
        const body = request.method === 'HEAD' ? '' : given.body;
        expect({ id: request.id, ...given, body }).toEqual({
          id: request.id,
          ...wanted(recorded[request.id] as Recorded, request),
        });
        sent++;
      });
    }
    expect(sent).toBe(site.requests);
  });
});
