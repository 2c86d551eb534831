/** The command line: names, options and help. Each command is loaded when it is called. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { PRODUCT, VERSION } from '../core/version.js';
import type { ApplyTyped } from './commands/apply.js';
import type { ExplainUrlTyped } from './commands/explain-url.js';
import type { InitTyped } from './commands/init.js';
import type { LintTyped } from './commands/lint.js';
import type { ScanTyped } from './commands/scan.js';
import type { UndoTyped } from './commands/undo.js';
import type { ExitCode } from './exit.js';
import { EXAMPLES, INTRODUCTION } from './help.js';
import type { Typed } from './options.js';
import { APACHES, COLORS, FORMATS, HANDLERS, MOD_WSGIS, MODES, PSPS } from './values.js';
import type { World } from './world.js';

const WIDEST_HELP = 100;

/** Gets what the called command ends with. */
export type Finish = (code: ExitCode) => void;

/** Builds the program for one run. Parsing it calls one command at most, and `finish` with its exit code. */
export function buildProgram(world: World, finish: Finish): Command {
  const program = new Command('migrate')
    .usage('<command> [options] [paths…]')
    .description(INTRODUCTION)
    .version(
      `${PRODUCT} ${VERSION} (node ${process.versions.node})`,
      '-V, --version',
      'print the name and version of this tool',
    )
    .helpOption('-h, --help', 'print this help; after a command: its own')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: Math.min(world.stdout.columns ?? WIDEST_HELP, WIDEST_HELP),
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(migrate --help shows what there is)');
  addGlobalOptions(program);
  addScan(program, world, finish);
  addApply(program, world, finish);
  addLint(program, world, finish);
  addExplain(program, world, finish);
  addExplainUrl(program, world, finish);
  addInit(program, world, finish);
  addUndo(program, world, finish);
  return program;
}

function addGlobalOptions(program: Command): void {
  program
    .option('-C, --directory <folder>', 'run as if started in this folder')
    .addOption(new Option('-f, --format <format>', 'form of the report (default: text)').choices(FORMATS))
    .addOption(new Option('--color <when>', 'colour of text (default: auto)').choices(COLORS))
    .option('-q, --quiet', 'totals only, no advice')
    .option('-v, --verbose', 'every finding, warnings and notes included');
}

function addScan(program: Command, world: World, finish: Finish): void {
  const command = program
    .command('scan')
    .description('report every use of mod_python and what becomes of it; writes nothing');
  addVerification(addSiteOptions(command))
    .option('--max <number>', 'show at most so many findings in full (default: 20)', wholeNumber(0))
    .option(
      '--extract <folder>',
      'write configuration that is quoted in texts and strings to this new folder',
    )
    .action(async (paths: string[], _options: unknown, self: Command) => {
      const { scan } = await import('./commands/scan.js');
      finish(await scan(world, paths, self.optsWithGlobals<ScanTyped>()));
    });
}

function addApply(program: Command, world: World, finish: Finish): void {
  const command = program.command('apply').description('migrate the site: in place, as a patch or as a copy');
  addVerification(addSiteOptions(command))
    .option('-n, --dry-run', 'print one patch that git apply accepts; write nothing')
    .addOption(new Option('-o, --out <folder>', 'write the migrated site to this new folder instead'))
    .option('--allow-dirty', 'write although git has changes that are not committed')
    .action(async (paths: string[], _options: unknown, self: Command) => {
      const { apply } = await import('./commands/apply.js');
      finish(await apply(world, paths, self.optsWithGlobals<ApplyTyped>()));
    });
}

function addVerification(command: Command): Command {
  return command
    .option(
      '--verify-with-apache',
      "compare with how this machine's Apache reads the site, and let it test the result",
    )
    .option('--apachectl <program>', 'the Apache to verify with (default: the first that is found)');
}

function addLint(program: Command, world: World, finish: Finish): void {
  const command = program.command('lint').description('exit with 1 while a use of mod_python remains');
  addSiteOptions(command)
    .option('--strict', 'exit with 2 if a file could not be read or parsed')
    .action(async (paths: string[], _options: unknown, self: Command) => {
      const { lint } = await import('./commands/lint.js');
      finish(await lint(world, paths, self.optsWithGlobals<LintTyped>()));
    });
}

