/** Small inputs with httpd's own reading of them, recorded with mod_rawtree and mod_dumptree (../shared/oracles/apache). */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/httpd/reading/evaluate.js';
import { fromLatin1 } from '../../src/httpd/syntax/bytes.js';
import { parseConfig } from '../../src/httpd/syntax/syntax.js';
import { fatalMessage, unescapeLog } from './support/fatal-message.js';
import { flatEffective, flatSyntax, lowerNames, type Row } from './support/flat.js';
import { memoryHost } from './support/memory-host.js';

type Reading = { readonly nodes: readonly Row[] } | { readonly error: string };
interface Case {
  readonly id: string;
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly defines?: readonly string[];
  readonly raw: Reading | null;
  readonly effective: Reading;
}

const own = new URL('../../fixtures/parse/httpd/cases.jsonl', import.meta.url);
const shared = new URL('../../../shared/oracles/apache/cases.jsonl', import.meta.url);
const sources = [own, ...(existsSync(shared) ? [shared] : [])];
const cases = sources
  .flatMap((source) => readFileSync(source, 'utf8').split('\n'))
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Case);

const local = (text: string): string => text.replaceAll('/srv/', '').replaceAll('/srv', '.');
const localRows = (rows: readonly Row[]): readonly Row[] =>
  rows.map(([depth, file, line, name, args, argv]) => [depth, local(file), line, name, args, argv]);

describe('recorded cases', () => {
  test.each(cases.filter(({ raw }) => raw !== null))('raw $id $title', ({ files, raw }) => {
    const file = parseConfig(fromLatin1(files['main.conf'] as string), { path: 'main.conf' });
    const errors = file.diagnostics.filter(({ severity }) => severity === 'error');
    if (raw !== null && 'nodes' in raw) {
      expect(errors).toEqual([]);
      expect(flatSyntax(file)).toEqual(lowerNames(raw.nodes));
    } else {
      expect(errors).not.toEqual([]);
    }
  });

  test.each(cases)('effective $id $title', ({ files, env = {}, defines = [], effective }) => {
    const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/${name}`, text]));
    const tree = evaluate('/srv/main.conf', memoryHost(absolute, { env, defines }));
    const message = fatalMessage(tree);
    if ('nodes' in effective) {
      expect(message).toBeUndefined();
      expect(localRows(flatEffective(tree.children))).toEqual(lowerNames(effective.nodes));
    } else {
      expect(local(message ?? '')).toBe(unescapeLog(effective.error));
    }
  });
});
