import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApache } from '../support/apache.js';
import { missingParity, readParityEnvironment, type ServerModules } from '../support/parity-environment.js';

const environment = readParityEnvironment();

const SCRIPT = `import sys
def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [('%d.%d' % sys.version_info[:2]).encode('ascii')]
`;

const HANDLER = `import sys
from mod_python import apache
def handler(req):
    req.content_type = 'text/plain'
    req.write('%d.%d' % sys.version_info[:2])
    return apache.OK
`;

let site: string;
beforeAll(() => {
  site = mkdtempSync(path.join(tmpdir(), 'migrate-test-'));
  chmodSync(site, 0o755);
  writeFileSync(path.join(site, 'version.wsgi'), SCRIPT);
  writeFileSync(path.join(site, 'version.py'), HANDLER);
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

/** Writes a configuration and returns its path. */
function configuration(text: string): string {
  const file = path.join(site, 'site.conf');
  writeFileSync(file, text);
  return file;
}

function versionSite(modules: ServerModules): string {
  if (modules === 'mod_python') {
    return (
      `LoadModule python_module modules/mod_python.so\nAlias /version ${site}\n` +
      `<Directory ${site}>\nSetHandler mod_python\nPythonHandler version\n</Directory>\n`
    );
  }
  return (
    'LoadModule wsgi_module modules/mod_wsgi.so\nWSGIDaemonProcess version threads=1\n' +
    `WSGIScriptAlias /version ${site}/version.wsgi process-group=version application-group=%{GLOBAL}\n`
  );
}

describe('a private Apache', () => {
  for (const [modules, version] of [
    ['mod_python', /^3\.\d+$/],
    ['mod_wsgi-py3', /^3\.\d+$/],
    ['mod_wsgi-py27', /^2\.7$/],
  ] as const) {
    const skipped = missingParity(environment, modules);
    if (skipped !== undefined || environment === undefined) {
      test.skip(`${modules} (${skipped})`);
      continue;
    }
    test(`serves Python with ${modules} and leaves nothing behind`, async () => {
      const server = await startApache({
        environment,
        modules,
        siteConfiguration: configuration(versionSite(modules)),
      });
      try {
        const response = await fetch(`http://127.0.0.1:${server.port}/version/`);
        expect(response.status).toBe(200);
        expect(await response.text()).toMatch(version);
      } finally {
        await server.stop();
      }
      expect(existsSync(server.folder)).toBe(false);
      expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
      await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
    });

    test(`with ${modules} says what Apache says about a broken configuration`, async () => {
      const siteConfiguration = configuration('NoSuchDirective on\n');
      await expect(startApache({ environment, modules, siteConfiguration })).rejects.toThrow(
        /line 1 of .*site\.conf[\s\S]*NoSuchDirective/,
      );
    });
  }
});
