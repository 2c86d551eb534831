/**
 * Records what httpd makes of our own small inputs: reads fixtures/parse/httpd/inputs.json, writes cases.jsonl beside it.
 * usage: npx tsx test/httpd/support/record-cases.ts    (needs scripts/setup-parity.sh)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { askDumpTree, askRawTree, type Files, type Reading } from './oracle.js';

interface Input {
  readonly id: string;
  readonly title: string;
  readonly files: Files;
  /** Only the effective reading is of interest. */
  readonly effectiveOnly?: boolean;
}

const folder = new URL('../../../fixtures/parse/httpd/', import.meta.url);
const inputs = JSON.parse(readFileSync(new URL('inputs.json', folder), 'utf8')) as readonly Input[];
const files = inputs.map((input) => input.files);
const raw = askRawTree(files);
const effective = askDumpTree(files);
const plain = (reading: Reading | undefined): Reading | undefined =>
  reading !== undefined && 'error' in reading ? { error: reading.error.replace('apache2: ', '') } : reading;
const lines = inputs.map(({ id, title, files: own, effectiveOnly }, index) =>
  JSON.stringify({
    id,
    title,
    files: own,
    raw: effectiveOnly ? null : plain(raw[index]),
    effective: plain(effective[index]),
  }),
);
writeFileSync(new URL('cases.jsonl', folder), `${lines.join('\n')}\n`);
console.log(`${lines.length} cases recorded`);
