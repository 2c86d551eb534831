/** The whole way with the real rules, on the sites that we keep: patch, apply, copy and undo must agree byte for byte. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { loadEngine } from '../../src/cli/world.js';
import { picture, sandbox } from '../io/sandbox.js';

/** Our own sites; MIGRATE_TEST_SITES adds a folder of further ones. */
const folders = [
  'fixtures/sites',
  'fixtures/recorded-sites',
  ...(process.env.MIGRATE_TEST_SITES ? [process.env.MIGRATE_TEST_SITES] : []),
];
const sites = folders.flatMap((folder) =>
  readdirSync(folder)
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path }) => existsSync(join(path, 'requests.json')))
    .map(({ name, path }) => ({
      name,
      path: existsSync(join(path, 'before')) ? join(path, 'before') : path,
    })),
);

async function migrate(cwd: string, ...argv: string[]): Promise<{ code: number; out: Buffer; err: string }> {
  const chunks = { out: [] as Buffer[], err: [] as Buffer[] };
  const sink = (into: Buffer[]) => ({
    write(data: string | Uint8Array, done: () => void) {
      into.push(Buffer.from(data));
      done();
    },
  });
  const env = { MIGRATE_STATE_DIR: join(cwd, 'state') };
  const code = await run(argv, { cwd, env, stdout: sink(chunks.out), stderr: sink(chunks.err), loadEngine });
  return { code, out: Buffer.concat(chunks.out), err: Buffer.concat(chunks.err).toString() };
}

describe('sites', () => {
  it('are there', () => {
    expect(sites.length).toBeGreaterThan(1);
  });

  it.each(sites)('$name', async ({ path }) => {
    const cwd = sandbox();
    for (const name of ['site', 'patched']) cpSync(path, join(cwd, name), { recursive: true });
    // Git gives a file that it rewrites 0644 or 0755; read-only originals would differ in that alone.
    execFileSync('chmod', ['-R', 'u+w', join(cwd, 'site'), join(cwd, 'patched')]);
    const before = picture(join(cwd, 'site'));
    const report = JSON.parse((await migrate(cwd, 'scan', '--format', 'json', 'site')).out.toString());
    const { total, ...states } = report.summary.uses;
    expect(Object.values<number>(states).reduce((sum, each) => sum + each, 0)).toBe(total);

    const dry = await migrate(join(cwd, 'site'), 'apply', '--dry-run', '.');
    expect(dry.code, dry.err).toBe(0);
    expect(picture(join(cwd, 'site'))).toEqual(before);
    if (dry.out.length > 0)
      execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
        cwd: join(cwd, 'patched'),
        input: dry.out,
      });

    const copied = await migrate(cwd, 'apply', '--out', 'copy', 'site');
    expect(copied.code, copied.err).toBe(0);
    const applied = await migrate(cwd, 'apply', 'site');
    expect(applied.code, applied.err).toBe(0);
    const after = picture(join(cwd, 'site'));
    expect(picture(join(cwd, 'patched'))).toEqual(after);
    expect(picture(join(cwd, 'copy'))).toEqual(after);
    expect(applied.out.toString()).not.toContain('A second run would change');

    if (dry.out.length === 0) return;
    const undone = await migrate(cwd, 'undo');
    expect(undone.code, undone.err).toBe(0);
    expect(picture(join(cwd, 'site'))).toEqual(before);
  });
});
