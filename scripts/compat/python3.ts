/**
 * Recorded sites on Python 3, in three ways: is their code valid there, what does Debian's own mod_python make of them,
 * and what does the migrated site make of them.
 *
 *     npx tsx scripts/compat/python3.ts [FOLDER]      a folder of sites (default: ../shared/conformance/open)
 *
 * Prints a Markdown table. A request that mod_python on Python 3 answers as recorded is one whose code runs there: the
 * migrated site has to answer it, too.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import {
  missingParity,
  type ParityEnvironment,
  packageRoot,
  readParityEnvironment,
  sharedFolder,
} from '../../test/support/parity-environment.js';
import { runSite, type SiteResult } from '../conformance/run-site.js';
import { findSites, type Site } from '../conformance/site.js';

/** Files of the site in `folder` that are no valid Python 3, relative to it. Throws if there is no Python 3. */
export function invalidFiles(folder: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync('python3', ['scripts/compat/compiles.py', folder], {
    cwd: packageRoot,
    encoding: 'utf8',
    env: {
      ...process.env,
      PYTHONPATH: 'src/runtime',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONWARNINGS: 'ignore',
    },
  });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

export interface Comparison {
  readonly old: SiteResult;
  readonly migrated: SiteResult;
  /** Requests that mod_python answers as recorded and the migrated site does not, with the reasons. */
  readonly lost: readonly string[];
}

/** Serves `site` with mod_python and, migrated, with mod_wsgi, both on Python 3. */
export async function compareOnPython3(site: Site, environment: ParityEnvironment): Promise<Comparison> {
  const old = await runSite(site, { environment, modules: 'mod_python', asRecorded: true });
  const migrated = await runSite(site, { environment, modules: 'mod_wsgi-py3' });
  const works = new Set(
    old.requests.filter(({ problems }) => problems.length === 0).map((request) => request.id),
  );
  const lost = migrated.requests
    .filter((request) => works.has(request.id) && request.problems.length > 0)
    .map(({ id, problems }) => `${id}: ${problems.join('; ')}`);
  return { old, migrated, lost };
}

async function main(): Promise<void> {
  const environment = readParityEnvironment();
  const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py3', 'shared');
  if (missing !== undefined || environment === undefined) return console.log(missing);
  console.log('| Site | files not valid | requests | mod_python | migrated | answered by mod_python only |');
  console.log('|---|--:|--:|--:|--:|---|');
  for (const site of findSites(process.argv[2] ?? path.join(sharedFolder, 'conformance', 'open'))) {
    const { old, migrated, lost } = await compareOnPython3(site, environment);
    const only = lost.map((line) => line.split(':')[0]).join(', ');
    const invalid = invalidFiles(site.folder).length;
    console.log(
      `| ${site.name} | ${invalid} | ${old.total} | ${old.passed} | ${migrated.passed} | ${only} |`,
    );
  }
}

if (process.argv[1] === import.meta.filename) await main();
