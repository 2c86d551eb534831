/**
 * Which scopes apply to the requests of a scope, in the order in which Apache merges them
 * (apache-config.md D3: server, vhost, Directory by depth with .htaccess, DirectoryMatch, Files, Location, If).
 */
import { hasWildcard, matchesPath } from '../../httpd/fnmatch.js';
import { remember, rememberIn } from '../remember.js';
import { bringsAlong, neverTogether } from './conditions.js';
import { baseOf, containerOf, named, type Scope } from './scopes.js';

/** A scope and everything that lies under or over it; the scope itself is included. */
export function layersOf(scope: Scope, all: readonly Scope[]): readonly Scope[] {
  return layersIn(scope, all);
}

/** As `layersOf`, but without what lies over the scope in branches that need not be read where it is. */
export function certainLayers(scope: Scope, all: readonly Scope[]): readonly Scope[] {
  return layersOf(scope, all).filter((layer) => isCertain(layer, scope));
}

/** Whether a layer of the scope has a say in what the scope's own requests get: one over it takes them away, if it is read. */
export function isCertain(layer: Scope, scope: Scope): boolean {
  return bringsAlong(scope, layer) || mergeOrder(layer, scope) < 0;
}

const layersIn = rememberIn((scope: Scope, all: readonly Scope[]): readonly Scope[] => {
  const container = containerOf(scope);
  const reach = [...candidates(scope, all)].filter((other) => applies(other, scope, container, all));
  return reach.sort(mergeOrder);
});

interface Index {
  /** Those that may apply wherever a request goes: hosts, branches, patterns. */
  readonly anywhere: readonly Scope[];
  /** Plain sections and .htaccess files, by their path without a slash at its end. */
  readonly byPath: ReadonlyMap<string, readonly Scope[]>;
}

const indexOf = remember((all: readonly Scope[]): Index => {
  const anywhere: Scope[] = [];
  const byPath = new Map<string, Scope[]>();
  for (const scope of all) {
    const { kind, regex, argument } = scope;
    const hasPath = kind === 'directory' || kind === 'htaccess' || kind === 'location';
    const isPattern = regex || (kind === 'directory' && hasWildcard(argument));
    if (['server', 'vhost', 'branch'].includes(kind) || (hasPath && isPattern)) anywhere.push(scope);
    else if (hasPath) {
      const path = strip(argument);
      const there = byPath.get(path);
      if (there) there.push(scope);
      else byPath.set(path, [scope]);
    }
  }
  return { anywhere, byPath };
});

/** All scopes that may apply: a site of thousands of sections cannot ask each about all others. */
function candidates(scope: Scope, all: readonly Scope[]): ReadonlySet<Scope> {
  const { anywhere, byPath } = indexOf(all);
  const found = new Set(anywhere);
  for (let at: Scope | undefined = scope; at; at = at.parent) found.add(at);
  for (const path of [directoryOf(scope, all), locationOf(scope) ?? urlOfScope(scope, all)])
    for (const prefix of path === undefined ? [] : prefixes(path))
      for (const other of byPath.get(prefix) ?? []) found.add(other);
  return found;
}

/** `/a/b`, `/a` and the empty one of `/a/b/`: what `within` accepts. */
function prefixes(path: string): readonly string[] {
  const found = [strip(path), path];
  for (let end = path.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1))
    found.push(strip(path.slice(0, end)));
  return found;
}

/** Compares scopes by the order in which Apache merges them, outer ones first. */
export function mergeOrder(a: Scope, b: Scope): number {
  return mergeRank(a) - mergeRank(b) || depth(a) - depth(b) || a.order - b.order;
}

const RANKS = {
  server: 0,
  htaccess: 2,
  vhost: 1,
  directory: 2,
  other: 2,
  files: 4,
  location: 5,
  if: 6,
  branch: 6,
} as const;

