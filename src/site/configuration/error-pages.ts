/** ErrorDocument: what is in force in a section, and which of the local addresses Python answers. */
import { containerOf as httpdContainerOf } from '../../httpd/reading/containers.js';
import { contentChain, isPythonHandler } from '../../httpd/request/handler.js';
import type { RequestDisk } from '../../httpd/request/request.js';
import { mergeRequest } from '../../httpd/request/request-merge.js';
import { rememberIn } from '../remember.js';
import { documentRoot, hostsOfFolder } from './inherit.js';
import { containerOf, mayShareHost, named, type Scope } from './scopes.js';

/** Text, URL or local address by status code; the last layer wins, and `default` takes back what an outer one said. */
export function errorDocuments(layers: readonly Scope[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of layers.flatMap((layer) => named(layer, 'ErrorDocument'))) {
    const [code, value] = node.argv;
    if (code === undefined || value === undefined || !/^\d{3}$/.test(code)) continue;
    if (/^default$/i.test(value)) found.delete(code);
    else found.set(code, value);
  }
  return found;
}

/** Whether the scope itself says which page answers an error. */
export function setsErrorDocuments(scope: Scope): boolean {
  return named(scope, 'ErrorDocument').some(({ argv }) => /^\d{3}$/.test(argv[0] ?? ''));
}

/**
 * Local addresses of ErrorDocument lines that Python answers in the scope's virtual host, each with its handlers. Where a
 * .htaccess file lies below several hosts, those that Python answers in all of them.
 */
export function pythonErrorPages(
  scope: Scope,
  scopes: readonly Scope[],
): ReadonlyMap<string, readonly string[]> {
  const home = containerOf(scope);
  const hosts = home.kind === 'htaccess' ? hostsOf(home, scopes) : [home];
  const [first = new Map<string, readonly string[]>(), ...others] = hosts.map((host) =>
    answeredByPython(host, scopes),
  );
  return new Map([...first].filter(([address]) => others.every((answered) => answered.has(address))));
}

/** The virtual hosts that lead to a .htaccess file, else the server. */
function hostsOf(htaccess: Scope, scopes: readonly Scope[]): readonly Scope[] {
  const hosts = hostsOfFolder(htaccess, scopes);
  return hosts.length > 0 ? hosts : scopes.filter(({ kind }) => kind === 'server');
}

type Answered = ReadonlyMap<string, readonly string[]>;

const answeredByPython = rememberIn((home: Scope, scopes: readonly Scope[]): Answered => {
  const near = scopes.filter((scope) => mayShareHost(scope, home));
  const addresses = near
    .flatMap((scope) => named(scope, 'ErrorDocument'))
    .flatMap(({ argv: [, value = ''] }) => (value.startsWith('/') ? [value] : []));
  return new Map(
    [...new Set(addresses)].flatMap((address) => {
      const handlers = handlersAt(address, home, scopes);
      return handlers ? [[address, handlers] as const] : [];
    }),
  );
});

/** Content handlers that mod_python runs for an address; undefined where something else answers, or nobody can tell. */
function handlersAt(address: string, home: Scope, scopes: readonly Scope[]): readonly string[] | undefined {
  const server = scopes.find(({ kind }) => kind === 'server');
  if (!server) return undefined;
  const path = address.replace(/[?#].*$/, '');
  const request = mergeRequest({
    tree: server.tree,
    main: httpdContainerOf(server.tree.children),
    host: httpdContainerOf(home === server ? [] : (home.node?.children ?? [])),
    question: { path, host: undefined, port: 80 },
    disk: plausibleDisk(path, home, scopes),
    facts: { version: 'unknown' },
    before24: false,
    choice: { vhost: undefined, by: 'only', certain: true, why: undefined },
    uri: path,
    from: undefined,
  });
  if (request.outcome.kind !== 'handler' || !isPythonHandler(request.outcome.handler.name)) return undefined;
  return contentChain(request.settings, request.filename)?.value.handlers;
}

/**
 * Files that nobody has looked at: what the configuration calls a folder is one, and so is a name without a dot, but
 * for the last one of the address: pages that Python makes (`/errors/missing`) need no file. What `<Files name>`
 * names is a file, too.
 */
function plausibleDisk(address: string, home: Scope, scopes: readonly Scope[]): RequestDisk {
  const page = address.slice(address.lastIndexOf('/'));
  const folders = [
    documentRoot(home, scopes) ?? '',
    ...scopes
      .filter(({ kind, regex }) => (kind === 'directory' && !regex) || kind === 'htaccess')
      .map(({ argument }) => argument),
    ...scopes.flatMap((scope) => named(scope, 'Alias').map(({ argv }) => argv[1] ?? '')),
  ].map((path) => `${path.replace(/\/+$/, '')}/`);
  const files = new Set(
    scopes.filter(({ kind, regex }) => kind === 'files' && !regex).map(({ argument }) => argument),
  );
  return {
    stat: (path) => {
      if (files.has(path.slice(path.lastIndexOf('/') + 1))) return 'file';
      const known = folders.some((folder) => folder.startsWith(`${path.replace(/\/+$/, '')}/`));
      const isPage = page !== '/' && path.endsWith(page);
      return known || !(isPage || /\.[^/]*$/.test(path)) ? 'directory' : 'file';
    },
    htaccess: (path) =>
      scopes.find(({ kind, argument }) => kind === 'htaccess' && `${argument}/.htaccess` === path)?.tree,
  };
}
