/** Runs that a crash cut short: found at the next start, rolled back before anything else is written. */
import { interruptedRuns, openStore, type Store } from '../io/journal.js';
import { type Reverted, recover } from '../io/revert.js';
import { count } from '../report/printable.js';
import type { Settings } from './options.js';
import type { Terminal } from './terminal.js';
import type { World } from './world.js';

/** For commands that write nothing: says that the tree may be half migrated. */
export async function warnOfInterrupted(world: World, settings: Settings, terminal: Terminal): Promise<void> {
  const store = storeIfAny(world);
  for (const run of store ? interruptedRuns(store, settings.root) : []) {
    await terminal.err(
      `migrate: run ${run.id} in ${run.root} was interrupted and may have left files half way; ` +
        'the next `migrate apply` or `migrate undo` puts them back first.',
    );
  }
}

function storeIfAny(world: World): Store | undefined {
  try {
    return openStore(world.env);
  } catch {
    // Without a home there is no journal that anybody could have left.
    return undefined;
  }
}

/** For commands that write: brings the tree back to what it was before the interrupted runs. */
export async function recoverInterrupted(
  store: Store,
  root: string,
  terminal: Terminal,
): Promise<readonly Reverted[]> {
  const all = recover(store, root);
  for (const reverted of all) await terminal.err(recoveryLines(reverted));
  return all;
}

function recoveryLines({ id, restored, kept }: Reverted): readonly string[] {
  return [
    `migrate: run ${id} had been interrupted; it was rolled back (${count(restored.length, 'file')} as before).`,
    ...kept.map(
      (file) => `  kept ${file.path}: ${file.why}${file.original ? `; its original: ${file.original}` : ''}`,
    ),
  ];
}
