/** WSGIScriptAlias: where it means the same as a Location with SetHandler, in which order, and the access it needs. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const trac = (url: string) =>
  `<Location ${url}>\n    SetHandler mod_python\n    PythonHandler trac.web.modpython_frontend\n    PythonOption TracEnv /srv/trac\n</Location>\n`;
const handler = (url: string) =>
  `<Location ${url}>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n`;
const HEAD = 'Listen 80\nDocumentRoot /srv/www/htdocs\n';

const aliases = (conf: string) => [...conf.matchAll(/^ *WSGIScriptAlias (\S+)/gm)].map(([, url]) => url);

describe('aliases', () => {
  it('stand with the longest first, since the first that matches wins', () => {
    const { conf } = migrate(HEAD + trac('/') + trac('/a') + trac('/a/b'));
    expect(aliases(conf)).toEqual(['/a/b', '/a', '/']);
    expect(conf).not.toContain('SetHandler');
  });

  it('are not made below a SetHandler that stays: it would take the script away', () => {
    expect(aliases(migrate(HEAD + handler('/a') + trac('/a/b')).conf)).toEqual([]);
    expect(aliases(migrate(HEAD + trac('/a') + handler('/a/b')).conf)).toEqual([]);
    expect(aliases(migrate(`${HEAD}SetHandler mod_python\nPythonHandler app\n${trac('/a')}`).conf)).toEqual(
      [],
    );
    expect(aliases(migrate(HEAD + handler('/other') + trac('/a')).conf)).toEqual(['/a']);
  });

  it('need the hosts granted as well where Order and Allow stay in force', () => {
    const closed = '<Directory />\n    Order deny,allow\n    Deny from all\n</Directory>\n';
    const grant = /<Directory \/srv\/www\/wsgi>\n([^<]*)<\/Directory>/;
    expect(grant.exec(migrate(HEAD + closed + trac('/a')).conf)?.[1]).toBe(
      '    Require all granted\n    Order allow,deny\n    Allow from all\n',
    );
    expect(grant.exec(migrate(HEAD + trac('/a')).conf)?.[1]).toBe('    Require all granted\n');
  });

  it('bring their grant in every virtual host', () => {
    const host = (name: string) => `<VirtualHost *:80>\nServerName ${name}\n${trac('/a')}</VirtualHost>\n`;
    const { conf } = migrate(`${HEAD}${host('a.example.org')}${host('b.example.org')}`);
    expect(conf.match(/Require all granted/g)).toHaveLength(2);
  });
});
