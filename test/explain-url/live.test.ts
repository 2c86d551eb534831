/**
 * explain-url against running servers: mod_python on the site as it is, mod_wsgi on the migrated one. A part of the sites
 * with recorded answers; `npx tsx scripts/explain-url-live.ts` takes them all.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSites } from '../../scripts/conformance/site.js';
import { explainSite } from '../../scripts/explain-url/run-site.js';
import { countVerdicts, reasons } from '../../scripts/explain-url/table.js';
import {
  missingParity,
  packageRoot,
  readParityEnvironment,
  sharedFolder,
} from '../support/parity-environment.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');

/** Sections of every kind, interpreters, options, .htaccess, phases, filters, virtual hosts. */
const CHOSEN = [
  'django-like',
  'interpreters',
  'options-per-location',
  'output-filter',
  'phases',
  'publisher-subdirs-htaccess',
  'whole-vhost',
];
const conformance = path.join(sharedFolder, 'conformance', 'open');
const sites = [
  ...findSites(path.join(packageRoot, 'test', 'explain-url', 'sites')),
  ...findSites(path.join(packageRoot, 'fixtures', 'sites', 'tutorial')),
  ...(existsSync(conformance) ? findSites(conformance).filter(({ name }) => CHOSEN.includes(name)) : []),
];

/** Requests that nobody can decide from the files: any more would be agreement bought with silence. */
const UNDECIDED: Readonly<Record<string, number>> = { corners: 6, phases: 1 };

describe.skipIf(missing !== undefined || environment === undefined)('explain-url and live servers', () => {
  test.each(sites)('agree about $name', { timeout: 60_000 }, async (site) => {
    const result = await explainSite(site, environment as NonNullable<typeof environment>);
    expect(reasons([result], 'disagree')).toEqual([]);
    expect(result.requests.length).toBeGreaterThan(0);
    for (const side of ['before', 'after'] as const)
      expect(countVerdicts(result.requests, side, 'not derivable')).toBeLessThanOrEqual(
        UNDECIDED[site.name] ?? 0,
      );
  });
});
