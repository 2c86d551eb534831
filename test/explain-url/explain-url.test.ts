/** What explain-url finds out, on configurations small enough to read. */
import { describe, expect, it, test } from 'vitest';
import { at, explain, tryToExplain } from './explain.js';

const PAGE = { '/srv/www/page.py': 'def handler(req):\n    return helper(req)\n' };
const CHAIN = `LoadModule python_module modules/mod_python.so
ServerName www.example.org
DocumentRoot /srv/www
<Directory /srv/www>
    AddHandler mod_python .py
    PythonHandler one two
    PythonHandler other | .html
    PythonAccessHandler guard
    PythonOption theme dark
    PythonOption Theme light
    PythonOption DB.Password hush
    PythonOption dsn mysql://shop:hush@db/shop
    PythonOption gone x
    PythonOption gone
    PythonPath "sys.path + ['/srv/lib']"
    PythonDebug On
</Directory>
`;

describe('before', () => {
  const { before } = explain(CHAIN, { path: '/page.py/info' }, PAGE);

  it('lists the sections in merge order, each with its line', () => {
    expect(before.sections.map((one) => `${one.title} ${at(one.at)}`)).toEqual([
      'the main server etc/httpd/conf/httpd.conf:1',
      '<Directory /srv/www> etc/httpd/conf/httpd.conf:4',
    ]);
  });

  it('maps the URL to a file and path_info', () => {
    expect(before.file).toEqual({ path: '/srv/www/page.py', pathInfo: '/info', type: 'file' });
  });

  it('names who answers, and every chain', () => {
    expect(before.answer).toMatchObject({
      kind: 'mod_python',
      by: [{ text: 'AddHandler mod_python .py', at: { line: 5 } }],
    });
    expect(before.python?.content.map((one) => [one.extension, one.handlers, one.runs])).toEqual([
      ['', ['one', 'two'], true],
      ['.html', ['other'], false],
    ]);
    expect(before.python?.phases.map((one) => [one.directive, one.handlers, one.at.map(at)])).toEqual([
      ['PythonAccessHandler', ['guard'], ['etc/httpd/conf/httpd.conf:8']],
    ]);
  });

  it('lets a module of all phases answer', () => {
    const lines = CHAIN.replace('PythonHandler one two', 'PythonHandlerModule whole').replace(/.*html\n/, '');
    const module = explain(lines, { path: '/page.py' }, PAGE).before;
    expect(module.answer.kind).toBe('mod_python');
    expect(module.python?.phases).toContainEqual(
      expect.objectContaining({ directive: 'PythonHandlerModule', handlers: ['whole'] }),
    );
  });

  it('shows options, and never a secret', () => {
    const shown = before.python?.options.map(({ key, value }) => [key, value]);
    expect(shown).toEqual([
      ['Theme', 'light'],
      ['DB.Password', undefined],
      ['dsn', undefined],
    ]);
    expect(JSON.stringify(explain(CHAIN, { path: '/page.py' }, PAGE))).not.toContain('hush');
  });

  it('knows path, interpreter and switches', () => {
    expect(before.python?.path).toMatchObject({ value: "sys.path + ['/srv/lib']", at: { line: 15 } });
    expect(before.python?.interpreter).toMatchObject({ name: 'www.example.org', at: { line: 2 } });
    expect(before.python?.flags.map(({ directive, value }) => [directive, value])).toEqual([
      ['PythonDebug', 'On'],
    ]);
  });
});

describe('after', () => {
  const { after } = explain(CHAIN, { path: '/page.py/info' }, PAGE);

  it('names script, groups and what the script runs', () => {
    expect(after.answer.kind).toBe('mod_wsgi');
    expect(after.wsgi).toMatchObject({
      directive: 'WSGIHandlerScript',
      applicationGroup: '%{GLOBAL}',
      interpreter: '',
      entry: {
        kind: 'bridge',
        handlers: [
          { extension: '', handlers: 'one two' },
          { extension: '.html', handlers: 'other' },
        ],
        phases: [{ phase: 'PythonAccessHandler', handlers: 'guard' }],
      },
    });
    expect(after.wsgi?.script).toMatch(/^\/srv\/wsgi\/.*\.wsgi$/);
    expect(after.wsgi?.file).toBe(after.wsgi?.script.slice(1));
    expect(after.wsgi?.daemon).toBeDefined();
    expect(after.file).toEqual({ path: '/srv/www/page.py', pathInfo: '/info', type: 'file' });
  });

  it('says where the lines are in the migrated files', () => {
    const lines = after.sections.map(({ at: { line } }) => line);
    expect(lines[1]).toBeGreaterThan(4);
  });
});

describe('guards', () => {
  it('are shown in front of a file, with the rules that depend on who asks', () => {
    const conf =
      'DocumentRoot /srv/www\n<Directory /srv/www>\nPythonAuthenHandler who\nAuthType Basic\nRequire user ann\n</Directory>\n';
    const { before } = explain(conf, { path: '/a.txt' }, { '/srv/www/a.txt': 'a' });
    expect(before.answer.kind).toBe('file');
    expect(before.access).toMatchObject({
      verdict: 'depends',
      rules: [{ text: 'Require user ann', at: { line: 5 } }],
    });
    expect(before.python?.phases).toMatchObject([{ directive: 'PythonAuthenHandler', handlers: ['who'] }]);
  });
});

