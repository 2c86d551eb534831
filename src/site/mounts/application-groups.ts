/** Application groups: what mod_wsgi calls a Python interpreter of its own. */
import { chainDirectory, directiveFolder } from '../configuration/chains.js';
import { hostsOfFolder, urlOfDirectory } from '../configuration/inherit.js';
import { containerOf, type Scope } from '../configuration/scopes.js';
import { isOn } from '../configuration/settings.js';
import { remember } from '../remember.js';
import type { Mount } from './mounts.js';
import { serverName } from './names.js';
import { type DaemonGroup, homeOf } from './process-groups.js';

/** What decides the interpreter. */
type Section = Pick<Mount, 'scope' | 'settings'>;

/** One interpreter per virtual host is mod_python's default (mod_python.md §1, "no directive"). */
export function applicationGroup(bundle: readonly Section[], scopes: readonly Scope[]): string {
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
  const home = homeOf(bundle, scopes);
  const hosts = scopes.filter(({ kind }) => kind === 'vhost');
  if (home.kind === 'vhost' || hosts.length === 0) return '%{GLOBAL}';
  return quoteGroup((hosts.length > 1 && nameOfOnlyHost(bundle, scopes)) || '%{SERVER}');
}

/** ServerName of the one virtual host that reads the .htaccess files of a bundle: what mod_python called its interpreter. */
function nameOfOnlyHost(bundle: readonly Section[], scopes: readonly Scope[]): string | undefined {
  const hosts = new Set(bundle.flatMap(({ scope }) => hostsOfFolder(scope, scopes)));
  const [host] = hosts;
  const all = bundle.every(({ scope }) => containerOf(scope).kind === 'htaccess');
  return all && hosts.size === 1 && host ? serverName(host) : undefined;
}

interface Grouped {
  readonly mount: Section;
  readonly group: DaemonGroup;
  readonly applicationGroup: string;
}

/**
 * Gives no daemon the main interpreter beside others: mod_wsgi enters it with PyGILState_Ensure, and Python then hands
 * a thread the interpreter that it was in first (seen on mod_wsgi 4.9.4 with Python 2.7: two interpreters became one).
 * Sections that had mod_python's main interpreter get one of that name, all others that of the server's name.
 */
export function besideOthers<T extends Grouped>(
  targets: readonly T[],
  scopes: readonly Scope[],
): readonly T[] {
  const isMixed = remember((group: DaemonGroup) => {
    const inGroup = targets.filter((one) => one.group === group);
    const named = inGroup.some(({ applicationGroup: name }) => name !== '%{GLOBAL}');
    return named || new Set(inGroup.map(isForcedMain)).size > 1;
  });
  return targets.map((target) => {
    if (target.applicationGroup !== '%{GLOBAL}' || !isMixed(target.group)) return target;
    const name = isForcedMain(target) ? 'main_interpreter' : serverName(homeOf([target.mount], scopes));
    return { ...target, applicationGroup: quoteGroup(name ?? '%{SERVER}') };
  });
}

function isForcedMain({ mount: { settings } }: Grouped): boolean {
  return settings.values.get('pythoninterpreter')?.value === 'main_interpreter';
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
  return name.startsWith('%{') ? name : name.replace(/[^\w./:-]/g, '_');
}
