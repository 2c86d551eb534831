/**
 * Migrates sites with recorded answers, serves them with mod_wsgi and counts the answers that agree.
 *
 *     npm run conformance -- [FOLDER…] [--only SITE]… [--python3] [--mod-python] [--log] [--native] [--jobs N]
 *                            [--mode daemon|embedded]
 *                            [--verbose] [--keep] [--report FILE.json] [--min PERCENT]
 *
 * FOLDER       a site or a folder of sites (default: fixtures/sites)
 * --only       these sites only
 * --python3    serve with Debian's mod_wsgi for Python 3 instead of mod_wsgi 4.9.4 for Python 2.7
 * --mod-python serve the sites as they are with Debian's mod_python (Python 3) and judge by the recorded answers
 * --log        compare the error log as well
 * --mode       how the migrated sites run (default: daemon)
 * --native     count the requests that plain WSGI answers, without the bridge
 * --verbose    print what differs
 * --keep       leave the migrated copies, each with its error_log
 * --report     also write the results as JSON
 * --min        exit with 1 if fewer than this percentage of the requests agree
 *
 * Exit status: 0 done, 1 below --min, 2 could not run.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  missingParity,
  packageRoot,
  readParityEnvironment,
  type ServerModules,
  sharedFolder,
} from '../test/support/parity-environment.js';
import { type RunOptions, runSite, type SiteResult } from './conformance/run-site.js';
import { findSites, type Site } from './conformance/site.js';
import { resultTable, sum } from './conformance/table.js';

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      python3: { type: 'boolean', default: false },
      'mod-python': { type: 'boolean', default: false },
      log: { type: 'boolean', default: false },
      native: { type: 'boolean', default: false },
      psp: { type: 'string', default: 'bridge' },
      mode: { type: 'string', default: 'daemon' },
      verbose: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
      report: { type: 'string' },
      min: { type: 'string' },
    },
  });
}

/** The sites named on the command line. Throws if a name in --only fits none. */
function chooseSites(folders: readonly string[], only: readonly string[]): readonly Site[] {
  const chosen = folders.length > 0 ? folders : [path.join(packageRoot, 'fixtures', 'sites')];
  const sites = chosen.flatMap(findSites);
  const unknown = only.filter((name) => !sites.some((site) => site.name === name));
  if (unknown.length > 0) throw new Error(`no such site: ${unknown.join(', ')}`);
  return only.length === 0 ? sites : sites.filter((site) => only.includes(site.name));
}

/** Runs the sites, `jobs` at a time, and returns the results in the order of the sites. */
async function runAll(
  sites: readonly Site[],
  jobs: number,
  options: RunOptions,
): Promise<readonly SiteResult[]> {
  const results: SiteResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < sites.length) {
      const index = next++;
      results[index] = await runSite(sites[index]!, options);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

function writeReport(file: string, modules: ServerModules, sites: readonly SiteResult[]): void {
  const report = { schemaVersion: 1, servedWith: modules, total: sum(sites), sites };
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
}

/** One line for each site where plain WSGI answered, and their sum. */
function nativeTable(results: readonly SiteResult[]): string {
  const answered = results.filter(({ native = 0 }) => native > 0);
  const total = answered.reduce((all, { native = 0 }) => all + native, 0);
  return [
    ...answered.map(({ name, native }) => `${String(native).padStart(5)}  ${name}`),
    `${String(total).padStart(5)}  requests were answered by plain WSGI`,
  ].join('\n');
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const modules: ServerModules = values['mod-python']
    ? 'mod_python'
    : values.python3
      ? 'mod_wsgi-py3'
      : 'mod_wsgi-py27';
  const environment = readParityEnvironment();
  const missing = missingParity(environment, modules);
  if (missing !== undefined || environment === undefined) throw new Error(missing ?? 'no parity environment');
  if (!existsSync(sharedFolder))
    throw new Error('../shared is missing; its conformance/replay.py compares the answers');
  const sites = chooseSites(positionals, values.only);
  const options = {
    environment,
    modules,
    asRecorded: modules === 'mod_python',
    keep: values.keep,
    log: values.log,
    native: values.native,
    psp: values.psp,
    mode: values.mode,
  };
  const results = await runAll(sites, Math.max(1, Number.parseInt(values.jobs, 10) || 1), options);
  console.log(resultTable(results, values.verbose));
  if (values.native) console.log(nativeTable(results));
  if (values.report !== undefined) writeReport(values.report, modules, results);
  const { passed, total } = sum(results);
  return values.min !== undefined && 100 * passed < Number(values.min) * total ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`conformance: ${(error as Error).message}`);
  process.exitCode = 2;
}
