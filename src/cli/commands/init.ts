/** `migrate init`: writes migrate.config.json with the mounts that the code tells, for a person to correct. */
import { posix } from 'node:path';
import type { Proposal } from '../../core/propose-mounts.js';
import { type ToldMount, withFolders } from '../../core/told-mounts.js';
import { writeConfigFile } from '../../io/config-file.js';
import { fileExists, readText } from '../../io/inputs.js';
import { commonFolder, relativeTo } from '../../io/paths.js';
import { folderOf } from '../../io/roots.js';
import { openTree } from '../../io/vfs.js';
import { printable } from '../../report/printable.js';
import { CONFIG_NAME } from '../config.js';
import { EXIT, type ExitCode } from '../exit.js';
import { type Settings, siteSettings, type Typed } from '../options.js';
import { commandLine, requestOf } from '../session.js';
import { openTerminal } from '../terminal.js';
import type { World } from '../world.js';

export interface InitTyped extends Typed {
  readonly force?: boolean;
}

export async function init(world: World, words: readonly string[], typed: InitTyped): Promise<ExitCode> {
  const settings = siteSettings(typed, words, world.cwd);
  const terminal = await openTerminal(world, settings.color, settings.format === 'json');
  const { proposal } = await import('../../core/propose-mounts.js');
  const proposed = proposal(openTree({ roots: settings.roots }), requestOf(settings));
  const path = posix.join(commonFolder(settings.inputs.map(folderOf)), CONFIG_NAME);
  const mounts = proposed.kind === 'proposed' ? proposed.mounts : [];
  const written = mounts.length > 0;
  if (written) writeConfigFile(path, configText(path, mounts), typed.force === true);
  if (settings.format === 'json') {
    const file = written ? path : null;
    await terminal.out(`${JSON.stringify({ file, ...shown(path, proposed) }, null, 2)}\n`);
    return EXIT.ok;
  }
  await terminal.out(report(path, proposed).map(printable).join('\n').concat('\n'));
  if (written && !settings.quiet) await terminal.err(nextStep(settings));
  return EXIT.ok;
}

/** What else an old file says is kept. */
function configText(path: string, mounts: readonly ToldMount[]): string {
  const old = fileExists(path) ? (JSON.parse(readText(path)) as object) : {};
  return `${JSON.stringify({ ...old, mounts: mounts.map((mount) => relative(path, mount)) }, null, 2)}\n`;
}

function relative(path: string, mount: ToldMount): ToldMount {
  return withFolders(mount, (folder) => relativeTo(posix.dirname(path), folder));
}

function shown(path: string, proposed: Proposal) {
  if (proposed.kind === 'configured') return { configured: true, mounts: [], toCheck: [] };
  const mounts = proposed.mounts.map((mount) => relative(path, mount));
  return { configured: false, mounts, toCheck: proposed.toCheck };
}

function report(path: string, proposed: Proposal): readonly string[] {
  if (proposed.kind === 'configured')
    return [
      'The configuration of the site says who serves it: there is nothing to infer, and nothing was written.',
    ];
  if (proposed.mounts.length === 0)
    return ['No handler, publisher module or PSP page was found; nothing was written.'];
  const mounts = proposed.mounts.flatMap((mount) => {
    const { directory, location, handler, phases = {}, evidence = [] } = relative(path, mount);
    const who = [handler, ...Object.entries(phases).map(([phase, words]) => `${phase} ${words}`)];
    return [
      `  ${directory ?? location}: ${who.filter((word) => word !== undefined).join(', ')}`,
      ...evidence.map((text) => `      ${text}`),
    ];
  });
  const check =
    proposed.toCheck.length > 0
      ? [`${proposed.toCheck.length} of these could mean something else as well: see the lines TO CHECK.`]
      : [];
  return [`Wrote ${path}, with what the code tells:`, ...mounts, ...check];
}

function nextStep(settings: Settings): readonly string[] {
  return [
    'Correct it, then say who else is served: keys and values are in docs/commands.md.',
    `Next: ${commandLine(['apply', '--dry-run', ...settings.words])}`,
  ];
}
