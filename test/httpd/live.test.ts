/**
 * The merge against a running httpd: every section adds its own name to a header, so that the answer lists the sections
 * in the order in which they were merged; the file, the path info and the handler come from expressions.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluate } from '../../src/httpd/reading/evaluate.js';
import { compileServer, configurationFor } from '../../src/httpd/request/merge.js';
import type { RequestConfiguration } from '../../src/httpd/request/request-configuration.js';
import { startApache } from '../support/apache.js';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';
import { diskHost, requestDisk } from './support/disk.js';
import { siteConfiguration, siteFiles, URLS } from './support/live-site.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python');
const seed = Number(process.env.FUZZ_SEED ?? 5);
const count = Number(process.env.LIVE_RUNS ?? 8);
const HOSTS = ['127.0.0.1', 'a.example', 'x.wild.example', 'B.example:8080', 'nobody.example'];

interface Answer {
  readonly status: number;
  readonly layers: readonly string[];
  readonly handler: string;
  readonly file: string;
  readonly pathInfo: string;
  readonly location: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function install(configuration: string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'httpd-live-'));
  folders.push(root);
  chmodSync(root, 0o755);
  for (const [name, text] of Object.entries(siteFiles)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  writeFileSync(path.join(root, 'site.conf'), configuration.replaceAll('@ROOT@', root));
  return root;
}

function ask(port: number, url: string, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: url, headers: { host }, agent: false },
      (response) => {
        response.resume();
        const text = (name: string): string => String(response.headers[name] ?? '').replace(/^\(null\)$/, '');
        const layers = text('x-layer').split(', ').filter(Boolean);
        const status = response.statusCode ?? 0;
        resolve({
          status,
          layers,
          handler: text('x-handler'),
          file: text('x-file'),
          pathInfo: text('x-path-info'),
          location: text('location'),
        });
      },
    );
    request.once('error', reject).end();
  });
}

/** The names that the sections in our answer add to the header. */
function layerNames(answer: RequestConfiguration): readonly string[] {
  return answer.layers.flatMap(({ directives }) =>
    directives
      .filter(({ name, argv }) => name === 'Header' && argv[2] === 'X-Layer')
      .map(({ argv }) => argv[3] ?? ''),
  );
}

/** The request that answers in the end: mod_dir asks again for the index file. */
function final(answer: RequestConfiguration): RequestConfiguration {
  return answer.outcome.kind === 'index' ? final(answer.outcome.request) : answer;
}

describe.skipIf(missing !== undefined)(`against a running httpd ${missing ?? ''}`, () => {
  const configurations = fc.sample(siteConfiguration, { seed, numRuns: count });

  test.each(configurations.map((configuration, index) => ({ index, configuration })))(
    `configuration $index (seed ${seed})`,
    { timeout: 60_000 },
    async ({ configuration }) => {
      if (environment === undefined) return;
      const root = install(configuration);
      const siteFile = path.join(root, 'site.conf');
      const server = await startApache({
        environment,
        modules: 'mod_python',
        siteConfiguration: siteFile,
        documentRoot: path.join(root, 'htdocs'),
      });
      try {
        const host = diskHost(server.folder);
        const tree = evaluate(path.join(server.folder, 'httpd.conf'), host);
        expect(tree.problems.filter(({ level }) => level === 'fatal')).toEqual([]);
        const compiled = compileServer(tree);
        const disk = requestDisk(host, tree);
        let derived = 0;
        for (const url of URLS) {
          for (const name of HOSTS) {
            const theirs = await ask(server.port, url, name);
            const question = { path: url, host: name, port: server.port, address: '127.0.0.1' };
            const ours = configurationFor(compiled, question, disk, { version: '2.4.71' });
            const place = `${url} on ${name} with\n${configuration}`;
            expectSame(ours, theirs, place);
            if (ours.outcome.kind !== 'underivable') derived++;
          }
        }
        // An answer that is never given is never wrong.
        expect(derived / (URLS.length * HOSTS.length)).toBeGreaterThan(0.8);
      } finally {
        await server.stop();
      }
    },
  );
});

function expectSame(ours: RequestConfiguration, theirs: Answer, place: string): void {
  const { outcome } = ours;
  if (outcome.kind === 'underivable') return;
  if (outcome.kind === 'redirect' || outcome.kind === 'error') {
    expect(
      theirs.status,
      `${place}\n${JSON.stringify(outcome.kind === 'error' ? outcome.why : outcome.location)}`,
    ).toBe(outcome.status);
    return;
  }
  const last = final(ours);
  expect(layerNames(last), place).toEqual(theirs.layers);
  expect({ file: last.filename?.replace(/(.)\/$/, '$1'), pathInfo: last.pathInfo }, place).toEqual({
    file: theirs.file.replace(/(.)\/$/, '$1'),
    pathInfo: theirs.pathInfo,
  });
  const handler = last.outcome.kind === 'handler' ? last.outcome.handler.name : undefined;
  expect(handler ?? theirs.handler, place).toBe(theirs.handler);
}
