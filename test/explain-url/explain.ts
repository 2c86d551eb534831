/** Explains URLs of a small site in memory. */
import { makePlan, type PlanRequest } from '../../src/core/engine.js';
import { explainUrl, openUrlServers, type UrlQuestion } from '../../src/core/explain-url/explain-url.js';
import type { UrlExplanation, UrlUnexplained } from '../../src/core/explain-url/result.js';
import { type Entry, file, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';

const CONF = '/etc/httpd/conf/httpd.conf';

export interface Asked extends Partial<UrlQuestion> {
  readonly path: string;
}

/** @param conf the main configuration, '' for none @param others further files by tree path; '/' at the end: a folder */
export function explain(
  conf: string,
  asked: Asked,
  others: Readonly<Record<string, string>> = {},
  changes: Partial<PlanRequest> = {},
): UrlExplanation {
  const found = tryToExplain(conf, asked, others, changes);
  if (found.kind === 'unexplained') throw new Error(found.why);
  return found;
}

export function tryToExplain(
  conf: string,
  asked: Asked,
  others: Readonly<Record<string, string>> = {},
  changes: Partial<PlanRequest> = {},
): UrlExplanation | UrlUnexplained {
  const files = { '/srv/www/': '', ...(conf === '' ? {} : { [CONF]: conf }), ...others };
  const image = new Map<string, Entry>(
    Object.entries(files).map(([path, text]) =>
      path.endsWith('/') ? [path.slice(0, -1), { kind: 'folder' }] : [path, file(text)],
    ),
  );
  const tree = memoryTree(image);
  const options = request(changes);
  const servers = openUrlServers(tree, makePlan(tree, options), options, (path) => path.replace(/^\//, ''));
  if ('why' in servers) return servers;
  return explainUrl(servers, { host: undefined, port: undefined, ...asked });
}

/** `file:line` of a place. */
export function at({ path, line }: { readonly path: string; readonly line: number }): string {
  return `${path}:${line}`;
}
