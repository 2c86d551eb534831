/** `migrate undo`: which run is meant, and bringing its files back. */
import { MigrateError } from './errors.js';
import { listRuns, type Run, runningRuns, type Store } from './journal.js';
import { isInside } from './paths.js';
import { type Reverted, revert } from './revert.js';

/**
 * The run to undo: the named one, else the newest finished one that was typed in `cwd` or whose root overlaps it.
 * @param id number of the run, with or without leading zeros
 * @throws MigrateError when there is none
 */
export function runToUndo(store: Store, cwd: string, id: string | undefined): Run {
  const runs = listRuns(store).filter((run) => run.state === 'done' || run.state === 'undoing');
  const isNear = (run: Run) => run.cwd === cwd || isInside(cwd, run.root) || isInside(run.root, cwd);
  const run =
    id === undefined ? runs.filter(isNear).at(-1) : runs.find((each) => Number(each.id) === Number(id));
  if (run) return run;
  const message = id === undefined ? `nothing to undo in ${cwd}` : `there is no run ${id} to undo`;
  throw new MigrateError('input', message, '`migrate undo --list` shows all runs');
}

/**
 * Restores, byte for byte, each file of the run that is still what the run wrote; keeps the others and names them.
 * @throws MigrateError `refused` while another process works on the same tree
 */
export function undo(store: Store, run: Run): Reverted {
  const other = runningRuns(store, run.root).find((each) => each.id !== run.id);
  if (other) {
    throw new MigrateError(
      'refused',
      `another run (process ${other.process.pid}) is changing ${other.root}`,
      'try again later',
    );
  }
  return revert(store, run.id);
}
