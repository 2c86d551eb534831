/** How the command line answers: errors, help, settings, colour. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plant } from '../io/sandbox.js';
import { SITE, shell } from './harness.js';

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
    [['scan', '--apache', '2.2', '--mod-wsgi', '6'], /mod_wsgi 6 needs Apache 2\.4/],
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
    expect(engine.requests[0]?.runtime().size).toBeGreaterThan(0);
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

  it('take the folder around a lone configuration file, under its own name', async () => {
    const { cwd, engine, migrate } = shell({
      files: { 'etc/httpd/conf/httpd.conf': 'Listen 80\n', 'srv/x.py': '' },
    });
    await migrate('scan', 'srv', '--server-config', 'etc/httpd/conf/httpd.conf');
    await migrate('-C', 'srv', 'scan', '--server-config', '../etc/httpd/conf/httpd.conf');
    await migrate('scan', '--server-config', 'etc/httpd/conf/httpd.conf');
    const httpd = join(cwd, 'etc/httpd');
    expect(engine.requests[0]).toMatchObject({ inputs: [join(cwd, 'srv')], pathMap: { [httpd]: httpd } });
    expect(engine.requests[1]).toMatchObject({ inputs: [httpd], pathMap: {}, root: httpd });
    expect(engine.requests[2]).toMatchObject({ inputs: [cwd], pathMap: {}, root: cwd });
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
