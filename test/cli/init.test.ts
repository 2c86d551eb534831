/** `migrate init`, and what the mounts of migrate.config.json mean to the other commands. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/cli/world.js';
import { type Shell, shell } from './harness.js';

const INDEX = "def index(req):\n    req.content_type = 'text/plain'\n    return 'hello'\n";
const LOGIN = 'from mod_python import apache\n\n\ndef handler(req):\n    return apache.OK\n';

async function site(files: Readonly<Record<string, string>>): Promise<Shell> {
  return shell({ files, engine: await loadEngine() });
}

function config(at: Shell): { mounts: Record<string, unknown>[] } & Record<string, unknown> {
  return JSON.parse(readFileSync(join(at.cwd, 'site/migrate.config.json'), 'utf8'));
}

describe('migrate init', () => {
  // trac's README-like pages say where it goes; its outermost package has no __init__.py in a partial copy.
  it('takes the address and the full name of a handler from the documentation, and says where they stand', async () => {
    const readme =
      'Put this there:\n\n    <Location /shop>\n      PythonHandler store.web.front\n    </Location>\n';
    const at = await site({
      'site/store/web/__init__.py': '',
      'site/store/web/front.py': LOGIN,
      'site/README': readme,
    });
    await at.migrate('init', 'site');
    const [mount] = config(at).mounts;
    expect(mount).toMatchObject({ location: '/shop', handler: 'store.web.front', pythonPath: ['.'] });
    expect(mount?.evidence).toContain('README:4 says <Location /shop> PythonHandler store.web.front');
  });

  it('puts the handler that sets an attribute before the one that reads it', async () => {
    const at = await site({
      'site/app/index.py': INDEX,
      'site/app/auth.py': LOGIN.replace('    return', '    req.session.load()\n    return'),
      'site/app/sessions.py': LOGIN.replace('    return', '    req.session = object()\n    return'),
    });
    await at.migrate('init', 'site');
    expect(config(at).mounts[0]?.handler).toBe('sessions auth mod_python.publisher');
  });

  it('writes the mounts that the code tells, with the reason', async () => {
    const at = await site({ 'site/app/index.py': INDEX, 'site/pages/a.psp': '<% x = 1 %>' });
    const { code, out, err } = await at.migrate('init', 'site');
    expect(code).toBe(0);
    expect(config(at).mounts).toEqual([
      {
        directory: 'pages',
        extensions: ['.psp'],
        handler: 'mod_python.psp',
        evidence: ['pages/a.psp has PSP tags'],
      },
      {
        directory: 'app',
        extensions: ['.py'],
        handler: 'mod_python.publisher',
        evidence: ['app/index.py has functions that take a request: index()'],
      },
    ]);
    expect(out).toContain('app/index.py has functions that take a request: index()');
    expect(err).toContain('Next: migrate apply --dry-run site');
  });

  it('marks what could mean something else, and puts guards in front', async () => {
    const at = await site({ 'site/index.py': INDEX, 'site/login.py': LOGIN });
    const { out } = await at.migrate('init', 'site');
    expect(config(at).mounts.map(({ handler }) => handler)).toEqual(['login mod_python.publisher']);
    expect(out).toContain('TO CHECK');
  });

  it('leaves a file alone that is there; --force replaces its mounts and nothing else', async () => {
    const old = '{ "ignore": ["old/"], "mounts": [] }\n';
    const at = await site({ 'site/index.py': INDEX, 'site/migrate.config.json': old });
    const refused = await at.migrate('init', 'site');
    expect([refused.code, readFileSync(join(at.cwd, 'site/migrate.config.json'), 'utf8')]).toEqual([3, old]);
    expect(refused.err).toContain('--force');
    expect((await at.migrate('init', '--force', 'site')).code).toBe(0);
    expect([config(at).ignore, config(at).mounts]).toEqual([
      ['old/'],
      [expect.objectContaining({ directory: '.' })],
    ]);
  });

  it('writes nothing where a configuration says who serves the site', async () => {
    const conf = '<Directory /x>\n    SetHandler mod_python\n    PythonHandler a\n</Directory>\n';
    const at = await site({ 'site/httpd.conf': conf, 'site/index.py': INDEX });
    const { code, out } = await at.migrate('init', 'site');
    expect([code, existsSync(join(at.cwd, 'site/migrate.config.json'))]).toEqual([0, false]);
    expect(out).toContain('nothing was written');
  });
});

describe('mounts of migrate.config.json', () => {
  it('make lint clean once they are applied, and a second apply empty', async () => {
    const at = await site({ 'site/index.py': INDEX, 'site/login.py': LOGIN });
    expect((await at.migrate('lint', 'site')).code).toBe(1);
    await at.migrate('apply', 'site');
    expect((await at.migrate('lint', 'site')).out).toContain('no configuration says when handler runs');
    await at.migrate('init', 'site');
    expect((await at.migrate('apply', 'site')).code).toBe(0);
    expect((await at.migrate('lint', 'site')).code).toBe(0);
    expect((await at.migrate('apply', '--dry-run', 'site')).out).toBe('');
    const fragment = readFileSync(join(at.cwd, 'site/wsgi/httpd-wsgi.conf'), 'utf8');
    expect(fragment).toMatch(/^ *AddHandler \S+ \.py$/m);
    expect(fragment).not.toMatch(/python_module|PythonHandler/);
  });

  it('call the scripts where they are written, and hide them where the tree itself is served', async () => {
    const at = await site({ 'site/hello.py': LOGIN });
    await at.migrate('init', 'site');
    const { err } = await at.migrate('apply', 'site');
    const folder = join(at.cwd, 'site');
    const text = readFileSync(join(folder, 'wsgi/httpd-wsgi.conf'), 'utf8');
    const [, script = ''] = /^WSGIHandlerScript \S+ (\S+)/m.exec(text) ?? [];
    expect(existsSync(script), text).toBe(true);
    expect(text).toContain(`<Directory ${folder}/wsgi>\n    SetHandler wsgi-script\n    Options -ExecCGI\n`);
    expect(text).toContain(`<Directory ${folder}>\n    <Files migrate.config.json>\n`);
    expect(err).toMatch(new RegExp(`"Include ${folder}/wsgi/httpd-wsgi.conf".*apachectl configtest`));
  });

  it('name the files of several handlers once, and are said to be open while they are marked so', async () => {
    const at = await site({ 'site/a.py': LOGIN, 'site/b.py': LOGIN });
    await at.migrate('init', 'site');
    const { out } = await at.migrate('apply', 'site');
    const text = readFileSync(join(at.cwd, 'site/wsgi/httpd-wsgi.conf'), 'utf8');
    expect(text.match(/AddHandler/g)).toHaveLength(1);
    expect(out.match(/marked TO CHECK: handler of [ab]\.py/g)).toHaveLength(2);
  });

  it.each([
    [
      '{"mounts": [{"directory": ".", "handlr": "a"}]}',
      'number 1: unknown key "handlr" (did you mean handler?)',
    ],
    ['{"mounts": [{"handler": "a"}]}', 'number 1: needs either "directory" or "location"'],
    ['{"mounts": [{"directory": ".", "handler": "a\\nSetHandler x"}]}', 'must be the words of PythonHandler'],
    ['{"mounts": [{"location": "/a", "phases": {"PythonAuthHandler": "a"}}]}', 'unknown phase'],
    ['{"mounts": {}}', 'must be a list of mounts'],
    ['{"mounts": [{"directory": "nowhere", "handler": "a"}]}', 'no such file or directory'],
    ['{"mounts": [{"directory": "..", "handler": "a"}]}', 'leads out of its folder'],
  ])('are checked: %s', async (text, trouble) => {
    const at = await site({ 'site/index.py': INDEX });
    writeFileSync(join(at.cwd, 'site/migrate.config.json'), text);
    const { code, err } = await at.migrate('scan', 'site');
    expect(code).toBe(2);
    expect(err).toContain(trouble);
  });
});
