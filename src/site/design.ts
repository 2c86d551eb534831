/** What each mount becomes: its handler name, entry script, process group and application group. */
import { chainDirectory, chainLocation } from './chains.js';
import { splitHandler } from './handler-args.js';
import { documentRoot, urlMappings, within } from './inherit.js';
import { contentChains, type Mount } from './mounts.js';
import { baseName, parent } from './paths.js';
import { containerOf, named, type Scope } from './scopes.js';
import { isOn } from './settings.js';

/** A daemon process group (WSGIDaemonProcess) of a container. */
export interface DaemonGroup {
  readonly name: string;
  /** Virtual host or server that declares it. */
  readonly container: Scope;
  readonly processes: number;
}

export interface Target {
  readonly mount: Mount;
  /** Argument of SetHandler and first argument of WSGIHandlerScript. */
  readonly name: string;
  /** Server path of the entry script. */
  readonly script: string;
  readonly group: DaemonGroup;
  /** Argument of application-group=. */
  readonly applicationGroup: string;
}

export interface Design {
  /** Server folder of the entry scripts and the compat package. */
  readonly folder: string;
  readonly targets: readonly Target[];
}

export interface DesignOptions {
  /** --processes, or undefined to derive it from the configuration. */
  readonly processes?: number | undefined;
}

/** Designs all mounts of a configuration. Names are unique over the configuration and do not depend on the run. */
export function designTargets(
  mounts: readonly Mount[],
  scopes: readonly Scope[],
  options: DesignOptions,
): Design {
  const folder = entryFolder(mounts, scopes);
  const names = new Set<string>();
  const groups = new Map<Scope, DaemonGroup>();
  const targets = mounts.map((mount) => {
    const name = unique(mountName(mount, scopes), names);
    const group = groupOf(mount, name, scopes, groups, options);
    return {
      mount,
      name,
      script: `${folder}/${name}.wsgi`,
      group,
      applicationGroup: applicationGroup(mount, scopes),
    };
  });
  return { folder, targets };
}

function groupOf(
  mount: Mount,
  name: string,
  scopes: readonly Scope[],
  groups: Map<Scope, DaemonGroup>,
  options: DesignOptions,
): DaemonGroup {
  const container = containerOf(mount.scope);
  const home =
    container.kind === 'htaccess'
      ? (scopes.find((scope) => scope.kind === 'server') ?? container)
      : container;
  const known = groups.get(home);
  if (known) return known;
  const wanted = home.kind === 'vhost' ? (serverName(home) ?? name) : name;
  const taken = new Set([...groups.values()].map((group) => group.name.toLowerCase()));
  const group = { name: unique(wanted, taken), container: home, processes: processCount(scopes, options) };
  groups.set(home, group);
  return group;
}

