import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, startApache } from '../../test/support/apache.js';
import {
  type ParityEnvironment,
  packageRoot,
  type ServerModules,
} from '../../test/support/parity-environment.js';
import { countNative, watchNative } from './native-count.js';
import { type RequestResult, replay } from './replay.js';
import { runCommand } from './run-command.js';
import { type InstalledSite, installSite, requestCount, type Site } from './site.js';

/** What one site came to. */
export interface SiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly total: number;
  /** Why no request could be sent, if so. */
  readonly note?: string;
  readonly requests: readonly RequestResult[];
  /** Requests that plain WSGI answered, where they were counted. */
  readonly native?: number;
  /** Where the migrated copy was kept, if asked for. */
  readonly kept?: string;
}

/** How to run a site. */
export interface RunOptions {
  readonly environment: ParityEnvironment;
  /** What serves it. With mod_python the site is served as it is; otherwise it is migrated first. */
  readonly modules: ServerModules;
  readonly keep?: boolean;
  /** Judge by the recorded answers even where a request says what is expected instead. */
  readonly asRecorded?: boolean;
  /** Count the requests that plain WSGI answers. */
  readonly native?: boolean;
  /** What becomes of PSP pages: `bridge` or `compile`. */
  readonly psp?: string;
  /** `daemon` or `embedded`. */
  readonly mode?: string;
  /** Compare the error log, too. */
  readonly log?: boolean;
}

const APPLY_LIMIT_MS = 120_000;

/** Migrates a fresh copy of `site`, serves it, replays its requests. A failure of any step is in the result. */
export async function runSite(site: Site, options: RunOptions): Promise<SiteResult> {
  const total = requestCount(site);
  const port = await freePort();
  const installed = installSite(site, port);
  try {
    if (options.modules !== 'mod_python') await migrate(installed, options.psp, options.mode);
    if (options.native === true) watchNative(installed.work);
    const requests = await serveAndReplay(site, installed, port, options);
    const passed = requests.filter((request) => request.problems.length === 0).length;
    return {
      name: site.name,
      passed,
      failed: total - passed,
      total,
      requests,
      ...(options.native === true ? { native: countNative(installed.work) } : {}),
      ...keptIn(installed, options),
    };
  } catch (error) {
    const note = (error as Error).message;
    return {
      name: site.name,
      passed: 0,
      failed: total,
      total,
      note,
      requests: [],
      ...keptIn(installed, options),
    };
  } finally {
    if (options.keep !== true) installed.remove();
  }
}

function keptIn(installed: InstalledSite, options: RunOptions): { kept?: string } {
  return options.keep === true ? { kept: installed.work } : {};
}

/** Runs the tool on the copy, in place, as a user would. Throws with its message if it could not do its job. */
export async function migrate(installed: InstalledSite, psp = 'bridge', mode = 'daemon'): Promise<void> {
  const parameters = [
    path.join(packageRoot, 'bin', 'migrate.js'),
    'apply',
    '--allow-dirty',
    '--psp',
    psp,
    '--mode',
    mode,
    '--server-config',
    installed.configuration,
    installed.work,
  ];
  const { status, stdout, stderr } = await runCommand(process.execPath, parameters, APPLY_LIMIT_MS);
  if (status !== 0) throw new Error(`apply ended with status ${status}: ${(stderr || stdout).trim()}`);
}

async function serveAndReplay(
  site: Site,
  installed: InstalledSite,
  port: number,
  options: RunOptions,
): Promise<readonly RequestResult[]> {
  const { environment, modules } = options;
  const server = await startApache({
    environment,
    modules,
    port,
    siteConfiguration: installed.configuration,
  });
  try {
    return await replay(site, {
      port,
      root: installed.root,
      asRecorded: options.asRecorded === true,
      ...(options.log === true ? { errorLog: server.errorLog } : {}),
    });
  } finally {
    if (options.keep === true) copyFileSync(server.errorLog, path.join(installed.work, 'error_log'));
    await server.stop();
  }
}