/** Place of the scope's kind in the order in which Apache merges them. */
export function mergeRank(scope: Scope): number {
  const base = baseOf(scope);
  return base.kind === 'directory' && base.regex ? 3 : RANKS[base.kind];
}

/** Path components; the .htaccess of a directory comes right after its Directory sections. */
function depth(branch: Scope): number {
  const scope = baseOf(branch);
  if (scope.kind === 'directory' && !scope.regex) return scope.argument.split('/').filter(Boolean).length * 2;
  if (scope.kind === 'htaccess') return scope.argument.split('/').filter(Boolean).length * 2 + 1;
  return 0;
}

function applies(other: Scope, scope: Scope, container: Scope, all: readonly Scope[]): boolean {
  if (other === scope || isAncestor(other, scope)) return true;
  if (neverTogether(other, scope)) return false;
  if (other.kind === 'branch' && other.parent)
    return bringsAlong(scope, other) && applies(other.parent, scope, container, all);
  if (other.kind === 'server') return true;
  if (other.kind === 'vhost') return container.kind !== 'vhost' && hostOf(scope, all) === other;
  const home = containerOf(other);
  if (home.kind === 'vhost' && container.kind === 'vhost' && home !== container) return false;
  if (home.kind === 'vhost' && container.kind !== 'vhost' && hostOf(scope, all) !== home) return false;
  if (other.kind === 'directory' || other.kind === 'htaccess')
    return coversDirectory(other, directoryOf(scope, all));
  if (other.kind === 'location' && other.parent === home) return coversUrl(other, scope, all);
  return false;
}

function isAncestor(other: Scope, scope: Scope): boolean {
  for (let at = scope.parent; at; at = at.parent) if (at === other) return true;
  return false;
}

/**
 * The virtual host of a scope: the one it stands in, or the one that its requests are for. Of several that lead to a
 * .htaccess file it is the first (MP117 tells of it if they differ); undefined where no host is known.
 */
export const hostOf = rememberIn((scope: Scope, all: readonly Scope[]): Scope | undefined => {
  const home = containerOf(scope);
  if (home.kind === 'vhost') return home;
  const hosts = all.filter(({ kind }) => kind === 'vhost');
  if (hosts.length === 1) return hosts[0];
  const leading = hostsOfFolder(scope, all);
  return leading.length === 1 || home.kind === 'htaccess' ? leading[0] : undefined;
});

/** Virtual hosts whose DocumentRoot or Alias leads to the folder of a scope that stands in none of them. */
export function hostsOfFolder(scope: Scope, all: readonly Scope[]): readonly Scope[] {
  const folder = plainFolder(scope);
  if (folder === undefined || containerOf(scope).kind === 'vhost') return [];
  return all.filter((host) => host.kind === 'vhost' && urlOfDirectory(folder, host, all) !== undefined);
}

/** The .htaccess file or `<Directory>` around a scope, if it names one folder. */
export function plainFolder(scope: Scope): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.kind === 'htaccess' || (at.kind === 'directory' && !at.regex && !/[*?[]/.test(at.argument)))
      return at.argument;
  return undefined;
}

/** Directory in which the requests of a scope find their files, if that can be said. */
export function directoryOf(scope: Scope, all: readonly Scope[]): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'htaccess' || (at.kind === 'directory' && !at.regex)) return at.argument;
    if (at.kind === 'location' && !at.regex) return fileOfUrl(at.argument, containerOf(at), all);
  }
  return undefined;
}

