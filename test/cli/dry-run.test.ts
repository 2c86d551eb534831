/** `apply --dry-run` against the real git. */
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picture, plant, sandbox } from '../io/sandbox.js';
import { committed, shell } from './harness.js';

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
