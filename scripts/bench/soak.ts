/**
 * The memory of a daemon process of the bridge: over 100,000 requests, an upload and a download of 200 MB.
 *
 *     npm run bench -- soak              SOAK_REQUESTS=10000 for a quick look
 *
 * Prints the resident memory of the process after each twentieth of the requests, and the highest seen every 50 ms
 * while the large bodies pass.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ApacheServer, startApache } from '../../test/support/apache.js';
import {
  type ParityEnvironment,
  readParityEnvironment,
  type ServerModules,
} from '../../test/support/parity-environment.js';
import { hasLoadGenerator, runLoad } from './server/load.js';
import { daemonMemory } from './server/processes.js';
import { writeMigratedSite } from './server/site.js';
import { download, upload } from './server/transfer.js';

const TOTAL = Number(process.env.SOAK_REQUESTS ?? 100_000);
const STEPS = 20;
const LARGE = 200 * 1024 * 1024;
const PATHS = ['/hello/x', '/pub/hello?name=ann', '/psp/page.psp', '/session/x'];

async function requests(server: ApacheServer): Promise<void> {
  const burst = TOTAL / STEPS / PATHS.length;
  const cookie = await sessionCookie(server.port);
  const curve: string[] = [];
  for (let step = 1; step <= STEPS; step++) {
    for (const address of PATHS) {
      await runLoad({ port: server.port, path: address, requests: burst, concurrency: 4, cookie });
    }
    curve.push(`${(TOTAL / STEPS) * step}: ${megabytes(daemonMemory(server.pid))}`);
  }
  console.log(`  after so many requests, MB\n    ${curve.join('\n    ')}`);
}

async function sessionCookie(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/session/x`);
  return (response.headers.get('set-cookie') ?? '').split(';')[0]!;
}

/** Runs `transfer` and prints the memory before it, the highest while it runs, and after it. */
async function watch(
  name: string,
  server: ApacheServer,
  transfer: () => Promise<number | string>,
): Promise<void> {
  const before = daemonMemory(server.pid);
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, daemonMemory(server.pid));
  }, 50);
  const start = performance.now();
  const result = Number(await transfer());
  clearInterval(timer);
  if (result !== LARGE) throw new Error(`${name}: ${result} bytes instead of ${LARGE}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const figures = [before, highest, daemonMemory(server.pid)].map(megabytes);
  console.log(
    `  ${name} of 200 MB in ${seconds} s: ${figures[0]} MB before, at most ${figures[1]}, ${figures[2]} after`,
  );
}

const megabytes = (kibibytes: number): string => (kibibytes / 1024).toFixed(1);

async function soak(modules: ServerModules, environment: ParityEnvironment): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'migrate-soak-'));
  chmodSync(work, 0o755);
  let server: ApacheServer | undefined;
  try {
    const options = ['--handlers', 'bridge', '--processes', '1'];
    const { configuration } = await writeMigratedSite(path.join(work, 'site'), options);
    server = await startApache({ environment, modules, siteConfiguration: configuration });
    const { port } = server;
    for (const address of PATHS) await runLoad({ port, path: address, requests: 200, concurrency: 4 });
    console.log(`\n${modules}: ${megabytes(daemonMemory(server.pid))} MB after the first requests`);
    await requests(server);
    await watch('upload', server, () => upload(port, '/up/x', LARGE));
    await watch('download', server, () => download(port, `/down/x?${LARGE}`));
  } finally {
    await server?.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const environment = readParityEnvironment();
  if (environment === undefined) return console.log('skipped: no servers here, run scripts/setup-parity.sh');
  if (!hasLoadGenerator()) return console.log('skipped: no ab here (package apache2-utils)');
  for (const modules of ['mod_wsgi-py27', 'mod_wsgi-py3'] as const) {
    if (environment.module[modules] !== undefined) await soak(modules, environment);
  }
}

await main();
