/** Where the entry scripts and the compat package go. */

import { chainDirectory } from '../configuration/chains.js';
import { documentRoot, urlMappings, within } from '../configuration/inherit.js';
import { readPythonPath } from '../configuration/python-path.js';
import { containerOf, named, type Scope } from '../configuration/scopes.js';
import { baseName, parent } from '../paths.js';
import type { Mount } from './mounts.js';

/** Folders of the system that no site may fill. */
const SYSTEM = new Set([
  '/',
  '/var',
  '/usr',
  '/home',
  '/etc',
  '/opt',
  '/usr/share',
  '/usr/local',
  '/usr/lib',
  '/var/lib',
]);

/**
 * A folder `wsgi` beside (or in) what is served, to which no address leads.
 * @param main that of the server, if the configuration is a piece that the server does not read (a disabled site)
 */
export function entryFolder(mounts: readonly Mount[], scopes: readonly Scope[], main?: string): string {
  const containers = [...new Set(scopes.map(containerOf))];
  const served = servedFolders(scopes);
  const directories = mounts.flatMap((mount) => chainDirectory(mount.scope) ?? []);
  const roots = containers.flatMap((container) => documentRoot(container, scopes) ?? []);
  // A directory that no Alias or DocumentRoot leads to is served by something we do not see.
  for (const directory of directories) {
    if (![...served].some((root) => within(root, directory) || within(directory, root)))
      served.add(directory);
  }
  const known = [...roots, ...directories, libraryOf(mounts, scopes)].find((path) => path && !isTorn(path));
  if (known === undefined && main !== undefined) return main;
  const start = (known ?? '/srv/www').replace(/(.)\/+$/, '$1');
  let folder = start;
  while (folder !== '/' && [...served].some((root) => within(folder, root))) folder = parent(folder);
  const wanted = SYSTEM.has(folder)
    ? isPlaceholder(start)
      ? `${start}-wsgi`
      : `${folder === '/' ? '/srv' : folder}/${baseName(start) || 'www'}-wsgi`
    : `${folder}/wsgi`;
  const elsewhere = ['/usr/local/lib', '/var/lib', '/opt'].map(
    (path) => `${path}/${baseName(start) || 'www'}-wsgi`,
  );
  const hidden = [wanted, `${wanted}-scripts`, `${wanted}-entry`, ...elsewhere];
  return hidden.find((path) => ![...served].some((root) => within(path, root))) ?? wanted;
}

/** A placeholder of a template is all that is known of the path: only its value has a folder around it. */
function isPlaceholder(path: string): boolean {
  return /^(?:@|%\(|\{\{|\$|<%)/.test(path);
}

/** The first word of `{{ root }}/htdocs`, as httpd would read it. */
function isTorn(path: string): boolean {
  return /\{%|<%|\{\{(?!.*\}\})/.test(path);
}

/** Folders that an address leads to. */
function servedFolders(scopes: readonly Scope[]): Set<string> {
  const containers = [...new Set(scopes.map(containerOf))];
  return new Set([
    ...containers.flatMap((one) => urlMappings(one, scopes).map((mapping) => mapping.file)),
    ...containers.flatMap(patternFolders),
  ]);
}

/** Whether an address leads into the folder: a DocumentRoot of `/` leaves no room for any. */
export function isServed(folder: string, scopes: readonly Scope[]): boolean {
  return [...servedFolders(scopes)].some((root) => within(folder, root));
}

/** Folders that patterns lead to: `/var/www/depot` of `AliasMatch ^/depot(/.*)?$ "/var/www/depot$1"`. */
function patternFolders(container: Scope): readonly string[] {
  const targets = [
    ...['AliasMatch', 'ScriptAliasMatch', 'RewriteRule'].flatMap((name) =>
      named(container, name).map((node) => node.argv[1] ?? ''),
    ),
    ...['VirtualDocumentRoot', 'VirtualScriptAlias'].flatMap((name) =>
      named(container, name).map((node) => node.argv[0] ?? ''),
    ),
  ];
  return targets
    .filter((target) => target.startsWith('/'))
    .map((target) => {
      const literal = target.replace(/[$%].*$/s, '');
      return literal === target ? literal : literal.replace(/(.)\/+$/, '$1');
    });
}

/** The site's own folder, told by where its modules lie: `/opt/shop` for a PythonPath of `/opt/shop/lib`. */
function libraryOf(mounts: readonly Mount[], scopes: readonly Scope[]): string | undefined {
  const used = mounts.flatMap((mount) => mount.settings.values.get('pythonpath')?.value ?? []);
  const said = scopes.flatMap((scope) => named(scope, 'PythonPath').map((node) => node.argv[0] ?? ''));
  const paths = [...used, ...said]
    .map(readPythonPath)
    .flatMap((path) => (path.kind === 'list' ? [...path.before, ...path.after] : []));
  const [first] = paths.filter((path) => path.startsWith('/'));
  const folder = first?.replace(/(.)\/+$/, '$1');
  if (folder === undefined) return undefined;
  return /\/(?:lib|python|py|modules|src)$/.test(folder) && !SYSTEM.has(parent(folder))
    ? parent(folder)
    : folder;
}