/** mod_python ran in every prefork child; five daemons of one thread serve like a small prefork pool. */
function processCount(scopes: readonly Scope[], options: DesignOptions): number {
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

/** One interpreter per virtual host is mod_python's default (mod_python.md §1, "no directive"). */
function applicationGroup(mount: Mount, scopes: readonly Scope[]): string {
  const { settings, scope } = mount;
  const forced = settings.values.get('pythoninterpreter')?.value;
  if (forced !== undefined) return forced === 'main_interpreter' ? '%{GLOBAL}' : quoteGroup(forced);
  if (
    isOn(settings, 'PythonInterpPerDirective', false) ||
    isOn(settings, 'PythonInterpPerDirectory', false)
  ) {
    return quoteGroup(directiveFolder(scope));
  }
  const shared = containerOf(scope).kind !== 'vhost' && scopes.some((other) => other.kind === 'vhost');
  return shared ? '%{SERVER}' : '%{GLOBAL}';
}

/** How PythonInterpPerDirective names an interpreter: the directory of the directive with its slash, or the location. */
export function directiveFolder(scope: Scope): string {
  return chainLocation(scope) ?? `${chainDirectory(scope) ?? ''}/`;
}

function quoteGroup(name: string): string {
  return name.replace(/[^\w./:-]/g, '_');
}

const GENERIC = new Set([
  'htdocs',
  'html',
  'www',
  'public',
  'public_html',
  'web',
  'site',
  'docroot',
  'root',
  'default',
  '',
]);
const RESERVED = new Set([
  'none',
  'default-handler',
  'cgi-script',
  'wsgi-script',
  'server-status',
  'server-info',
  'mod_python',
  'send-as-is',
  'type-map',
  'imap-file',
]);

function mountName(mount: Mount, scopes: readonly Scope[]): string {
  const chain = [...contentChains(mount.settings).values()][0];
  const module = splitHandler(chain?.handlers[0] ?? 'site').module;
  const library = /^mod_python\.(\w+)$/.exec(module)?.[1];
  const place = placeName(mount.scope, scopes);
  const last = slug(module.split(/[./]/).pop() ?? module);
  if (library) return place ? `${place}-${library}` : library;
  return place || last || 'site';
}

/** What people call the place: the last path element that says something, or the host. */
function placeName(scope: Scope, scopes: readonly Scope[]): string {
  const inner = scope.kind === 'files' ? slug(scope.argument.replace(/\.[\w|()]+\$?$/, '')) : '';
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'vhost')
      return join(
        slug(
          serverName(at)
            ?.replace(/^www\./, '')
            .split('.')[0] ?? '',
        ),
        inner,
      );
    if (at.kind !== 'directory' && at.kind !== 'location' && at.kind !== 'htaccess') continue;
    const word = at.regex ? slug(at.argument.replace(/[\\^$?*+.]+/g, '')) : lastWord(at, scopes);
    if (word) return join(word, inner);
  }
  return inner;
}

/** The last path element that says something; folders above the DocumentRoot say nothing about the page. */
function lastWord(scope: Scope, scopes: readonly Scope[]): string {
  const root = documentRoot(containerOf(scope), scopes);
  const path =
    root !== undefined && within(scope.argument, root) ? scope.argument.slice(root.length) : scope.argument;
  return (
    path
      .split('/')
      .map(slug)
      .filter((word) => !GENERIC.has(word))
      .pop() ?? ''
  );
}

function join(place: string, inner: string): string {
  return place && inner ? `${place}-${inner}` : place || inner;
}

/** Lower case, because AddHandler lowers the names it is given (mod_mime.c, add_handler) and WSGIHandlerScript does not. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}

function serverName(vhost: Scope): string | undefined {
  return named(vhost, 'ServerName')
    .at(-1)
    ?.argv[0]?.replace(/^\w+:\/\//, '')
    .replace(/:\d+$/, '');
}

function unique(wanted: string, taken: Set<string>): string {
  let name = RESERVED.has(wanted.toLowerCase()) ? `${wanted}-app` : wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}-${number}`;
  taken.add(name.toLowerCase());
  return name;
}

/** A folder `wsgi` beside the outermost served directory, so that no address leads to the scripts. */
function entryFolder(mounts: readonly Mount[], scopes: readonly Scope[]): string {
  const containers = [...new Set(scopes.map(containerOf))];
  const served = new Set(
    containers.flatMap((container) => urlMappings(container, scopes).map((mapping) => mapping.file)),
  );
  const directories = mounts.flatMap((mount) => chainDirectory(mount.scope) ?? []);
  const roots = containers.flatMap((container) => documentRoot(container, scopes) ?? []);
  const start = roots[0] ?? directories[0] ?? '/srv/www';
  for (const directory of directories) served.add(directory);
  let folder = start.replace(/(.)\/+$/, '$1');
  while (folder !== '/' && [...served].some((root) => within(folder, root))) folder = parent(folder);
  return ['/', '/var', '/usr', '/home', '/etc'].includes(folder)
    ? `/srv/${baseName(start) || 'www'}-wsgi`
    : `${folder}/wsgi`;
}
