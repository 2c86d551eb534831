/** Virtual hosts and the way from a URL to a file; fact D7 of ../shared/reference/apache-config.md. */
import { describe, expect, test } from 'vitest';
import type { RequestFacts, RequestQuestion } from '../../src/httpd/request/request.js';
import { ask, handlerName, option } from './support/ask.js';

describe('D7: mod_wsgi', () => {
  const configuration =
    'WSGIScriptAlias / /app/site.wsgi\nAlias /media/ /media/\n<Location /media>\nSetHandler None\n</Location>\n';

  test('Alias beats WSGIScriptAlias in either order', () => {
    expect(ask(configuration, '/media/pic.png')).toMatchObject({ filename: '/media/pic.png' });
  });

  test('WSGIScriptAlias: script and path info', () => {
    const answer = ask(configuration, '/a/b');
    expect([answer.filename, answer.pathInfo, handlerName(answer)]).toEqual([
      '/app/site.wsgi',
      '/a/b',
      'wsgi-script',
    ]);
  });

  test('SetHandler None does not exempt from it', () => {
    expect(handlerName(ask(configuration, '/media'))).toBe('wsgi-script');
  });
});

describe('virtual hosts', () => {
  const hosts =
    '<VirtualHost *:80>\nServerName one.example\nPythonOption who one\n</VirtualHost>\n' +
    '<VirtualHost *:80>\nServerName two.example:80\nServerAlias *.two.example t?o\nPythonOption who two\n</VirtualHost>\n' +
    '<VirtualHost 10.0.0.2>\nServerName two.example\nPythonOption who other\n</VirtualHost>\n';
  const who = (
    question: Partial<RequestQuestion>,
    more = '',
    facts: Partial<RequestFacts> = {},
  ): string | undefined => option(ask(hosts + more, '/a.py', { question, facts }), 'who');

  test.each([
    [{ host: 'two.example' }, 'two'],
    [{ host: 'TWO.example.:8080' }, 'two'],
    [{ host: 'a.b.two.example' }, 'two'],
    [{ host: 'tXo' }, 'two'],
    [{ host: 'nobody' }, 'one'],
    [{ host: undefined }, 'one'],
    [{ host: 'two.example', port: 81 }, undefined],
    [{ host: 'one.example', address: '10.0.0.2' }, 'other'],
  ])('%o → %s', (question, expected) => {
    expect(who(question)).toBe(expected);
  });

  test('2.2 needs NameVirtualHost', () => {
    expect(who({ host: 'two.example' }, '', { version: '2.2.3' })).toBe('one');
    expect(who({ host: 'two.example' }, 'NameVirtualHost *:80\n', { version: '2.2.3' })).toBe('two');
  });

  test('an unknown address is said', () => {
    const answer = ask(hosts, '/a.py', {
      question: { host: 'one.example', address: undefined as unknown as string },
    });
    expect([answer.server.certain, answer.undecided[0]?.what]).toEqual([false, 'the virtual host']);
  });
});

describe('URL space', () => {
  test.each([
    ['Alias /m /media\n', '/m/pic.png', '/media/pic.png', ''],
    ['Alias /m /media\n', '/mX/pic.png', '/w/mX', '/pic.png'],
    ['AliasMatch "^/p/(\\w+)" /media/$1.png\n', '/p/pic', '/media/pic.png', ''],
    ['', '/a.py/x/y', '/w/a.py', '/x/y'],
    ['', '/sub//./../a.py', '/w/a.py', ''],
    ['RewriteEngine On\nRewriteRule ^/other /x\n', '/a.py', '/w/a.py', ''],
    [
      'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} -d\nRewriteRule ^/b\\.py$ /a.py\n',
      '/b.py',
      '/w/b.py',
      '',
    ],
  ])('%j %s is %s %s', (configuration, path, file, pathInfo) => {
    const answer = ask(`AcceptPathInfo On\n${configuration}`, path);
    expect([answer.filename, answer.pathInfo]).toEqual([file, pathInfo]);
  });

  test.each([
    ['Redirect /old http://x.example/new\n', '/old/a?', 302, 'http://x.example/new/a?'],
    ['Redirect permanent /old /new\n', '/old', 301, '/new'],
    ['RedirectMatch seeother ^/o(.*) http://x.example/$1\n', '/old', 303, 'http://x.example/ld'],
    ['', '/sub', 301, '/sub/'],
    [
      'RewriteEngine On\nRewriteRule ^/old(.*)$ http://x.example$1 [R=301,L]\n',
      '/old/a',
      301,
      'http://x.example/a',
    ],
  ])('%j %s redirects with %i to %s', (configuration, path, status, location) => {
    expect(ask(configuration, path).outcome).toMatchObject({ kind: 'redirect', status, location });
  });

  test('a rule that matches but cannot be followed is named', () => {
    const { outcome } = ask(
      `RewriteEngine On\nRewriteMap m txt:/x\nRewriteRule ^/(.*) $\{m:$1} [L]\n`,
      '/a.py',
    );
    expect(outcome).toMatchObject({
      kind: 'underivable',
      why: 'RewriteRule at /srv/main.conf:4: its target is made from variables',
    });
  });

  test('so is one in a section', () => {
    const { outcome } = ask(
      '<Directory /w>\nRewriteEngine On\nRewriteRule ^a\\.py$ other.py\n</Directory>\n',
      '/a.py',
    );
    expect(outcome).toMatchObject({ kind: 'underivable' });
    expect(
      ask('<Directory /w>\nRewriteEngine On\nRewriteRule ^b\\.py$ other.py\n</Directory>\n', '/a.py').outcome
        .kind,
    ).toBe('handler');
  });

  test('DirectoryIndex asks again, with the handler of the file it finds', () => {
    const { outcome } = ask('DirectoryIndex none.html index.py\nAddHandler mod_python .py\n', '/sub/');
    expect(outcome.kind === 'index' && [outcome.request.uri, handlerName(outcome.request)]).toEqual([
      '/sub/index.py',
      'mod_python',
    ]);
  });

  test('before 2.4 a handler for the directory comes first', () => {
    const configuration = 'DirectoryIndex index.py\nSetHandler mod_python\n';
    expect(ask(configuration, '/sub/').outcome.kind).toBe('index');
    expect(handlerName(ask(configuration, '/sub/', { facts: { version: '2.2.3' } }))).toBe('mod_python');
  });

  test('AcceptPathInfo', () => {
    expect(ask('SetHandler mod_python\n', '/a.py/x').outcome.kind).toBe('handler');
    expect(ask('SetHandler mod_python\nAcceptPathInfo Off\n', '/a.py/x').outcome.kind).toBe('handler');
    expect(ask('SetHandler other\nAcceptPathInfo Off\n', '/a.py/x').outcome).toMatchObject({
      kind: 'error',
      status: 404,
    });
    expect(ask('', '/index.html/x').outcome).toMatchObject({ kind: 'error', status: 404 });
  });

  test('UserDir', () => {
    expect(ask('UserDir /media\n', '/~joe/x').filename).toBe('/media/joe');
    expect(ask('UserDir public_html\n', '/~joe/x').outcome).toMatchObject({ kind: 'underivable' });
    expect(ask('UserDir public_html\nUserDir disabled joe\n', '/~joe/x').filename).toBe('/w/~joe');
  });

  test.each([
    ['/a%2fb', 404],
    ['/a%zz', 400],
    ['/../x', 400],
  ])('%s is refused with %i', (path, status) => {
    expect(ask('', path).outcome).toMatchObject({ kind: 'error', status });
  });
});
