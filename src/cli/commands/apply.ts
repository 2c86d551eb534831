/** `migrate apply`: writes the plan, all of it or nothing; or shows it (`--dry-run`), or writes a copy (`--out`). */
import { posix } from 'node:path';
import { FRAGMENT, withFolders } from '../../core/told-mounts.js';
import { type CommitRequest, commit, type Write } from '../../io/commit.js';
import { MigrateError, reason } from '../../io/errors.js';
import { exportTree } from '../../io/export-tree.js';
import { forgetOldRuns, KEPT_DAYS, KEPT_RUNS } from '../../io/forget.js';
import { gitState } from '../../io/git.js';
import { openStore, type Store } from '../../io/journal.js';
import { commonFolder } from '../../io/paths.js';
import { planWrites } from '../../io/writes.js';
import { appliedReport } from '../../report/applied.js';
import { jsonReport } from '../../report/json.js';
import { count } from '../../report/printable.js';
import { verifyWithApache } from '../apache-check.js';
import { EXIT, type ExitCode } from '../exit.js';
import { NPM_TOOK_DRY_RUN, npmTookDryRun } from '../npm.js';
import { type Settings, siteSettings, type Typed } from '../options.js';
import { recoverInterrupted, warnOfInterrupted } from '../recovery.js';
import { commandLine, openSession, type Session, stopAtFatal } from '../session.js';
import { holdSignals } from '../signals.js';
import { openTerminal, type Terminal } from '../terminal.js';
import type { World } from '../world.js';
import { dryRun } from './dry-run.js';

export interface ApplyTyped extends Typed {
  readonly dryRun?: boolean;
  readonly out?: string;
  readonly allowDirty?: boolean;
}

export async function apply(world: World, words: readonly string[], typed: ApplyTyped): Promise<ExitCode> {
  const settings = siteSettings(typed, words, world.cwd);
  const terminal = await openTerminal(world, settings.color, settings.format === 'json');
  const swallowed = npmTookDryRun(world.env);
  if (swallowed) await terminal.err(NPM_TOOK_DRY_RUN);
  const onlyShow = typed.dryRun === true || swallowed;
  const inPlace = !onlyShow && typed.out === undefined;
  if (inPlace) await recoverInterrupted(openStore(world.env), settings.root, terminal);
  else await warnOfInterrupted(world, settings, terminal);
  const session = await openSession(world, settings, 'apply');
  const stop = await stopAtFatal(session, terminal);
  if (stop !== undefined) return stop;
  const refused = await verifyWithApache(world, session, typed, terminal);
  if (refused !== undefined) return refused;
  const writes = planWrites(session.tree, session.plan);
  if (onlyShow) return dryRun(session, writes, terminal);
  if (typed.out !== undefined)
    return writeCopy(world, session, writes, posix.resolve(settings.cwd, typed.out), terminal);
  return writeInPlace(world, session, writes, typed.allowDirty === true, terminal);
}

async function writeCopy(
  world: World,
  session: Session,
  writes: readonly Write[],
  out: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const { settings } = session;
  const base = commonFolder(settings.roots);
  exportTree({ out, base, copied: settings.roots, writes });
  const copy = (path: string) => posix.join(out, posix.relative(base, path));
  const words = settings.inputs.map(copy);
  const after = await openSession(world, movedTo(settings, out, copy), 'apply');
  await report(session, after, writes, { out }, terminal);
  if (settings.format === 'text' && !settings.quiet)
    await terminal.err(`Next: ${commandLine(['lint', ...words])}`);
  return EXIT.ok;
}

/** The same settings for the copy, where its leftovers are looked for. */
function movedTo(settings: Settings, out: string, copy: (path: string) => string): Settings {
  return {
    ...settings,
    inputs: settings.inputs.map(copy),
    roots: [out],
    root: out,
    ignore: [],
    pathMap: Object.fromEntries(
      Object.entries(settings.pathMap).map(([server, path]) => [server, copy(path)]),
    ),
    serverConfig: settings.serverConfig && copy(settings.serverConfig),
    mounts: settings.mounts?.map((mount) => withFolders(mount, copy)),
  };
}

