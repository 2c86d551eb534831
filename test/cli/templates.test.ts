/** Configuration that is filled in before Apache reads it, and single files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/cli/world.js';
import { type Shell, shell } from './harness.js';

const MOUNT = '    SetHandler mod_python\n    PythonHandler app\n';

async function site(files: Readonly<Record<string, string>>): Promise<Shell> {
  return shell({ files, engine: await loadEngine() });
}

function read(at: Shell, path: string): string {
  return readFileSync(join(at.cwd, path), 'utf8');
}

describe('a single configuration file', () => {
  it('gets its entry scripts beside it', async () => {
    const at = await site({ 'site/x.conf': `<Location /x>\n${MOUNT}</Location>\n` });
    expect((await at.migrate('apply', 'site/x.conf')).code).toBe(0);
    expect(existsSync(join(at.cwd, 'site/wsgi/x.wsgi'))).toBe(true);
  });
});

describe('templates', () => {
  it('keep a placeholder as the beginning of a path', async () => {
    const at = await site({
      'site/httpd.conf.in': `ServerRoot /etc/httpd\nDocumentRoot @ROOT@\n<Directory @ROOT@>\n${MOUNT}</Directory>\n`,
    });
    expect((await at.migrate('apply', 'site')).code).toBe(0);
    expect(read(at, 'site/httpd.conf.in')).toContain(' @ROOT@-wsgi/app.wsgi ');
    expect(existsSync(join(at.cwd, 'site/@ROOT@'))).toBe(false);
  });

  it('double a percent sign where Python fills them in', async () => {
    const text = (log: string) => `LogFormat ${log}\n<Directory %(root)s>\n${MOUNT}</Directory>\n`;
    const at = await site({ 'a/httpd.conf.tmpl': text('%%h'), 'b/httpd.conf.tmpl': text('%h') });
    expect([(await at.migrate('apply', 'a')).code, (await at.migrate('apply', 'b')).code]).toEqual([0, 0]);
    expect(read(at, 'a/httpd.conf.tmpl')).toContain('application-group=%%{GLOBAL}');
    expect(read(at, 'b/httpd.conf.tmpl')).toContain('application-group=%{GLOBAL}');
  });

  it('leave a switch to a person whose value is not known, and refuse nothing for it', async () => {
    const at = await site({
      'site/httpd.conf.in': `<Location /x>\n${MOUNT}    PythonDebug @DEBUG@\n</Location>\n`,
    });
    const { code, out } = await at.migrate('scan', 'site');
    expect(code).toBe(0);
    expect(out).toMatch(/MP107 python-debug +\[manual\]\s+left as it is: whether it is On or Off/);
    await at.migrate('apply', 'site');
    expect(read(at, 'site/httpd.conf.in')).toContain('    PythonDebug @DEBUG@\n');
  });

  it('are left alone where conditions and spaces make words of them that are none', async () => {
    const text = `{% for app in apps %}\n<Location /{{ app.name }}>\n${MOUNT}    PythonInterpreter {{ app.name }}\n</Location>\n{% endfor %}\n`;
    const handler = 'from mod_python import apache\n\n\ndef handler(req):\n    return apache.OK\n';
    const at = await site({ 'site/httpd.conf.j2': text, 'site/app.py': handler });
    const { code, out } = await at.migrate('scan', '--format', 'json', 'site');
    expect(code).toBe(0);
    expect(JSON.parse(out).summary.uses.manual).toBe(3);
    await at.migrate('apply', 'site');
    expect(read(at, 'site/httpd.conf.j2')).toBe(text);
    expect(read(at, 'site/app.py')).toContain('def handler(req)');
  });

  it('of Python are rewritten where Python reads them, and their uses told where it does not', async () => {
    const code = 'from mod_python import apache\n\n\ndef handler(req):\n    return apache.OK\n';
    const at = await site({
      'site/app.conf.in': `<Location /x>\n${MOUNT}</Location>\n`,
      'site/app.py.in': `#!@PYTHON@\n${code}`,
      'site/other.py.in': `${code}@MORE@\n`,
      'site/tool': `#!/usr/bin/python\n${code}@MORE@\n`,
    });
    const { out } = await at.migrate('scan', '--format', 'json', 'site');
    const { findings } = JSON.parse(out) as { findings: { code: string; path: string; state: string }[] };
    const of = (path: string) =>
      findings.filter((one) => one.path === path).map(({ code: rule, state }) => `${rule} ${state}`);
    expect(of('site/app.py.in')).toEqual(['MP201 bridged', 'MP205 bridged']);
    expect(of('site/other.py.in')).toEqual(['MP207 manual', 'MP207 manual']);
    expect(of('site/tool')).toEqual(['MP207 manual', 'MP207 manual']);
    await at.migrate('apply', 'site');
    expect(read(at, 'site/app.py.in')).toContain('from modpython_wsgi import apache');
  });
});
