/** `migrate explain-url`: which sections apply to a URL, who answers it now, and who after the migration. */
import { MigrateError } from '../../io/errors.js';
import { EXIT, type ExitCode } from '../exit.js';
import { siteSettings, type Typed } from '../options.js';
import { warnOfInterrupted } from '../recovery.js';
import { openSession, requestOf, stopAtFatal } from '../session.js';
import { openTerminal } from '../terminal.js';
import type { World } from '../world.js';

export interface ExplainUrlTyped extends Typed {
  readonly host?: string;
  readonly port?: number;
}

interface Asked {
  readonly path: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** @param url a path, or a whole http or https URL @throws MigrateError where no configuration could answer */
export async function explainUrlCommand(
  world: World,
  url: string,
  words: readonly string[],
  typed: ExplainUrlTyped,
): Promise<ExitCode> {
  const asked = readUrl(url, typed);
  const settings = siteSettings(typed, words, world.cwd);
  const terminal = await openTerminal(world, settings.color, settings.format === 'json');
  await warnOfInterrupted(world, settings, terminal);
  const session = await openSession(world, settings, 'explain-url');
  const stop = await stopAtFatal(session, terminal);
  if (stop !== undefined) return stop;
  const { explainUrl, openUrlServers } = await import('../../core/explain-url/explain-url.js');
  const { tree, plan, view } = session;
  const servers = openUrlServers(tree, plan, requestOf(settings), view.name);
  if ('why' in servers) throw new MigrateError('input', servers.why, servers.todo);
  const explanation = explainUrl(servers, asked);
  if (settings.format === 'json') {
    const { urlJson } = await import('../../report/explain-url-json.js');
    await terminal.out(urlJson(explanation, plan.root));
  } else {
    const { urlReport } = await import('../../report/explain-url.js');
    await terminal.out(urlReport(explanation, terminal.outPaint));
  }
  return EXIT.ok;
}

/** A typed host and port win over those of a URL. */
function readUrl(url: string, typed: ExplainUrlTyped): Asked {
  const [, scheme, authority, rest = ''] = /^(https?):\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  const path = (scheme === undefined ? url : rest.replace(/^(?!\/)/, '/')).replace(/[?#].*$/s, '');
  if (!path.startsWith('/')) {
    const todo = 'write it like /app/page, or as a whole URL: http://www.example.org/app/page';
    throw new MigrateError('input', `${url} is not the path of a URL`, todo);
  }
  const host = readHost(typed.host ?? (authority === '' ? undefined : authority));
  const byScheme = scheme === undefined ? undefined : scheme.toLowerCase() === 'https' ? 443 : 80;
  const port = typed.port ?? host?.port ?? byScheme;
  if (port !== undefined && port > 65_535) throw new MigrateError('input', `there is no port ${port}`);
  return { path, host: host && hostHeader(host.name, port), port };
}

/** As a browser sends it: without the port that belongs to the scheme. */
function hostHeader(name: string, port: number | undefined): string {
  return port === undefined || port === 80 || port === 443 ? name : `${name}:${port}`;
}

function readHost(
  text: string | undefined,
): { readonly name: string; readonly port: number | undefined } | undefined {
  if (text === undefined) return undefined;
  const [, name, port] = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (name === undefined) throw new MigrateError('input', `${text} is not the name of a host`);
  return { name, port: port === undefined ? undefined : Number(port) };
}
