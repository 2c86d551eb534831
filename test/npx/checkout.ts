/** A copy of this checkout as a user has it after `npm ci`: installed, built, with an npm cache that is still cold. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Checkout {
  readonly folder: string;
  /** A folder beside the checkout for sites and other files of a test. */
  readonly work: string;
  /** Runs a program in the copy (or in `cwd`), without network, with an own home and npm cache. */
  run(
    command: readonly string[],
    options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
  ): Outcome;
  /** `node bin/migrate.js …` */
  migrate(...argv: string[]): Outcome;
  remove(): void;
}

/** @param parts what is there besides the files under version control */
export function copyCheckout(parts: { readonly dist: boolean; readonly modules: boolean }): Checkout {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'migrate-npx-')));
  const [folder, work] = [join(base, 'checkout'), join(base, 'work')];
  for (const each of [folder, work, join(base, 'home')]) mkdirSync(each);
  copySources(folder);
  if (parts.modules) symlinkSync(join(source, 'node_modules'), join(folder, 'node_modules'));
  if (parts.dist) copyDist(folder);
  const run: Checkout['run'] = (command, options = {}) => {
    const [program = '', ...argv] = command;
    const env = { ...environment(base), ...options.env };
    const cwd = options.cwd ?? folder;
    const { status, stdout, stderr } = spawnSync(program, argv, {
      cwd,
      env,
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 1 << 28,
    });
    return { code: status, out: stdout, err: stderr };
  };
  const migrate = (...argv: string[]) => run([process.execPath, join(folder, 'bin/migrate.js'), ...argv]);
  return { folder, work, run, migrate, remove: () => rmSync(base, { recursive: true, force: true }) };
}

/** Nothing of the developer's npm reaches the test; a request to the registry fails at once. */
function environment(base: string): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: join(base, 'home'),
    MIGRATE_STATE_DIR: join(base, 'state'),
    npm_config_cache: join(base, 'npm-cache'),
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_update_notifier: 'false',
    // A cold npx cache would run "prepare", which builds: minutes for a result that is there already.
    npm_config_ignore_scripts: 'true',
  };
}

/** The files that git knows, as they are now: with the changes that are being tested. */
function copySources(folder: string): void {
  const names = execFileSync(
    'git',
    ['-C', source, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { encoding: 'utf8' },
  );
  for (const name of names.split('\0').filter((each) => each !== '' && existsSync(join(source, each)))) {
    if (!name.startsWith('fixtures/'))
      cpSync(join(source, name), join(folder, name), { preserveTimestamps: true });
  }
}

/** Takes dist/ from the checkout when it is newer than every source, else builds one in the copy. */
function copyDist(folder: string): void {
  const built = join(source, 'dist/migrate.cjs');
  const newest = Math.max(...['src', 'rules'].flatMap((name) => times(join(source, name))));
  if (existsSync(built) && statSync(built).mtimeMs > newest) {
    cpSync(join(source, 'dist'), join(folder, 'dist'), { recursive: true });
    return;
  }
  // Type errors have a check of their own; the compiler writes its output all the same.
  const { stderr, stdout } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (!existsSync(join(folder, 'dist/migrate.cjs'))) throw new Error(`the build failed: ${stdout}${stderr}`);
}

function times(folder: string): readonly number[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|json)$/.test(name))
    .map((name) => statSync(join(folder, name)).mtimeMs);
}
