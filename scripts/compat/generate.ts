/**
 * Generates docs/compat.md from the inventories in test/runtime and the tool's list of names.
 *
 *   tsx scripts/compat/generate.ts           writes
 *   tsx scripts/compat/generate.ts --check   exits 1 if the page is stale, or a name is missing
 *
 * Needs a Python, any from 2.7 on. Without one the page stays as it is; that is an error where CI is set.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../test/support/parity-environment.js';
import { readInventory } from './inventory.js';
import { compatPage, missingNames } from './page.js';

const PAGE = 'docs/compat.md';

/** Writes the page, or with `check` compares it; returns what is wrong. */
export function generateCompatPage(check: boolean): readonly string[] {
  const inventory = readInventory();
  if (inventory === undefined) return process.env.CI ? [`${PAGE}: no Python here to check it with`] : [];
  const missing = missingNames(inventory).map((name) => `${PAGE}: no line about ${name}`);
  const file = path.join(packageRoot, PAGE);
  const text = compatPage(inventory);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return missing;
  if (check) return [...missing, `${PAGE} is stale: run npx tsx scripts/compat/generate.ts`];
  writeFileSync(file, text);
  return missing;
}

if (process.argv[1] === import.meta.filename) {
  const problems = generateCompatPage(process.argv.includes('--check'));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
