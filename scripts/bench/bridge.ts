/**
 * The bridge against mod_python: the same site under Debian's mod_python and, migrated by the tool, under Debian's
 * mod_wsgi, both on Python 3. All servers run side by side; rounds of short bursts go round them, and each burst is
 * compared with mod_python's of the same round, so that what else the machine does falls on all of them alike.
 *
 *     npm run bench -- bridge            BENCH_ROUNDS=5 for a quick look (default: 15)
 *
 * "bare" is a plain WSGI application, what mod_wsgi costs by itself; "native" is what the tool makes of hello when it
 * need not keep the bridge. What is measured is said in docs/performance.md.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  missingParity,
  type ParityEnvironment,
  readParityEnvironment,
} from '../../test/support/parity-environment.js';
import { compareServers, type Running } from './server/compare.js';
import { hasLoadGenerator } from './server/load.js';
import { start, type Variant } from './server/run.js';
import { writeBareSite, writeMigratedSite, writeSite } from './server/site.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const REQUESTS = 400;
const CONCURRENCIES = [1, 4];

interface Case {
  readonly name: string;
  readonly path: string;
  /** The bare and the native variants answer this one, too. */
  readonly isHello: boolean;
}

const CASES: readonly Case[] = [
  { name: 'hello, flushed (a connection for each request)', path: '/hello/x', isHello: true },
  { name: 'hello, not flushed (keep-alive)', path: '/buffered/x', isHello: true },
  { name: 'publisher (keep-alive)', path: '/pub/hello?name=ann', isHello: false },
  { name: 'PSP page (keep-alive)', path: '/psp/page.psp', isHello: false },
];

const wsgi = (name: string, onlyHello: boolean, write: Variant['write']): Variant => ({
  name,
  modules: 'mod_wsgi-py3',
  onlyHello,
  write,
});
const migrated =
  (...options: readonly string[]): Variant['write'] =>
  (root) =>
    writeMigratedSite(root, options);

const VARIANTS: readonly Variant[] = [
  { name: 'mod_python', modules: 'mod_python', onlyHello: false, write: writeSite },
  wsgi('bridge, embedded', false, migrated('--handlers', 'bridge', '--mode', 'embedded')),
  wsgi('bridge, daemon of 1 process', false, migrated('--handlers', 'bridge', '--processes', '1')),
  wsgi('bridge, daemon of 4 processes', false, migrated('--handlers', 'bridge', '--processes', '4')),
  wsgi('native, daemon of 1 process', true, migrated('--handlers', 'auto', '--processes', '1')),
  wsgi('bare, embedded', true, (root) => writeBareSite(root, 'embedded')),
  wsgi('bare, daemon of 1 process', true, (root) => writeBareSite(root, 'daemon')),
];

async function measureAll(environment: ParityEnvironment): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'migrate-bench-'));
  chmodSync(work, 0o755);
  const running: Running[] = [];
  try {
    for (const variant of VARIANTS) running.push(await start(variant, work, environment));
    for (const { name, path: address, isHello } of CASES) {
      const servers = running.filter(({ variant }) => isHello || !variant.onlyHello);
      for (const concurrency of CONCURRENCIES) {
        console.log(`\n${name}, ${concurrency} at a time`);
        const load = { path: address, concurrency, requests: REQUESTS };
        for (const line of await compareServers(servers, load, ROUNDS)) console.log(line);
      }
    }
  } finally {
    for (const { server } of running) await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const environment = readParityEnvironment();
  const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py3');
  if (missing !== undefined || environment === undefined) return console.log(missing);
  if (!hasLoadGenerator()) return console.log('skipped: no ab here (package apache2-utils)');
  await measureAll(environment);
}

await main();
