/** migrate.config.json: data only, never executed, every key known. */
import { posix } from 'node:path';
import type { ToldMount } from '../core/told-mounts.js';
import { MigrateError, reason } from '../io/errors.js';
import { findUpwards, readText } from '../io/inputs.js';
import { isInside } from '../io/paths.js';
import { mountsTrouble, placedMounts } from './config-mounts.js';
import { suggestion } from './nearest.js';
import { APACHES, HANDLERS, MOD_WSGIS, MODES, PSPS } from './values.js';

export const CONFIG_NAME = 'migrate.config.json';

export interface FileConfig {
  /** Server path → path relative to the configuration file. */
  readonly pathMap?: Readonly<Record<string, string>>;
  readonly serverConfig?: string;
  readonly serverRoot?: string;
  readonly defines?: readonly string[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Patterns in the syntax of .gitignore, relative to the configuration file. */
  readonly ignore?: readonly string[];
  /** Who serves what, where no server configuration says it. */
  readonly mounts?: readonly ToldMount[];
  readonly handlers?: (typeof HANDLERS)[number];
  readonly psp?: (typeof PSPS)[number];
  readonly apache?: (typeof APACHES)[number];
  readonly modWsgi?: (typeof MOD_WSGIS)[number];
  readonly mode?: (typeof MODES)[number];
  readonly processes?: number;
}

export interface FoundConfig {
  /** Absolute; undefined when there is none. */
  readonly path: string | undefined;
  /** Paths in it are absolute now. */
  readonly config: FileConfig;
}

/** Says what is wrong with a value; '' when nothing is. */
type Check = (value: unknown) => string;

const isText: Check = (value) => (typeof value === 'string' && value !== '' ? '' : 'must be a text');
const isTexts: Check = (value) =>
  Array.isArray(value) && value.every((each) => isText(each) === '') ? '' : 'must be a list of texts';
const isOneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? '' : `must be one of ${values.join(', ')}`;
const isPathMap: Check = (value) => {
  if (!isObject(value)) return 'must be an object: server path to path in this tree';
  const wrong = Object.entries(value).find(
    ([server, path]) => !server.startsWith('/') || isText(path) !== '',
  );
  return wrong ? `needs an absolute server path and a path in this tree, not ${JSON.stringify(wrong)}` : '';
};

const CHECKS: Readonly<Record<keyof FileConfig | '$schema', Check>> = {
  $schema: isText,
  pathMap: isPathMap,
  serverConfig: isText,
  serverRoot: (value) =>
    typeof value === 'string' && value.startsWith('/') ? '' : 'must be an absolute path on the server',
  defines: isTexts,
  only: isTexts,
  skip: isTexts,
  ignore: isTexts,
  mounts: mountsTrouble,
  handlers: isOneOf(HANDLERS),
  psp: isOneOf(PSPS),
  apache: isOneOf(APACHES),
  modWsgi: isOneOf(MOD_WSGIS),
  mode: isOneOf(MODES),
  processes: (value) =>
    Number.isInteger(value) && Number(value) > 0 ? '' : 'must be a whole number above 0',
};

/**
 * Reads the file named by `--config`, else the first migrate.config.json from `start` upwards to the top of the
 * working copy.
 * @throws MigrateError when it is missing, not JSON, or has an unknown or wrong key
 */
export function loadConfig(start: string, named: string | undefined): FoundConfig {
  const path = named ?? findUpwards(CONFIG_NAME, start);
  if (path === undefined) return { path, config: {} };
  const config = parseConfig(path, readText(path));
  return { path, config: absolute(path, config, named !== undefined) };
}

function parseConfig(path: string, text: string): FileConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MigrateError('input', `${path} is not JSON: ${reason(error)}`);
  }
  if (!isObject(value)) throw new MigrateError('input', `${path} must hold a JSON object`);
  for (const [key, content] of Object.entries(value)) {
    if (!isKnown(key)) {
      throw new MigrateError('input', `${path}: unknown key "${key}"${suggestion(key, Object.keys(CHECKS))}`);
    }
    const trouble = CHECKS[key](content);
    if (trouble) throw new MigrateError('input', `${path}: "${key}" ${trouble}`);
  }
  return value as FileConfig;
}

function isKnown(key: string): key is keyof typeof CHECKS {
  return Object.hasOwn(CHECKS, key);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A file that was only found, not named, may not point out of its own folder: the tree under audit wrote it. */
function absolute(path: string, config: FileConfig, trusted: boolean): FileConfig {
  const folder = posix.dirname(path);
  const place = (key: string, name: string) => {
    const target = posix.resolve(folder, name);
    if (trusted || isInside(target, folder)) return target;
    throw new MigrateError(
      'input',
      `${path}: "${key}" leads out of its folder: ${name}`,
      `name the file with --config to allow it`,
    );
  };
  const { pathMap, serverConfig, mounts } = config;
  const mapped =
    pathMap && Object.entries(pathMap).map(([server, name]) => [server, place('pathMap', name)] as const);
  return {
    ...config,
    ...(mapped ? { pathMap: Object.fromEntries(mapped) } : {}),
    ...(serverConfig ? { serverConfig: place('serverConfig', serverConfig) } : {}),
    ...(mounts ? { mounts: placedMounts(mounts, place) } : {}),
  };
}
