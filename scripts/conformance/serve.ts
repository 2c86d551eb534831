/**
 * Starts and stops a private server for the suite's record.py:
 *
 *     serve.ts start MODULES CONF DOCROOT    prints `port=N rundir=DIR` and leaves the server running
 *     serve.ts stop DIR                      stops it
 *     serve.ts flatten SITE TARGET           copies a site of fixtures/sites into the suite's own format
 *
 * MODULES is mod_python, mod_wsgi-py3 or mod_wsgi-py27. In CONF, `@PORT@` is replaced by the port.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, startApache, stopByFolder } from '../../test/support/apache.js';
import { readParityEnvironment, type ServerModules } from '../../test/support/parity-environment.js';
import { flatten } from './site.js';

async function start(modules: string, siteConfiguration: string, documentRoot: string): Promise<void> {
  const environment = readParityEnvironment();
  if (environment === undefined) throw new Error('no servers here, run scripts/setup-parity.sh');
  const port = await freePort();
  const text = readFileSync(siteConfiguration, 'latin1').replaceAll('@PORT@', String(port));
  writeFileSync(siteConfiguration, text, 'latin1');
  const server = await startApache({
    environment,
    modules: modules as ServerModules,
    siteConfiguration,
    port,
    documentRoot,
  });
  server.release();
  console.log(`port=${server.port} rundir=${server.folder}`);
}

const [command, first = '', second = '', third = ''] = process.argv.slice(2);
if (command === 'start') await start(first, second, third);
else if (command === 'stop') await stopByFolder(first);
else if (command === 'flatten') flatten({ name: path.basename(first), folder: path.resolve(first) }, second);
else throw new Error(`serve.ts: start, stop or flatten, not ${command}`);
