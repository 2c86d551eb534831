/**
 * Generates what is made from the rules: rules/index.ts, docs/rules/*.md and docs/rules.md.
 *
 *   tsx scripts/gen.ts           writes
 *   tsx scripts/gen.ts --check   exits 1 and names the files that are stale
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Project } from 'ts-morph';
import { unusedMessages } from './gen/messages.js';
import { rulePages } from './gen/pages.js';
import { registrySource } from './gen/registry.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(): Promise<void> {
  const project = new Project({ tsConfigFilePath: join(ROOT, 'tsconfig.json') });
  const sources = project.getSourceFiles('rules/*/*.ts');
  const problems = sources.flatMap(unusedMessages);
  const registry = registrySource(sources.map((source) => source.getFilePath().slice(ROOT.length + 1)));
  const check = process.argv.includes('--check');
  const stale = put('rules/index.ts', registry, check) ? [] : ['rules/index.ts'];
  if (!check || stale.length === 0) {
    const { RULES } = await import('../rules/index.js');
    const pages = rulePages(RULES);
    for (const [path, text] of pages) if (!put(path, text, check)) stale.push(path);
    for (const name of obsolete(pages)) check ? stale.push(name) : rmSync(join(ROOT, name));
  }
  for (const problem of problems) console.error(problem);
  if (check) for (const path of stale) console.error(`${path} is stale: run npm run gen`);
  if (problems.length > 0 || (check && stale.length > 0)) process.exitCode = 1;
}

/** Writes the file, or with `check` only compares it; whether it is (now) up to date. */
function put(path: string, text: string, check: boolean): boolean {
  const full = join(ROOT, path);
  let current: string | undefined;
  try {
    current = readFileSync(full, 'utf8');
  } catch {
    current = undefined;
  }
  if (current === text) return true;
  if (check) return false;
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return true;
}

function obsolete(pages: ReadonlyMap<string, string>): readonly string[] {
  try {
    return readdirSync(join(ROOT, 'docs/rules'))
      .map((name) => `docs/rules/${name}`)
      .filter((path) => !pages.has(path));
  } catch {
    return [];
  }
}

await main();
