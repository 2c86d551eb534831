import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picture, plant, sandbox } from '../io/sandbox.js';
import { SITE, shell } from './harness.js';

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', ['-C', folder, ...who, ...args], { stdio: 'pipe', encoding: 'utf8' });
}

function committed(folder: string): void {
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'x');
}

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
    expect(err).toBe('Undo: migrate undo 0001\nNext: migrate lint site\n');
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
      out: expect.stringContaining('left out: site/b.py:3:1 not valid Python; Correct'),
    });
    plant(cwd, { 'site/bad.conf': 'FATAL\nSetHandler mod_python\n' });
    const before = picture(cwd);
    const stopped = await migrate('apply', 'site');
    expect(stopped).toEqual({
      ...stopped,
      code: 2,
      out: '',
      err: 'site/bad.conf:3:1 httpd refuses this; Correct the line.\n',
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

describe('the dry run', () => {
  it('prints a patch and nothing else on stdout, and writes nothing at all', async () => {
    const { cwd, migrate } = shell();
    const before = picture(join(cwd, '..'));
    const { code, out, err } = await migrate('apply', '-n', 'site');
    expect(code).toBe(0);
    expect(out.startsWith('# MP101 set-handler\ndiff --git a/site/httpd.conf b/site/httpd.conf\n')).toBe(
      true,
    );
    expect(err).toContain(
      'Plan: 3 files to create, 2 to change; 3 uses of mod_python = 2 config + 1 manual.',
    );
    expect(err).toContain('Nothing was written.');
    expect(picture(join(cwd, '..'))).toEqual(before);
  });

  it('gives git apply what apply writes, in the folder and in a subfolder of a working copy', async () => {
    const { cwd, migrate } = shell();
    const patched = shell();
    committed(patched.cwd);
    const fromTop = await migrate('apply', '-n', 'site');
    execFileSync('git', ['apply', '-'], { cwd: patched.cwd, input: fromTop.bytes });
    await migrate('apply', 'site');
    expect(picture(join(patched.cwd, 'site'))).toEqual(picture(join(cwd, 'site')));

    const below = shell();
    committed(below.cwd);
    const fromBelow = await below.migrate('-C', 'site', 'apply', '-n', '.');
    execFileSync('git', ['apply', '-'], { cwd: join(below.cwd, 'site'), input: fromBelow.bytes });
    expect(picture(join(below.cwd, 'site'))).toEqual(picture(join(cwd, 'site')));
  });

  it('gives git apply what apply writes, for any site (property)', async () => {
    const line = fc.constantFrom(
      'SetHandler mod_python',
      '\tSetHandler mod_python # \xe9',
      '# \xff',
      '',
      'x\r',
      'PythonLogHandler y',
      'note',
    );
    const content = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n', '\r\n'))
      .map(([lines, end]) => Buffer.from(lines.join('\n') + end, 'latin1'));
    const name = fc.constantFrom('a.conf', 'b c.conf', 'd/\u00e9.conf', 'd/e/f.conf', '.htaccess');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, content, { minKeys: 1 }), async (files) => {
        const real = shell({ files: {} });
        plant(join(real.cwd, 'site'), files);
        const original = picture(real.cwd);
        const other = sandbox();
        cpSync(join(real.cwd, 'site'), join(other, 'site'), { recursive: true });
        const { bytes } = await real.migrate('apply', '--dry-run', 'site');
        expect(picture(real.cwd)).toEqual(original);
        if (bytes.length > 0)
          execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: other, input: bytes });
        const applied = await real.migrate('apply', 'site');
        expect(applied.code).toBe(0);
        expect(picture(join(other, 'site'))).toEqual(picture(join(real.cwd, 'site')));
        if (bytes.length > 0) expect((await real.migrate('undo')).code).toBe(0);
        expect(picture(real.cwd)).toEqual(original);
      }),
      { numRuns: 25 },
    );
  });

  it('says plainly when there is nothing to change', async () => {
    const { migrate } = shell({ files: { 'site/x.conf': 'nothing\n' } });
    const { code, out, err } = await migrate('apply', '-n', 'site');
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('Nothing to change.');
  });

  it('honours a --dry-run that npm took, for apply and for undo', async () => {
    const { cwd, migrate } = shell({ env: { npm_config_dry_run: 'true', npm_command: 'exec' } });
    const before = picture(cwd);
    const { code, out, err } = await migrate('apply', 'site');
    expect(code).toBe(0);
    expect(out).toContain('diff --git');
    expect(err).toContain('npm took --dry-run for itself');
    expect(picture(cwd)).toEqual(before);

    const plain = shell();
    await plain.migrate('apply', 'site');
    const after = picture(plain.cwd);
    const { code: undoCode, out: undoOut } = await plain.migrate('undo', '-n');
    expect([undoCode, undoOut.split('\n')[0]]).toEqual([0, 'would remove wsgi/site.wsgi']);
    expect(picture(plain.cwd)).toEqual(after);
  });
});

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
    const journal = join(cwd, '../state/runs/0001/journal.json');
    const run = JSON.parse(readFileSync(journal, 'utf8'));
    writeFileSync(
      journal,
      JSON.stringify({ ...run, state: 'writing', process: { pid: 1, start: 'long ago' } }),
    );
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
    const journal = join(cwd, '../state/runs/0001/journal.json');
    const run = JSON.parse(readFileSync(journal, 'utf8'));
    writeFileSync(
      journal,
      JSON.stringify({ ...run, state: 'writing', process: { pid: 1, start: 'long ago' } }),
    );
    const { code, out, err } = await migrate('apply', 'site');
    expect(code).toBe(0);
    expect(err).toContain('had been interrupted');
    expect(out).toContain('Wrote 5 files');
    expect(picture(cwd)).toEqual(done);
  });
});
