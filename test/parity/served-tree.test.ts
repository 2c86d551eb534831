/** A tree that is served itself, told in migrate.config.json: its handler answers, and nobody gets to read our files. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startApache } from '../support/apache.js';
import { migrateFolder } from '../support/migrate-folder.js';
import {
  missingParity,
  type ParityEnvironment,
  readParityEnvironment,
} from '../support/parity-environment.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_wsgi-py3');
const HELLO =
  "from mod_python import apache\n\n\ndef handler(req):\n    req.content_type = 'text/plain'\n    req.write('hello')\n    return apache.OK\n";
const HIDDEN = [
  'migrate.config.json',
  'wsgi/',
  'wsgi/httpd-wsgi.conf',
  'wsgi/modpython_wsgi/apache.py',
  'wsgi/greeting.wsgi',
];

test.skipIf(missing !== undefined)(
  'a bare handler in the folder that is served',
  { timeout: 60_000 },
  async () => {
    const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'migrate-served-')));
    const root = path.join(base, 'greeting');
    const mounts = [{ directory: '.', extensions: ['.py'], handler: 'hello' }];
    const files = {
      'hello.py': HELLO,
      'notes.txt': 'notes',
      'migrate.config.json': JSON.stringify({ mounts }),
    };
    try {
      plant(base, root, files);
      await migrateFolder(root, ['--handlers', 'bridge']);
      for (const name of HIDDEN) expect(existsSync(path.join(root, name)), name).toBe(true);
      const server = await startApache({
        environment: environment as ParityEnvironment,
        modules: 'mod_wsgi-py3',
        siteConfiguration: path.join(root, 'wsgi/httpd-wsgi.conf'),
        documentRoot: root,
      });
      try {
        const ask = (name: string) => fetch(`http://127.0.0.1:${server.port}/${name}`);
        const answer = await ask('hello.py');
        expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
        expect(await (await ask('notes.txt')).text()).toBe('notes');
        const statuses = await Promise.all(HIDDEN.map(async (name) => [name, (await ask(name)).status]));
        expect(statuses).toEqual(HIDDEN.map((name) => [name, 403]));
      } finally {
        await server.stop();
      }
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  },
);

function plant(base: string, root: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(root);
  for (const folder of [base, root]) chmodSync(folder, 0o755);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
}
