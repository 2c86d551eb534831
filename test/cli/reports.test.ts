/** What scan, lint and explain print. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picture, plant } from '../io/sandbox.js';
import { fakeEngine } from './fake-engine.js';
import { SITE, shell } from './harness.js';

describe('scan', () => {
  it('reports numbers first, then findings with their source, and writes nothing', async () => {
    const { cwd, migrate } = shell();
    const before = picture(join(cwd, '..'));
    const { code, out, err } = await migrate('scan', 'site');
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('expected/scan.txt');
    expect(err).toBe('\nNothing was changed.\nNext: migrate apply --dry-run site\n');
    expect(picture(join(cwd, '..'))).toEqual(before);
  });

  it('has tables that each add up to the total', async () => {
    const { migrate } = shell();
    const { out } = await migrate('scan', 'site');
    const states = [...out.matchAll(/^(?:native|bridged|config|review|manual|dropped) +(\d+)/gm)].map((row) =>
      Number(row[1]),
    );
    const total = Number(/^total +(\d+)$/m.exec(out)?.[1]);
    expect(states).toHaveLength(6);
    expect(states.reduce((sum, each) => sum + each, 0)).toBe(total);
    const rules = [...out.matchAll(/^MP\d+ [\w-]+ +.* (\d+)$/gm)].map((row) => Number(row[1]));
    expect(rules.reduce((sum, each) => sum + each, 0)).toBe(total);
  });

  it('refuses to print totals that do not add up', async () => {
    const { makePlan } = fakeEngine();
    const lying = shell({
      engine: {
        makePlan(tree, request) {
          const plan = makePlan(tree, request);
          return { ...plan, totals: { ...plan.totals, config: plan.totals.config + 1 } };
        },
      },
    });
    const { code, out, err } = await lying.migrate('scan', 'site');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('do not add up');
  });

  it('shows at most --max findings, everything with --verbose, one line with --quiet', async () => {
    const { migrate } = shell();
    const one = await migrate('scan', '--max', '1', 'site');
    expect(one.out).toContain('MP109 log-handler  [manual]');
    expect(one.out).not.toContain('MP101 set-handler  [config]');
    expect(one.out).toContain('3 more findings: --verbose shows them.');
    const all = await migrate('scan', '--verbose', 'site');
    expect(all.out).toContain('MP101 set-handler  [note]');
    expect(all.out).not.toContain('more finding');
    const quiet = await migrate('scan', '-q', 'site');
    expect([quiet.out.split('\n').length, quiet.err]).toEqual([2, '']);
  });

  it('says when there is nothing', async () => {
    const { migrate } = shell({ files: { 'x.conf': 'Listen 80\n' } });
    const { code, out, err } = await migrate('scan');
    expect(code).toBe(0);
    expect(out).toBe('Read 1 configuration file, 0 Python files and 0 PSP pages: no use of mod_python.\n');
    expect(err).toBe('Nothing was changed; there is nothing to do.\n');
  });

  it('says that it found nothing to read, which is a wrong path more often than a clean site', async () => {
    const { migrate } = shell({ files: { 'empty/': '' } });
    const { code, err } = await migrate('scan', 'empty');
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^Nothing to read was found there: name the folder/),
    ]);
    const { code: passed, out } = await migrate('lint', 'empty');
    expect([passed, out]).toEqual([0, 'lint: no use of mod_python: nothing to read was found there.\n']);
  });

  it('goes on past a file that it cannot use, and stops with 2 at a fatal problem', async () => {
    const { cwd, migrate } = shell();
    plant(cwd, { 'site/b.py': 'BROKEN\n' });
    const partly = await migrate('scan', 'site');
    expect(partly.code).toBe(0);
    expect(partly.out).toContain('Left out, 1 file:\n  site/b.py:3:1: not valid Python. Correct the line.\n');
    plant(cwd, { 'site/bad.conf': 'FATAL\n' });
    const stopped = await migrate('scan', 'site');
    expect(stopped).toMatchObject({
      code: 2,
      out: '',
      err: 'site/bad.conf:3:1: httpd refuses this. Correct the line.\n',
    });
    const json = await migrate('scan', '--format', 'json', 'site');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({
      complete: false,
      errors: [{ path: 'site/b.py' }, { path: 'site/bad.conf' }],
    });
  });

  it('does not let a file act on the terminal', async () => {
    const { migrate } = shell({
      files: { 'site/\x1b[31m.conf': '\x1b]0;owned\x07\n\x9b1m SetHandler mod_python \u202e\n' },
    });
    const { out } = await migrate('scan', 'site');
    expect(out).toContain('\\x1b[31m.conf:2:');
    expect(out).toContain('\\x1b]0;owned\\x07');
    expect(out).toContain('\\u202e');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe('JSON', () => {
  it('has the published shape, relative paths and parts that sum to the total', async () => {
    const { cwd, migrate } = shell();
    const { code, out, err } = await migrate('scan', '--format', 'json', 'site');
    expect([code, err]).toEqual([0, '']);
    const report = JSON.parse(out);
    const { total, ...states } = report.summary.uses;
    expect(Object.keys(states).sort()).toEqual([
      'bridged',
      'config',
      'dropped',
      'manual',
      'native',
      'review',
    ]);
    expect(Object.values<number>(states).reduce((sum, each) => sum + each, 0)).toBe(total);
    expect(report.findings).toHaveLength(total);
    expect(report).toMatchObject({
      schemaVersion: '1.0',
      tool: { name: 'mod-python-migrate' },
      command: 'scan',
      root: cwd,
    });
    expect(report.findings[0]).toEqual({
      code: 'MP101',
      name: 'set-handler',
      severity: 'error',
      path: 'site/httpd.conf',
      line: 3,
      column: 5,
      endLine: 3,
      endColumn: 26,
      byteOffset: 34,
      byteLength: 21,
      message: 'the handler mod_python is gone',
      todo: '',
      confidence: 'safe',
      related: [],
      state: 'config',
    });
    expect(report.notes).toHaveLength(1);
    expect(report).toMatchObject({ errors: [], complete: true });
    expect(out.replaceAll(JSON.stringify(cwd), '')).not.toContain(cwd);
  });

  it('is the same, byte for byte, for the same tree', async () => {
    const { migrate } = shell();
    const first = await migrate('scan', '--format', 'json', 'site');
    expect(await migrate('scan', '--format', 'json', 'site')).toEqual(first);
  });

  it('tells what apply did, and what a dry run would do', async () => {
    const { migrate } = shell();
    const dry = JSON.parse((await migrate('apply', '-n', '--format', 'json', 'site')).out);
    expect(dry.apply).toMatchObject({
      dryRun: true,
      files: expect.arrayContaining([{ path: 'site/httpd.conf', action: 'change' }]),
    });
    const real = JSON.parse((await migrate('apply', '--format', 'json', 'site')).out);
    expect(real.apply).toMatchObject({
      dryRun: false,
      run: '0001',
      remaining: 1,
      secondPass: 0,
      files: dry.apply.files,
    });
  });
});

describe('lint', () => {
  it('fails with 1 while a use remains, and names each', async () => {
    const { migrate } = shell();
    const before = await migrate('lint', 'site');
    expect(before.code).toBe(1);
    expect(before.out).toContain(
      'site/httpd.conf:3:5: MP101 set-handler [config]: the handler mod_python is gone\n',
    );
    expect(before.out).toContain(
      'lint: 3 uses of mod_python in 2 files (migrate apply settles 2). Failing.\n',
    );
    await migrate('apply', 'site');
    expect(await migrate('lint', 'site')).toMatchObject({
      code: 1,
      out: expect.stringContaining('lint: 1 use of mod_python in 1 file.'),
    });
    expect(await migrate('lint', 'site/sub')).toMatchObject({
      code: 0,
      out: 'lint: no use of mod_python.\n',
    });
    expect(await migrate('lint', '--format', 'json', 'site')).toMatchObject({
      code: 1,
      out: expect.stringContaining('"command": "lint"'),
    });
  });

  it('names files that it could not read, and fails for them when told to', async () => {
    const { migrate } = shell({ files: { 'site/b.py': 'BROKEN\n' } });
    const lenient = await migrate('lint', 'site');
    expect(lenient).toMatchObject({
      code: 0,
      out: 'lint: no use of mod_python; 1 file could not be read.\n',
    });
    expect(lenient.err).toContain('site/b.py:3:1: not valid Python');
    expect((await migrate('lint', '--strict', 'site')).code).toBe(2);
  });

  it('with --strict does not hide what it could not read behind the uses that it found', async () => {
    const { migrate } = shell({ files: { ...SITE, 'site/b.py': 'BROKEN\n' } });
    expect((await migrate('lint', 'site')).code).toBe(1);
    expect((await migrate('lint', '--strict', 'site')).code).toBe(2);
    expect((await migrate('scan', '-q', 'site')).out).toContain('; 1 file left out.');
  });
});

describe('explain', () => {
  it('tells all that the metadata says, by code in any case and by name', async () => {
    const { migrate } = shell();
    const { code, out } = await migrate('explain', 'mp101');
    expect(code).toBe(0);
    for (const part of [
      'MP101 set-handler',
      'mod_wsgi has handlers',
      'by hand',
      '5m',
      'SetHandler site',
      'https://example.org',
    ]) {
      expect(out).toContain(part);
    }
    expect((await migrate('explain', 'set-handler')).out).toBe(out);
    expect(JSON.parse((await migrate('explain', 'MP101', '--format', 'json')).out)).toMatchObject({
      code: 'MP101',
    });
  });

  it('lists all rules, and suggests where it knows none', async () => {
    const { migrate } = shell();
    expect((await migrate('explain')).out.split('\n')).toHaveLength(4);
    const wrong = await migrate('explain', 'set-handlr');
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toBe(
      'migrate: there is no rule set-handlr (did you mean set-handler?); `migrate explain` lists all rules\n',
    );
  });
});
