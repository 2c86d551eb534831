/** What a server knows of itself (`req.server`, `apache.main_server`), for the entry scripts. */

import { rememberIn } from '../remember.js';
import { dict, list, present, stringList } from '../script-values.js';
import { hostOf, hostsOfFolder, plainFolder, singleFolder, urlOfDirectory } from './inherit.js';
import { isInternal, optionVariable } from './options.js';
import { serverDirectives } from './python-directives.js';
import { pythonString } from './python-path.js';
import { containerOf, named, type Scope } from './scopes.js';
import { looksSecret } from './secrets.js';
import { serverLimits } from './server-limits.js';

/** ServerAlias with a pattern in it: Apache keeps those in a list of their own. */
const PATTERN = /[*?]/;

/** What the code asks for, of the things that few sites do: the others need not see it in their entry scripts. */
export interface Asked {
  /** `get_config()` of a request or a server. */
  readonly directives: boolean;
  /** `req.server.timeout` and its siblings. */
  readonly limits: boolean;
  /** `apache.server_root()`. */
  readonly root: boolean;
  /** `req.used_path_info`. */
  readonly pathInfo: boolean;
  /** `req.server`. */
  readonly server: boolean;
}

export const NOTHING_ASKED: Asked = {
  directives: false,
  limits: false,
  root: false,
  pathInfo: false,
  server: false,
};

/** What the (virtual) servers of some scopes have in common, as a Python dict; undefined if that is nothing. */
export function serverFacts(
  some: readonly Scope[],
  scopes: readonly Scope[],
  asked: Asked,
): string | undefined {
  const servers = new Set(some.flatMap((scope) => serversOf(scope, scopes)));
  const [first = [], ...others] = [...servers].map((server) => factsOf(server, asked));
  return asDict(first.filter((fact) => others.every((facts) => hasFact(facts, fact))));
}

/**
 * Facts and options of each (virtual) server that some scopes answer for, as a Python list of dicts; undefined where
 * one dict is right for all. The script finds the server of a request by its names and ports.
 */
export function factsByHost(
  some: readonly Scope[],
  scopes: readonly Scope[],
  asked: Asked,
): string | undefined {
  if (!asked.server) return undefined;
  const servers = new Set(some.flatMap((scope) => sharersOf(scope, scopes)));
  const told = [...servers].map((server) => [
    ...factsOf(server, asked),
    ['options', optionsOf(server, scopes)] as const,
    ['ports', portsOf(server)] as const,
  ]);
  const dicts = new Set(told.map(asDict).filter((text) => text !== undefined));
  return dicts.size > 1 ? list([...dicts]) : undefined;
}

/** As `serversOf`, and beside the server itself its virtual hosts, which have what stands in no host as well. */
function sharersOf(scope: Scope, scopes: readonly Scope[]): readonly Scope[] {
  const servers = serversOf(scope, scopes);
  if (servers[0]?.kind !== 'server') return servers;
  const hosts =
    plainFolder(scope) === undefined
      ? scopes.filter(({ kind }) => kind === 'vhost')
      : hostsOfFolder(scope, scopes);
  return [...hosts, ...servers];
}

/** Ports of `<VirtualHost ADDRESS:PORT …>`: the names of two hosts may be the same, on 80 and 443. */
function portsOf({ kind, node }: Scope): string | undefined {
  const addresses = kind === 'vhost' ? (node?.argv ?? []) : [];
  const ports = addresses.flatMap((address) => /:(\d+)$/.exec(address)?.[1] ?? []);
  return ports.length > 0 && ports.length === addresses.length ? `[${ports.join(', ')}]` : undefined;
}

/** Several virtual hosts may use one folder: what they do not agree on, the environ of a request has to tell. */
function serversOf(scope: Scope, scopes: readonly Scope[]): readonly Scope[] {
  const container = containerOf(scope);
  if (container.kind === 'vhost') return [container];
  const server = scopes.find(({ kind }) => kind === 'server') ?? container;
  const hosts = hostsOfFolder(scope, scopes);
  const servesItself = container.kind === 'server' && leadsTo(scope, server, scopes);
  if (hosts.length > 0 && !servesItself) return hosts;
  return [(container.kind === 'htaccess' && hostOf(scope, scopes)) || server];
}

function leadsTo(scope: Scope, server: Scope, scopes: readonly Scope[]): boolean {
  const folder = singleFolder(scope, scopes);
  return folder === undefined || urlOfDirectory(folder, server, scopes) !== undefined;
}

