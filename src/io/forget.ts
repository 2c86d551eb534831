/** How long the journal remembers: old runs are forgotten, or every site that ever was would lie in the state folder. */
import { dropRun, listRuns, type Run, type Store } from './journal.js';

/** A run that is younger than this can be undone, however many there have been. */
export const KEPT_DAYS = 90;
/** As many finished runs stay, however old they are. */
export const KEPT_RUNS = 20;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Forgets finished runs, with the originals they keep, that are neither recent nor among the newest.
 * @param now milliseconds since 1970
 * @returns the runs that can no longer be undone, oldest first
 */
export function forgetOldRuns(store: Store, now: number): readonly Run[] {
  const finished = listRuns(store).filter((run) => run.state === 'done' || run.state === 'undone');
  const old = finished.slice(0, -KEPT_RUNS).filter((run) => now - Date.parse(run.time) > KEPT_DAYS * DAY);
  for (const run of old) dropRun(store, run);
  return old;
}