function addExplain(program: Command, world: World, finish: Finish): void {
  program
    .command('explain')
    .description('explain a rule; without one: list all rules')
    .argument('[rule]', 'its code or name, for example MP101 or python-handler')
    .action(async (rule: string | undefined, _options: unknown, self: Command) => {
      const { explain } = await import('./commands/explain.js');
      finish(await explain(world, rule, self.optsWithGlobals<Typed>()));
    });
}

function addExplainUrl(program: Command, world: World, finish: Finish): void {
  const command = program
    .command('explain-url')
    .description('say what answers a URL, now and after the migration; writes nothing')
    .argument('<url>', 'its path, for example /app/page, or the whole URL');
  addSiteOptions(command)
    .option('--host <name>', 'the host that is asked for (default: none, the first virtual host)')
    .option(
      '--port <number>',
      'the port that is asked (default: the first that Apache listens on)',
      wholeNumber(1),
    )
    .action(async (url: string, paths: string[], _options: unknown, self: Command) => {
      const { explainUrlCommand } = await import('./commands/explain-url.js');
      finish(await explainUrlCommand(world, url, paths, self.optsWithGlobals<ExplainUrlTyped>()));
    });
}

function addInit(program: Command, world: World, finish: Finish): void {
  const command = program
    .command('init')
    .description('write migrate.config.json with the mounts that the code tells, to be corrected');
  addSiteOptions(command)
    .option('--force', 'replace the mounts of a file that is there already')
    .action(async (paths: string[], _options: unknown, self: Command) => {
      const { init } = await import('./commands/init.js');
      finish(await init(world, paths, self.optsWithGlobals<InitTyped>()));
    });
}

function addUndo(program: Command, world: World, finish: Finish): void {
  program
    .command('undo')
    .description('bring back, byte for byte, what a run of apply changed')
    .argument('[run]', 'number of the run; default: the newest one here')
    .option('-n, --dry-run', 'say what would be restored; change nothing')
    .option('--list', 'list all runs')
    .action(async (run: string | undefined, _options: unknown, self: Command) => {
      const { undoCommand } = await import('./commands/undo.js');
      finish(await undoCommand(world, run, self.optsWithGlobals<UndoTyped>()));
    });
}

/** Options that say which site is meant and what it shall become; the same words in every command. */
function addSiteOptions(command: Command): Command {
  return command
    .argument('[paths...]', 'files and folders of the site (default: the current folder)')
    .optionsGroup('Which site:')
    .option('--server-config <file>', 'the main configuration file (httpd.conf, apache2.conf)')
    .option('--server-root <path>', 'ServerRoot on the server, if the configuration does not say it')
    .option('-D, --define <name>', 'as httpd -D; may be given several times', collect)
    .option('--config <file>', 'read this instead of migrate.config.json')
    .optionsGroup('What it becomes:')
    .addOption(
      new Option('--handlers <how>', 'rewrite to plain WSGI or keep with the bridge (default: auto)').choices(
        HANDLERS,
      ),
    )
    .addOption(
      new Option('--psp <how>', 'keep PSP pages or make them Python modules (default: bridge)').choices(PSPS),
    )
    .addOption(new Option('--apache <version>', 'Apache of the new site (default: 2.4)').choices(APACHES))
    .addOption(
      new Option('--mod-wsgi <version>', 'mod_wsgi of the new site (default: any)').choices(MOD_WSGIS),
    )
    .addOption(new Option('--mode <mode>', 'how mod_wsgi runs the code (default: daemon)').choices(MODES))
    .option('--processes <number>', 'processes of a daemon (default: as the old server)', wholeNumber(1))
    .option('--only <rules>', 'only these rules: codes, beginnings of codes, names', list)
    .option('--skip <rules>', 'without these rules', list)
    .optionsGroup('Options:');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function list(value: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
  ];
}

function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    if (/^\d{1,6}$/.test(value) && Number(value) >= least) return Number(value);
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}
