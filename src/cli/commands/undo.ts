/** `migrate undo`: brings back what a run of `apply` changed. */
import { PRODUCT, VERSION } from '../../core/version.js';
import { listRuns, openStore, type Run, type Store } from '../../io/journal.js';
import { relativeTo } from '../../io/paths.js';
import type { Reverted } from '../../io/revert.js';
import { runToUndo, undo } from '../../io/undo.js';
import { SCHEMA_VERSION } from '../../report/json.js';
import { count, printable } from '../../report/printable.js';
import { table } from '../../report/table.js';
import { EXIT, type ExitCode } from '../exit.js';
import { NPM_TOOK_DRY_RUN, npmTookDryRun } from '../npm.js';
import { type Common, commonSettings, type Typed } from '../options.js';
import { recoverInterrupted } from '../recovery.js';
import { commandLine } from '../session.js';
import { holdSignals } from '../signals.js';
import { openTerminal, type Terminal } from '../terminal.js';
import type { World } from '../world.js';

export interface UndoTyped extends Typed {
  readonly dryRun?: boolean;
  readonly list?: boolean;
}

/** @param id number of a run; undefined means the newest one near the current folder */
export async function undoCommand(world: World, id: string | undefined, typed: UndoTyped): Promise<ExitCode> {
  const common = commonSettings(typed, world.cwd);
  const terminal = await openTerminal(world, common.color, common.format === 'json');
  const store = openStore(world.env);
  if (typed.list) return list(store, common, terminal);
  const swallowed = npmTookDryRun(world.env);
  if (swallowed) await terminal.err(NPM_TOOK_DRY_RUN);
  if (typed.dryRun || swallowed) return preview(runToUndo(store, common.cwd, id), terminal);
  const recovered = await recoverInterrupted(store, folderOf(store, id) ?? common.cwd, terminal);
  // Rolling back what a crash left is what was asked for; the run before it is not meant.
  if (recovered.length > 0) return recovered.some((each) => each.kept.length > 0) ? EXIT.refused : EXIT.ok;
  const run = runToUndo(store, common.cwd, id);
  const { result, interrupted } = await holdSignals(() => undo(store, run));
  await (common.format === 'json' ? terminal.out(asJson(run, result)) : tell(run, result, common, terminal));
  return interrupted ?? (result.kept.length > 0 ? EXIT.refused : EXIT.ok);
}

function folderOf(store: Store, id: string | undefined): string | undefined {
  return id === undefined ? undefined : listRuns(store).find((run) => Number(run.id) === Number(id))?.root;
}

async function list(store: Store, common: Common, terminal: Terminal): Promise<ExitCode> {
  const runs = listRuns(store);
  if (common.format === 'json') {
    await terminal.out(`${JSON.stringify(runs.map(summary), null, 2)}\n`);
    return EXIT.ok;
  }
  const titles = ['run', 'state', 'time', 'files', 'folder'];
  const rows = runs.map((run) => [
    run.id,
    run.state,
    run.time,
    String(run.files.length),
    printable(run.root),
  ]);
  await terminal.out(
    runs.length > 0
      ? table(
          titles.map((title) => ({ title, align: 'left' as const })),
          rows,
        )
      : ['No runs.'],
  );
  return EXIT.ok;
}

function summary({ id, state, time, root, files }: Run) {
  return {
    id,
    state,
    time,
    root,
    files: files.map((file) => ({ path: relativeTo(root, file.path), action: file.kind })),
  };
}

async function preview(run: Run, terminal: Terminal): Promise<ExitCode> {
  const verb = { change: 'restore', create: 'remove' };
  await terminal.out(
    run.files.map((file) => printable(`would ${verb[file.kind]} ${relativeTo(run.root, file.path)}`)),
  );
  await terminal.err(`Nothing was changed. To undo run ${run.id}: ${commandLine(['undo', run.id])}`);
  return EXIT.ok;
}

async function tell(
  run: Run,
  { restored, kept }: Reverted,
  common: Common,
  terminal: Terminal,
): Promise<void> {
  if (common.verbose)
    await terminal.out(restored.map((path) => printable(`restored ${relativeTo(run.root, path)}`)));
  const verdict = `Run ${run.id} in ${run.root} is undone: ${count(restored.length, 'file')} as before`;
  await terminal.out([printable(kept.length > 0 ? `${verdict}, ${kept.length} kept.` : `${verdict}.`)]);
  await terminal.err(
    kept.map((file) =>
      printable(`kept ${file.path}: ${file.why}${file.original ? `; its original: ${file.original}` : ''}`),
    ),
  );
}

function asJson(run: Run, { restored, kept }: Reverted): string {
  const name = (path: string) => relativeTo(run.root, path);
  const report = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: PRODUCT, version: VERSION },
    command: 'undo',
    root: run.root,
    run: run.id,
    restored: restored.map(name),
    kept: kept.map((file) => ({ ...file, path: name(file.path) })),
    complete: kept.length === 0,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