/** As `directoryOf`, but not where wildcards or variables stand for several. */
export function singleFolder(scope: Scope, all: readonly Scope[]): string | undefined {
  const found = directoryOf(scope, all);
  return found === undefined || /[*?[]|\$\{/.test(found) ? undefined : found;
}

/** DocumentRoot in force in a virtual host or the server. */
export const documentRoot = rememberIn((container: Scope, all: readonly Scope[]): string | undefined => {
  const own = named(container, 'DocumentRoot').at(-1)?.argv[0];
  const server = all.find((scope) => scope.kind === 'server');
  const root = own ?? (server && named(server, 'DocumentRoot').at(-1)?.argv[0]);
  return root === undefined ? undefined : root.replace(/(.)\/+$/, '$1');
});

interface Mapping {
  readonly url: string;
  readonly file: string;
}

/** Alias directives that hold in a container, in the order in which mod_alias tries them, then DocumentRoot. */
export const urlMappings = rememberIn((container: Scope, all: readonly Scope[]): readonly Mapping[] => {
  const server = all.find((scope) => scope.kind === 'server');
  const scopes = container.kind === 'vhost' && server ? [container, server] : [container];
  const aliases = scopes.flatMap((scope) =>
    ['Alias', 'ScriptAlias'].flatMap((name) =>
      named(scope, name).flatMap(({ argv: [url = '', file = ''] }) => ({
        url: strip(url),
        file: strip(file),
      })),
    ),
  );
  const root = documentRoot(container, all);
  return root === undefined ? aliases : [...aliases, { url: '', file: root }];
});

function strip(path: string): string {
  return path.replace(/\/+$/, '');
}

function fileOfUrl(url: string, container: Scope, all: readonly Scope[]): string | undefined {
  const path = url === '/' ? '' : url;
  const found = urlMappings(container, all).find((mapping) => within(path, mapping.url));
  return found && found.file + path.slice(found.url.length);
}

/** Address of a directory, if an Alias or the DocumentRoot leads to it. */
export function urlOfDirectory(
  directory: string,
  container: Scope,
  all: readonly Scope[],
): string | undefined {
  const found = [...urlMappings(container, all)]
    .filter((mapping) => within(directory, mapping.file))
    .sort((a, b) => b.file.length - a.file.length)[0];
  return found && (found.url + directory.slice(found.file.length) || '/');
}

/** Whether a folder or one above it fits a pattern; a section holds for all that lies below, too. */
function matchesAbove(pattern: string, directory: string): boolean {
  const length = strip(pattern).split('/').length;
  return matchesPath(strip(pattern), directory.split('/').slice(0, length).join('/'));
}

/** Whether `path` is `prefix` or lies below it. */
export function within(path: string, prefix: string): boolean {
  const bare = strip(prefix);
  return path === bare || path.startsWith(`${bare}/`);
}

function coversDirectory(other: Scope, directory: string | undefined): boolean {
  if (directory === undefined) return false;
  if (!other.regex)
    return hasWildcard(other.argument)
      ? matchesAbove(other.argument, directory)
      : within(directory, other.argument);
  return matches(other, `${directory}/`);
}

function coversUrl(other: Scope, scope: Scope, all: readonly Scope[]): boolean {
  const own = locationOf(scope);
  // Locations among themselves: a later one lies over an earlier one; an earlier one lies under it.
  const url = own ?? urlOfScope(scope, all);
  if (url === undefined) return false;
  if (own !== undefined && other.order > scope.order)
    return !other.regex && within(own, other.argument) && own === other.argument;
  return other.regex
    ? matches(other, url)
    : within(url === '/' ? '' : url, other.argument === '/' ? '' : other.argument);
}

function locationOf(scope: Scope): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.kind === 'location' && !at.regex) return at.argument;
  return undefined;
}

function urlOfScope(scope: Scope, all: readonly Scope[]): string | undefined {
  const directory = directoryOf(scope, all);
  return directory === undefined ? undefined : urlOfDirectory(directory, containerOf(scope), all);
}

/** PCRE patterns of configurations are mostly JavaScript's as well; one that is not matches nothing here. */
function matches(section: Scope, text: string): boolean {
  return patternOf(section)?.test(text) === true;
}

const patternOf = remember(({ argument }: Scope): RegExp | undefined => {
  try {
    return new RegExp(argument);
  } catch {
    return undefined;
  }
});
