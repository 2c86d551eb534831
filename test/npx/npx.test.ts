/** The ways in which npm starts us, or fails to; each was a trap that was measured once. */
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, plant } from '../io/sandbox.js';
import { type Checkout, copyCheckout } from './checkout.js';

const PRODUCT = /^mod-python-migrate \d+\.\d+\.\d+ \(node /;
const NPX = ['npx', '--no', '--', 'migrate'];

describe('a checkout after npm ci', { timeout: 180_000 }, () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = copyCheckout({ dist: true, modules: true });
    plant(checkout.work, { 'site/httpd.conf': 'LoadModule python_module modules/mod_python.so\n' });
  }, 180_000);
  afterAll(() => checkout.remove());

  it('is run by npx, cold and warm, without the network', () => {
    for (const _run of ['cold', 'warm']) {
      const { code, out } = checkout.run([...NPX, '--version']);
      expect(code).toBe(0);
      expect(out).toMatch(PRODUCT);
    }
  });

  it('is run by npx from a subfolder, and sees the folder of the shell', () => {
    const sub = join(checkout.folder, 'docs');
    writeFileSync(join(sub, 'x.conf'), 'Listen 80\n');
    expect(checkout.run([...NPX, '--version'], { cwd: sub }).out).toMatch(PRODUCT);
    const report = JSON.parse(checkout.run([...NPX, 'scan', '--format', 'json', 'x.conf'], { cwd: sub }).out);
    expect(report.root).toBe(sub);
    rmSync(join(sub, 'x.conf'));
  });

  it('is run by its other name', () => {
    expect(checkout.run(['npx', '--no', '--', 'mod-python-migrate', '--version']).out).toMatch(PRODUCT);
  });

  it('keeps the mode of the launcher, so that git sees no change', () => {
    checkout.run([...NPX, '--version']);
    expect(statSync(join(checkout.folder, 'bin/migrate.js')).mode & 0o777).toBe(0o755);
  });

  it.each([
    ['npm exec migrate apply --dry-run SITE', ['npm', 'exec', 'migrate', 'apply', '--dry-run']],
    ['npx --no migrate --dry-run apply SITE', ['npx', '--no', 'migrate', '--dry-run', 'apply']],
    ['npm exec -- migrate apply --dry-run SITE', ['npm', 'exec', '--', 'migrate', 'apply', '--dry-run']],
    ['npx --no -- migrate apply --dry-run SITE', [...NPX, 'apply', '--dry-run']],
  ])('writes nothing for %s', (spelling, command) => {
    const site = join(checkout.work, 'site');
    const before = picture(checkout.work);
    const { code, out, err } = checkout.run([...command, site]);
    expect(code, err).toBe(0);
    expect(out).toContain('diff --git a/httpd.conf b/httpd.conf');
    expect(err.includes('npm took --dry-run for itself')).toBe(
      !spelling.includes('--') || !/-- migrate/.test(spelling),
    );
    expect(picture(checkout.work)).toEqual(before);
  });

  it('writes what a real apply shall write, and undoes it', () => {
    const before = picture(checkout.work);
    const applied = checkout.run([...NPX, 'apply', join(checkout.work, 'site')]);
    expect(applied.code, applied.err).toBe(0);
    expect(readFileSync(join(checkout.work, 'site/httpd.conf'), 'utf8')).toContain('wsgi_module');
    expect(checkout.migrate('undo', '1').code).toBe(0);
    expect(picture(checkout.work)).toEqual(before);
  });

  it('is built again only when its sources have changed, as the first npx asks for it once more', () => {
    const built = () => statSync(join(checkout.folder, 'dist/migrate.cjs')).mtimeMs;
    const prepare = () => checkout.run(['npm', 'run', 'prepare', '--ignore-scripts=false']);
    prepare();
    const first = built();
    expect(prepare().code).toBe(0);
    expect(built()).toBe(first);
    const version = join(checkout.folder, 'src/core/version.ts');
    writeFileSync(version, readFileSync(version, 'utf8').replace(/'\d+\.\d+\.\d+'/, "'99.0.0'"));
    expect(prepare().code).toBe(0);
    expect(checkout.migrate('--version').out).toMatch(/^mod-python-migrate 99\.0\.0 /);
  });

  it('starts without, with a damaged and with a foreign cache of compiled code', () => {
    const cache = join(checkout.folder, 'dist/migrate.cjs.cache');
    const good = readFileSync(cache);
    const damaged = Buffer.from(good);
    damaged[good.length >> 1] = (damaged[good.length >> 1] as number) ^ 0xff;
    for (const bytes of [undefined, Buffer.alloc(0), good.subarray(0, good.length >> 1), damaged]) {
      rmSync(cache, { force: true });
      if (bytes) writeFileSync(cache, bytes);
      expect(checkout.migrate('--version')).toMatchObject({
        code: 0,
        out: expect.stringMatching(PRODUCT),
        err: '',
      });
    }
    writeFileSync(cache, good);
    // Other flags of V8 stand for another V8: it refuses the code.
    const other = checkout.run([process.execPath, '--no-opt', 'bin/migrate.js', '--version']);
    expect(other).toMatchObject({ code: 0, err: '' });
  });

  it('gives all of a large report to a pipe, and ends quietly when the reader leaves', () => {
    const lines = 'LoadModule python_module modules/mod_python.so\n'.repeat(600);
    plant(checkout.work, { 'big/httpd.conf': lines });
    const command = `"${process.execPath}" bin/migrate.js scan --format json ${join(checkout.work, 'big')}`;
    const whole = checkout.run(['bash', '-c', `${command} | cat`]);
    expect(whole.out.length).toBeGreaterThan(3 * 65_536);
    expect(() => JSON.parse(whole.out)).not.toThrow();
    const cut = checkout.run(['bash', '-c', `${command} | head -c 100; echo " status \${PIPESTATUS[0]}"`]);
    expect(cut.out).toContain(' status 0');
    expect(cut.err).toBe('');
    expect(checkout.run(['bash', '-c', `${command} > /dev/full`])).toMatchObject({
      code: 2,
      err: expect.stringContaining('could not be written'),
    });
  });

  it('never passes over what it may not read', () => {
    plant(checkout.work, {
      'locked/httpd.conf': { text: 'Listen 80\n', mode: 0o000 },
      'half/httpd.conf': 'Listen 80\n',
      'half/lib/handler.py': 'from mod_python import apache\n',
    });
    const lib = join(checkout.work, 'half/lib');
    chmodSync(lib, 0o000);
    const launcher = [process.execPath, join(checkout.folder, 'bin/migrate.js')];
    // Root may read everything; without its capabilities it is a user like any other.
    const command = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', ...launcher] : launcher;
    const locked = checkout.run([...command, 'scan', join(checkout.work, 'locked/httpd.conf')]);
    expect([locked.code, locked.err.trim().split('\n').length], locked.err).toEqual([2, 1]);
    expect(locked.err).toContain('permission denied');
    const half = checkout.run([...command, 'scan', '--format', 'json', join(checkout.work, 'half')]);
    expect(half.code).toBe(0);
    expect(JSON.parse(half.out)).toMatchObject({ complete: false, errors: [{ path: 'lib', level: 'file' }] });
    expect(checkout.run([...command, 'lint', '--strict', join(checkout.work, 'half')]).code).toBe(2);
    chmodSync(lib, 0o755);
  });
});