function hasFact(facts: Facts, [name, value]: Facts[number]): boolean {
  return facts.some((fact) => fact[0] === name && fact[1] === value);
}

/**
 * Facts and options of the main server, for scripts of a virtual host; undefined where they add nothing.
 * Without them the script's own server passes for the main one.
 */
export function mainServerFacts(scope: Scope, scopes: readonly Scope[], asked: Asked): string | undefined {
  const server = scopes.find((other) => other.kind === 'server');
  if (server === undefined || serversOf(scope, scopes)[0]?.kind !== 'vhost') return undefined;
  return asDict([...factsOf(server, asked), ['options', serverOptions(server, scopes)]]);
}

/** Options of the virtual host for req.server.get_options(); None: the value is the one that SetEnv brings. */
export function serverOptions(scope: Scope, scopes: readonly Scope[]): string | undefined {
  const [first, ...others] = serversOf(scope, scopes);
  const options = first && optionsOf(first, scopes);
  if (others.every((other) => optionsOf(other, scopes) === options)) return options;
  return optionsOf(scopes.find(({ kind }) => kind === 'server') ?? containerOf(scope), scopes);
}

const optionsOf = rememberIn((container: Scope, scopes: readonly Scope[]): string | undefined => {
  const server = scopes.find((other) => other.kind === 'server');
  const levels = container === server || !server ? [container] : [server, container];
  const values = new Map<string, readonly [string, string]>();
  for (const node of levels.flatMap((level) => named(level, 'PythonOption'))) {
    const [key = '', value = ''] = node.argv;
    if (value === '' || isInternal(key)) values.delete(key.toLowerCase());
    else values.set(key.toLowerCase(), [key, value]);
  }
  if (values.size === 0) return undefined;
  const overridden = new Set(
    scopes
      .filter((other) => !levels.includes(other))
      .flatMap((other) => named(other, 'PythonOption').map((node) => (node.argv[0] ?? '').toLowerCase())),
  );
  return dict(
    [...values].map(([lower, [key, value]]) => {
      const fixed = overridden.has(lower) && !looksSecret(key, value);
      return fixed
        ? [pythonString(key), pythonString(value)]
        : [pythonString(optionVariable(key, scopes)), 'None'];
    }),
  );
});

type Facts = readonly (readonly [name: string, value: string | undefined])[];

function factsOf(container: Scope, asked: Asked): Facts {
  const one = (name: string) => named(container, name).at(-1)?.argv[0];
  const [, hostname, port] =
    /^(.*?)(?::(\d+))?$/.exec(one('ServerName')?.replace(/^\w+:\/\//, '') ?? '') ?? [];
  const aliases = named(container, 'ServerAlias').flatMap((node) => node.argv);
  const names = aliases.filter((name) => !PATTERN.test(name));
  const patterns = aliases.filter((name) => PATTERN.test(name));
  const admin = one('ServerAdmin');
  const path = container.kind === 'vhost' ? one('ServerPath') : undefined;
  return [
    ['hostname', hostname && pythonString(hostname)],
    ['port', port],
    ['names', names.length ? stringList(names) : undefined],
    ['wild_names', patterns.length ? stringList(patterns) : undefined],
    ['admin', admin && pythonString(admin)],
    ['path', path && pythonString(path)],
    ['is_virtual', container.kind === 'vhost' ? 'True' : undefined],
    ['root', asked.root && container.kind === 'server' ? rootValue(container) : undefined],
    ...(asked.limits ? serverLimits(container) : []),
    ['config', asked.directives ? serverDirectives(container) : undefined],
  ];
}

/** ServerRoot, where the configuration that holds the scope says it. */
export function serverRoot({ tree }: Scope): string | undefined {
  const said = tree.readTime.filter(({ name, active }) => active === true && /^serverroot$/i.test(name));
  return said.at(-1)?.argv[0]?.replace(/(.)\/+$/, '$1');
}

function rootValue(server: Scope): string | undefined {
  const root = serverRoot(server);
  return root === undefined ? undefined : pythonString(root);
}

function asDict(facts: Facts): string | undefined {
  const given = present(facts);
  return given.length
    ? dict(given.map(([key, value]) => [pythonString(key), value.replaceAll('\n', '\n    ')]))
    : undefined;
}
