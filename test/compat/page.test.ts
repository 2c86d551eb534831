/** docs/compat.md: no name of mod_python is missing, and the page is what the inventories say. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInventory } from '../../scripts/compat/inventory.js';
import { compatPage, missingNames } from '../../scripts/compat/page.js';
import { packageRoot } from '../support/parity-environment.js';

const inventory = readInventory();
if (inventory === undefined && process.env.CI) throw new Error('CI is set, and no Python is here');

describe.skipIf(inventory === undefined)('docs/compat.md', () => {
  const known = inventory!;
  const page = inventory === undefined ? '' : compatPage(inventory);

  it('is up to date (npx tsx scripts/compat/generate.ts)', () => {
    expect(readFileSync(path.join(packageRoot, 'docs', 'compat.md'), 'utf8')).toBe(page);
  });

  it('has a line about every name that the tool knows', () => {
    expect(missingNames(known)).toEqual([]);
  });

  it('notices a name that is missing', () => {
    const { write: _, ...rest } = known.objects.find(([title]) => title === 'request')![1];
    const objects = known.objects.map(
      ([title, names]) => [title, title === 'request' ? rest : names] as const,
    );
    expect(missingNames({ ...known, objects })).toEqual(['request.write']);
    const absentModules = Object.fromEntries(
      Object.entries(known.absentModules).filter(([name]) => name !== 'httpdconf'),
    );
    expect(missingNames({ ...known, absentModules })).toEqual(['httpdconf']);
  });

  it('says of each name what becomes of it', () => {
    const states = [...page.matchAll(/^\| `[^`]+` \| (emulated|differs: .|impossible: .|not there: .)/gm)];
    const names = known.objects.flatMap(([, all]) => Object.keys(all));
    expect(states).toHaveLength(names.length + Object.keys(known.dropped).length);
  });
});
