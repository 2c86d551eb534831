/** Which virtual host answers (server/vhost.c). */

import { containerOf, lastNamed, named } from '../reading/containers.js';
import type { EffectiveSection, EffectiveTree } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { placeOf, type RequestQuestion } from './request.js';

/** One address of a `<VirtualHost>`. */
interface VhostAddress {
  /** '*' for `*` and `_default_`. */
  readonly address: string;
  /** Undefined: any port. */
  readonly port: number | undefined;
}

export interface Vhost {
  readonly section: EffectiveSection;
  readonly addresses: readonly VhostAddress[];
  /** ServerName without scheme and port; undefined: none. */
  readonly name: string | undefined;
  readonly aliases: readonly string[];
}

export interface ServerChoice {
  /** Undefined: the main server. */
  readonly vhost: Vhost | undefined;
  /** name: ServerName or ServerAlias. default: the first one for the address. only: no virtual host has the address. */
  readonly by: 'name' | 'default' | 'only';
  /** False: another one may answer, because addresses or conditions are unknown. */
  readonly certain: boolean;
  readonly why: string | undefined;
}

/** All virtual hosts in file order. */
export function vhostsOf(tree: EffectiveTree): readonly Vhost[] {
  const { hosts, directives } = containerOf(tree.children);
  // An address without a port takes the main server's: that of its ServerName, or any.
  const port = Number(/:(\d+)$/.exec(lastNamed(directives, 'ServerName')?.argv[0] ?? '')?.[1] ?? 0);
  return hosts.map((section) => {
    const inner = containerOf(section.children).directives;
    return {
      section,
      addresses: section.argv.map((word) => readAddress(word, port)),
      name: hostName(lastNamed(inner, 'ServerName')?.argv[0]),
      aliases: named(inner, 'ServerAlias').flatMap(({ argv }) => argv.map(lowerAscii)),
    };
  });
}

function readAddress(word: string, defaultPort: number): VhostAddress {
  const match = /^(\[[^\]]*\]|[^:]*|.*:.*:[^\]]*?)(?::(\*|\d+))?$/.exec(word);
  const host = lowerAscii(match?.[1] ?? word);
  const port = match?.[2];
  const address = host === '_default_' || host === '' ? '*' : host;
  if (word === '*' || port === '*') return { address, port: undefined };
  if (port !== undefined) return { address, port: Number(port) };
  return { address, port: defaultPort || undefined };
}

