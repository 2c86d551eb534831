/** What Apache would not start with: the configuration of a server ends the run, an example among sources is left alone. */
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import { applied, contents, file, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';

const GOOD = '<Location /a>\n    SetHandler mod_python\n    PythonHandler a\n</Location>\n';
const ROOT = '/home/ann/app';

/** A checkout: `files` by path below it. */
function checkout(files: Readonly<Record<string, string>>) {
  const image = new Map(
    Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, file(text)] as const),
  );
  const asked = request({ root: ROOT, inputs: [ROOT] });
  const plan = makePlan(memoryTree(image), asked);
  const after = contents(applied(image, plan));
  const again = makePlan(
    memoryTree(new Map(Object.entries(after).map(([path, text]) => [path, file(text)] as const))),
    asked,
  );
  return { plan, again, at: (path: string) => after[`${ROOT}/${path}`] };
}

describe('a configuration among sources that Apache refuses', () => {
  const files = {
    'conf/good.conf': GOOD,
    'examples/bad.conf': '<Location /b>\n    SetHandler mod_python\n    PythonHandler b\n',
    'a.py': 'from mod_python import apache\n\ndef handler(req):\n    return apache.OK\n',
  };
  const { plan, again, at } = checkout(files);

  it('stops nothing but itself', () => {
    expect(plan.problems).toMatchObject([
      { path: `${ROOT}/examples/bad.conf`, line: 1, level: 'file', message: /<Location> was not closed/ },
    ]);
    expect(at('examples/bad.conf')).toBe(files['examples/bad.conf']);
    expect(at('conf/good.conf')).toContain('SetHandler a\n');
    expect(at('a.py')).toContain('from modpython_wsgi import apache');
  });

  it('has each of its uses told, with the line that is wrong', () => {
    const told = plan.findings.filter(({ kind, place }) => kind === 'use' && place.path.endsWith('bad.conf'));
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringContaining('left as it is: Apache refuses the configuration (line 1: '),
      expect.stringContaining('left as it is: Apache refuses the configuration (line 1: '),
    ]);
    expect(plan.totals.manual).toBe(2);
  });

  it('leaves nothing else to be told the next time', () => {
    expect(again.changes).toEqual([]);
    expect(again.totals).toMatchObject({ total: 2, manual: 2 });
  });

  it('is a .htaccess file for its folder alone', () => {
    const result = checkout({
      'conf/good.conf': GOOD,
      'www/.htaccess': 'SetHandler mod_python\nPythonHandler b\n</Files>\n',
    });
    expect(result.at('www/.htaccess')).toContain('PythonHandler b');
    expect(result.at('conf/good.conf')).toContain('SetHandler a\n');
  });
});

describe('a single line that Apache refuses', () => {
  it('stays, and the lines around it are migrated', () => {
    const { plan, at } = checkout({ 'a.conf': GOOD.replace('</', '    PythonOptimize On\n</') });
    expect(plan.problems).toEqual([]);
    expect(plan.findings.filter(({ kind }) => kind === 'use').map(({ code }) => code)).toContain('MP113');
    expect(plan.totals.manual).toBe(1);
    expect(at('a.conf')).toMatch(/<Location \/a>\n {4}SetHandler a\n {4}PythonOptimize On\n<\/Location>\n$/);
  });

  it.each([
    ['of a server', 'Listen 80\nPythonDebug\n'],
    ['of a server, in a virtual host', 'Listen 80\n<VirtualHost *:80>\nPythonImport x\n</VirtualHost>\n'],
  ])('ends the run in the configuration %s', (_, text) => {
    const { plan, at } = checkout({ 'httpd.conf': text + GOOD });
    expect(plan.problems).toMatchObject([{ level: 'fatal' }]);
    expect(at('httpd.conf')).toBe(text + GOOD);
  });
});
