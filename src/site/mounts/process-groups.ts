/** Daemon process groups: one for each host, as mod_python had one interpreter for each ServerName. */

import { containerOf, named, type Scope } from '../configuration/scopes.js';
import type { Mount } from './mounts.js';
import { serverName, unique } from './names.js';

/** A daemon process group (WSGIDaemonProcess) of a container. */
export interface DaemonGroup {
  readonly name: string;
  /** Virtual host or server that declares it. */
  readonly container: Scope;
  readonly processes: number;
}

export interface GroupOptions {
  /** --processes, or undefined to derive it from the configuration. */
  readonly processes?: number | undefined;
}

/**
 * Gives each bundle of mounts its group, the same one to all hosts of one ServerName: mod_python ran both halves of a
 * site (ports 80 and 443) in one interpreter, and mod_wsgi lets hosts of one ServerName use each other's groups.
 * @param taken names in use; gets those that are given
 */
export function groupMaker(
  scopes: readonly Scope[],
  options: GroupOptions,
  taken: Set<string>,
): (bundle: readonly Pick<Mount, 'scope'>[], name: string) => DaemonGroup {
  const groups = new Map<Scope | string, DaemonGroup>();
  return (bundle, name) => {
    const home = homeOf(bundle, scopes);
    const host = home.kind === 'vhost' ? serverName(home) : undefined;
    const key = host?.toLowerCase() ?? home;
    const known = groups.get(key);
    if (known) return known;
    const group = {
      name: unique(host ?? name, taken),
      container: home,
      processes: processCount(scopes, options),
    };
    groups.set(key, group);
    return group;
  };
}

/** Where the process group is declared: that of a virtual host is out of reach for hosts of other names (mod_wsgi.md §1.2). */
export function homeOf(bundle: readonly Pick<Mount, 'scope'>[], scopes: readonly Scope[]): Scope {
  const containers = [...new Set(bundle.map((mount) => containerOf(mount.scope)))];
  const [first] = containers;
  const server = scopes.find((scope) => scope.kind === 'server');
  if (containers.length === 1 && first !== undefined && first.kind !== 'htaccess') return first;
  return sameHost(containers) ? (first as Scope) : (server ?? (first as Scope));
}

function sameHost(containers: readonly Scope[]): boolean {
  const names = new Set(
    containers.map((one) => (one.kind === 'vhost' ? serverName(one)?.toLowerCase() : undefined)),
  );
  return names.size === 1 && !names.has(undefined);
}

/** mod_python ran in every prefork child; five daemons of one thread serve like a small prefork pool. */
function processCount(scopes: readonly Scope[], options: GroupOptions): number {
  if (options.processes !== undefined) return options.processes;
  const server = scopes.find((scope) => scope.kind === 'server');
  const limits = server
    ? ['MaxRequestWorkers', 'MaxClients', 'ServerLimit'].flatMap((name) => named(server, name))
    : [];
  const numbers = limits
    .map((node) => Number(node.argv[0]))
    .filter((value) => Number.isInteger(value) && value > 0);
  return Math.min(5, ...numbers);
}
