/**
 * docs/differences.md on real servers: what a site answers under mod_python and, migrated, under mod_wsgi in daemon mode.
 * The old answers are those of Debian's mod_python on Python 3; where that one is broken (Basic passwords, cookies), the
 * recorded ones of ../shared/conformance stand for them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../scripts/conformance/run-site.js';
import { type InstalledSite, installSite } from '../../scripts/conformance/site.js';
import { type ApacheServer, freePort, startApache } from '../support/apache.js';
import { type SiteRequest, send } from '../support/exchange.js';
import { missingParity, readParityEnvironment, type ServerModules } from '../support/parity-environment.js';
import { body, header, type View } from './views.js';

const environment = readParityEnvironment();
const site = { name: 'differences', folder: path.join(import.meta.dirname, 'site') };

interface Difference {
  readonly name: string;
  readonly request: Partial<SiteRequest> & { readonly path: string };
  readonly view: View;
  /** Under mod_python; left out where that of Python 3 cannot show it. */
  readonly was?: string;
  readonly is: string;
}

const post = (text: string, type?: string): Pick<SiteRequest, 'method' | 'body' | 'headers'> => ({
  method: 'POST',
  body: text,
  headers: type === undefined ? {} : { 'Content-Type': type },
});
const as = (credentials: string) => ({
  headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
});

const DIFFERENCES: readonly Difference[] = [
  {
    name: 'headers of the same name arrive as one',
    request: { path: '/probe/list' },
    view: header('x-list'),
    was: 'one | two',
    is: 'one, two',
  },
  {
    name: 'but not Set-Cookie',
    request: { path: '/probe/list' },
    view: header('set-cookie'),
    was: 'one=1 | two=1',
    is: 'one=1 | two=1',
  },
  {
    name: 'Location with 200 is left out',
    request: { path: '/probe/location' },
    view: header('location'),
    was: '/static.txt',
    is: '',
  },
  {
    name: 'and the page is the same',
    request: { path: '/probe/location' },
    view: body,
    was: '200 done',
    is: '200 done',
  },
  {
    name: 'a header called Status is left out',
    request: { path: '/probe/status' },
    view: header('status'),
    was: '404 Not Found',
    is: '',
  },
  {
    name: 'bodies in chunks are refused',
    request: {
      path: '/probe/method',
      method: 'POST',
      headers: { 'Transfer-Encoding': 'chunked' },
      body: '3\r\nabc\r\n0\r\n\r\n',
    },
    view: body,
    was: '200 POST chunked',
    is: '411',
  },
  {
    name: 'request headers are in alphabetical order, in usual capitals, without underscores',
    request: { path: '/probe/headers', headers: { 'x-zulu': '1', 'X-ALPHA': '2', X_under: '3' } },
    view: body,
    was: '200 x-zulu X-ALPHA X_under',
    is: '200 X-Alpha X-Zulu',
  },
  {
    name: 'Apache does not see what a handler puts into the environment',
    request: { path: '/probe/environment' },
    view: header('x-environment'),
    was: 'seen',
    is: '(null)',
  },
  {
    name: 'internal_redirect asks with GET',
    request: { path: '/probe/redirect', ...post('abc') },
    view: body,
    was: '200 POST None',
    is: '200 GET None',
  },
  {
    name: 'internal_redirect behind output fails',
    request: { path: '/probe/late' },
    view: ({ body }) => /^before (static|[\s\S]*<title>500)/.exec(body)?.[1]?.slice(-3) ?? '',
    was: 'tic',
    is: '500',
  },
  {
    name: 'sys.argv',
    request: { path: '/probe/process' },
    view: body,
    was: "200 ['mod_python'] /",
    is: "200 ['mod_wsgi'] /",
  },
  {
    name: 'the name of the interpreter is that of the application group',
    request: { path: '/probe/interpreter' },
    view: body,
    was: '200 127.0.0.1',
    is: '200 main_interpreter',
  },
  {
    name: 'keep-alive cannot be switched off by a handler',
    request: { path: '/probe/keepalive' },
    view: (answer) => body(answer).replace(/ under WSGI.*/, ''),
    was: '200 set',
    is: '200 connection.keepalive is not available',
  },
  {
    name: 'malformed multipart bodies are bad requests',
    request: {
      path: '/probe/form',
      ...post('--b\r\nno header here\r\n\r\nx\r\n--b--\r\n', 'multipart/form-data; boundary=b'),
    },
    view: body,
    was: '500',
    is: '400',
  },
  {
    name: 'forms have at most 10,000 fields',
    request: { path: '/probe/form', ...post('a=1&'.repeat(10_000), 'application/x-www-form-urlencoded') },
    view: body,
    was: '200 10000 fields',
    is: '413',
  },
  {
    name: 'a class with a metaclass of its own is not published',
    request: { path: '/pub/guarded/Published' },
    view: (answer) => String(answer.status),
    was: '200',
    is: '403',
  },
  {
    name: 'a CGI script that prints Location redirects',
    request: { path: '/cgi/go' },
    view: ({ status, reason }) => `${status} ${reason}`,
    was: '200 OK',
    is: '302 Found',
  },
  {
    name: 'a session can be opened twice in a request',
    request: { path: '/probe/twice' },
    view: body,
    is: '200 1',
  },
  {
    name: 'a MarshalCookie is not read',
    request: { path: '/probe/marshal', headers: { Cookie: `data=${'0'.repeat(32)}aQEAAAA=` } },
    view: body,
    is: '200 forged',
  },
  ...['dict_inside', 'pair_inside', 'function_inside'].flatMap((name): readonly Difference[] => [
    {
      name: `publisher: ${name} knows its user`,
      request: { path: `/pub/guarded/${name}`, ...as('spam:eggs') },
      view: body,
      is: '200 let in',
    },
    {
      name: `publisher: ${name} lets nobody else in`,
      request: { path: `/pub/guarded/${name}`, ...as('eve:eggs') },
      view: body,
      is: '401',
    },
  ]),
  ...['variable_inside', 'conditional'].map(
    (name): Difference => ({
      name: `publisher: ${name} cannot be read and lets nobody in`,
      request: { path: `/pub/guarded/${name}`, ...as('spam:eggs') },
      view: body,
      is: '403',
    }),
  ),
  // What might be expected to differ, and does not.
  {
    name: 'POST to a file behind a handler that declines',
    request: { path: '/fall/file.txt', ...post('abc') },
    view: body,
    was: '200 a file',
    is: '200 a file',
  },
  {
    name: 'PUT to it',
    request: { path: '/fall/file.txt', method: 'PUT', body: 'abc' },
    view: body,
    was: '405',
    is: '405',
  },
  {
    name: 'the request line with an absolute address',
    request: { path: 'http://127.0.0.1/probe/line' },
    view: body,
    was: '200 GET http://127.0.0.1/probe/line HTTP/1.1 http://127.0.0.1/probe/line',
    is: '200 GET http://127.0.0.1/probe/line HTTP/1.1 http://127.0.0.1/probe/line',
  },
];

