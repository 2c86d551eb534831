import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit } from '../../src/io/commit.js';
import { forgetOldRuns, KEPT_DAYS, KEPT_RUNS } from '../../src/io/forget.js';
import { interruptedRuns, listRuns, type Run, type Store, saveRun } from '../../src/io/journal.js';
import { undo } from '../../src/io/undo.js';
import { crashing, scene } from './scene.js';

const DAY = 86_400_000;

/** Gives the runs other ages; the newest comes last. */
function age(store: Store, days: readonly number[], now: number): void {
  for (const [index, each] of days.entries()) {
    const path = join(store.stateFolder, 'runs', String(index + 1).padStart(4, '0'), 'journal.json');
    const run = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...run, time: new Date(now - each * DAY).toISOString() }));
  }
}

/** A store with so many finished runs: applied and undone in turn, the last one still applied. */
function worn(runs: number) {
  const { root, store, request } = scene();
  for (let number = 1; number <= runs; number++) {
    const run = commit(store, request);
    if (number < runs) undo(store, run);
  }
  return { root, store };
}

describe('the journal', () => {
  it('forgets runs that are neither recent nor among the newest, with their originals', () => {
    const now = Date.now();
    const { store } = worn(KEPT_RUNS + 3);
    const days = Array.from({ length: KEPT_RUNS + 3 }, () => KEPT_DAYS + 1);
    age(store, [KEPT_DAYS + 9, KEPT_DAYS - 1, ...days.slice(2)], now);
    expect(forgetOldRuns(store, now).map((run) => run.id)).toEqual(['0001', '0003']);
    expect(readdirSync(join(store.stateFolder, 'runs')).slice(0, 2)).toEqual(['0002', '0004']);
    expect(listRuns(store)).toHaveLength(KEPT_RUNS + 1);
    expect(forgetOldRuns(store, now)).toEqual([]);
  });

  it('can still undo the newest run, however old', () => {
    const now = Date.now();
    const { root, store } = worn(2);
    age(store, [4000, 3000], now);
    expect(forgetOldRuns(store, now)).toEqual([]);
    expect(undo(store, listRuns(store).at(-1) as never).kept).toEqual([]);
    expect(readFileSync(join(root, 'a.conf'), 'utf8')).toBe('old a\n');
  });

  it('is not read at the start for runs that have ended, damaged ones included', () => {
    const { root, store } = worn(2);
    expect(readdirSync(join(store.stateFolder, 'active'))).toEqual([]);
    writeFileSync(join(store.stateFolder, 'runs/0001/journal.json'), 'damaged');
    expect(interruptedRuns(store, root)).toEqual([]);
    expect(() => listRuns(store)).toThrow(/journal of run 0001 cannot be read/);
  });

  it('never forgets an interrupted run', () => {
    const { root, store, request } = scene();
    const { disk } = crashing(12, false);
    expect(() => commit({ ...store, disk }, request)).toThrow(/rolling back failed too/);
    const [run] = listRuns(store) as [Run];
    saveRun(store, { ...run, time: '1999-01-01T00:00:00.000Z', process: { pid: 1, start: 'x' } });
    expect(forgetOldRuns(store, Date.now())).toEqual([]);
    expect(interruptedRuns(store, root)).toHaveLength(1);
  });
});
