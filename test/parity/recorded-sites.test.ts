import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSite } from '../../scripts/conformance/run-site.js';
import { findSites } from '../../scripts/conformance/site.js';
import { missingParity, packageRoot, readParityEnvironment } from '../support/parity-environment.js';

/**
 * Sites with the answers that mod_python on Python 2.7 gave, migrated and served by mod_wsgi for Python 2.7. (fixtures/sites
 * are served by mod_python on Python 3 as well; what these ask for, it answers otherwise or not at all.)
 */

const environment = readParityEnvironment();
const modules = 'mod_wsgi-py27';
const missing = missingParity(environment, modules, 'shared');
const sites = findSites(path.join(packageRoot, 'fixtures', 'recorded-sites'));

describe.skipIf(missing !== undefined)('answers recorded on Python 2.7, on mod_wsgi for Python 2.7', () => {
  test.each(sites.map((site) => [site.name, site] as const))(
    '%s',
    async (_, site) => {
      if (environment === undefined) throw new Error(missing);
      const result = await runSite(site, { environment, modules });
      expect(result.note).toBeUndefined();
      expect(result.requests.filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect(result.passed).toBe(result.total);
    },
    120_000,
  );
});