describe('host and port', () => {
  const conf = `LoadModule python_module x.so
Listen 8080
Listen 8081
<VirtualHost *:8080>
    ServerName one.example.org
    DocumentRoot /srv/www
</VirtualHost>
<VirtualHost *:8080>
    ServerName two.example.org
    ServerAlias *.two.example.org
    DocumentRoot /srv/www
</VirtualHost>
`;
  const serverOf = (host?: string, port?: number) => explain(conf, { path: '/', host, port }).before.server;

  it('choose the virtual host by name', () => {
    expect(serverOf('www.two.example.org')).toMatchObject({ by: 'name', at: { line: 8 } });
  });

  it('take the first one for a name that nobody has, and say so', () => {
    expect(serverOf('nobody.example.org')).toMatchObject({ by: 'default', at: { line: 4 } });
  });

  it('take the main server for a port without virtual host', () => {
    expect(serverOf(undefined, 8081)).toMatchObject({ by: 'only', title: 'the main server' });
  });

  it('default to a port that Apache listens on', () => {
    expect(explain(conf, { path: '/' }).url).toMatchObject({ port: 8080, portFrom: 'the first Listen' });
    expect(explain('DocumentRoot /srv/www\nListen 90\nListen 0.0.0.0:80\n', { path: '/' }).url.port).toBe(80);
  });
});

describe('mod_python 3.4.1 and later', () => {
  const conf = `DocumentRoot /srv/www
<Directory /srv/www/app>
    Require all denied
</Directory>
<Location /app>
    SetHandler mod_python
    PythonHandler page
</Location>
`;

  it('skips the sections of the file system for a handler in a Location', () => {
    const { before, newer } = explain(conf, { path: '/app/x' }, { '/srv/www/app/': '' });
    expect(before.answer).toMatchObject({ kind: 'error', status: 403 });
    expect(newer?.answer.kind).toBe('mod_python');
    expect(newer?.file).toBeUndefined();
  });

  it('is not mentioned where it makes no difference', () => {
    expect(explain(CHAIN, { path: '/page.py' }, PAGE).newer).toBeUndefined();
  });
});

describe('places', () => {
  it('name the file that was included', () => {
    const files = {
      '/etc/httpd/conf/app.conf': '\n<Location /a>\nSetHandler mod_python\nPythonHandler p\n</Location>\n',
    };
    const { before } = explain('ServerRoot /etc/httpd\nInclude conf/app.conf\n', { path: '/a' }, files);
    expect(before.answer.by.map((one) => at(one.at))).toEqual(['etc/httpd/conf/app.conf:3']);
  });

  it('name the macro and its use', () => {
    const conf =
      '<Macro App $path>\n<Location $path>\nSetHandler mod_python\nPythonHandler p\n</Location>\n</Macro>\nUse App /a\n';
    const { before } = explain(conf, { path: '/a' });
    expect(before.answer.by[0]?.at).toEqual({
      path: 'etc/httpd/conf/httpd.conf',
      line: 3,
      via: 'macro app, used at etc/httpd/conf/httpd.conf:7',
    });
  });
});

describe('files that are not at hand', () => {
  it('are unknown, not missing', () => {
    const { before } = explain('DocumentRoot /opt/site\n', { path: '/a.txt' });
    expect(before.file?.type).toBe('unknown');
    expect(before.answer).toMatchObject({ kind: 'file', exists: 'unknown' });
  });

  it('do not make a folder uncertain that the configuration names', () => {
    const conf =
      '<Directory /opt/site/app>\nSetHandler mod_python\nPythonHandler p\n</Directory>\nDocumentRoot /opt/site\n';
    const { before } = explain(conf, { path: '/app/x' });
    expect(before.answer.kind).toBe('mod_python');
    expect(before.otherwise).toBeUndefined();
  });
});

describe('the configuration', () => {
  it('must be there', () => {
    expect(tryToExplain('', { path: '/' }, { '/srv/www/page.py': 'x = 1\n' })).toMatchObject({
      kind: 'unexplained',
    });
  });

  it('must be one', () => {
    const [one, other] = ['DocumentRoot /srv/www\nListen 80\n', 'DocumentRoot /srv/www\nListen 81\n'];
    const found = tryToExplain(one, { path: '/' }, { '/opt/httpd/httpd.conf': other });
    expect(found).toMatchObject({
      kind: 'unexplained',
      why: expect.stringContaining('several configurations'),
    });
    const chosen = { serverConfig: '/opt/httpd/httpd.conf' };
    const named = tryToExplain(
      'Listen 80\n',
      { path: '/' },
      { '/opt/httpd/httpd.conf': 'Listen 81\n' },
      chosen,
    );
    expect(named).toMatchObject({
      kind: 'explained',
      configuration: 'opt/httpd/httpd.conf',
      url: { port: 81 },
    });
  });
});

describe('AcceptPathInfo', () => {
  // Seen in ../shared/conformance/open/directory-index-urls, request py-path: mod_python looks at AcceptPathInfo no more
  // than it has to, which is never (mod_python.c, python_handler).
  test('AcceptPathInfo Off does not keep mod_python from answering', () => {
    const conf =
      'DocumentRoot /srv/www\n<Location />\nSetHandler mod_python\nPythonHandler p\nAcceptPathInfo Off\n</Location>\n';
    const { before } = explain(conf, { path: '/page.py/more' }, PAGE);
    expect(before.answer.kind).toBe('mod_python');
  });
});
