/** Application groups: what mod_wsgi calls a Python interpreter of its own. */
import { chainDirectory, directiveFolder } from './chains.js';
import { urlOfDirectory } from './inherit.js';
import type { Mount } from './mounts.js';
import { homeOf } from './process-groups.js';
import { containerOf, type Scope } from './scopes.js';
import { isOn } from './settings.js';

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
  const shared = homeOf(bundle, scopes).kind !== 'vhost' && scopes.some((other) => other.kind === 'vhost');
  return shared ? '%{SERVER}' : '%{GLOBAL}';
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
