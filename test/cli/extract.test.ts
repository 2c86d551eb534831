/** `scan --extract`: quoted configuration becomes files; nothing is overwritten, nothing goes through a link. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/cli/world.js';
import { type Shell, shell } from './harness.js';

const SECTION = '<Directory /srv/www>\n    SetHandler mod_python\n\n    PythonHandler app\n</Directory>\n';
const FILES = {
  'site/doc/README': `Put this into httpd.conf:\n\n${SECTION}\nand restart.\n`,
  'site/setup.py': `CONF = '''\n${SECTION}'''\nLINES = [\n    "SetHandler mod_python\\n",\n    "PythonHandler a\\n",\n]\n`,
  'site/install.sh': `#!/bin/sh\ncat > x.conf <<END\n${SECTION}END\n`,
};

async function site(): Promise<Shell> {
  return shell({ files: FILES, engine: await loadEngine() });
}

describe('scan --extract', () => {
  it('writes each quotation, named after its place, readable for the user only', async () => {
    const at = await site();
    const { code, err } = await at.migrate('scan', '--extract', 'out', 'site');
    const read = (name: string) => readFileSync(join(at.cwd, 'out', name), 'utf8');
    expect(code).toBe(0);
    expect(readdirSync(join(at.cwd, 'out')).sort()).toEqual([
      'site-doc-README-3.conf',
      'site-install.sh-3.conf',
      'site-setup.py-2.conf',
      'site-setup.py-9.conf',
    ]);
    for (const name of ['site-doc-README-3.conf', 'site-install.sh-3.conf', 'site-setup.py-2.conf'])
      expect(read(name), name).toBe(SECTION);
    expect(read('site-setup.py-9.conf')).toBe('SetHandler mod_python\nPythonHandler a\n');
    expect(statSync(join(at.cwd, 'out/site-setup.py-2.conf')).mode & 0o777).toBe(0o600);
    expect(err).toContain('site-doc-README-3.conf: site/doc/README:3-7');
    expect((await at.migrate('apply', 'out/site-doc-README-3.conf')).code).toBe(0);
    expect(read('site-doc-README-3.conf')).not.toContain('mod_python');
  });

  it('refuses a folder that is not empty, a link, and a folder of the site', async () => {
    const at = await site();
    mkdirSync(join(at.cwd, 'empty'));
    symlinkSync('empty', join(at.cwd, 'link'));
    expect((await at.migrate('scan', '--extract', 'site', 'site/doc')).code).toBe(3);
    expect((await at.migrate('scan', '--extract', 'link', 'site')).code).toBe(3);
    expect((await at.migrate('scan', '--extract', 'site/new', 'site')).code).toBe(2);
    expect([readdirSync(join(at.cwd, 'empty')), existsSync(join(at.cwd, 'site/new'))]).toEqual([[], false]);
  });
});
