/** Handlers that somebody wants to leave on the bridge: nothing of the result may count on a rewrite. */
import { expect, test } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import { looseEnds } from './support/judge.js';
import { applied, contents, file, type Image, memoryTree } from './support/memory-tree.js';
import { request } from './support/request.js';

const HANDLER = (mark: string): string =>
  `from mod_python import apache\nimport page\n\n\ndef handler(req):${mark}\n    req.content_type = 'text/plain'\n    page.show(req)\n    return apache.OK\n`;

function site(mark: string, pageTop = ''): Image {
  return new Map(
    Object.entries({
      '/etc/httpd/conf/httpd.conf':
        'DocumentRoot /srv/www\n<Directory /srv/www/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
      '/srv/www/app/app.py': HANDLER(mark),
      '/srv/www/app/page.py': `${pageTop}def show(req):\n    req.write(req.uri)\n`,
    }).map(([path, text]) => [path, file(text)]),
  );
}

function resultOf(
  before: Image,
  changes: Parameters<typeof request>[0] = {},
): Readonly<Record<string, string>> {
  const after = applied(before, makePlan(memoryTree(before), request(changes)));
  expect(looseEnds(after)).toEqual([]);
  return contents(after);
}

test('without a wish the handler and its helper are rewritten', () => {
  const result = resultOf(site(''));
  expect(result['/srv/www/app/app.py']).toContain('def application(environ, start_response)');
  expect(result['/srv/www/app/page.py']).toContain('def show(environ, body)');
});

test.each([
  ['--skip MP203', site(''), { skip: ['MP203'] }],
  ['--only without it', site(''), { only: ['MP1', 'MP201', 'MP4'] }],
  ['a comment at the handler', site('  # migrate-ignore MP203: not yet'), {}],
  ['a comment at the top of the helper', site('', '# migrate-ignore native-handler: not yet\n'), {}],
])('%s leaves both on the bridge', (_, before, changes) => {
  const result = resultOf(before, changes);
  expect(result['/srv/www/app/app.py']).toContain('from modpython_wsgi import apache');
  expect(result['/srv/www/app/page.py']).toContain('def show(req)');
  const scripts = Object.entries(result).filter(([path]) => path.endsWith('.wsgi'));
  expect(scripts.map(([, text]) => text.includes("handlers='app'"))).toEqual([true]);
});
