/** Serves an instrumented site and lets requests be asked, one after another. */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startApache } from '../../test/support/apache.js';
import type { ParityEnvironment, ServerModules } from '../../test/support/parity-environment.js';
import type { InstalledSite } from '../conformance/site.js';
import { type Observed, observe, type UrlRequest } from './ask.js';
import { instrument } from './instrument.js';

export interface Serving {
  readonly environment: ParityEnvironment;
  readonly modules: ServerModules;
  readonly port: number;
  readonly requests: readonly UrlRequest[];
  readonly probeFolder: string | undefined;
}

/** What the server did with each request, in their order. The site's configuration is left instrumented. */
export async function askSite(site: InstalledSite, serving: Serving): Promise<readonly Observed[]> {
  const log = path.join(site.work, 'probe_log');
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  instrument({
    configuration: site.configuration,
    folder: site.root,
    probeFolder: serving.probeFolder,
    log,
  });
  const { environment, modules, port } = serving;
  const server = await startApache({ environment, modules, port, siteConfiguration: site.configuration });
  try {
    const seen: Observed[] = [];
    for (const request of serving.requests) seen.push(await observe(port, request, log));
    return seen;
  } finally {
    await server.stop();
  }
}
