import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSite } from '../../scripts/conformance/run-site.js';
import { findSites } from '../../scripts/conformance/site.js';
import { missingParity, packageRoot, readParityEnvironment } from '../support/parity-environment.js';

/**
 * Sites whose handlers and publisher modules become plain WSGI, on a real server: the answers are those that mod_python on
 * Python 2.7 gave, and they do come from plain WSGI. (fixtures/sites are served by mod_python on Python 3 as well, which
 * reads forms wrongly, so these have a folder of their own.)
 */

const environment = readParityEnvironment();
const modules = 'mod_wsgi-py27';
const missing = missingParity(environment, modules);
const sites = findSites(path.join(packageRoot, 'fixtures', 'native-sites'));

describe.skipIf(missing !== undefined)('answers of plain WSGI on mod_wsgi for Python 2.7', () => {
  test.each(sites.map((site) => [site.name, site] as const))(
    '%s',
    async (_, site) => {
      if (environment === undefined) throw new Error(missing);
      const result = await runSite(site, { environment, modules, native: true });
      expect(result.requests.filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect(result.passed).toBe(result.total);
      // Two of the club's addresses lead to no handler.
      expect(result.native).toBeGreaterThanOrEqual(result.total - 2);
    },
    120_000,
  );
});
