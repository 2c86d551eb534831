/** `--verify-with-apache`: the Apache of this machine reads the site as we do, and accepts what it becomes. */

import { posix } from 'node:path';
import type { ApacheView } from '../core/apache-view.js';
import { overlayTree } from '../core/overlay.js';
import { dumpConfiguration, findApache, testCopy } from '../io/apache.js';
import { MigrateError } from '../io/errors.js';
import { printable } from '../report/printable.js';
import { EXIT, type ExitCode } from './exit.js';
import type { Settings, Typed } from './options.js';
import { requestOf, type Session } from './session.js';
import type { Terminal } from './terminal.js';
import type { World } from './world.js';

/** Disagreements that are shown; one wrong Include brings hundreds. */
const SHOWN = 10;

/**
 * @returns undefined when Apache agrees, or is not asked
 * @throws MigrateError when Apache cannot be asked, or refuses the configuration as it is
 */
export async function verifyWithApache(
  world: World,
  session: Session,
  typed: Pick<Typed, 'verifyWithApache' | 'apachectl'>,
  terminal: Terminal,
): Promise<ExitCode | undefined> {
  if (typed.verifyWithApache !== true) return undefined;
  const { settings, tree, plan } = session;
  const { apacheViews, disagreements, readDump } = await import('../core/apache-view.js');
  const request = requestOf(settings);
  const [view] = apacheViews(tree, request);
  if (!view)
    throw new MigrateError(
      'input',
      'there is no whole server configuration that Apache could read',
      'name the main file with --server-config',
    );
  const asked = questionFor(world, settings, typed.apachectl);
  const dump = await dumpConfiguration({ ...asked, config: view.path });
  if (!dump.accepted)
    throw new MigrateError(
      'input',
      `${asked.program} refuses the configuration as it is: ${printable(dump.why)}`,
    );
  const lines = readDump(dump.output);
  if (lines.length === 0)
    throw new MigrateError(
      'input',
      `${asked.program} cannot print its configuration`,
      'install mod_info (mod_info.so)',
    );
  const wrong = disagreements(view, lines);
  if (wrong.length > 0)
    return refuse(terminal, 'migrate reads this configuration in another way than Apache', wrong);
  await terminal.err(`Apache agrees: ${lines.length} directives read alike by ${asked.program}`);
  if (plan.changes.length + plan.creates.length === 0) return undefined;
  const changed = new Map([
    ...plan.creates.map(({ path, bytes, mode }) => [path, { bytes, mode }] as const),
    ...plan.changes.map(({ path, after }) => [path, { bytes: after, mode: 0o644 }] as const),
  ]);
  const [after] = apacheViews(overlayTree(tree, changed), request);
  return after && testResult(asked, after, terminal);
}

function questionFor({ env, cwd }: World, settings: Settings, wanted: string | undefined) {
  return {
    program: findApache(wanted && posix.resolve(cwd, wanted), env.PATH ?? ''),
    serverRoot: settings.serverRoot,
    defines: settings.defines,
    env,
  };
}

async function testResult(
  asked: ReturnType<typeof questionFor>,
  after: ApacheView,
  terminal: Terminal,
): Promise<ExitCode | undefined> {
  const answer = await testCopy(asked, (folder) => ({
    config: folder + after.path,
    files: after.copy(folder),
  }));
  if (!answer.accepted) return refuse(terminal, 'Apache refuses the migrated configuration', [answer.why]);
  await terminal.err('Apache accepts the migrated configuration (Syntax OK, in a private copy)');
  return undefined;
}

async function refuse(terminal: Terminal, what: string, why: readonly string[]): Promise<ExitCode> {
  const more = why.length > SHOWN ? [`  and ${why.length - SHOWN} more`] : [];
  await terminal.err([
    `migrate: ${what}; nothing was written`,
    ...why.slice(0, SHOWN).map((line) => `  ${printable(line)}`),
    ...more,
  ]);
  return EXIT.refused;
}
