import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RunOptions, runSite } from '../../scripts/conformance/run-site.js';
import { findSites } from '../../scripts/conformance/site.js';
import {
  missingParity,
  packageRoot,
  readParityEnvironment,
  type ServerModules,
} from '../support/parity-environment.js';

/**
 * Sites with the answers that mod_python on Python 2.7 gave, migrated and served by mod_wsgi for Python 2.7. (fixtures/sites
 * are served by mod_python on Python 3 as well; what these ask for, it answers otherwise or not at all.)
 */

const environment = readParityEnvironment();
const sites = findSites(path.join(packageRoot, 'fixtures', 'recorded-sites'));

/** Runs these sites in one way, and expects all their answers. */
function answered(
  title: string,
  names: readonly string[],
  modules: ServerModules,
  more: Partial<RunOptions>,
) {
  const missing = missingParity(environment, modules, 'shared');
  const chosen = sites.filter((site) => names.includes(site.name));
  describe.skipIf(missing !== undefined)(title, () => {
    test.each(chosen.map((site) => [site.name, site] as const))(
      '%s',
      async (_, site) => {
        if (environment === undefined) throw new Error(missing);
        const result = await runSite(site, { environment, modules, ...more });
        expect(result.note).toBeUndefined();
        expect(result.requests.filter(({ problems }) => problems.length > 0)).toEqual([]);
        expect(result.passed).toBe(result.total);
      },
      120_000,
    );
  });
}

answered(
  'answers recorded on Python 2.7, on mod_wsgi for Python 2.7',
  sites.map(({ name }) => name),
  'mod_wsgi-py27',
  {},
);
answered('with compiled PSP pages', ['club-pages', 'two-pythons'], 'mod_wsgi-py27', { psp: 'compile' });
answered('on Python 3', ['two-pythons'], 'mod_wsgi-py3', {});
answered('on Python 3 with compiled PSP pages', ['two-pythons'], 'mod_wsgi-py3', { psp: 'compile' });
