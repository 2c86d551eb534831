/** What each mount becomes: its handler name, entry script, process group and application group. */
import { type Adapter, adapterFor } from './adapters.js';
import { aliasUrl } from './alias-mount.js';
import { bundleMounts } from './bundles.js';
import { chainDirectory, chainLocation } from './chains.js';
import { entryFolder } from './entry-folder.js';
import { type GuardOptions, guardNeeds } from './guard-needs.js';
import { type GuardPair, guardPairs } from './guard-pairs.js';
import { layersOf, urlOfDirectory } from './inherit.js';
import { mountName, serverName, unique } from './mount-names.js';
import type { Mount } from './mounts.js';
import type { NativePlan } from './native-plan.js';
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
  /** All mounts of the section, `mount` first: an included file or a macro may be read in several places. */
  readonly mounts: readonly Mount[];
  /** Argument of SetHandler and first argument of WSGIHandlerScript. */
  readonly name: string;
  /** Server path of the entry script. */
  readonly script: string;
  readonly group: DaemonGroup;
  /** Set where the handler is a framework that is WSGI already. */
  readonly adapter: Adapter | undefined;
  /** Address of a WSGIScriptAlias; undefined: WSGIHandlerScript keeps Apache's own mapping. */
  readonly alias: string | undefined;
  /** Argument of application-group=. */
  readonly applicationGroup: string;
  /** Phases, as directive names, that Apache runs in its place. */
  readonly withheld: ReadonlySet<string>;
}

export interface Design {
  /** Mounts of sections that are read in several places and mean something different in each. */
  readonly ambiguous: readonly Mount[];
  /** Server folder of the entry scripts and the compat package. */
  readonly folder: string;
  readonly targets: readonly Target[];
  /** Guards that Apache runs itself. */
  readonly guards: readonly GuardPair[];
}

/** Names in use; one set for all configurations of a run, because one server may read them all. */
export interface TakenNames {
  readonly handlers: Set<string>;
  readonly groups: Set<string>;
  /** Whether somebody else's file lies at a server path. */
  isForeign(serverPath: string): boolean;
}

export interface DesignOptions extends GuardOptions {
  /** --processes, or undefined to derive it from the configuration. */
  readonly processes?: number | undefined;
}

/** Designs all mounts of a configuration. Names are unique over the configuration and do not depend on the run. */
export function designTargets(
  mounts: readonly Mount[],
  scopes: readonly Scope[],
  options: DesignOptions,
  taken: TakenNames,
  native: NativePlan | undefined,
): Design {
  const folder = entryFolder(mounts, scopes);
  const groups = new Map<Scope, DaemonGroup>();
  const { shared, ambiguous } = bundleMounts(mounts);
  const targets = shared.map((bundle): Target => {
    const mount = bundle[0] as Mount;
    const name = freeName(mountName(mount, scopes), folder, taken);
    const group = groupOf(bundle, name, scopes, groups, options, taken.groups);
    const adapter = adapterFor(mount, layersOf(mount.scope, scopes)) ?? native?.adapter(mount);
    return {
      mount,
      mounts: bundle,
      name,
      adapter,
      alias: adapter && adapter.kind !== 'native' ? aliasUrl(mount, scopes) : undefined,
      script: `${folder}/${name}.wsgi`,
      group,
      applicationGroup: applicationGroup(bundle, scopes),
      withheld: new Set(),
    };
  });
  const { needs, withheld } = guardNeeds(targets, scopes, options);
  const guards = guardPairs(needs, scopes, {
    folder,
    name: (need) => freeName(`${mountName(need, scopes)}-guard`, folder, taken),
    applicationGroup: (scope, settings) => applicationGroup([{ scope, settings }], scopes),
  });
  const answered = targets.map((target) => ({ ...target, withheld: withheld(target) }));
  return { folder, targets: answered, ambiguous, guards };
}

function freeName(wanted: string, folder: string, taken: TakenNames): string {
  let name = unique(wanted, taken.handlers);
  while (taken.isForeign(`${folder}/${name}.wsgi`)) name = unique(wanted, taken.handlers);
  return name;
}

/** What decides the interpreter. */
type Section = Pick<Mount, 'scope' | 'settings'>;

function groupOf(
  bundle: readonly Mount[],
  name: string,
  scopes: readonly Scope[],
  groups: Map<Scope, DaemonGroup>,
  options: DesignOptions,
  taken: Set<string>,
): DaemonGroup {
  const home = homeOf(bundle, scopes);
  const known = groups.get(home);
  if (known) return known;
  const wanted = home.kind === 'vhost' ? (serverName(home) ?? name) : name;
  const group = { name: unique(wanted, taken), container: home, processes: processCount(scopes, options) };
  groups.set(home, group);
  return group;
}

/** Where the process group is declared: a group of a virtual host is out of reach for the others (mod_wsgi.md §1.2). */
function homeOf(bundle: readonly Section[], scopes: readonly Scope[]): Scope {
  const containers = [...new Set(bundle.map((mount) => containerOf(mount.scope)))];
  const [only] = containers;
  const server = scopes.find((scope) => scope.kind === 'server');
  const lone = containers.length === 1 && only !== undefined && only.kind !== 'htaccess';
  return lone ? only : (server ?? (only as Scope));
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
function applicationGroup(bundle: readonly Section[], scopes: readonly Scope[]): string {
  const mount = bundle[0] as Section;
  const { settings, scope } = mount;
  const forced = settings.values.get('pythoninterpreter')?.value;
  if (forced !== undefined) return forced === 'main_interpreter' ? '%{GLOBAL}' : quoteGroup(forced);
  if (isOn(settings, 'PythonInterpPerDirective', false)) return quoteGroup(directiveFolder(scope));
  if (isOn(settings, 'PythonInterpPerDirectory', false)) {
    return perDirectoryLine(mount, scopes)
      ? `%{ENV:${INTERPRETER_VARIABLE}}`
      : quoteGroup(directiveFolder(scope));
  }
  const shared = homeOf(bundle, scopes).kind !== 'vhost' && scopes.some((other) => other.kind === 'vhost');
  return shared ? '%{SERVER}' : '%{GLOBAL}';
}

/** How PythonInterpPerDirective names an interpreter: the directory of the directive with its slash, or the location. */
export function directiveFolder(scope: Scope): string {
  return chainLocation(scope) ?? `${chainDirectory(scope) ?? ''}/`;
}

const INTERPRETER_VARIABLE = 'PYTHON_INTERPRETER';

/**
 * The directive that names an interpreter for each directory as PythonInterpPerDirectory did: mod_wsgi has no such
 * group of its own. Undefined where the address of the section's directory is not known.
 */
export function perDirectoryLine(mount: Section, scopes: readonly Scope[]): string | undefined {
  const directory = chainDirectory(mount.scope);
  const url = directory && urlOfDirectory(directory, containerOf(mount.scope), scopes);
  if (directory === undefined || url === undefined || /\s/.test(directory)) return undefined;
  const pattern = `^${(url === '/' ? '' : url).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(/.*)?/[^/]*$`;
  return `SetEnvIf Request_URI "${pattern}" "${INTERPRETER_VARIABLE}=${directory}$1/"`;
}

function quoteGroup(name: string): string {
  return name.replace(/[^\w./:-]/g, '_');
}
