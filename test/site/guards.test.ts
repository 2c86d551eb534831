/**
 * No door may stand further open after a migration than before (issue 2, "the security list"). mod_python runs the
 * handlers of the access and password phases whatever serves the content; an entry script runs them only for requests
 * that come to it. Where the two differ the directive must be left to a person, or more than its own section must change.
 */
import { describe, expect, it } from 'vitest';
import { type Migrated, migrate, scriptOf } from './support/migrate.js';

/** Whether all uses of the phase directives are left to a person. */
function leftToPerson(result: Migrated): boolean {
  return result.uses('MP110').every((use) => use.state === 'manual' && use.severity === 'error');
}

/** Whether the section stays shut: a person must act, or Apache itself asks the guard for everything in it. */
function closed(result: Migrated): boolean {
  return leftToPerson(result) || /^\s*WSGI(?:Access|AuthUser)Script /m.test(result.conf);
}

describe('a guard that keeps watching', () => {
  it('over plain files in a directory of its own', () => {
    const result = migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs/members>
    PythonAccessHandler office::inside
</Directory>
`);
    expect(result.conf).toContain('    SetHandler members\n');
    expect(scriptOf(result, 'members')).toContain("'PythonAccessHandler': 'office::inside'");
  });

  it('over a section with its own handler, in the old order', () => {
    const result = migrate(`<Location /a>
    SetHandler mod_python
    PythonHandler pages
    PythonAccessHandler first second
    PythonAccessHandler third
</Location>
`);
    expect(scriptOf(result, 'a')).toContain("'PythonAccessHandler': 'first second third'");
  });

  it('over a deeper section that has a handler of its own', () => {
    const result = migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs>
    AuthType Basic
    AuthName Files
    PythonAuthenHandler users
    Require valid-user
</Directory>
<Directory /srv/www/htdocs/app>
    SetHandler mod_python
    PythonHandler app
</Directory>
`);
    for (const name of ['app', 'users']) {
      const script = Object.keys(result.files).find((path) => path.endsWith(`/${name}.wsgi`));
      if (script) expect(result.files[script]).toContain("require=['valid-user']");
    }
    expect(scriptOf(result, 'app')).toContain("'PythonAuthenHandler'");
  });

  it('runs as a script of Apache in front of CGI scripts, DAV and a proxied page', () => {
    const result = migrate(`<Directory /srv/www/cgi-bin>
    SetHandler cgi-script
    PythonAccessHandler office
</Directory>
<Location /dav>
    Dav On
    PythonAccessHandler office
</Location>
ProxyPass /legacy http://10.0.0.7/
<Location /legacy>
    PythonAccessHandler office
</Location>
`);
    expect(result.conf.match(/^ {4}WSGIAccessScript /gm)).toHaveLength(3);
    expect(result.uses('MP110')).toHaveLength(3);
  });

  it('runs as a script of Apache beside a group that only Apache knows', () => {
    const result = migrate(`<Location /board>
    SetHandler mod_python
    PythonHandler board
    PythonAuthenHandler board
    AuthType Basic
    AuthName Board
    AuthGroupFile /etc/httpd/groups
    Require group directors
</Location>
`);
    expect(result.conf).toContain('WSGIAuthUserScript ');
    expect(result.conf).toContain('Require group directors');
  });
});

describe('a guard must not forget', () => {
  it('an island without Python below the section', () => {
    const result = migrate(`<VirtualHost *:80>
    ServerName shop.example.com
    DocumentRoot /srv/www/htdocs
    <Location />
        SetHandler mod_python
        PythonHandler shop
        PythonAuthenHandler shop.login
        AuthType Basic
        AuthName Shop
        Require valid-user
    </Location>
    <Location /static>
        SetHandler None
    </Location>
</VirtualHost>
`);
    expect(closed(result) || /<Location \/static>\s+SetHandler (?!None)/.test(result.conf)).toBe(true);
  });

  it('files inside the section that go to the default handler', () => {
    const result = migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs/internal>
    PythonAccessHandler office::inside
    <Files "robots.txt">
        SetHandler default-handler
    </Files>
</Directory>
`);
    expect(closed(result) || !result.conf.includes('SetHandler default-handler')).toBe(true);
  });

  it.each([
    ['PythonAccessHandler office'],
    ['AuthType Basic\n    AuthName A\n    Require valid-user\n    PythonAuthenHandler office'],
  ])('the other files of a section whose handler is chosen by extension (%j)', (guard) => {
    const result = migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs/reports>
    AddHandler mod_python .py
    PythonHandler mod_python.publisher
    ${guard}
</Directory>
`);
    expect(closed(result) || /^ {4}SetHandler /m.test(result.conf)).toBe(true);
  });

  it('what lies outside of the sections with a handler, when it stood at server level', () => {
    const result = migrate(`DocumentRoot /srv/www/htdocs
PythonAccessHandler office::inside
<Location /app>
    SetHandler mod_python
    PythonHandler app
</Location>
`);
    expect(closed(result)).toBe(true);
  });

  it('that a ScriptAlias lies below it', () => {
    const result = migrate(`<VirtualHost *:80>
    ServerName p.example.org
    DocumentRoot /srv/www/htdocs
    ScriptAlias /cgi-bin/ /srv/cgi/
    <Location />
        PythonAccessHandler office
    </Location>
</VirtualHost>
`);
    expect(closed(result)).toBe(true);
  });

  it('that a proxied address lies below it', () => {
    const result = migrate(`<VirtualHost *:80>
    ServerName p.example.org
    DocumentRoot /srv/www/htdocs
    ProxyPass /api http://127.0.0.1:9000/
    <Location />
        PythonAccessHandler office
    </Location>
</VirtualHost>
`);
    expect(closed(result)).toBe(true);
  });

  it('that Satisfy Any let in who passed either', () => {
    const result = migrate(`<Location /downloads>
    Satisfy any
    PythonAccessHandler forge::access
    PythonAuthenHandler forge::authen
    AuthType Basic
    AuthName Forge
    Require valid-user
</Location>
`);
    expect(result.conf).toMatch(/Satisfy any\n[\s\S]*WSGIAccessScript [\s\S]*WSGIAuthUserScript /);
  });
});

