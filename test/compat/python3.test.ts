/**
 * Sites whose code is valid Python 3 answer under Debian's mod_wsgi what they answer under Debian's mod_python, both on
 * Python 3: every request that mod_python there answers as recorded on Python 2.7, and as many as docs/differences.md says.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareOnPython3, invalidFiles } from '../../scripts/compat/python3.js';
import { findSites } from '../../scripts/conformance/site.js';
import {
  missingParity,
  packageRoot,
  readParityEnvironment,
  sharedFolder,
} from '../support/parity-environment.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py3', 'shared');

/** Differences that docs/differences.md tells. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  'guard-static': ['bot'],
  'extension-dispatch': ['mixed-cgi'],
  // Only its status is compared under mod_python, because the rest depends on memory contents there; under mod_wsgi the
  // body, which is bytes on Python 3: b'…' in what the site prints with %r.
  'output-filter': ['in'],
};

/** How many requests of a site pass on Python 3: its row in docs/differences.md. */
function passesOf(site: string): number {
  const text = readFileSync(path.join(packageRoot, 'docs', 'differences.md'), 'utf8');
  const row = text.split('\n').find((line) => new RegExp(`^\\| ${site}[ ,(].*\\|`).test(line));
  if (row === undefined) throw new Error(`docs/differences.md says nothing about ${site}`);
  return Number(row.split('|')[4]);
}

/** Sites of which a file is not valid that no request needs, or that is meant to be broken. */
const NEARLY_VALID = ['extension-dispatch', 'psp-pages', 'publisher-subdirs-htaccess'];

describe('sites that are valid Python 3', () => {
  if (missing !== undefined || environment === undefined) {
    test.skip(`answer there as under mod_python (${missing})`);
    return;
  }
  const sites = findSites(path.join(sharedFolder, 'conformance', 'open'));
  const valid = sites.filter(
    ({ name, folder }) => NEARLY_VALID.includes(name) || invalidFiles(folder).length === 0,
  );

  test('are more than a dozen', () => {
    expect(valid.length).toBeGreaterThan(15);
  });

  test.each(valid)(
    '$name',
    async (site) => {
      const { lost, migrated } = await compareOnPython3(site, environment);
      expect(migrated.note).toBeUndefined();
      expect(migrated.passed, 'passed').toBe(passesOf(site.name));
      expect(lost.filter((line) => !TOLD[site.name]?.includes(line.split(':')[0]!))).toEqual([]);
    },
    120_000,
  );
});
