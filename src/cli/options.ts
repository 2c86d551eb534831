/** From what was typed and migrate.config.json to settings in which nothing is left open. */
import { posix } from 'node:path';
import type { ToldMount } from '../core/told-mounts.js';
import { MigrateError } from '../io/errors.js';
import { requireFile, requirePaths } from '../io/inputs.js';
import { commonFolder, isInside } from '../io/paths.js';
import { folderOf, siteRoots } from '../io/roots.js';
import type { ColorChoice } from '../report/colors.js';
import { type FileConfig, type FoundConfig, loadConfig } from './config.js';
import { APACHES, HANDLERS, MOD_WSGIS, MODES, PSPS } from './values.js';

/** Options as commander gives them: only those that were typed, choices already checked. */
export interface Typed {
  readonly directory?: string;
  readonly config?: string;
  readonly format?: 'text' | 'json';
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly handlers?: FileConfig['handlers'];
  readonly psp?: FileConfig['psp'];
  readonly apache?: FileConfig['apache'];
  readonly modWsgi?: FileConfig['modWsgi'];
  readonly mode?: FileConfig['mode'];
  readonly processes?: number;
  readonly define?: readonly string[];
  readonly serverConfig?: string;
  readonly serverRoot?: string;
  readonly max?: number;
  readonly verifyWithApache?: boolean;
  /** Program to verify with. */
  readonly apachectl?: string;
}

