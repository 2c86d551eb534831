/** Asks explain-url and two real servers about every request of one site: mod_python before, mod_wsgi after. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { siteSettings } from '../../src/cli/options.js';
import { run } from '../../src/cli/run.js';
import { openSession, requestOf } from '../../src/cli/session.js';
import { loadEngine, type World } from '../../src/cli/world.js';
import { explainUrl, openUrlServers } from '../../src/core/explain-url/explain-url.js';
import type { UrlExplanation } from '../../src/core/explain-url/result.js';
import { freePort } from '../../test/support/apache.js';
import type { ParityEnvironment } from '../../test/support/parity-environment.js';
import { type InstalledSite, installSite, type Site } from '../conformance/site.js';
import { hostOf, type Observed, type UrlRequest } from './ask.js';
import { compareLive, type Verdict } from './compare.js';
import { compareRecorded, type RecordedAnswer } from './recorded.js';
import { askSite, type Serving } from './serve.js';

export interface RequestVerdicts {
  readonly id: string;
  readonly before: Verdict;
  readonly recorded: Verdict;
  readonly after: Verdict;
}

export interface SiteVerdicts {
  readonly name: string;
  readonly requests: readonly RequestVerdicts[];
}

const here = path.dirname(fileURLToPath(import.meta.url));

/** @throws when the site cannot be explained, migrated or served */
export async function explainSite(site: Site, environment: ParityEnvironment): Promise<SiteVerdicts> {
  const requests = readJson<readonly UrlRequest[]>(site, 'requests.json');
  const recorded = existsSync(path.join(site.folder, 'recorded.json'))
    ? readJson<Readonly<Record<string, RecordedAnswer>>>(site, 'recorded.json')
    : {};
  const port = await freePort();
  const installed = installSite(site, port);
  try {
    const explanations = await explainAll(installed, requests, port);
    const asked = { environment, port, requests };
    const before = await askBefore(installed, asked);
    const after = await askAfter(installed, asked);
    const verdict = (request: UrlRequest, index: number): RequestVerdicts => {
      const said = explanations[index] as UrlExplanation;
      // What answers here, and what gave the recorded answers, is mod_python 3.5.
      const old = said.newer ?? said.before;
      const live = (side: typeof old, seen: Observed | undefined) =>
        compareLive(side, seen as Observed, request.method, probeFolder(installed));
      return {
        id: request.id,
        before: live(old, before[index]),
        recorded: compareRecorded(old, recorded[request.id]),
        after: live(said.after, after[index]),
      };
    };
    return { name: site.name, requests: requests.map(verdict) };
  } finally {
    installed.remove();
    rmSync(`${installed.work}-state`, { recursive: true, force: true });
  }
}

function readJson<T>(site: Site, name: string): T {
  return JSON.parse(readFileSync(path.join(site.folder, name), 'utf8')) as T;
}

function probeFolder({ work }: InstalledSite): string {
  return path.join(work, 'probes');
}

/** As the command does, but with one plan for all URLs. Files are named by their absolute paths. */
async function explainAll(
  installed: InstalledSite,
  requests: readonly UrlRequest[],
  port: number,
): Promise<readonly UrlExplanation[]> {
  const settings = siteSettings({ serverConfig: installed.configuration }, [installed.work], installed.work);
  const { tree, plan } = await openSession(worldOf(installed), settings, 'explain-url');
  const servers = openUrlServers(tree, plan, requestOf(settings), (name) => name);
  if ('why' in servers) throw new Error(servers.why);
  return requests.map((request) => {
    const [, authority, rest] =
      /^http:\/\/([^/]*)(.*)$/.exec(request.path.replaceAll('@PORT@', String(port))) ?? [];
    const url = (rest ?? request.path).replace(/\?.*$/s, '');
    return explainUrl(servers, {
      path: url,
      host: authority ?? hostOf(request, port),
      port,
      method: request.method,
    });
  });
}

type Asked = Pick<Serving, 'environment' | 'port' | 'requests'>;

/** Leaves the site as it was. */
async function askBefore(installed: InstalledSite, asked: Asked): Promise<readonly Observed[]> {
  const saved = `${installed.work}-saved`;
  cpSync(installed.work, saved, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  try {
    mkdirSync(probeFolder(installed));
    copyFileSync(
      path.join(here, 'explain_url_probe.py'),
      path.join(probeFolder(installed), 'explain_url_probe.py'),
    );
    return await askSite(installed, { ...asked, modules: 'mod_python', probeFolder: probeFolder(installed) });
  } finally {
    for (const name of readdirSync(installed.work))
      rmSync(path.join(installed.work, name), { recursive: true });
    cpSync(saved, installed.work, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    rmSync(saved, { recursive: true });
  }
}

async function askAfter(installed: InstalledSite, asked: Asked): Promise<readonly Observed[]> {
  await migrate(installed);
  const all = readdirSync(installed.root, { recursive: true, encoding: 'utf8' });
  for (const name of all.filter((one) => one.endsWith('.wsgi')))
    copyFileSync(path.join(here, 'wsgi_probe.py'), path.join(installed.root, name));
  return await askSite(installed, { ...asked, modules: 'mod_wsgi-py27', probeFolder: undefined });
}

async function migrate(installed: InstalledSite): Promise<void> {
  const said: string[] = [];
  const world = worldOf(installed, said);
  const words = ['apply', '--allow-dirty', '--server-config', installed.configuration, installed.work];
  if ((await run(words, world)) !== 0) throw new Error(`apply failed: ${said.join('')}`);
}

function worldOf(installed: InstalledSite, said: string[] = []): World {
  const sink = {
    write(data: string | Uint8Array, done: () => void) {
      said.push(data.toString());
      done();
    },
  };
  const env = { ...process.env, MIGRATE_STATE_DIR: `${installed.work}-state` };
  return { cwd: installed.work, env, stdout: sink, stderr: sink, loadEngine };
}