describe('a checkout that is not ready', { timeout: 180_000 }, () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = copyCheckout({ dist: false, modules: true });
  });
  afterAll(() => checkout.remove());

  /** Puts this in the place of what the build makes. */
  function bundle(source: string): void {
    mkdirSync(join(checkout.folder, 'dist'), { recursive: true });
    writeFileSync(join(checkout.folder, 'dist/migrate.cjs'), source);
  }

  it('says that it is not built (npm ci --ignore-scripts), directly and under npx', () => {
    for (const command of [[process.execPath, 'bin/migrate.js'], NPX]) {
      const { code, out, err } = checkout.run([...command, 'scan']);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('migrate: not built: run npm ci (or npm run build)\n');
      expect(err).not.toContain('    at ');
    }
  });

  it('says that dependencies are missing', () => {
    const lacking = 'migrate: dependencies are not installed (no-such-package-at-all is missing): npm ci\n';
    bundle("require('no-such-package-at-all');\n");
    const { code, err } = checkout.migrate('scan');
    expect([code, err]).toEqual([2, lacking]);
  });

  it('says so too when it misses one only later', () => {
    const modules = join(checkout.folder, 'node_modules');
    const names = readdirSync(modules).filter((name) => name !== 'chalk');
    rmSync(modules);
    mkdirSync(modules);
    for (const name of names) symlinkSync(join(process.cwd(), 'node_modules', name), join(modules, name));
    cpSync('dist/migrate.cjs', join(checkout.folder, 'dist/migrate.cjs'));
    expect(checkout.migrate('explain', '--color', 'always')).toEqual({
      code: 2,
      out: '',
      err: 'migrate: dependencies are not installed (chalk is missing): npm ci\n',
    });
  });

  it('does not hide any other fault, and does not end with 1, which is the gate', () => {
    bundle("exports.main = function main() {\n  throw new RangeError('our fault');\n};\n");
    const thrown = checkout.migrate('scan');
    expect(thrown.code).toBe(2);
    expect(thrown.err).toMatch(/RangeError: our fault\n +at /);
    bundle("require('./no-such-file.cjs');\n");
    expect(checkout.migrate('scan').err).toMatch(/Cannot find module '\.\/no-such-file\.cjs'\n/);
    bundle('this is not JavaScript\n');
    expect(checkout.migrate('scan')).toMatchObject({ code: 2, err: expect.stringContaining('SyntaxError') });
  });

  it('says so when Node is too old', () => {
    const old =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })";
    const preload = `--import=data:text/javascript,${encodeURIComponent(old)}`;
    const { code, err } = checkout.run([process.execPath, preload, 'bin/migrate.js', 'scan']);
    expect([code, err]).toEqual([2, 'migrate: Node 20.19 or newer is needed, this is 20.18.3\n']);
  });
});

describe('the package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

  it('names its bins as an object; the launcher is executable, also in git, and needs no build', () => {
    expect(manifest.bin).toEqual({ migrate: 'bin/migrate.js', 'mod-python-migrate': 'bin/migrate.js' });
    accessSync('bin/migrate.js', constants.X_OK);
    expect(readFileSync('bin/migrate.js', 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(execFileSync('git', ['ls-files', '-s', 'bin/migrate.js'], { encoding: 'utf8' })).toMatch(
      /^100755 /,
    );
  });

  it('asks for the same Node as the launcher', () => {
    const [, major, minor] = /FLOOR = \[(\d+), (\d+)\]/.exec(readFileSync('bin/migrate.js', 'utf8')) ?? [];
    expect(manifest.engines.node).toBe(`>=${major}.${minor}`);
  });

  it('has no package.json in a fixture, where npx would take another program', () => {
    const names = execFileSync('git', ['ls-files', 'fixtures'], { encoding: 'utf8' });
    expect(names).not.toMatch(/package\.json$/m);
  });
});
