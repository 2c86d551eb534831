/** Values of PythonOption are in no report, and in no file that more people can read than could before. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.js';
import { loadEngine } from '../../src/cli/world.js';

/** Each value is one that some rule has to do with. */
const FILES: Readonly<Record<string, string>> = {
  'conf/httpd.conf': `LoadModule python_module modules/mod_python.so
Listen 8080
DocumentRoot @ROOT@/www
PythonOption db_password hunter0
<Directory @ROOT@/www/app>
    AllowOverride All
    SetHandler mod_python
    PythonHandler page
    PythonDebug On
    PythonOption dbpass hunter1
    PythonOption session.key "hunter2 and more"
    PythonOption db_password hunter3
    PythonOption mod_python.session.secret hunter4
    PythonOption \\
        long_key \\
        hunter12
    PythonOption "quoted \\" key" 'hunter13 and' 
    # PythonOption commented hunter14
    PythonOption blog.conn mysql://root:hunter5@localhost/blog
</Directory>
<Location /cgi>
    SetHandler cgi-script
    PythonAccessHandler guard
    PythonOption token hunter6
</Location>
<Location /dj>
    SetHandler mod_python
    PythonHandler django.core.handlers.modpython
    PythonOption auth.salt hunter7
    SetEnv DJANGO_SETTINGS_MODULE site.settings
    SetEnv DB_PASS hunter8
</Location>
<VirtualHost *:8080>
    ServerName a.example
    PythonOption vhost_pwd hunter9
    <Location /shut>
        AuthType Own
        AuthName x
        PythonOption own_secret hunter10
        PythonAuthenHandler guard
        Require valid-user
    </Location>
    PythonFixupHandler fix
</VirtualHost>
`,
  'www/app/.htaccess': 'PythonOption ht_key hunter11\n',
  'www/app/page.py': `from mod_python import apache

def handler(req):
    connect(req.get_options()['dbpass'])
    req.no_such_member = eval('1')
    return apache.OK
`,
  'lib/guard.py': `from mod_python import apache

def accesshandler(req):
    if req.get_options().get('token') == 'other':
        return apache.OK
    return apache.HTTP_FORBIDDEN
`,
  README:
    'Put this into httpd.conf:\n\n<Location /x>\n    SetHandler mod_python\n    PythonHandler x\n    PythonOption api_key hunter15\n</Location>\n',
};

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('secrets', () => {
  let root: string;
  let state: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'migrate-secrets-'));
    state = mkdtempSync(path.join(tmpdir(), 'migrate-state-'));
    for (const [name, text] of Object.entries(FILES)) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text.replaceAll('@ROOT@', root));
    }
    chmodSync(path.join(root, 'conf/httpd.conf'), 0o640);
  });
  afterAll(() => {
    for (const folder of [root, state]) rmSync(folder, { recursive: true, force: true });
  });

  const migrate = async (...words: readonly string[]): Promise<Said> => {
    const said = { stdout: '', stderr: '' };
    const sink = (name: keyof typeof said) => ({
      write(data: string | Uint8Array, done: () => void) {
        said[name] += Buffer.from(data).toString();
        done();
      },
    });
    const world = {
      cwd: root,
      env: { MIGRATE_STATE_DIR: state },
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      loadEngine,
    };
    const site = ['--server-config', path.join(root, 'conf/httpd.conf'), root];
    const code = await run([...words, ...(words[0] === 'undo' ? [] : site)], world);
    return { code, ...said };
  };

  const REPORTS = ['scan', 'lint'].flatMap((command) =>
    ['text', 'json'].flatMap((format) => [
      [command, '--format', format],
      [command, '--format', format, '--verbose'],
    ]),
  );
  const ADDRESSES = ['/app/x', '/cgi/x', '/dj/x', '/shut/x', '/'];
  const EXPLAINED = ADDRESSES.flatMap((address) =>
    ['text', 'json'].map((format) => ['explain-url', address, '--host', 'a.example', '--format', format]),
  );

  test.each([...REPORTS, ...EXPLAINED].map((words) => [words.join(' '), words] as const))(
    '%s is silent about them',
    async (_, words) => {
      const { code, stdout, stderr } = await migrate(...words);
      expect(code, stderr).toBeLessThan(2);
      expect(stdout.length).toBeGreaterThan(100);
      expect(`${stdout}${stderr}`.match(/.*hunter.*/g)).toBeNull();
    },
  );

  test('a patch has them where the lines have them; what is said about it has not', async () => {
    const { code, stdout, stderr } = await migrate('apply', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-.*PythonOption dbpass hunter1$/m);
    expect(stderr).not.toContain('hunter');
  });

  test('apply says none, and writes none where others can read it', async () => {
    const before = new Set(everyFile(root));
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await migrate('apply', '--format', format, '--verbose');
      expect(code, stderr).toBe(0);
      expect(`${stdout}${stderr}`).not.toContain('hunter');
    }
    const holders = everyFile(root).filter((file) => readFileSync(file, 'latin1').includes('hunter'));
    const made = holders.filter((file) => !before.has(file));
    expect(made.map((file) => path.extname(file))).toEqual(['.wsgi']);
    expect(made.map((file) => statSync(file).mode & 0o007)).toEqual([0]);
    expect(statSync(path.join(root, 'conf/httpd.conf')).mode & 0o777).toBe(0o640);
    const conf = readFileSync(path.join(root, 'conf/httpd.conf'), 'latin1');
    expect(conf.match(/^.*(?:WSGIDaemonProcess|display-name).*hunter.*$/m)).toBeNull();
  });

  test('the journal is for its owner only', async () => {
    const files = everyFile(state);
    expect(files.some((file) => readFileSync(file, 'latin1').includes('hunter'))).toBe(true);
    expect(files.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([]);
    for (const name of readdirSync(state)) expect(statSync(path.join(state, name)).mode & 0o077).toBe(0);
  });

  test('undo says none', async () => {
    const listed = await migrate('undo', '--list');
    const { code, stdout, stderr } = await migrate('undo');
    expect(code, stderr).toBe(0);
    expect(`${listed.stdout}${listed.stderr}${stdout}${stderr}`).not.toContain('hunter');
  });
});

function everyFile(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
