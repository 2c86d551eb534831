/** `undo`, and what is left of an interrupted run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realDisk } from '../../src/io/disk.js';
import { listRuns, type Run, saveRun } from '../../src/io/journal.js';
import { picture } from '../io/sandbox.js';
import { SITE, shell } from './harness.js';

/** Leaves the newest run as a process leaves it that is killed while it writes. */
function interrupt(cwd: string): void {
  const store = { stateFolder: join(cwd, '../state'), disk: realDisk };
  const run = listRuns(store).at(-1) as Run;
  saveRun(store, { ...run, state: 'writing', process: { pid: 1, start: 'long ago' } });
}

describe('undo', () => {
  it('keeps what changed since, says where the original is, and ends with 3', async () => {
    const { cwd, migrate } = shell();
    await migrate('apply', 'site');
    writeFileSync(join(cwd, 'site/httpd.conf'), 'edited\n');
    const { code, out, err } = await migrate('undo');
    expect(code).toBe(3);
    expect(out).toContain('4 files as before, 1 kept');
    const original = /its original: (.*)\n/.exec(err)?.[1] as string;
    expect(readFileSync(original)).toEqual(Buffer.from(SITE['site/httpd.conf'] as string));
    expect(readFileSync(join(cwd, 'site/httpd.conf'), 'utf8')).toBe('edited\n');
  });

  it('lists runs and takes one by number, from anywhere', async () => {
    const { cwd, migrate } = shell();
    expect(await migrate('undo', '--list')).toMatchObject({ code: 0, out: 'No runs.\n' });
    await migrate('apply', 'site');
    const list = await migrate('undo', '--list');
    expect(list.out).toMatch(/^run {3}state {2}time .*files {2}folder\n0001 {2}done .* 5 +.*\/site\n$/);
    const json = JSON.parse((await migrate('-C', '/', '--format', 'json', 'undo', '1')).out);
    expect(json).toMatchObject({
      schemaVersion: '1.0',
      command: 'undo',
      run: '0001',
      kept: [],
      complete: true,
    });
    expect(json.restored).toContain('sub/.htaccess');
    expect(existsSync(join(cwd, 'site/wsgi'))).toBe(false);
    expect(await migrate('undo', '9')).toMatchObject({ code: 2 });
  });

  it('rolls back an interrupted run, and every command says that there is one', async () => {
    const { cwd, migrate } = shell();
    const before = picture(cwd);
    await migrate('apply', 'site');
    interrupt(cwd);
    expect((await migrate('scan', 'site')).err).toContain('run 0001');
    expect((await migrate('apply', '-n', 'site')).err).toContain('was interrupted');
    const { code, err } = await migrate('undo');
    expect(code).toBe(0);
    expect(err).toContain('run 0001 had been interrupted; it was rolled back (5 files as before).');
    expect(picture(cwd)).toEqual(before);
    expect((await migrate('scan', 'site')).err).not.toContain('interrupted');
  });

  it('lets apply roll back first and then begin anew', async () => {
    const { cwd, migrate } = shell();
    await migrate('apply', 'site');
    const done = picture(cwd);
    interrupt(cwd);
    const { code, out, err } = await migrate('apply', 'site');
    expect(code).toBe(0);
    expect(err).toContain('had been interrupted');
    expect(out).toContain('Wrote 5 files');
    expect(picture(cwd)).toEqual(done);
  });
});
