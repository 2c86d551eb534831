/** What happens to a URL: under the site's own configuration, and under the one that the plan makes of it. Pure. */
import { containerOf, named } from '../../httpd/reading/containers.js';
import type { EffectiveTree } from '../../httpd/reading/effective.js';
import type { RequestFacts, RequestQuestion } from '../../httpd/request/request.js';
import { vhostsOf } from '../../httpd/request/vhosts.js';
import { newFilesFolder } from '../../site/new-files.js';
import { baseName, joinPath } from '../../site/paths.js';
import type { SiteOptions } from '../../site/site.js';
import type { FileTree } from '../file-tree.js';
import { overlayTree } from '../overlay.js';
import type { Plan } from '../plan.js';
import { makeNames } from './names.js';
import type { UrlExplanation, UrlSide, UrlUnexplained } from './result.js';
import { openUrlServer, type UrlServer } from './server.js';
import { urlSide } from './side.js';

export interface UrlQuestion {
  /** As sent: escaped, without the query. */
  readonly path: string;
  /** Host header; undefined: none. */
  readonly host: string | undefined;
  /** Undefined: the port that the server most likely listens on. */
  readonly port: number | undefined;
  readonly method?: string;
}

type Options = Pick<SiteOptions, 'inputs' | 'pathMap' | 'serverConfig' | 'serverRoot' | 'defines' | 'apache'>;

/** The two servers of a migration, opened once for many URLs. */
export interface UrlServers {
  readonly before: UrlServer;
  readonly after: UrlServer;
  readonly options: Options;
  readonly name: (path: string) => string;
}

/**
 * @param tree the site as it is
 * @param plan what `apply` would do to it
 * @param name a tree path as reports show it
 */
export function openUrlServers(
  tree: FileTree,
  plan: Plan,
  options: Options,
  name: (path: string) => string,
): UrlServers | UrlUnexplained {
  const before = openUrlServer(tree, options);
  if ('why' in before) return before;
  const target = migrated(tree, plan);
  const after = openUrlServer(target, options);
  if ('why' in after) return after;
  return { before, after: withNewFiles(after, target, options), options, name };
}

/** In a checkout that is not laid out as the server, new files lie in the folder `wsgi` (Site.placeNew). */
function withNewFiles(server: UrlServer, tree: FileTree, { inputs }: Options): UrlServer {
  const find = (serverPath: string): string | undefined => {
    const placed = joinPath(newFilesFolder(tree, inputs), `wsgi/${baseName(serverPath)}`);
    return server.find(serverPath) ?? (tree.node(placed)?.kind === 'file' ? placed : undefined);
  };
  const read = (serverPath: string): Uint8Array | undefined => {
    const path = find(serverPath);
    const node = path === undefined ? undefined : tree.node(path);
    return node?.kind === 'file' ? node.bytes : undefined;
  };
  return { ...server, findScript: find, readScript: read };
}

function migrated(tree: FileTree, plan: Plan): FileTree {
  const changed = new Map([
    ...plan.creates.map(({ path, bytes, mode }) => [path, { bytes, mode }] as const),
    ...plan.changes.map(({ path, after }) => [path, { bytes: after, mode: 0o644 }] as const),
  ]);
  return overlayTree(tree, changed);
}

/** Explains one URL. */
export function explainUrl(servers: UrlServers, asked: UrlQuestion): UrlExplanation {
  const { before, after, options, name } = servers;
  const { port, from } = portOf(before.compiled.tree, asked.port);
  const question: RequestQuestion = {
    path: asked.path,
    host: asked.host,
    port,
    ...(asked.method === undefined ? {} : { method: asked.method }),
  };
  const side = (server: UrlServer, facts: RequestFacts): UrlSide =>
    urlSide(server, question, facts, makeNames(server.find, name));
  const old = side(before, { version: 'unknown', modPython: 'before-3.4.1' });
  const newer = side(before, { version: 'unknown', modPython: 'since-3.4.1' });
  return {
    kind: 'explained',
    url: { path: asked.path, host: asked.host, port, portFrom: from },
    configuration: name(before.path),
    before: old,
    newer: isSame(old, newer) ? undefined : newer,
    after: side(after, { version: options.apache === '2.2' ? '2.2.34' : '2.4.62' }),
  };
}

function isSame(one: UrlSide, other: UrlSide): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const HTTP_PORT = 80;

/** 80 if the server listens there or nobody says; else the first port that it does listen on. */
function portOf(
  tree: EffectiveTree,
  typed: number | undefined,
): { readonly port: number; readonly from: string | undefined } {
  if (typed !== undefined) return { port: typed, from: undefined };
  const listens = named(containerOf(tree.children).directives, 'Listen').map(({ argv }) =>
    Number(/(\d+)$/.exec(argv[0] ?? '')?.[1]),
  );
  const hosts = vhostsOf(tree).flatMap(({ addresses }) => addresses.map(({ port }) => port ?? 0));
  const known = (listens.length > 0 ? listens : hosts).filter((port) => port > 0);
  const [first] = known;
  if (first === undefined || known.includes(HTTP_PORT)) return { port: HTTP_PORT, from: 'the port of HTTP' };
  return { port: first, from: listens.length > 0 ? 'the first Listen' : 'the first <VirtualHost>' };
}