/** `https://www.example.com:443` → `www.example.com` */
function hostName(value: string | undefined): string | undefined {
  return value === undefined
    ? undefined
    : lowerAscii(value.replace(/^[a-z]+:\/\//i, '').replace(/:\d+$/, ''));
}

/**
 * Chooses as httpd 2.4 does, or as 2.2 where NameVirtualHost says which addresses have names.
 * @param dialect '2.2': without a NameVirtualHost for the address, the first virtual host answers whatever the name is
 */
export function chooseServer(
  tree: EffectiveTree,
  question: RequestQuestion,
  dialect: '2.2' | '2.4',
): ServerChoice {
  const hosts = vhostsOf(tree);
  const choose = (address: string | undefined): ServerChoice =>
    chooseFor(hosts, tree, question, address, dialect);
  if (question.address !== undefined) return choose(question.address);
  const specific = [...new Set(hosts.flatMap(({ addresses }) => addresses.map(({ address }) => address)))];
  const choices = [undefined, ...specific.filter((address) => address !== '*')].map(choose);
  const byName =
    choices.find(({ by }) => by === 'name') ?? choices.find(({ vhost }) => vhost !== undefined) ?? choices[0];
  const best = byName as ServerChoice;
  if (choices.every(({ vhost }) => vhost === best.vhost)) return best;
  return {
    ...best,
    certain: false,
    why: 'virtual hosts have addresses, and the address of the request is unknown',
  };
}

function chooseFor(
  hosts: readonly Vhost[],
  tree: EffectiveTree,
  question: RequestQuestion,
  address: string | undefined,
  dialect: '2.2' | '2.4',
): ServerChoice {
  const group = addressGroup(hosts, address, question.port);
  const [first] = group;
  if (first === undefined) return { vhost: undefined, by: 'only', certain: true, why: undefined };
  const main = hostName(lastNamed(containerOf(tree.children).directives, 'ServerName')?.argv[0]);
  const host = requestedHost(question.host);
  const useNames = dialect === '2.4' || hasNames(tree, first, address, question.port);
  const answering = host === undefined || !useNames ? undefined : matchHost(group, host, main);
  const vhost = answering ?? first;
  const why = doubt(group, host, answering);
  return { vhost, by: answering === undefined ? 'default' : 'name', certain: why === undefined, why };
}

/** By ServerName or ServerAlias, else by the address as it is written in a `<VirtualHost>`. */
function matchHost(group: readonly Vhost[], host: string, mainName: string | undefined): Vhost | undefined {
  return (
    group.find((vhost) => answersTo(vhost, host, mainName)) ??
    group.find(({ addresses }) => addresses.some(({ address }) => address === host))
  );
}

/** Why another one may answer. */
function doubt(
  group: readonly Vhost[],
  host: string | undefined,
  answering: Vhost | undefined,
): string | undefined {
  const place = ({ section }: Vhost): string => `<VirtualHost> at ${placeOf(section)}`;
  const conditional = group.find(({ section }) => section.active === 'unknown');
  if (conditional !== undefined) return `${place(conditional)} depends on a condition`;
  const before = answering === undefined ? group.slice(1) : group.slice(0, group.indexOf(answering));
  // DNS gives names, never an address.
  const named = host !== undefined && !/^[\d.]+$/.test(host);
  const nameless = named ? before.find(isNameless) : undefined;
  return nameless && `${place(nameless)} has no ServerName: httpd asks DNS for one`;
}

/** A virtual host without ServerName has the name of its address, or with a wildcard address that of the main server. */
function isNameless({ name, addresses }: Vhost): boolean {
  return name === undefined && addresses.every(({ address }) => address !== '*');
}

/** The virtual hosts among which the name decides: those of the best matching address and port. */
function addressGroup(hosts: readonly Vhost[], address: string | undefined, port: number): readonly Vhost[] {
  const tests: ((entry: VhostAddress) => boolean)[] = [
    (entry) => entry.address !== '*' && entry.address === address && entry.port === port,
    (entry) => entry.address !== '*' && entry.address === address && entry.port === undefined,
    (entry) => entry.address === '*' && entry.port === port,
    (entry) => entry.address === '*' && entry.port === undefined,
  ];
  for (const test of tests) {
    const group = hosts.filter(({ addresses }) => addresses.some(test));
    if (group.length > 0) return group;
  }
  return [];
}

/** 2.2: does a NameVirtualHost name this virtual host's address? */
function hasNames(tree: EffectiveTree, vhost: Vhost, address: string | undefined, port: number): boolean {
  const declared = named(containerOf(tree.children).directives, 'NameVirtualHost').flatMap(({ argv }) =>
    argv.map((word) => readAddress(word, 0)),
  );
  return vhost.addresses.some(
    (entry) =>
      (entry.address === '*' || entry.address === address) &&
      (entry.port === undefined || entry.port === port) &&
      declared.some((name) => name.address === entry.address && (name.port ?? entry.port) === entry.port),
  );
}

/** Name of the Host header without port and trailing dot, in lower case. */
function requestedHost(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  return lowerAscii(header.replace(/:\d*$/, '').replace(/\.$/, ''));
}

function answersTo(vhost: Vhost, host: string, mainName: string | undefined): boolean {
  if ((isNameless(vhost) ? undefined : (vhost.name ?? mainName)) === host) return true;
  return vhost.aliases.some(
    (alias) => alias === host || (/[*?]/.test(alias) && matchesWildcard(alias, host)),
  );
}

/** ap_strcasecmp_match: only `*` and `?`. */
function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
