/** Which settings are in force where: apache-config.md D3 (order of sections) and D4 (key by key), seen in the entry scripts. */
import { describe, expect, it } from 'vitest';
import { type Migrated, migrate, scriptOf } from './support/migrate.js';

/** The handler words of the entry script that a section's own SetHandler or AddHandler leads to. */
function handlersAt(result: Migrated, section: string): string | undefined {
  const [, name = ''] = new RegExp(`${section}[^<]*?(?:Set|Add)Handler (\\S+)`).exec(result.conf) ?? [];
  return /handlers='([^']*)'/.exec(scriptOf(result, name))?.[1];
}

const OUTER = `DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs>
    SetHandler mod_python
    PythonHandler outer
    PythonOption level outer
    PythonDebug On
</Directory>
`;

describe('a deeper section', () => {
  it('replaces the whole chain, and inherits the rest', () => {
    const result = migrate(`${OUTER}<Directory /srv/www/htdocs/a>
    PythonHandler one
    PythonHandler two
</Directory>
`);
    expect(handlersAt(result, '<Directory /srv/www/htdocs/a>')).toBe('one two');
    expect(scriptOf(result, 'a')).toContain('debug=True');
  });

  it('counts by the depth of its path, not by its place in the file', () => {
    const result = migrate(`<Directory /srv/www/htdocs/a/b>
    PythonDebug Off
</Directory>
<Directory /srv/www/htdocs/a>
    PythonHandler a
    PythonDebug On
</Directory>
${OUTER}`);
    expect(scriptOf(result, 'b')).toContain("handlers='a'");
    expect(scriptOf(result, 'b')).not.toContain('debug=True');
  });

  it('lies under DirectoryMatch, Files and Location, in this order', () => {
    const result = migrate(`${OUTER}<Directory /srv/www/htdocs/a>
    PythonInterpreter plain
</Directory>
<DirectoryMatch "^/srv/www/htdocs/a/">
    PythonHandler match
    PythonInterpreter match
</DirectoryMatch>
<Location /a>
    PythonInterpreter location
</Location>
`);
    expect(result.conf).toMatch(/WSGIHandlerScript \S+ \S+ .*application-group=location\n<Location \/a>/);
    const [, name = ''] = /<Location \/a>\s+SetHandler (\S+)/.exec(result.conf) ?? [];
    expect(scriptOf(result, name)).toContain("handlers='match'");
  });

  it('may switch Python off', () => {
    const result = migrate(`${OUTER}<Directory /srv/www/htdocs/static>
    SetHandler None
    PythonDebug Off
</Directory>
`);
    expect(result.conf).toContain('<Directory /srv/www/htdocs/static>\n    SetHandler None\n</Directory>\n');
  });

  it('of another virtual host has no say', () => {
    const result = migrate(`<VirtualHost *:80>
    ServerName a.example.org
    <Location /x>
        PythonHandler other
    </Location>
</VirtualHost>
<VirtualHost *:80>
    ServerName b.example.org
    <Location /x>
        SetHandler mod_python
        PythonHandler own
    </Location>
</VirtualHost>
`);
    expect(handlersAt(result, '<Location /x>\\s+')).toBe('own');
  });

  it('by extension has a chain of its own', () => {
    const result = migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs>
    AddHandler mod_python .py .psp
    PythonHandler mod_python.publisher
    PythonHandler mod_python.psp | .psp
</Directory>
`);
    const script = Object.entries(result.files).find(([path]) => path.endsWith('.wsgi'))?.[1] ?? '';
    expect(script).toMatch(/'': 'modpython_wsgi.publisher'/);
    expect(script).toMatch(/'.psp': 'modpython_wsgi.psp'/);
  });
});

describe('a .htaccess', () => {
  it('comes right after the Directory of its folder, and before a deeper one', () => {
    const result = migrate(
      `${OUTER}<Directory /srv/www/htdocs/a/deep>
    PythonInterpreter deep
</Directory>
`,
      { '/srv/www/htdocs/a/.htaccess': 'PythonHandler htaccess\nPythonInterpreter htaccess\n' },
    );
    expect(scriptOf(result, 'deep')).toContain("handlers='htaccess'");
    expect(result.conf).toMatch(/WSGIHandlerScript deep .*application-group=deep/);
  });
});

describe('the names of a migrated site', () => {
  const names = (conf: string) =>
    [...migrate(conf).conf.matchAll(/^\s*WSGIHandlerScript (\S+)/gm)].map(([, name]) => name);
  const mount = (section: string, handler = 'app') =>
    `<${section}>\n    SetHandler mod_python\n    PythonHandler ${handler}\n</${section.split(/\s/)[0]}>\n`;

  it('are those of the places', () => {
    expect(names(mount('Location /shop') + mount('Directory /srv/www/wiki'))).toEqual(['shop', 'wiki']);
  });

  it('are told apart where two places end alike', () => {
    const made = names(mount('Location /a/app') + mount('Location /b/app'));
    expect(new Set(made).size).toBe(2);
  });

  it('are never those of handlers that Apache knows', () => {
    const made = names(
      mount('Location /server-status') + mount('Location /none') + mount('Location /cgi-script'),
    );
    expect(made.filter((name) => ['server-status', 'none', 'cgi-script'].includes(name ?? ''))).toEqual([]);
    expect(made).toHaveLength(3);
  });

  it('are in lower case, because AddHandler lowers what it is given', () => {
    expect(names(mount('Location /MyShop'))).toEqual(['myshop']);
  });

  it('say publisher or psp where the handler is one of the library', () => {
    expect(names(mount('Location /tools', 'mod_python.publisher'))).toEqual(['tools-publisher']);
  });
});
