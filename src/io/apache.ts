/** Asks the Apache of this machine how it reads a configuration. Only on demand: Apache loads the modules it names. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { posix } from 'node:path';
import { MigrateError } from './errors.js';

const PROGRAMS = ['apache2ctl', 'apachectl', 'httpd', 'apache2'];
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/apache2/bin', '/opt/httpd/bin'];
const MODULE_FOLDERS = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/local/apache2/modules',
];

export interface ApacheRequest {
  readonly program: string;
  /** Main configuration file. */
  readonly config: string;
  readonly serverRoot: string | undefined;
  readonly defines: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ApacheAnswer {
  readonly accepted: boolean;
  readonly output: string;
  /** The first line that says why not. */
  readonly why: string;
}

/**
 * @param wanted path that the user gave; undefined: the first that is found
 * @throws MigrateError when there is none
 */
export function findApache(wanted: string | undefined, path: string): string {
  if (wanted !== undefined) {
    if (existsSync(wanted)) return wanted;
    throw new MigrateError(
      'input',
      `there is no ${wanted}`,
      'name the program, for example /usr/sbin/apache2ctl',
    );
  }
  const folders = [...path.split(':').filter((folder) => folder.startsWith('/')), ...FOLDERS];
  const found = PROGRAMS.flatMap((name) => folders.map((folder) => posix.join(folder, name))).find(
    existsSync,
  );
  if (found !== undefined) return found;
  const names = PROGRAMS.join(', ');
  throw new MigrateError(
    'input',
    `there is no Apache on this machine to verify with (looked for ${names})`,
    'name it: --apachectl /path/to/httpd',
  );
}

/** `-t`, with the effective configuration in `output` (mod_info prints it; it is loaded if need be). */
export async function dumpConfiguration(request: ApacheRequest): Promise<ApacheAnswer> {
  const dump = ['-t', '-D', 'DUMP_CONFIG'];
  const first = await run(request, dump);
  if (!first.accepted || /^\s*# In file: /m.test(first.output)) return first;
  const info = MODULE_FOLDERS.map((folder) => `${folder}/mod_info.so`).find(existsSync);
  return info === undefined ? first : run(request, ['-C', `LoadModule info_module "${info}"`, ...dump]);
}

/** `-t` on files that are written to a private folder, and removed again. */
export async function testCopy(
  request: Omit<ApacheRequest, 'config'>,
  copy: (folder: string) => { readonly config: string; readonly files: ReadonlyMap<string, Uint8Array> },
): Promise<ApacheAnswer> {
  const folder = mkdtempSync(posix.join(tmpdir(), 'migrate-verify-'));
  try {
    const { config, files } = copy(folder);
    for (const [path, bytes] of files) {
      mkdirSync(posix.dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, bytes, { mode: 0o600 });
    }
    const answer = await run({ ...request, config }, ['-t']);
    return { ...answer, why: answer.why.replaceAll(folder, '') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(request: ApacheRequest, words: readonly string[]): Promise<ApacheAnswer> {
  const { program, config, serverRoot, defines, env } = request;
  const args = [
    ...(serverRoot === undefined ? [] : ['-d', serverRoot]),
    ...['-f', config],
    ...defines.flatMap((name) => ['-D', name]),
    ...words,
  ];
  const options = { env: { ...env, LC_ALL: 'C' }, maxBuffer: 256 * 1024 * 1024, timeout: 60_000 };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, output, complaint) => {
      const said = complaint
        .split('\n')
        .filter((line) => line.trim() !== '' && !/AH00558|AH00557/.test(line));
      resolve({ accepted: error === null, output, why: reasonIn(said) || (error?.message ?? '') });
    });
  });
}

/** The first complaint; `Syntax error on line 5 of F:` has its reason on the next line. */
function reasonIn(said: readonly string[]): string {
  const found = said.findIndex((line) => /error|cannot|invalid|not /i.test(line));
  const at = Math.max(found, 0);
  const [line = '', next = ''] = said.slice(at, at + 2);
  return (line.endsWith(':') ? `${line} ${next}` : line).trim();
}
