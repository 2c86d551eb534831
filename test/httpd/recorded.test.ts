/**
 * fixtures/parse/httpd/cases.jsonl is what httpd says. With RECORD=1 this writes it anew: add a line with `id`, `title`
 * and `files` (and `"raw": null` where only the effective reading matters), then record.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { askDumpTree, askRawTree, type Files, oracleMissing, type Reading } from './support/oracle.js';

interface RecordedCase {
  readonly id: string;
  readonly title: string;
  readonly files: Files;
  readonly raw?: Reading | null;
  readonly effective?: Reading;
}

const source = new URL('../../fixtures/parse/httpd/cases.jsonl', import.meta.url);
const cases = readFileSync(source, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as RecordedCase);

function plain(reading: Reading | undefined): Reading | undefined {
  return reading !== undefined && 'error' in reading
    ? { error: reading.error.replace('apache2: ', '') }
    : reading;
}

describe.skipIf(oracleMissing !== undefined)(`our recorded cases ${oracleMissing ?? ''}`, () => {
  test('are what httpd says', { timeout: 60_000 }, () => {
    const files = cases.map((entry) => entry.files);
    const raw = askRawTree(files);
    const effective = askDumpTree(files);
    const now = cases.map(({ id, title, files: own, raw: old }, index) => {
      return {
        id,
        title,
        files: own,
        raw: old === null ? null : plain(raw[index]),
        effective: plain(effective[index]),
      };
    });
    if (process.env.RECORD === '1') {
      writeFileSync(source, now.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      return;
    }
    expect(now).toEqual(cases);
  });
});