describe.each(['mod_python', 'mod_wsgi-py3', 'mod_wsgi-py27'] as const)('%s', (modules: ServerModules) => {
  const missing = missingParity(environment, modules);
  if (missing !== undefined || environment === undefined) {
    test.skip(`answers as documented (${missing})`);
    return;
  }
  const isOld = modules === 'mod_python';
  let installed: InstalledSite;
  let server: ApacheServer;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    const port = await freePort();
    installed = installSite(site, port);
    ends.push(() => installed.remove());
    if (!isOld) await migrate(installed);
    server = await startApache({ environment, modules, port, siteConfiguration: installed.configuration });
    ends.push(() => server.stop());
  }, 120_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  const get = (request: Difference['request']) =>
    send(server.port, { id: request.path, method: 'GET', ...request });

  for (const { name, request, view, was, is } of DIFFERENCES) {
    if (isOld && was === undefined) continue;
    test(name, async () => {
      expect(view(await get(request))).toBe(isOld ? was : is);
    });
  }

  test('levels and prints in the error log', async () => {
    await get({ path: '/probe/log' });
    await get({ path: '/probe/print' });
    const log = readFileSync(server.errorLog, 'utf8');
    const lines = [
      ...log.matchAll(
        /\[([\w:]*:\w+)\].*? ((?:\[\w+\] )?(?:a note|a debug line|an error|a printed line))$/gm,
      ),
    ];
    expect(lines.map(([, level, text]) => `${level} ${text}`)).toEqual(
      isOld
        ? [':notice a note', ':error an error']
        : [
            'wsgi:error [notice] a note',
            // LogLevel is notice: the entry script does not say so, and mod_wsgi has one level only.
            'wsgi:error [debug] a debug line',
            'wsgi:error an error',
            'wsgi:error a printed line',
          ],
    );
  });

  test('user and notes in the access log', async () => {
    await get({ path: '/probe/environment' });
    const log = readFileSync(path.join(installed.root, 'access_log'), 'utf8').trim().split('\n');
    expect(log.at(-1)).toBe(`/probe/environment ${isOld ? 'ann noted' : '- -'}`);
  });

  test('a handler can close the connection by its header', async () => {
    // `send` waits for the end of the connection.
    const { headers } = await get({ path: '/probe/close', headers: { Connection: 'keep-alive' } });
    expect(headers.filter(([name]) => name === 'Keep-Alive')).toEqual([]);
  });

  test('a change of an included file is seen', async () => {
    expect(body(await get({ path: '/psp/page.psp' }))).toBe('200 first');
    writeFileSync(path.join(installed.root, 'htdocs', 'psp', 'inner.html'), 'and second');
    expect(body(await get({ path: '/psp/page.psp' }))).toBe(isOld ? '200 first' : '200 and second');
  });
});
