/** The command: what it prints, how it ends. */
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/cli/world.js';
import { shell } from '../cli/harness.js';

const engine = await loadEngine();
const SITE = {
  'site/httpd.conf': `LoadModule python_module modules/mod_python.so
DocumentRoot "/srv/www"
<VirtualHost *:80>
    ServerName www.example.org
    <Location /app>
        SetHandler mod_python
        PythonHandler page
        PythonOption api.key abc
    </Location>
</VirtualHost>
`,
  'site/page.py': 'def handler(req):\n    return helper(req)\n',
};
const open = (files: Readonly<Record<string, string>> = SITE) => shell({ files, engine });

describe('migrate explain-url', () => {
  it('prints the way of a URL before and after', async () => {
    const { code, out, err } = await open().migrate(
      'explain-url',
      '/app/x?q=1',
      '--host',
      'www.example.org',
      'site',
    );
    expect([code, err]).toEqual([0, '']);
    await expect(out.replace(/\/\S*\/work\//g, '/WORK/')).toMatchFileSnapshot('expected/location.txt');
  });

  it('takes a whole URL', async () => {
    const { code, out } = await open().migrate('explain-url', 'http://www.example.org:8080/app', 'site');
    expect(code).toBe(0);
    expect(out).toContain('/app: host www.example.org:8080, port 8080;');
  });

  it('prints one JSON object, the same each time, without secrets', async () => {
    const ask = () => open().migrate('explain-url', '/app/x', '--format', 'json', 'site');
    const [one, other] = [await ask(), await ask()];
    const report = JSON.parse(one.out);
    expect(report).toMatchObject({
      command: 'explain-url',
      url: { path: '/app/x', port: 80 },
      before: {},
      after: {},
    });
    expect(report.after.wsgi.directive).toMatch(/^WSGI/);
    expect(one.out).not.toContain('abc');
    const placeless = (text: string) => text.replaceAll(report.root, 'ROOT').replace(/\/tmp\/[^"/]*\//g, '');
    expect(placeless(one.out)).toBe(placeless(other.out.replaceAll(JSON.parse(other.out).root, 'ROOT')));
  });

  it('writes nothing', async () => {
    const at = open();
    await at.migrate('explain-url', '/app', 'site');
    const { out } = await at.migrate('undo', '--list');
    expect(out).not.toMatch(/apply/);
  });

  it.each([
    [['explain-url'], 'missing required argument'],
    [['explain-url', 'app', 'site'], 'app is not the path of a URL'],
    [['explain-url', '/app', 'nowhere'], 'nowhere'],
    [['explain-url', '/app', '--host', 'a b', 'site'], 'a b is not the name of a host'],
    [['explain-url', '/app', '--port', '70000', 'site'], 'there is no port 70000'],
    [['explain-url', '/app', '--port', 'x', 'site'], 'whole number'],
  ])('%j is a usage error: exit 2', async (words, message) => {
    const { code, out, err } = await open().migrate(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('ends with 2 without a configuration, with several, and with one that Apache refuses', async () => {
    const ask = (files: Readonly<Record<string, string>>) => open(files).migrate('explain-url', '/', 'site');
    expect(await ask({ 'site/page.py': 'x = 1\n' })).toMatchObject({ code: 2, out: '' });
    const twice = { 'site/a/httpd.conf': 'DocumentRoot /a\n', 'site/b/httpd.conf': 'DocumentRoot /b\n' };
    expect((await ask(twice)).err).toContain('several configurations');
    expect(await ask({ 'site/httpd.conf': 'Listen 80\nDocumentRoot /a\n<Directory /x>\n' })).toMatchObject({
      code: 2,
      out: '',
    });
  });

  it('answers for a host that nobody has as Apache does: exit 0', async () => {
    const { code, out } = await open().migrate('explain-url', '/app', '--host', 'nobody.example.org', 'site');
    expect(code).toBe(0);
    expect(out).toContain('the first for this port: none is called nobody.example.org');
  });
});
