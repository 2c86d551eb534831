/** `migrate lint`: the gate. Exit 1 while a use of mod_python remains. */
import { jsonReport } from '../../report/json.js';
import { count } from '../../report/printable.js';
import { foundNothing, ignoredPart } from '../../report/summary.js';
import { problemLine, remainingUses } from '../../report/text.js';
import { uses } from '../../report/view.js';
import { EXIT, type ExitCode } from '../exit.js';
import { siteSettings, type Typed } from '../options.js';
import { warnOfInterrupted } from '../recovery.js';
import { openSession, type Session, stopAtFatal } from '../session.js';
import { openTerminal } from '../terminal.js';
import type { World } from '../world.js';

export interface LintTyped extends Typed {
  readonly strict?: boolean;
}

export async function lint(world: World, words: readonly string[], typed: LintTyped): Promise<ExitCode> {
  const settings = siteSettings(typed, words, world.cwd);
  const terminal = await openTerminal(world, settings.color, settings.format === 'json');
  await warnOfInterrupted(world, settings, terminal);
  const session = await openSession(world, settings, 'lint');
  const stop = await stopAtFatal(session, terminal);
  if (stop !== undefined) return stop;
  if (settings.format === 'json') await terminal.out(jsonReport(session.view));
  else {
    await terminal.err(session.plan.problems.map((problem) => problemLine(session.view, problem)));
    if (!settings.quiet) await terminal.out(remainingUses(session.view, terminal.outPaint));
    await terminal.out([verdict(session)]);
  }
  if (typed.strict && session.plan.problems.length > 0) return EXIT.failed;
  return session.plan.totals.total > 0 ? EXIT.gate : EXIT.ok;
}

function verdict({ plan }: Session): string {
  const unread = plan.problems.length > 0 ? `; ${count(plan.problems.length, 'file')} could not be read` : '';
  const ignored = ignoredPart(plan);
  const files = new Set(uses(plan).map((use) => use.place.path)).size;
  const { total, manual } = plan.totals;
  const settled = total > manual ? ` (migrate apply settles ${total - manual})` : '';
  const nothing = foundNothing(plan) ? ': nothing to read was found there' : '';
  if (total === 0) return `lint: no use of mod_python${ignored}${unread}${nothing}.`;
  return `lint: ${count(total, 'use')} of mod_python in ${count(files, 'file')}${settled}${ignored}${unread}. Failing.`;
}
