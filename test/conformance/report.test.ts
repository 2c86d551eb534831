import { describe, expect, test } from 'vitest';
import { parseReplay } from '../../scripts/conformance/replay.js';
import type { SiteResult } from '../../scripts/conformance/run-site.js';
import { resultTable, sum } from '../../scripts/conformance/table.js';

const REPORT = `PASS  one
FAIL  two
    status 200 != 404
    body: 
      '-old'
      '+new'
FAIL  three
    no usable answer: ConnectionRefusedError
1 passed, 2 failed
`;

describe('parseReplay', () => {
  test('keeps the reasons of each request together', () => {
    expect(parseReplay(REPORT)).toEqual([
      { id: 'one', problems: [] },
      { id: 'two', problems: ['status 200 != 404', "body:\n'-old'\n'+new'"] },
      { id: 'three', problems: ['no usable answer: ConnectionRefusedError'] },
    ]);
  });
});

const RESULTS: readonly SiteResult[] = [
  { name: 'good', passed: 2, failed: 0, total: 2, requests: [] },
  {
    name: 'mixed-site',
    passed: 1,
    failed: 1,
    total: 2,
    requests: [
      { id: 'a', problems: [] },
      { id: 'b', problems: ['status 200 != 404'] },
    ],
  },
  { name: 'down', passed: 0, failed: 4, total: 4, requests: [], note: 'did not start\nmore' },
];

describe('resultTable', () => {
  test('has a row for each site and the total', () => {
    expect(resultTable(RESULTS, false).split('\n')).toEqual([
      'site        passed  failed  total',
      'good             2       0      2',
      'mixed-site       1       1      2  b',
      'down             0       4      4  did not start',
      'total            3       5      8  37.5 %',
    ]);
  });

  test('gives the reasons on demand', () => {
    expect(resultTable(RESULTS, true)).toContain('    b: status 200 != 404\n');
    expect(resultTable(RESULTS, true)).toContain('    did not start\n    more\n');
  });

  test('adds up', () => {
    expect(sum(RESULTS)).toEqual({ passed: 3, failed: 5, total: 8 });
  });
});