describe('the lines of Apache that go with a password handler', () => {
  it('go where it stands', () => {
    const result = migrate(`<Location /a>
    SetHandler mod_python
    PythonHandler a
    AuthType Basic
    AuthName A
    AuthUserFile /dev/null
    AuthBasicAuthoritative Off
    PythonAuthenHandler a
    Require user ann "bob b"
</Location>
`);
    expect(result.conf).toContain('<Location /a>\n    SetHandler a\n    Require all granted\n</Location>\n');
    expect(scriptOf(result, 'a')).toContain(`require=['user ann "bob b"']`);
  });

  it('stay where <Limit> says for which methods they count', () => {
    const result = migrate(`<Location /accounts>
    SetHandler mod_python
    PythonHandler accounts
    PythonAuthenHandler accounts.check
    AuthType Basic
    AuthName Accounts
    <Limit GET POST>
        require valid-user
    </Limit>
</Location>
`);
    expect(result.conf).toMatch(/AuthType Basic\n[\s\S]*<Limit GET POST>\n\s+require valid-user\n/);
    expect(result.conf).toMatch(/ {4}AuthBasicProvider wsgi\n {4}WSGIAuthUserScript /);
    expect(scriptOf(result, 'accounts')).not.toContain('PythonAuthenHandler');
  });

  it('stay where a deeper section asks for somebody else', () => {
    const result = migrate(`<Location /accounts>
    SetHandler mod_python
    PythonHandler accounts
    PythonAuthenHandler accounts.check
    AuthType Basic
    AuthName Accounts
    Require valid-user
</Location>
<Location /accounts/admin>
    Require user root
</Location>
`);
    expect(result.conf).toContain('Require valid-user');
    expect(result.conf).toContain('Require user root');
    expect(result.conf).toMatch(/ {4}AuthBasicProvider wsgi\n {4}WSGIAuthUserScript /);
    expect(scriptOf(result, 'accounts')).not.toContain('PythonAuthenHandler');
  });

  // <Limit> is no section for merging: what stands in it belongs to the section around it (core.c, ap_limit_section).
  it('are not torn apart by <Limit> and <LimitExcept>', () => {
    const result = migrate(`<Location /dav>
    SetHandler mod_python
    PythonHandler dav
    <Limit GET POST>
        Require valid-user
        PythonAuthenHandler users
    </Limit>
    <LimitExcept GET>
        PythonAccessHandler inside
    </LimitExcept>
</Location>
`);
    expect(result.conf).not.toMatch(/<Limit[^>]*>[^<]*SetHandler/);
    expect(result.conf.match(/SetHandler/g)).toHaveLength(1);
    expect(scriptOf(result, 'dav')).toContain("'PythonAccessHandler': 'inside'");
    expect(result.uses('MP110')[0]).toMatchObject({ state: 'manual', severity: 'error' });
  });
});

// A Files section of the folder above is merged over the guarded one: the text files came out without a password.
describe('a section that hands files of a guarded folder back to Apache', () => {
  const guarded = (above: string) =>
    migrate(`DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs>
    SetHandler mod_python
    PythonHandler pages
${above}</Directory>
<Directory /srv/www/htdocs/members>
    AuthType Basic
    AuthName Members
    PythonAuthenHandler members
    Require valid-user
</Directory>
`).conf;

  it.each(['default-handler', 'None'])('keeps the password in Apache (%s)', (handler) => {
    const conf = guarded(`    <Files "*.txt">\n        SetHandler ${handler}\n    </Files>\n`);
    expect(conf).toContain('WSGIAuthUserScript');
    expect(conf).toContain('Require valid-user');
    expect(conf).not.toContain('Require all granted');
  });

  it('leaves it to the entry script where there is none', () => {
    expect(guarded('')).not.toContain('WSGIAuthUserScript');
  });
});