async function writeInPlace(
  world: World,
  session: Session,
  writes: readonly Write[],
  allowDirty: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const { settings } = session;
  if (writes.length === 0) {
    await report(session, session, writes, { run: null }, terminal);
    return EXIT.ok;
  }
  if (!allowDirty) await requireCleanTree(settings.roots);
  const request: CommitRequest = { root: commonFolder(settings.roots), cwd: settings.cwd, writes };
  const store = openStore(world.env);
  const { result: run, interrupted } = await holdSignals(() => commit(store, request));
  await forgetOld(store, terminal);
  const after = await lookAgain(world, settings, terminal);
  await report(session, after, writes, { run: run.id }, terminal);
  if (settings.format === 'text') {
    await terminal.err(`Undo: ${commandLine(['undo', run.id])}`);
    if (!settings.quiet)
      await terminal.err([
        `Next: ${commandLine(['lint', ...settings.words])}`,
        `Then, on the server: have mod_wsgi for the Python of the site installed, ${includeAdvice(writes)}run apachectl configtest, restart Apache.`,
      ]);
  }
  return interrupted ?? (after ? EXIT.ok : EXIT.failed);
}

/** A configuration of our own says nothing to a server that does not read it. */
function includeAdvice(writes: readonly Write[]): string {
  return writes
    .filter(({ kind, path }) => kind === 'create' && posix.basename(path) === FRAGMENT)
    .map(
      ({ path }) =>
        `put the line "Include ${path}" (where that file lies on the server) into its configuration, in the virtual host of the site if it has one, `,
    )
    .join('');
}

/** Room is made only after a run that succeeded; that it cannot be made is no reason to call the run a failure. */
async function forgetOld(store: Store, terminal: Terminal): Promise<void> {
  try {
    const runs = forgetOldRuns(store, Date.now());
    if (runs.length > 0)
      await terminal.err(
        `migrate: ${count(runs.length, 'run')} older than ${KEPT_DAYS} days can no longer be undone; the newest ${KEPT_RUNS} stay.`,
      );
  } catch (error) {
    await terminal.err(`migrate: old runs could not be removed from the undo journal: ${reason(error)}`);
  }
}

/** A second plan, made from the result. Whatever happens here, the user still has to learn what was written. */
async function lookAgain(world: World, settings: Settings, terminal: Terminal): Promise<Session | undefined> {
  try {
    return await openSession(world, settings, 'apply');
  } catch (error) {
    await terminal.err(`migrate: the result could not be read again: ${reason(error)}; please report this`);
    return undefined;
  }
}

/** @throws MigrateError `refused`: after mixing, nobody could tell the migration from the user's own changes */
async function requireCleanTree(roots: readonly string[]): Promise<void> {
  const state = await gitState(roots);
  const how = 'commit or stash first, or use --allow-dirty';
  if (state.kind === 'unknown')
    throw new MigrateError('refused', `git cannot tell whether the tree is clean: ${state.why}`, how);
  if (state.kind !== 'dirty') return;
  const names =
    state.paths.slice(0, 3).join(', ') +
    (state.paths.length > 3 ? ` and ${state.paths.length - 3} more` : '');
  throw new MigrateError('refused', `the git tree has changes that are not committed: ${names}`, how);
}

async function report(
  session: Session,
  after: Session | undefined,
  writes: readonly Write[],
  where: { readonly run: string | null } | { readonly out: string },
  terminal: Terminal,
): Promise<void> {
  const { settings, view } = session;
  const files = writes.map((write) => ({ path: view.name(write.path), action: write.kind }));
  if (settings.format === 'json') {
    const remaining = after ? after.plan.totals.total : null;
    const secondPass = after ? after.plan.changes.length + after.plan.creates.length : null;
    const result = { dryRun: false, ...where, files, remaining, secondPass };
    await terminal.out(jsonReport(view, { apply: result }));
    return;
  }
  await terminal.out(
    appliedReport({ view, after: after?.view, files, quiet: settings.quiet, paint: terminal.outPaint }),
  );
}
