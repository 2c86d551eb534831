/** A small site on a real Apache: as it is with mod_python, and migrated by the tool with mod_wsgi. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ApacheServer, startApache } from '../../support/apache.js';
import { migrateFolder } from '../../support/migrate-folder.js';
import type { ParityEnvironment, ServerModules } from '../../support/parity-environment.js';

/** Files by path below the site's folder; `@ROOT@` in them is that folder. Scripts below cgi/ are executable. */
export type SiteFiles = Readonly<Record<string, string>>;

export interface ServedSite {
  /** The folder the site lies in. */
  readonly root: string;
  readonly server: ApacheServer;
  /** What the tool said, if the site was migrated. */
  readonly report: string;
  /** Stops the server and removes the folder. */
  stop(): Promise<void>;
}

/** Main configuration of every site. */
export const MAIN = 'conf/httpd.conf';

function plant(files: SiteFiles): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'migrate-guard-')));
  // mkdtemp makes it private; the server's children have to pass through.
  chmodSync(root, 0o755);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text.replaceAll('@ROOT@', root));
    if (/\/cgi\/|\.(?:cgi|taken)$/.test(name)) chmodSync(file, 0o755);
  }
  return root;
}

async function serve(
  root: string,
  environment: ParityEnvironment,
  modules: ServerModules,
  report: string,
  port?: number,
): Promise<ServedSite> {
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  try {
    const server = await startApache({
      environment,
      modules,
      siteConfiguration: path.join(root, MAIN),
      ...(port === undefined ? {} : { port }),
    });
    const stop = async (): Promise<void> => {
      await server.stop();
      remove();
    };
    return { root, server, report, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The site as it is, with Debian's mod_python. */
export function serveBefore(
  files: SiteFiles,
  environment: ParityEnvironment,
  port?: number,
): Promise<ServedSite> {
  return serve(plant(files), environment, 'mod_python', '', port);
}

/**
 * The site after `migrate apply`, with mod_wsgi.
 * @param options of the command, for example `--mod-wsgi`, `4.9`
 */
export async function serveAfter(
  files: SiteFiles,
  environment: ParityEnvironment,
  options: readonly string[] = [],
  modules: ServerModules = 'mod_wsgi-py27',
  port?: number,
): Promise<ServedSite> {
  const root = plant(files);
  const report = await migrate(root, options);
  return serve(root, environment, modules, report, port);
}

/** Runs `migrate apply` on a folder with the standard layout; throws with what it said if it failed. */
export function migrate(root: string, options: readonly string[]): Promise<string> {
  return migrateFolder(root, ['--server-config', path.join(root, MAIN), ...options]);
}
