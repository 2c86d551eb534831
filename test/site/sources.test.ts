/** Sources stay sources: no address may show a file that Python used to run, nor the entry scripts themselves. */
import { describe, expect, it } from 'vitest';
import { migrate, scriptOf } from './support/migrate.js';

/** Server path of the first entry script. */
function scriptPath(conf: string): string {
  return /^\s*WSGIHandlerScript \S+ (\S+)/m.exec(conf)?.[1] ?? '';
}

describe('the folder of the entry scripts', () => {
  it.each([
    ['a DocumentRoot', 'DocumentRoot /srv/www/htdocs\n'],
    ['an Alias', 'Alias /site /srv/www/htdocs\n'],
    ['two that lie in each other', 'DocumentRoot /srv/www/htdocs\nAlias /all /srv/www\n'],
  ])('lies outside of %s', (_, mapping) => {
    const result = migrate(`${mapping}<Directory /srv/www/htdocs/app>
    SetHandler mod_python
    PythonHandler app
</Directory>
`);
    const served = mapping.includes('/all') ? '/srv/www/' : '/srv/www/htdocs/';
    expect(scriptPath(result.conf)).toMatch(/^\/.+\.wsgi$/);
    expect(scriptPath(result.conf).startsWith(served)).toBe(false);
  });

  it('lies outside of what an AliasMatch serves', () => {
    const result = migrate(`AliasMatch ^/depot(/.*)?$ "/var/www/depot$1"
<Directory "/var/www/depot/api/">
    SetHandler mod_python
    PythonHandler services
</Directory>
`);
    expect(scriptPath(result.conf).startsWith('/var/www/depot/')).toBe(false);
  });

  it('lies outside of a DocumentRoot that leaves no room beside it', () => {
    const result = migrate(`DocumentRoot /srv/www
<Directory /srv/www/app>
    SetHandler mod_python
    PythonHandler app
</Directory>
<VirtualHost *:80>
    ServerName everything.example.org
    DocumentRoot /srv
</VirtualHost>
`);
    expect(scriptPath(result.conf).startsWith('/srv/')).toBe(false);
  });
});

describe('the folder of the entry scripts, where every folder is served,', () => {
  it('refuses every direct address', () => {
    const result = migrate(`DocumentRoot /
<Location /app>
    SetHandler mod_python
    PythonHandler app
</Location>
`);
    const folder = scriptPath(result.conf).replace(/\/[^/]+$/, '');
    expect(result.conf).toContain(
      `<Directory ${folder}>\n    SetHandler wsgi-script\n    Options -ExecCGI\n</Directory>`,
    );
  });
});

describe('a file that Python ran', () => {
  // Nothing declares the name that AddHandler gives, so Apache sends a.py as text; no finding says that a person must act.
  it('is not left to a handler that nothing declares, when there is only a .htaccess', () => {
    const result = migrate('', {
      '/srv/site/.htaccess': 'AddHandler mod_python .py\nPythonHandler mod_python.publisher\n',
      '/srv/site/a.py': 'def index(req):\n    return "x"\n',
    });
    const text = result.files['/srv/site/.htaccess'] ?? '';
    const declared = Object.values(result.files).some((file) =>
      /^\s*WSGIHandlerScript publisher /m.test(file),
    );
    const told = result.plan.findings.some((finding) => finding.kind === 'use' && finding.state === 'manual');
    expect(!text.includes('AddHandler publisher') || declared || told).toBe(true);
  });

  // The types of these files name mod_python where neither SetHandler nor AddHandler does; httpd takes the type for the
  // handler (config.c, ap_invoke_handler; seen on a live server).
  it.each([
    [
      'ForceType',
      '<Files app>\n    ForceType python-program\n    PythonHandler app\n</Files>\n',
      'SetHandler app',
    ],
    ['AddType', 'AddType mod_python .py\nPythonHandler app\n', 'AddHandler app .py'],
  ])('still runs where %s brought it to mod_python', (_, conf, line) => {
    const result = migrate(conf);
    expect(result.conf).toContain(line);
    expect(scriptOf(result, 'app')).toContain("handlers='app'");
  });

  it('can still be found where a RewriteRule brought it to mod_python', () => {
    const result = migrate('RewriteEngine On\nRewriteRule ^/x - [H=mod_python]\nPythonHandler app\n');
    expect(result.conf).toContain('# PythonHandler app');
    expect(result.uses('MP104')).toMatchObject([{ state: 'manual', severity: 'error' }]);
    expect(result.conf).toMatch(/^WSGIHandlerScript mod_python \S+unmapped\.wsgi/m);
  });

  // The section goes from app.inc.conf: its SetHandler is "left to a person" in the first pass (read in two places), the
  // PythonHandler is not, and in the second pass the SetHandler has no PythonHandler any more and is dropped.
  it('still runs where its section is read in two places', () => {
    const result = migrate(
      `ServerRoot /etc/httpd
<VirtualHost *:80>
    ServerName www.example.org
    Include conf/app.inc.conf
</VirtualHost>
<VirtualHost *:443>
    ServerName www.example.org
    Include conf/app.inc.conf
</VirtualHost>
`,
      {
        '/etc/httpd/conf/app.inc.conf':
          '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n',
      },
    );
    expect(result.files['/etc/httpd/conf/app.inc.conf']).toMatch(
      /<Location \/app>\s+(?:#.*\s+)*SetHandler \w/,
    );
  });

  // The same in a macro that is used twice: the line goes in the second pass, and nobody is told.
  it('still runs where its section comes from a macro that is used twice', () => {
    const result = migrate(`<Macro Project $name>
    <Location /projects/$name>
        SetHandler mod_python
        PythonHandler projects
    </Location>
</Macro>
Use Project compiler
Use Project linker
`);
    expect(result.conf).toMatch(/<Location \/projects\/\$name>\s+(?:#.*\s+)*SetHandler \w/);
  });
});
