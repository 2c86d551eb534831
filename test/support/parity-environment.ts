import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's root: the folder with package.json. */
export const packageRoot = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Material the project is measured with. It lies beside the checkout and may be missing. */
export const sharedFolder = path.join(path.dirname(packageRoot), 'shared');

/** The server modules a test can ask for. */
export type ServerModules = 'mod_python' | 'mod_wsgi-py3' | 'mod_wsgi-py27';

/** What scripts/setup-parity.sh found and built. All paths are absolute; a part that is not there is undefined. */
export interface ParityEnvironment {
  readonly httpd: string;
  /** Debian's folder of Apache modules. */
  readonly modulesFolder: string;
  /** The shared object that serves Python, by kind. */
  readonly module: Readonly<Record<ServerModules, string | undefined>>;
  /** Prefix of a Python 2.7 that the server's user can read (for WSGIPythonHome). */
  readonly python27Home: string | undefined;
  /** A Python 2.7 to run as the current user. */
  readonly python27: string | undefined;
  /** Folder with dumptree.sh and rawtree.sh, which print how Apache itself reads a configuration. */
  readonly oracles: string | undefined;
}

/** Reads .parity/env. Returns undefined if scripts/setup-parity.sh has not run to its end here. */
export function readParityEnvironment(): ParityEnvironment | undefined {
  const file = path.join(packageRoot, '.parity', 'env');
  if (!existsSync(file)) return undefined;
  const facts = new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
  // A path that has gone since (a package removed, another machine) counts as not there.
  const present = (name: string): string | undefined => {
    const value = facts.get(name);
    return value !== undefined && existsSync(value) ? value : undefined;
  };
  const httpd = present('PARITY_HTTPD');
  const modulesFolder = present('PARITY_MODULES');
  if (httpd === undefined || modulesFolder === undefined) return undefined;
  return {
    httpd,
    modulesFolder,
    module: {
      mod_python: present('PARITY_MOD_PYTHON'),
      'mod_wsgi-py3': present('PARITY_MOD_WSGI_PY3'),
      'mod_wsgi-py27': present('PARITY_MOD_WSGI_PY27'),
    },
    python27Home: present('PARITY_PYTHON27_HOME'),
    python27: present('PARITY_PYTHON27'),
    oracles: present('PARITY_ORACLES'),
  };
}

/**
 * Why a test that needs `parts` cannot run here, or undefined if it can.
 * In CI (environment variable CI) a missing part is an error instead: a gate that skips is no gate.
 */
export function missingParity(
  environment: ParityEnvironment | undefined,
  ...parts: readonly (ServerModules | 'oracles' | 'shared')[]
): string | undefined {
  const has = (part: (typeof parts)[number]): boolean => {
    if (part === 'shared') return existsSync(sharedFolder);
    if (part === 'oracles') return environment?.oracles !== undefined;
    return environment?.module[part] !== undefined;
  };
  const missing = parts.filter((part) => !has(part));
  if (missing.length === 0) return undefined;
  const reason = `skipped: ${missing.join(', ')} missing, run scripts/setup-parity.sh`;
  if (process.env.CI) throw new Error(`CI is set, so nothing may be ${reason}`);
  return reason;
}
