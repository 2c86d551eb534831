/** One run of the command line in a given world. Gives an exit code; never ends the process. */
import { type Command, CommanderError } from 'commander';
import { PRODUCT, VERSION } from '../core/version.js';
import { errorCode, MigrateError } from '../io/errors.js';
import { printable } from '../report/printable.js';
import { EXIT, type ExitCode, errorLine, exitCodeOf } from './exit.js';
import { buildProgram } from './program.js';
import { openTerminal, type Terminal } from './terminal.js';
import type { World } from './world.js';

/** @param argv the words after `migrate` */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const terminal = await openTerminal(world, 'never', true);
  const said: Said = { out: [], err: [] };
  let code: ExitCode = EXIT.ok;
  const program = buildProgram(world, (result) => {
    code = result;
  });
  for (const command of [program, ...program.commands]) listenTo(command, said);
  try {
    if (argv.length === 0) code = bare(program, world);
    else await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    code = await explainFailure(error, terminal);
  }
  await terminal.out(said.out.join(''));
  await terminal.err(said.err.join('').split('\n').slice(0, -1));
  return code;
}

interface Said {
  readonly out: string[];
  readonly err: string[];
}

/** commander writes synchronously; we keep its words and hand them over when the run is complete. */
function listenTo(command: Command, said: Said): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => said.out.push(text),
    writeErr: (text) => said.err.push(text),
  });
}

/** `migrate` alone: help for a person, a usage error for a script that lost its arguments. */
function bare(program: Command, world: World): ExitCode {
  const isPerson = world.stdout.isTTY === true;
  program.outputHelp({ error: !isPerson });
  return isPerson ? EXIT.ok : EXIT.failed;
}

async function explainFailure(error: unknown, terminal: Terminal): Promise<ExitCode> {
  // commander has said what is wrong; its own code for that is 1, which is ours for the gate.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
  if (error instanceof MigrateError) {
    await terminal.err(printable(errorLine(error)));
    return exitCodeOf(error);
  }
  // The launcher knows what to say about an installation that lacks a package.
  if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(errorCode(error))) throw error;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await terminal.err([
    `migrate: internal error in ${PRODUCT} ${VERSION}; please report it with the lines below.`,
    ...stack.split('\n'),
  ]);
  return EXIT.failed;
}
