/** `--verify-with-apache`: what the Apache of the machine says decides. Programs that stand for it are short scripts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/cli/world.js';
import { apacheViews, disagreements, readDump } from '../../src/core/apache-view.js';
import { file, memoryTree } from '../rules/support/memory-tree.js';
import { readParityEnvironment } from '../support/parity-environment.js';
import { shell } from './harness.js';

const engine = await loadEngine();

const CONF =
  'ServerName x\n<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n    PythonOption Secret "s3 cret"\n</Location>\n';
const DUMP = (path: string) => `# In file: ${path}
#   1:
ServerName x
#   2:
<Location /app>
  #   3:
  SetHandler mod_python
  #   4:
  PythonHandler app
  #   5:
  PythonOption Secret "s3 cret"
</Location>
`;

/** A site with an `httpd` that prints `dump`, and refuses what lies in a private copy if `result` is given. */
function site(dump: (path: string) => string, result = '') {
  const made = shell({ files: { 'site/httpd.conf': CONF }, engine });
  const path = join(made.cwd, 'site/httpd.conf');
  const script = `#!/bin/sh
case "$*" in
*migrate-verify-*) ${result ? `echo "${result}" >&2; exit 1` : 'exit 0'} ;;
esac
cat <<'END'
${dump(path)}END
`;
  return { ...made, path, script };
}

async function verified(dump: (path: string) => string, result?: string) {
  const { migrate, cwd, path, script } = site(dump, result);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(cwd, 'httpd.sh'), script, { mode: 0o755 });
  const answer = await migrate('apply', '--verify-with-apache', '--apachectl', './httpd.sh', 'site');
  return { ...answer, text: readFileSync(path, 'latin1') };
}

describe('verifying with Apache', () => {
  it('lets a plan pass that Apache reads alike and accepts', async () => {
    const { code, err, text } = await verified(DUMP);
    expect(err).toContain('5 directives read alike');
    expect(err).toContain('Apache accepts the migrated configuration');
    expect(code).toBe(0);
    expect(text).toContain('SetHandler app');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('migrate-verify-'))).toEqual([]);
  });

  it.each([
    [
      'has a line more',
      (path: string) => `${DUMP(path)}#   7:\nListen 80\n`,
      /httpd\.conf:7: Listen is read by Apache and not by migrate/,
    ],
    [
      'has a line less',
      (path: string) => DUMP(path).replace(/ {2}# {3}5:\n.*\n/, ''),
      /:5: PythonOption is read by migrate and not by Apache/,
    ],
  ])('writes nothing where Apache %s, and shows no value', async (_, dump, said) => {
    const { code, err, text } = await verified(dump);
    expect(err).toMatch(said);
    expect(err).not.toContain('s3 cret');
    expect(code).toBe(3);
    expect(text).toBe(CONF);
  });

  it('writes nothing where Apache refuses the result', async () => {
    const { code, err, text } = await verified(DUMP, 'Syntax error: Cannot load mod_wsgi.so into server');
    expect(err).toContain('Cannot load mod_wsgi.so');
    expect(code).toBe(3);
    expect(text).toBe(CONF);
  });

  it('is exit 2 where there is no such program', async () => {
    const { migrate } = site(DUMP);
    const { code, err } = await migrate('scan', '--verify-with-apache', '--apachectl', '/no/httpd', 'site');
    expect(err).toContain('there is no /no/httpd');
    expect(code).toBe(2);
  });
});

const httpd = readParityEnvironment()?.httpd;

describe.skipIf(httpd === undefined || !existsSync(`${readParityEnvironment()?.modulesFolder}/mod_info.so`))(
  'the Apache of this machine',
  () => {
    it('reads macros, includes and conditions as we do, and accepts the result', async () => {
      const modules = readParityEnvironment()?.modulesFolder;
      const { migrate, cwd } = shell({
        files: { 'site/logs/empty': '', 'site/conf.d/app.conf': CONF },
        engine,
      });
      const load = (name: string) => `LoadModule ${name}_module ${modules}/mod_${name}.so\n`;
      const { writeFileSync } = await import('node:fs');
      const conf = `ServerRoot "${cwd}/site"\n${['mpm_prefork', 'authz_core', 'alias', 'env', 'macro', 'python'].map(load).join('')}
Listen 127.0.0.1:8998
DefaultRuntimeDir "${cwd}/site/logs"
ErrorLog logs/error
<Macro Twice $x>
<Location /$x>
SetEnv here $x
</Location>
</Macro>
Use Twice a
Use Twice b
<IfDefine STAGING>
Alias /staging /tmp
</IfDefine>
Include conf.d/*.conf
`;
      writeFileSync(join(cwd, 'site/httpd.conf'), conf);
      const words = ['--verify-with-apache', '--apachectl', httpd as string, 'site'];
      const { code, err } = await migrate('apply', '--dry-run', ...words);
      expect(err).toContain('Apache accepts the migrated configuration');
      expect(code).toBe(0);
      writeFileSync(join(cwd, 'site/httpd.conf'), `${conf}Bogus line\n`);
      const refused = await migrate('scan', ...words);
      expect(refused.err).toMatch(/refuses the configuration as it is: .*Bogus/);
      expect(refused.code).toBe(2);
    });
  },
);

it('a private copy leads from file to file inside of itself', () => {
  const tree = memoryTree(
    new Map([
      [
        '/etc/httpd/httpd.conf',
        file('ServerRoot /etc/httpd\nInclude conf.d/*.conf\nInclude /etc/other/x.conf\n'),
      ],
      ['/etc/httpd/conf.d/a.conf', file('ServerName a\n')],
    ]),
  );
  const [view] = apacheViews(tree, {
    inputs: ['/etc/httpd'],
    pathMap: {},
    serverConfig: undefined,
    serverRoot: undefined,
    defines: [],
  });
  const copy = view?.copy('/tmp/p');
  expect([...(copy?.keys() ?? [])].sort()).toEqual([
    '/tmp/p/etc/httpd/conf.d/a.conf',
    '/tmp/p/etc/httpd/httpd.conf',
  ]);
  expect(Buffer.from(copy?.get('/tmp/p/etc/httpd/httpd.conf') ?? []).toString()).toBe(
    'ServerRoot /etc/httpd\nInclude /tmp/p/etc/httpd/conf.d/*.conf\nInclude /etc/other/x.conf\n',
  );
  expect(
    view && disagreements(view, readDump('# In file: /etc/httpd/conf.d/a.conf\n#   1:\nServerName a\n')),
  ).toEqual([]);
});
