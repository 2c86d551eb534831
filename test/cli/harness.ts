/** Runs the command line inside the test, in a folder of its own, with the fake engine. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../../src/cli/run.js';
import type { Engine, Sink } from '../../src/cli/world.js';
import { plant, type Spec, sandbox } from '../io/sandbox.js';
import { fakeEngine } from './fake-engine.js';

export const SITE: Spec = {
  'site/httpd.conf':
    '# caf\xe9\n<Directory /srv/shop>\n    SetHandler mod_python\n</Directory>\nPythonLogHandler audit\r\nlast',
  'site/sub/.htaccess': 'SetHandler mod_python\n',
  'site/readme.txt': 'a note\n',
  'site/sub/binary': new Uint8Array([0, 255, 10, 13, 254]),
};

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly bytes: Buffer;
}

export interface Shell {
  readonly cwd: string;
  readonly engine: ReturnType<typeof fakeEngine>;
  migrate(...argv: string[]): Promise<Result>;
}

export interface ShellOptions {
  readonly files?: Spec;
  readonly env?: Readonly<Record<string, string>>;
  readonly engine?: Partial<Engine>;
  readonly isTTY?: boolean;
}

export function shell(options: ShellOptions = {}): Shell {
  const folder = sandbox();
  const cwd = join(folder, 'work');
  plant(cwd, { '.keep/': '', ...(options.files ?? SITE) });
  const env = { MIGRATE_STATE_DIR: join(folder, 'state'), ...options.env };
  const engine = fakeEngine(options.engine);
  return {
    cwd,
    engine,
    async migrate(...argv) {
      const [stdout, stderr] = [capture(options.isTTY === true), capture(options.isTTY === true)];
      const code = await run(argv, { cwd, env, stdout, stderr, loadEngine: async () => engine });
      const bytes = Buffer.concat(stdout.chunks);
      return { code, bytes, out: bytes.toString(), err: Buffer.concat(stderr.chunks).toString() };
    },
  };
}

function capture(isTTY: boolean): Sink & { readonly chunks: Buffer[] } {
  const chunks: Buffer[] = [];
  return {
    chunks,
    isTTY,
    columns: 100,
    write(data, done) {
      chunks.push(Buffer.from(data));
      done();
    },
  };
}

/** Runs git in a folder, as somebody. */
export function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'pipe', encoding: 'utf8' });
}

/** Makes a folder a working copy in which all is committed. */
export function committed(folder: string): void {
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'x');
}
