import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { migrate, runSite } from '../../scripts/conformance/run-site.js';
import { findSites, installSite, type Site } from '../../scripts/conformance/site.js';
import { differences, placeless } from '../support/agreement.js';
import { freePort, startApache } from '../support/apache.js';
import { type Answer, readRequests, send } from '../support/exchange.js';
import {
  missingParity,
  type ParityEnvironment,
  packageRoot,
  readParityEnvironment,
  type ServerModules,
} from '../support/parity-environment.js';

/**
 * The claim of the whole tool, on real servers: mod_python on a site as it was, and mod_wsgi on the site that the
 * tool made of it, give the same answers to the same requests.
 */

const environment = readParityEnvironment();
const sites = findSites(path.join(packageRoot, 'fixtures', 'sites'));

/** All answers of a fresh copy of `site`, in order, migrated first unless mod_python serves it. */
async function answersOf(
  site: Site,
  modules: ServerModules,
  servers: ParityEnvironment,
): Promise<readonly Answer[]> {
  const port = await freePort();
  const installed = installSite(site, port);
  try {
    if (modules !== 'mod_python') await migrate(installed);
    const server = await startApache({
      environment: servers,
      modules,
      port,
      siteConfiguration: installed.configuration,
    });
    try {
      const answers: Answer[] = [];
      for (const request of requestsOf(site)) {
        answers.push(placeless(await send(port, request), { port, root: installed.root }));
      }
      return answers;
    } finally {
      await server.stop();
    }
  } finally {
    installed.remove();
  }
}

function requestsOf(site: Site) {
  return readRequests(readFileSync(path.join(site.folder, 'requests.json'), 'utf8'));
}

/** Compares with what mod_python answered, or with what is expected where that was a fault. */
function disagreements(site: Site, before: readonly Answer[], after: readonly Answer[]): readonly string[] {
  return requestsOf(site).flatMap((request, index) =>
    differences(request.expected ?? before[index]!, after[index]!).map((text) => `${request.id}: ${text}`),
  );
}

describe.each(sites)('site $name', (site) => {
  const skippedSite = missingParity(environment, 'mod_python');
  if (skippedSite !== undefined || environment === undefined) {
    test.skip(`answers the same after migration (${skippedSite})`);
    return;
  }

  let before: readonly Answer[];
  beforeAll(async () => {
    before = await answersOf(site, 'mod_python', environment);
  });

  for (const [modules, title] of [
    ['mod_wsgi-py3', 'mod_wsgi on Python 3'],
    ['mod_wsgi-py27', 'mod_wsgi 4.9.4 on Python 2.7'],
  ] as const) {
    const skipped = missingParity(environment, modules);
    if (skipped !== undefined) {
      test.skip(`answers the same on ${title} (${skipped})`);
      continue;
    }
    test(`answers the same on ${title}`, async () => {
      expect(disagreements(site, before, await answersOf(site, modules, environment))).toEqual([]);
    });
  }

  const skipped = missingParity(environment, 'mod_python', 'shared');
  if (skipped !== undefined) {
    test.skip(`mod_python still answers as recorded (${skipped})`);
    return;
  }
  test('mod_python still answers as recorded', async () => {
    const result = await runSite(site, { environment, modules: 'mod_python', asRecorded: true });
    const wrong = result.requests.filter((request) => request.problems.length > 0);
    expect([result.note, ...wrong]).toEqual([undefined]);
    expect(result.passed).toBe(result.total);
  });
});
