/**
 * Holds `migrate explain-url` against real servers, for every request of sites with recorded answers.
 *
 *     npx tsx scripts/explain-url-live.ts [FOLDER…] [--only SITE]… [--verbose]
 *
 * FOLDER     a site or a folder of sites (default: ../shared/conformance/open and fixtures/sites)
 * --only     these sites only
 * --verbose  also say what is not derivable, and why
 *
 * Each site is served twice, its configuration instrumented (scripts/explain-url/instrument.ts): as it is with Debian's
 * mod_python, whose handlers are replaced by ones that report how they were called, and migrated with mod_wsgi, whose
 * entry scripts do the same. Compared are the sections in merge order, the file, path_info, who answers and with what
 * status, the handlers, phases, filters, options, PythonPath, interpreter and PythonDebug; after the migration script,
 * process group and application group. The recorded answers of the Python 2.7 server are compared where a status can tell.
 *
 * Exit status: 0 nothing disagrees, 1 something does, 2 could not run.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  missingParity,
  packageRoot,
  readParityEnvironment,
  sharedFolder,
} from '../test/support/parity-environment.js';
import { findSites, type Site } from './conformance/site.js';
import { explainSite, type SiteVerdicts } from './explain-url/run-site.js';
import { reasons, verdictTable } from './explain-url/table.js';

function chooseSites(folders: readonly string[], only: readonly string[]): readonly Site[] {
  const defaults = [
    path.join(sharedFolder, 'conformance', 'open'),
    path.join(packageRoot, 'fixtures', 'sites'),
  ].filter(existsSync);
  const sites = (folders.length > 0 ? folders : defaults).flatMap(findSites);
  const unknown = only.filter((name) => !sites.some((site) => site.name === name));
  if (unknown.length > 0) throw new Error(`no such site: ${unknown.join(', ')}`);
  return only.length === 0 ? sites : sites.filter(({ name }) => only.includes(name));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
    },
  });
  const environment = readParityEnvironment();
  const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');
  if (missing !== undefined || environment === undefined) throw new Error(missing ?? 'no servers here');
  const results: SiteVerdicts[] = [];
  for (const site of chooseSites(positionals, values.only))
    results.push(await explainSite(site, environment));
  console.log(verdictTable(results));
  if (values.verbose)
    for (const line of reasons(results, 'not derivable')) console.log(`not derivable: ${line}`);
  const wrong = reasons(results, 'disagree');
  for (const line of wrong) console.log(`disagree: ${line}`);
  return wrong.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`explain-url-live: ${(error as Error).message}`);
  process.exitCode = 2;
}
