/** Which directory each address names, where Alias and DocumentRoot are all that decides it. */

import { containerOf, named, type Scope } from '../configuration/scopes.js';
import { seesWholeServer } from '../configuration/whole-server.js';

/** Directives after which a file can no longer be told from its address. */
const OTHERS = [
  'AliasMatch',
  'ScriptAliasMatch',
  'RewriteRule',
  'UserDir',
  'VirtualDocumentRoot',
  'VirtualScriptAlias',
  'ProxyPass',
  'ProxyPassMatch',
  'WSGIScriptAlias',
  'WSGIScriptAliasMatch',
  'PythonTransHandler',
];

/** Pairs of address prefix and directory, in the order in which Apache tries them; empty where they do not suffice. */
export function addressFiles(
  scope: Scope,
  scopes: readonly Scope[],
): readonly (readonly [address: string, directory: string])[] {
  const home = containerOf(scope);
  const server = scopes.find((one) => one.kind === 'server');
  if (!server || !seesWholeServer(scopes) || home.kind === 'htaccess') return [];
  const levels = home.kind === 'vhost' ? [home, server] : [home];
  if (levels.some((level) => OTHERS.some((name) => named(level, name).length > 0))) return [];
  const vhosts = scopes.filter((one) => one.kind === 'vhost');
  // The lines of a main section hold for every virtual host, and each may map addresses in its own way.
  if (home.kind === 'server' && vhosts.length > 0) return [];
  const aliases = levels.flatMap((level) =>
    level.directives.filter((node) => node.active !== false && /^(?:Script)?Alias$/i.test(node.name)),
  );
  const root = levels.flatMap((level) => named(level, 'DocumentRoot').at(-1)?.argv[0] ?? [])[0];
  if (aliases.some((node) => node.active !== true) || root === undefined) return [];
  const pairs = aliases.map(({ argv: [address = '', directory = ''] }) => [address, directory] as const);
  return pairs.some(([address, directory]) => address.endsWith('/') !== directory.endsWith('/'))
    ? []
    : [...pairs, ['', root.replace(/\/+$/, '')]];
}
