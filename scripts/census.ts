/**
 * The independent census of scripts/corpus/census.ts, held against the tool's report.
 *
 *     npx tsx scripts/census.ts FOLDER…      one table row a folder, then every hit that the report misses
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { censusOf, type HitKind } from './corpus/census.js';
import { missedHits } from './corpus/missed.js';
import { migrate } from './corpus/report.js';

const KINDS: readonly HitKind[] = ['directive', 'quoted', 'import', 'api'];

function census(folder: string, state: string): void {
  const hits = censusOf(folder);
  const missed = missedHits(hits, migrate(['scan', folder], state).report);
  const cells = KINDS.map((kind) => {
    const all = hits.filter((hit) => hit.kind === kind).length;
    return `${kind} ${all - missed.filter((hit) => hit.kind === kind).length}/${all}`.padEnd(18);
  });
  console.log([path.basename(folder).padEnd(26), ...cells].join(' ').trimEnd());
  for (const hit of missed)
    console.log(`    ${path.relative(folder, hit.file)}:${hit.line}  ${hit.kind}  ${hit.text}`);
}

const state = mkdtempSync(path.join(tmpdir(), 'census-'));
for (const folder of process.argv.slice(2)) census(path.resolve(folder), state);
