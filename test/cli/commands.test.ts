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

  it('goes on past a file that it cannot use, and stops with 2 at a fatal problem', async () => {
    const { cwd, migrate } = shell();
    plant(cwd, { 'site/b.py': 'BROKEN\n' });
    const partly = await migrate('scan', 'site');
    expect(partly.code).toBe(0);
    expect(partly.out).toContain('Left out, 1 file:\n  site/b.py:3:1 not valid Python; Correct the line.\n');
    plant(cwd, { 'site/bad.conf': 'FATAL\n' });
    const stopped = await migrate('scan', 'site');
    expect(stopped).toMatchObject({
      code: 2,
      out: '',
      err: 'site/bad.conf:3:1 httpd refuses this; Correct the line.\n',
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
    expect(before.out).toContain('site/httpd.conf:3:5: MP101 set-handler: the handler mod_python is gone\n');
    expect(before.out).toContain('lint: 3 uses of mod_python in 2 files. Failing.\n');
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
    expect(lenient.err).toContain('site/b.py:3:1 not valid Python');
    expect((await migrate('lint', '--strict', 'site')).code).toBe(2);
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

describe('usage', () => {
  it.each([
    [['scna'], /Did you mean scan\?/],
    [['scan', '--formt', 'json'], /Did you mean --format\?/],
    [['scan', '--format', 'xml'], /Allowed choices are text, json/],
    [['apply', '--dryrun'], /Did you mean --dry-run\?/],
    [['apply', '--processes', '0'], /whole number of at least 1/],
    [['scan', '--handlers'], /argument missing/],
    [['scan', '--only', 'set-handlr'], /did you mean set-handler\?/],
    [['scan', '--skip', 'MP7'], /there is no rule MP7/],
    [
      ['scan', 'no/such', 'site', 'nor-this'],
      /no\/such: no such file or directory; .*nor-this: no such file/,
    ],
    [['scan', '-C', 'nowhere'], /nowhere: no such file/],
    [['scan', '--server-config', 'site'], /--server-config .*site is not a file/],
    [['scan', '--server-root', 'etc/httpd'], /must be an absolute path on the server/],
    [['scan', '--config', 'missing.json', 'site'], /missing.json: no such file/],
    [['undo', 'one', 'two'], /too many arguments/],
  ])('%j is a usage error: exit 2, nothing on stdout', async (argv, message) => {
    const { code, out, err } = await shell().migrate(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('names the product first', async () => {
    const { code, out } = await shell().migrate('--version');
    expect(code).toBe(0);
    expect(out).toMatch(/^mod-python-migrate \d+\.\d+\.\d+ \(node \d+\.\d+\.\d+\)\n$/);
  });

  it('helps within 100 columns, with examples and exit codes', async () => {
    const { migrate } = shell();
    for (const argv of [
      ['--help'],
      ['scan', '--help'],
      ['apply', '-h'],
      ['lint', '--help'],
      ['help', 'undo'],
      ['explain', '--help'],
    ]) {
      const { code, out, err } = await migrate(...argv);
      expect([code, err]).toEqual([0, '']);
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    }
    const { out } = await migrate('--help');
    expect(out).toContain('Examples:');
    for (const code of [0, 1, 2, 3]) expect(out).toMatch(new RegExp(`^  ${code}  `, 'm'));
  });

  it('answers a bare call with help: for a person 0, for a script 2', async () => {
    const person = await shell({ isTTY: true }).migrate();
    expect([person.code, person.err]).toEqual([0, '']);
    expect(person.out).toContain('Usage: migrate');
    const script = await shell().migrate();
    expect([script.code, script.out]).toEqual([2, '']);
    expect(script.err).toContain('Usage: migrate');
  });

  it('reports its own faults with 2 and a request', async () => {
    const broken = shell({
      engine: {
        makePlan: () => {
          throw new TypeError('undefined is not a mount');
        },
      },
    });
    const { code, out, err } = await broken.migrate('scan', 'site');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^migrate: internal error in mod-python-migrate .*please report it/);
    expect(err).toContain('undefined is not a mount');
  });
});

describe('settings', () => {
  it('reach the engine', async () => {
    const { cwd, engine, migrate } = shell();
    const options = [
      '--handlers',
      'bridge',
      '--apache',
      '2.2',
      '--mod-wsgi',
      '3.4',
      '--mode',
      'embedded',
      '--processes',
      '3',
    ];
    const site = [
      '--server-config',
      'site/httpd.conf',
      '--server-root',
      '/etc/httpd/',
      '-D',
      'SSL',
      '-D',
      'X=1',
    ];
    const { err } = await migrate(
      'scan',
      ...options,
      ...site,
      '--only',
      'MP101,log-handler',
      '--skip',
      'MP109',
      'site',
      'site/sub',
    );
    expect(engine.requests[0]).toMatchObject({
      root: cwd,
      inputs: [join(cwd, 'site'), join(cwd, 'site/sub')],
      serverConfig: join(cwd, 'site/httpd.conf'),
      serverRoot: '/etc/httpd',
      defines: ['SSL', 'X=1'],
      only: ['MP101', 'log-handler'],
      skip: ['MP109'],
      handlers: 'bridge',
      apache: '2.2',
      modWsgi: '3.4',
      mode: 'embedded',
      processes: 3,
    });
    expect(engine.requests[0]?.runtime.size).toBeGreaterThan(0);
    expect(err).toContain(
      'Next: migrate apply --dry-run --server-config site/httpd.conf --server-root /etc/httpd/ -D SSL -D X=1',
    );
  });

  it('have the documented defaults; reports are relative to the current folder, or to what was named elsewhere', async () => {
    const { cwd, engine, migrate } = shell();
    await migrate('scan');
    await migrate('-C', 'site/sub', 'scan', '../../site');
    await migrate('scan', '-C', 'site', 'sub');
    expect(engine.requests[0]).toMatchObject({
      root: cwd,
      inputs: [cwd],
      handlers: 'auto',
      apache: '2.4',
      modWsgi: 'any',
      mode: 'daemon',
    });
    expect(engine.requests[0]?.processes).toBeUndefined();
    expect(engine.requests[1]).toMatchObject({ root: join(cwd, 'site'), inputs: [join(cwd, 'site')] });
    expect(engine.requests[2]).toMatchObject({ root: join(cwd, 'site'), inputs: [join(cwd, 'site/sub')] });
  });

  it('come from migrate.config.json above the first path, but not from above the working copy', async () => {
    const config = {
      $schema: 'x',
      pathMap: { '/srv/shop': 'src/' },
      handlers: 'native',
      defines: ['A'],
      processes: 2,
    };
    const { cwd, engine, migrate } = shell({
      files: {
        ...SITE,
        'site/migrate.config.json': JSON.stringify(config),
        'site/src/': '',
        'site/sub/deep/': '',
      },
    });
    await migrate('scan', 'site/sub/deep', '-D', 'B');
    expect(engine.requests[0]).toMatchObject({
      pathMap: { '/srv/shop': join(cwd, 'site/src') },
      handlers: 'native',
      defines: ['A', 'B'],
      processes: 2,
    });
    await migrate('scan', 'site/sub', '--handlers', 'bridge');
    expect(engine.requests[1]).toMatchObject({ handlers: 'bridge', processes: 2 });
    plant(cwd, { 'site/sub/.git/': '' });
    await migrate('scan', 'site/sub/deep');
    expect(engine.requests[2]).toMatchObject({ handlers: 'auto', pathMap: {} });
  });

  it.each([
    ['{"pathmap": {}}', /unknown key "pathmap" \(did you mean pathMap\?\)/],
    ['{"handlers": "both"}', /"handlers" must be one of auto, native, bridge/],
    ['{"processes": 0}', /"processes" must be a whole number above 0/],
    ['{"pathMap": {"srv": "x"}}', /needs an absolute server path/],
    ['{"pathMap": {"/srv": "missing"}}', /missing: no such file/],
    ['{"pathMap": {"/srv": "../.."}}', /leads out of its folder/],
    ['{"serverConfig": "/etc/passwd"}', /leads out of its folder/],
    ['{"__proto__": 1}', /unknown key "__proto__"/],
    ['[]', /must hold a JSON object/],
    ['module.exports = {}', /is not JSON/],
  ])('refuse %s with exit 2', async (text, message) => {
    const { migrate } = shell({ files: { ...SITE, 'migrate.config.json': text } });
    const { code, out, err } = await migrate('scan', 'site');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('let the user leave files out', async () => {
    const { migrate } = shell({
      files: { ...SITE, 'migrate.config.json': '{"ignore": ["sub/", "!x", "*.TXT"]}' },
    });
    const report = JSON.parse((await migrate('scan', '--format', 'json')).out);
    const paths = [...report.findings, ...report.notes].map((finding: { path: string }) => finding.path);
    expect(new Set(paths)).toEqual(new Set(['site/httpd.conf', 'site/readme.txt']));
  });

  it('read nothing outside of the named paths', async () => {
    const { migrate } = shell();
    const report = JSON.parse((await migrate('scan', '--format', 'json', 'site/sub')).out);
    expect(report.findings.map((finding: { path: string }) => finding.path)).toEqual(['site/sub/.htaccess']);
  });
});

describe('colour', () => {
  const ESC = '\x1b[';
  it.each([
    [{ isTTY: true }, [], true],
    [{ isTTY: false }, [], false],
    [{ isTTY: true, env: { NO_COLOR: '1' } }, [], false],
    [{ isTTY: true, env: { NO_COLOR: '' } }, [], true],
    [{ isTTY: true, env: { TERM: 'dumb' } }, [], false],
    [{ isTTY: false, env: { FORCE_COLOR: '1' } }, [], true],
    [{ isTTY: true, env: { FORCE_COLOR: '0' } }, [], false],
    [{ isTTY: false, env: { CI: 'true' } }, [], false],
    [{ isTTY: false, env: { NO_COLOR: '1' } }, ['--color', 'always'], true],
    [{ isTTY: true, env: { FORCE_COLOR: '1' } }, ['--color', 'never'], false],
    [{ isTTY: true }, ['--format', 'json'], false],
  ])('with %j and %j: %s', async (options, argv, colored) => {
    const { out } = await shell(options).migrate('scan', 'site', ...argv);
    expect(out.includes(ESC)).toBe(colored);
  });

  it('never touches a patch', async () => {
    const { out } = await shell({ isTTY: true }).migrate('apply', '-n', 'site', '--color', 'always');
    expect(out).toContain('diff --git');
    expect(out).not.toContain(ESC);
  });
});
