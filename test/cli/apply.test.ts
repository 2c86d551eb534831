/** `apply` in place and with --out. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picture, plant } from '../io/sandbox.js';
import { committed, git, shell } from './harness.js';

describe('apply', () => {
  it('writes the plan, says so, and names the way back and the way on', async () => {
    const { cwd, migrate } = shell();
    const { code, out, err } = await migrate('apply', 'site');
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'site/sub/.htaccess'), 'utf8')).toBe('SetHandler site\n');
    expect(statSync(join(cwd, 'site/wsgi/site.wsgi')).mode & 0o777).toBe(0o755);
    expect(out).toContain('Wrote 5 files: 3 created, 2 changed.');
    expect(out).toContain('3 uses of mod_python = 2 config + 1 manual.');
    expect(out).toContain('Left for you, 1:\n  site/httpd.conf:5:1  MP109 log-handler');
    expect(out).not.toContain('second run');
    expect(err).toMatch(
      /^Undo: migrate undo 0001\nNext: migrate lint site\nThen, on the server: .*apachectl configtest.*\n$/,
    );
  });

  it('changes nothing the second time', async () => {
    const { cwd, migrate } = shell();
    await migrate('apply', 'site');
    const before = picture(cwd);
    const { code, out } = await migrate('apply', 'site');
    expect(code).toBe(0);
    expect(out).toContain('Nothing to change.');
    expect(picture(cwd)).toEqual(before);
  });

  it('is undone byte for byte', async () => {
    const { cwd, migrate } = shell();
    const before = picture(cwd);
    await migrate('apply', 'site');
    const { code, out } = await migrate('undo');
    expect([code, out]).toEqual([0, `Run 0001 in ${cwd}/site is undone: 5 files as before.\n`]);
    expect(picture(cwd)).toEqual(before);
    expect(await migrate('undo')).toMatchObject({ code: 2, err: expect.stringContaining('nothing to undo') });
  });

  it('refuses a dirty git tree with exit 3, until it is told', async () => {
    const { cwd, migrate } = shell();
    committed(cwd);
    writeFileSync(join(cwd, 'site/readme.txt'), 'edited\n');
    const before = picture(cwd);
    const refused = await migrate('apply', 'site');
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.err).toContain(
      'not committed: site/readme.txt; commit or stash first, or use --allow-dirty',
    );
    expect(picture(cwd)).toEqual(before);
    expect((await migrate('apply', '--allow-dirty', 'site')).code).toBe(0);
  });

  it('needs no clean tree for what writes nothing there', async () => {
    const { cwd, migrate } = shell();
    committed(cwd);
    writeFileSync(join(cwd, 'site/readme.txt'), 'edited\n');
    expect((await migrate('apply', '-n', 'site')).code).toBe(0);
    expect((await migrate('apply', '--out', '../copy', 'site')).code).toBe(0);
  });

  it('writes a clean git tree, and git sees exactly the plan', async () => {
    const { cwd, migrate } = shell();
    committed(cwd);
    expect((await migrate('apply', 'site')).code).toBe(0);
    expect(git(cwd, 'status', '--porcelain', '--untracked-files=all').trim().split('\n')).toEqual([
      'M site/httpd.conf',
      ' M site/sub/.htaccess',
      '?? site/wsgi/latin.py',
      '?? site/wsgi/pkg/__init__.py',
      '?? site/wsgi/site.wsgi',
    ]);
  });

  it('writes a copy with --out and leaves the original alone', async () => {
    const { cwd, migrate } = shell();
    const before = picture(cwd);
    const { code, out, err } = await migrate('apply', '--out', '../copy', 'site');
    expect(code).toBe(0);
    expect(picture(cwd)).toEqual(before);
    expect(out).toContain('Wrote 5 files');
    expect(out).toContain('\n  httpd.conf:5:1  MP109 log-handler');
    const copy = join(cwd, '../copy');
    expect(err).toBe(`Next: migrate lint ${copy}\n`);
    const here = shell({ files: {} });
    cpSync(join(cwd, 'site'), join(here.cwd, 'site'), { recursive: true });
    await here.migrate('apply', 'site');
    expect(picture(copy)).toEqual(picture(join(here.cwd, 'site')));
    expect(await migrate('apply', '--out', '../copy', 'site')).toMatchObject({ code: 3, out: '' });
    expect(await migrate('apply', '--out', 'site/new', 'site')).toMatchObject({ code: 2, out: '' });
  });

  it('goes through a link to the file behind it', async () => {
    const { cwd, migrate } = shell();
    plant(cwd, { 'site/available/x.conf': 'SetHandler mod_python\n' });
    symlinkSync('available/x.conf', join(cwd, 'site/x.conf'));
    await migrate('apply', 'site');
    expect(readFileSync(join(cwd, 'site/available/x.conf'), 'utf8')).toBe('SetHandler site\n');
    expect(picture(cwd)['site/x.conf']).toBe('link available/x.conf');
  });

  it('stops at a fatal problem before it writes, and goes on past a file that it cannot use', async () => {
    const { cwd, migrate } = shell();
    plant(cwd, { 'site/b.py': 'x\nBROKEN\n' });
    const partly = await migrate('apply', 'site');
    expect(partly).toMatchObject({
      code: 0,
      out: expect.stringContaining('left out: site/b.py:3:1: not valid Python. Correct'),
    });
    plant(cwd, { 'site/bad.conf': 'FATAL\nSetHandler mod_python\n' });
    const before = picture(cwd);
    const stopped = await migrate('apply', 'site');
    expect(stopped).toEqual({
      ...stopped,
      code: 2,
      out: '',
      err: 'site/bad.conf:3:1: httpd refuses this. Correct the line.\n',
    });
    expect(picture(cwd)).toEqual(before);
  });

  it('says what it did also when the result cannot be read again', async () => {
    const { cwd, engine, migrate } = shell();
    const { makePlan } = engine;
    let calls = 0;
    engine.makePlan = (tree, request) => {
      if (++calls === 2) throw new Error('boom');
      return makePlan(tree, request);
    };
    const { code, out, err } = await migrate('apply', 'site');
    expect(code).toBe(2);
    expect(out).toContain('Wrote 5 files');
    expect(err).toContain('could not be read again: boom');
    expect(err).toContain('Undo: migrate undo 0001');
    expect((await migrate('undo')).code).toBe(0);
    expect(existsSync(join(cwd, 'site/wsgi'))).toBe(false);
  });

  it('leaves no trace in the site but the plan', async () => {
    const { cwd, migrate } = shell();
    await migrate('apply', 'site');
    expect(readdirSync(join(cwd, 'site')).sort()).toEqual(['httpd.conf', 'readme.txt', 'sub', 'wsgi']);
    expect(readdirSync(cwd).sort()).toEqual(['.keep', 'site']);
  });
});
