/**
 * Apache itself as the judge: where it accepts a fixture with mod_python loaded, it accepts the result with mod_wsgi.
 * Fixtures of one configuration file only; whole trees are served for real by the parity tests.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import { missingParity, readParityEnvironment, sharedFolder } from '../support/parity-environment.js';
import { type ChangeCase, findCases } from './support/fixtures.js';
import { applied, contents, type Image, memoryTree } from './support/memory-tree.js';
import { request } from './support/request.js';

const missing = missingParity(readParityEnvironment(), 'mod_python', 'mod_wsgi-py3', 'shared');
const folder = mkdtempSync(join(tmpdir(), 'migrate-fixtures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cases = findCases().filter(
  (one): one is ChangeCase => one.kind === 'change' && one.single?.endsWith('.conf') === true,
);

/** Cases that say what Apache refuses, or load a module themselves; all others must be accepted as they are. */
const REFUSED_BEFORE = new Set([
  'by-hand/unknown',
  'load-module/apache-1.3',
  'load-module/wsgi-loaded-already',
  // Its ServerRoot is a folder of another machine.
  'apache24-access/whole-tree',
  // Its second section is none of migrate's, unless --only apache24 asks.
  'apache24-options/touched',
  // A template is no configuration before it is filled in.
  'template-file/jinja',
  // These name modules that check.sh does not load.
  'python-filter/over-a-proxy',
  'request-phase/groups-of-apache',
  'request-phase/guard-of-cgi',
  'request-phase/outer-provider',
  'request-phase/whole-virtual-host',
]);

/** Written for Apache 2.2: Apache 2.4 refuses them as they are, and must accept what becomes of them. */
const OF_APACHE_22 = new Set([
  'apache24-leftovers/all',
  'apache24-leftovers/defaults',
  'apache24-options/mixed',
]);

const LIVE = /^\s*Python\w+\s/m;

/** What Apache says, or undefined where it accepts the file. */
async function refusal(
  module: 'mod_python' | 'mod_wsgi',
  name: string,
  image: Image,
): Promise<string | undefined> {
  const entry = image.get('/etc/httpd/conf/httpd.conf');
  if (entry?.kind !== 'file') throw new Error(`${name}: no configuration`);
  const path = join(folder, `${name.replace('/', '-')}.${module}.conf`);
  writeFileSync(path, entry.bytes);
  try {
    await promisify(execFile)(join(sharedFolder, 'oracles/apache/check.sh'), [module, path]);
    return undefined;
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  }
}

describe.skipIf(missing !== undefined)(`Apache accepts (${missing ?? 'apache2 -t'})`, () => {
  it.concurrent.each(cases.map((one) => [`${one.rule}/${one.name}`, one] as const))(
    '%s',
    async (name, one) => {
      if (REFUSED_BEFORE.has(name)) {
        expect(await refusal('mod_python', name, one.before)).toBeDefined();
        return;
      }
      const before = await refusal('mod_python', name, one.before);
      if (OF_APACHE_22.has(name)) expect(before).toBeDefined();
      else expect(before).toBeUndefined();
      const plan = makePlan(memoryTree(one.before), request(one.options));
      const after = applied(one.before, plan);
      const left = LIVE.test(contents(after)['/etc/httpd/conf/httpd.conf'] ?? '');
      // What is left to a person as it stands stops the server until that person has been there.
      if (left) expect(plan.totals.manual).toBeGreaterThan(0);
      else expect(await refusal('mod_wsgi', name, after)).toBeUndefined();
    },
  );
});
