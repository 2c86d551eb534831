/** What the commands on a site share: the tree, the plan, and how it is shown. */
import { posix } from 'node:path';
import type { FileTree } from '../core/file-tree.js';
import type { FileProblem, Plan } from '../core/plan.js';
import type { RuleInfo } from '../core/registry.js';
import { isMeant, RULE_GROUPS } from '../core/rule-words.js';
import type { TolerantReader } from '../core/tolerant.js';
import { MigrateError } from '../io/errors.js';
import { relativeTo } from '../io/paths.js';
import { readRuntime } from '../io/runtime-files.js';
import { openTree, type SiteTree } from '../io/vfs.js';
import { jsonReport } from '../report/json.js';
import { problemLine } from '../report/text.js';
import type { View } from '../report/view.js';
import { EXIT, type ExitCode } from './exit.js';
import { suggestion } from './nearest.js';
import type { Settings } from './options.js';
import type { Terminal } from './terminal.js';
import type { Engine, World } from './world.js';

/** A plan, and what it was made from. */
export interface Session {
  readonly settings: Settings;
  readonly tree: FileTree;
  readonly plan: Plan;
  readonly view: View;
}

/** Reads the site and plans its migration. Writes nothing. */
export async function openSession(world: World, settings: Settings, command: string): Promise<Session> {
  const engine = await world.loadEngine();
  const rules = engine.allRules();
  requireRules([...settings.only, ...settings.skip], rules);
  const tree = openTree({ roots: settings.roots, ...(await ignoring(settings)) });
  const request = requestOf(settings);
  const first = engine.makePlan(tree, request);
  const tolerant = await tolerantFor(first, tree);
  const plan = withUnreadable(tolerant ? engine.makePlan(tree, { ...request, tolerant }) : first, tree);
  requireSum(plan);
  return { settings, tree, plan, view: viewOf(command, tree, plan, rules) };
}

/** The reader for broken Python files costs a tenth of a second: it is loaded only for those that may hold a use. */
async function tolerantFor(plan: Plan, tree: FileTree): Promise<TolerantReader | undefined> {
  const broken = plan.problems.some(({ path, level }) => {
    const node = level === 'file' ? tree.node(path) : undefined;
    return node?.kind === 'file' && Buffer.from(node.bytes).includes('mod_python');
  });
  if (!broken) return undefined;
  const [{ loadTolerantReader }, { readTolerantWasm }] = await Promise.all([
    import('../core/tolerant.js'),
    import('../io/tolerant-wasm.js'),
  ]);
  return loadTolerantReader(await readTolerantWasm());
}

/** What the engine is asked for these settings. */
export function requestOf(settings: Settings): Parameters<Engine['makePlan']>[1] {
  const { root, inputs, serverConfig, serverRoot, pathMap, defines, only, skip } = settings;
  const { handlers, psp, apache, modWsgi, mode, processes, mounts } = settings;
  const server = { serverConfig, serverRoot, pathMap: { ...asTheyStand(settings), ...pathMap }, defines };
  return {
    root,
    inputs,
    ...server,
    only,
    skip,
    handlers,
    psp,
    apache,
    modWsgi,
    mode,
    processes,
    mounts,
    runtime: readRuntime,
  };
}

const UNREADABLE: Readonly<Record<string, string>> = {
  'permission denied': 'Run as a user who may read it, or add it to "ignore" in migrate.config.json.',
  'its name is not UTF-8': 'Rename it, then run migrate again.',
};

/** What could not be read could hold anything: no report may pass over it. */
function withUnreadable(plan: Plan, tree: SiteTree): Plan {
  const known = new Set(plan.problems.map((problem) => problem.path));
  const missed = tree.unreadable().filter(({ path }) => !known.has(path));
  if (missed.length === 0) return plan;
  const more = missed.map(({ path, reason }): FileProblem => {
    const todo = UNREADABLE[reason] ?? 'Look at it by hand, or add it to "ignore" in migrate.config.json.';
    return { path, line: 0, column: 0, message: `cannot be read: ${reason}`, todo, level: 'file' };
  });
  return { ...plan, problems: [...plan.problems, ...more].sort(byPath) };
}

function byPath(a: FileProblem, b: FileProblem): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Folders that are seen without being an input (around a single file) are what they are called on the server, too. */
function asTheyStand({ roots, inputs, pathMap }: Settings): Readonly<Record<string, string>> {
  const mapped = new Set([...inputs, ...Object.values(pathMap)]);
  return Object.fromEntries(roots.filter((root) => !mapped.has(root)).map((root) => [root, root]));
}

function viewOf(command: string, tree: FileTree, plan: Plan, rules: readonly RuleInfo[]): View {
  const why = new Map(rules.map((rule) => [rule.code, rule.why]));
  return {
    command,
    plan,
    name: (path) => relativeTo(plan.root, path),
    source: (path) => {
      const node = tree.node(path);
      return node?.kind === 'file' ? node.bytes : undefined;
    },
    why: (code) => why.get(code) ?? '',
  };
}

/** @throws MigrateError for a word that is no code, no name, no group and no beginning of a code */
function requireRules(wanted: readonly string[], rules: readonly RuleInfo[]): void {
  for (const word of wanted) {
    if (rules.some((rule) => isMeant(rule, word))) continue;
    const names = [...rules.flatMap((rule) => [rule.name, rule.code]), ...RULE_GROUPS];
    throw new MigrateError(
      'input',
      `there is no rule ${word}${suggestion(word, names)}`,
      '`migrate explain` lists all rules',
    );
  }
}

/** A use that is in no state would be lost in silence: better no report than a wrong one. */
function requireSum(plan: Plan): void {
  const { total, ...states } = plan.totals;
  const sum = Object.values(states).reduce((each, more) => each + more, 0);
  const found = plan.findings.filter((finding) => finding.kind === 'use').length;
  if (sum !== total || found !== total) {
    throw new Error(
      `the totals of the plan do not add up: ${total} uses, ${sum} in a state, ${found} findings`,
    );
  }
}

/** The user's own exclusions, in the syntax of .gitignore, relative to the folder of migrate.config.json. */
async function ignoring(
  settings: Settings,
): Promise<{ ignored?: (path: string, isDirectory: boolean) => boolean }> {
  if (settings.ignore.length === 0 || settings.configPath === undefined) return {};
  const { default: ignore } = await import('ignore');
  const patterns = ignore({ ignorecase: false }).add([...settings.ignore]);
  const folder = posix.dirname(settings.configPath);
  return {
    ignored: (path, isDirectory) => {
      const name = relativeTo(folder, path);
      return !name.startsWith('/') && name !== '.' && patterns.ignores(isDirectory ? `${name}/` : name);
    },
  };
}

/**
 * A plan with a fatal problem is not to be trusted: says so, line by line, and gives the exit code.
 * @returns undefined when the command may go on
 */
export async function stopAtFatal(session: Session, terminal: Terminal): Promise<ExitCode | undefined> {
  const fatal = session.plan.problems.filter((problem) => problem.level === 'fatal');
  if (fatal.length === 0) return undefined;
  if (session.settings.format === 'json') await terminal.out(jsonReport(session.view));
  await terminal.err(fatal.map((problem) => problemLine(session.view, problem)));
  return EXIT.failed;
}

/** `migrate apply --dry-run site` with the words that were typed, ready to paste into a shell. */
export function commandLine(words: readonly string[]): string {
  return ['migrate', ...words]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