/** What every command needs to know. */
export interface Common {
  /** The folder that relative paths start from: that of the shell, or `-C`. */
  readonly cwd: string;
  readonly format: 'text' | 'json';
  readonly color: ColorChoice;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What a command on a site needs to know. Paths are absolute. */
export interface Settings extends Common {
  readonly inputs: readonly string[];
  /** Paths and options that decide which site is meant, as they were typed: for the commands that we suggest. */
  readonly words: readonly string[];
  /** The only part of the disk that is read or written. */
  readonly roots: readonly string[];
  /** Paths in reports are relative to this folder. */
  readonly root: string;
  readonly configPath: string | undefined;
  readonly ignore: readonly string[];
  readonly pathMap: Readonly<Record<string, string>>;
  readonly mounts: readonly ToldMount[] | undefined;
  readonly serverConfig: string | undefined;
  readonly serverRoot: string | undefined;
  readonly defines: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly handlers: (typeof HANDLERS)[number];
  readonly psp: (typeof PSPS)[number];
  readonly apache: (typeof APACHES)[number];
  readonly modWsgi: (typeof MOD_WSGIS)[number];
  readonly mode: (typeof MODES)[number];
  readonly processes: number | undefined;
  readonly max: number;
}

const DEFAULT_MAX = 20;

/** @throws MigrateError when `-C` names no folder */
export function commonSettings(typed: Typed, cwd: string): Common {
  const folder = posix.resolve(cwd, typed.directory ?? '.');
  requirePaths([folder]);
  return {
    cwd: folder,
    format: typed.format ?? 'text',
    color: typed.color ?? 'auto',
    quiet: typed.quiet ?? false,
    verbose: typed.verbose ?? false,
  };
}

/**
 * An option that was typed wins over the configuration file, and that over the default; lists of `-D` add up.
 * @param words paths as typed; none means the current folder
 * @throws MigrateError for missing paths and wrong configuration files
 */
export function siteSettings(typed: Typed, words: readonly string[], cwd: string): Settings {
  const common = commonSettings(typed, cwd);
  const inputs = inputsOf(typed, words, common.cwd);
  requirePaths(inputs);
  const found = loadConfig(inputs[0] as string, typed.config && posix.resolve(common.cwd, typed.config));
  const { config } = found;
  const serverConfig = serverConfigOf(typed, found, common.cwd);
  const mapped = unique(Object.values(config.pathMap ?? {}));
  requirePaths([...mapped, ...mountFolders(config)]);
  const roots = siteRoots({ inputs, mapped, ...(serverConfig ? { serverConfig } : {}) });
  return {
    ...common,
    inputs,
    words: [...siteWords(typed), ...words],
    roots,
    root: roots.every((root) => isInside(root, common.cwd)) ? common.cwd : commonFolder(roots),
    configPath: found.path,
    ignore: config.ignore ?? [],
    pathMap: config.pathMap ?? {},
    mounts: config.mounts,
    serverConfig,
    serverRoot: serverRootOf(typed, config),
    defines: unique([...(config.defines ?? []), ...(typed.define ?? [])]),
    only: typed.only ?? config.only ?? [],
    skip: typed.skip ?? config.skip ?? [],
    ...targetSettings(typed, config),
    max: typed.max ?? DEFAULT_MAX,
  };
}

function mountFolders({ mounts = [] }: FileConfig): readonly string[] {
  return unique(
    mounts.flatMap(({ directory, pythonPath = [] }) => [...(directory ? [directory] : []), ...pythonPath]),
  );
}

/** Without paths: the current folder, unless the named server configuration lies elsewhere; then what is around that. */
function inputsOf(typed: Typed, words: readonly string[], cwd: string): readonly string[] {
  if (words.length > 0 || typed.serverConfig === undefined) {
    return unique((words.length > 0 ? words : ['.']).map((word) => posix.resolve(cwd, word)));
  }
  const config = posix.resolve(cwd, typed.serverConfig);
  requireFile(config, '--server-config');
  return [isInside(config, cwd) ? cwd : folderOf(config)];
}

/** The typed options without which the next command would see another site. */
function siteWords(typed: Typed): readonly string[] {
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [name, String(value)];
  return [
    ...option('-C', typed.directory),
    ...option('--config', typed.config),
    ...option('--server-config', typed.serverConfig),
    ...option('--server-root', typed.serverRoot),
    ...(typed.define ?? []).flatMap((name) => ['-D', name]),
    ...option('--only', typed.only?.join(',')),
    ...option('--skip', typed.skip?.join(',')),
    ...option('--handlers', typed.handlers),
    ...option('--psp', typed.psp),
    ...option('--apache', typed.apache),
    ...option('--mod-wsgi', typed.modWsgi),
    ...option('--mode', typed.mode),
    ...option('--processes', typed.processes),
  ];
}

/** @throws MigrateError for servers that do not exist: mod_wsgi 6.0 dropped what was left of Apache 2.2 (mod_wsgi.md §0) */
function targetSettings(typed: Typed, config: FileConfig) {
  const target = wantedTarget(typed, config);
  if (target.apache === '2.2' && target.modWsgi === '6')
    throw new MigrateError(
      'input',
      'mod_wsgi 6 needs Apache 2.4: say --mod-wsgi 5 or older, or --apache 2.4',
    );
  return target;
}

function wantedTarget(typed: Typed, config: FileConfig) {
  return {
    handlers: typed.handlers ?? config.handlers ?? HANDLERS[0],
    psp: typed.psp ?? config.psp ?? PSPS[0],
    apache: typed.apache ?? config.apache ?? APACHES[0],
    modWsgi: typed.modWsgi ?? config.modWsgi ?? MOD_WSGIS[0],
    mode: typed.mode ?? config.mode ?? MODES[0],
    processes: typed.processes ?? config.processes,
  };
}

function serverConfigOf(typed: Typed, found: FoundConfig, cwd: string): string | undefined {
  const path = typed.serverConfig ? posix.resolve(cwd, typed.serverConfig) : found.config.serverConfig;
  if (path !== undefined) requireFile(path, typed.serverConfig ? '--server-config' : '"serverConfig"');
  return path;
}

/** A path on the server, which need not exist here. */
function serverRootOf(typed: Typed, config: FileConfig): string | undefined {
  const path = typed.serverRoot ?? config.serverRoot;
  if (path === undefined) return undefined;
  if (path.startsWith('/')) return posix.resolve(path);
  throw new MigrateError('input', `--server-root must be an absolute path on the server, not ${path}`);
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
