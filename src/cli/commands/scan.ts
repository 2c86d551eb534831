/** `migrate scan`: reads and reports; writes nothing but what --extract asks for. */
import { posix } from 'node:path';
import { jsonReport } from '../../report/json.js';
import { foundNothing } from '../../report/summary.js';
import { scanReport } from '../../report/text.js';
import { verifyWithApache } from '../apache-check.js';
import { EXIT, type ExitCode } from '../exit.js';
import { extract, requireExtract } from '../extract.js';
import { type Settings, siteSettings, type Typed } from '../options.js';
import { warnOfInterrupted } from '../recovery.js';
import { commandLine, openSession, type Session, stopAtFatal } from '../session.js';
import { openTerminal } from '../terminal.js';
import type { World } from '../world.js';

export interface ScanTyped extends Typed {
  /** Folder for quoted configuration. */
  readonly extract?: string;
}

export async function scan(world: World, words: readonly string[], typed: ScanTyped): Promise<ExitCode> {
  const settings = siteSettings(typed, words, world.cwd);
  const folder = typed.extract === undefined ? undefined : posix.resolve(settings.cwd, typed.extract);
  if (folder !== undefined) requireExtract(folder, settings.roots);
  const terminal = await openTerminal(world, settings.color, settings.format === 'json');
  await warnOfInterrupted(world, settings, terminal);
  const session = await openSession(world, settings, 'scan');
  const stop = await stopAtFatal(session, terminal);
  if (stop !== undefined) return stop;
  const refused = await verifyWithApache(world, session, typed, terminal);
  if (refused !== undefined) return refused;
  if (folder !== undefined) await terminal.err(extract(session, folder));
  if (settings.format === 'json') {
    await terminal.out(jsonReport(session.view));
    return EXIT.ok;
  }
  await terminal.out(
    scanReport(session.view, { ...settings, paint: terminal.outPaint, width: terminal.width }),
  );
  if (!settings.quiet) await terminal.err(nextStep(session, settings));
  return EXIT.ok;
}

function nextStep({ plan }: Session, settings: Settings): readonly string[] {
  const verbose = settings.configPath && settings.verbose ? [`Configuration: ${settings.configPath}`] : [];
  const changes = plan.changes.length + plan.creates.length > 0;
  if (changes)
    return [
      ...verbose,
      '',
      'Nothing was changed.',
      `Next: ${commandLine(['apply', '--dry-run', ...settings.words])}`,
    ];
  if (plan.totals.total > 0)
    return [...verbose, '', 'Nothing was changed; no change can be offered, see the findings above.'];
  if (foundNothing(plan))
    return [
      ...verbose,
      'Nothing to read was found there: name the folder of the Apache configuration and those with the code of the site.',
    ];
  return [...verbose, 'Nothing was changed; there is nothing to do.'];
}
