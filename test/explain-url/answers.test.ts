/** Who answers where Python does not, and what is said where nobody can know. */
import { describe, expect, it, test } from 'vitest';
import { explain } from './explain.js';

describe('an answer without Python', () => {
  const conf = (lines: string): string => `DocumentRoot /srv/www\n${lines}\n`;
  const files = { '/srv/www/a.txt': 'a', '/srv/www/sub/index.html': 'i', '/srv/www/cgi/run': '#!/bin/sh\n' };
  const cases: readonly (readonly [string, string, string, object])[] = [
    ['a file', '', '/a.txt', { kind: 'file', exists: true }],
    ['a missing one', '', '/none', { kind: 'error', status: 404 }],
    ['an index file', '', '/sub/', { kind: 'file', exists: true }],
    ['a listing', 'Options Indexes', '/', { kind: 'listing', allowed: true }],
    ['a forbidden listing', 'Options Indexes\nOptions None', '/', { kind: 'listing', allowed: false }],
    ['a slash', '', '/sub', { kind: 'redirect', status: 301, location: '/sub/' }],
    [
      'Redirect',
      'Redirect /old http://x.example/new',
      '/old/a',
      { status: 302, location: 'http://x.example/new/a' },
    ],
    ['CGI', 'ScriptAlias /c/ /srv/www/cgi/', '/c/run', { kind: 'cgi' }],
    [
      'CGI without ExecCGI',
      'Options None\nAddHandler cgi-script .txt',
      '/a.txt',
      { kind: 'error', status: 403 },
    ],
    [
      'another handler',
      '<Location /s>\nSetHandler server-status\n</Location>',
      '/s',
      { name: 'server-status' },
    ],
    ['Require all denied', '<Location />\nRequire all denied\n</Location>', '/a.txt', { status: 403 }],
    ['Deny', '<Location />\nOrder deny,allow\nDeny from all\n</Location>', '/a.txt', { status: 403 }],
    ['a proxy', 'ProxyPass /p http://x.example/', '/p/a', { kind: 'proxy' }],
    ['FallbackResource', 'FallbackResource /a.txt', '/none', { kind: 'not derivable' }],
    ['no path', '', '/a%2Fb', { kind: 'error', status: 404 }],
  ];
  test.each(cases)('%s', (_name, lines, path, wanted) => {
    const { before, after } = explain(conf(lines), { path }, files);
    expect(before.answer).toMatchObject(wanted);
    expect(after.answer).toMatchObject(wanted);
    expect(before.python).toBeUndefined();
  });

  it('says what cannot be decided, with its place', () => {
    const rule = 'RewriteEngine On\nRewriteRule ^/x %{HTTP_COOKIE} [L]';
    const { before } = explain(conf(rule), { path: '/x' }, files);
    expect(before.answer).toMatchObject({
      kind: 'not derivable',
      why: 'RewriteRule at etc/httpd/conf/httpd.conf:3: its target is made from variables',
    });
  });

  it('follows RewriteRule where it can be followed', () => {
    const { before } = explain(conf('RewriteEngine On\nRewriteRule ^/x$ /a.txt [PT]'), { path: '/x' }, files);
    expect(before.rewritten).toBe('/a.txt');
    expect(before.answer.kind).toBe('file');
  });

  it('gives both answers where an expression decides', () => {
    const lines = '<If "%{HTTP_COOKIE} == \'x\'">\nSetHandler server-info\n</If>';
    const { before } = explain(conf(lines), { path: '/a.txt' }, files);
    expect(before.answer).toMatchObject({ kind: 'handler', name: 'server-info' });
    expect(before.otherwise?.answer).toMatchObject({ kind: 'file' });
    expect(before.otherwise?.why).toContain('HTTP_COOKIE');
  });
});
