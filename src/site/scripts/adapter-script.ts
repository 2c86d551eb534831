/** Entry scripts of frameworks that are WSGI already. */

import { chainDirectory } from '../configuration/chains.js';
import { urlOfDirectory } from '../configuration/inherit.js';
import { pathStatements, pythonString, readPythonPath } from '../configuration/python-path.js';
import { baseOf, containerOf, describeScope, type Scope } from '../configuration/scopes.js';
import type { Adapter } from '../mounts/adapters.js';
import { contentChains } from '../mounts/mounts.js';
import type { Target } from '../mounts/target.js';
import { ENTRY_POINT } from '../script-values.js';

const PACKAGE_PATH = [
  '# modpython_wsgi lies beside this script; mod_wsgi does not look there by itself.',
  'sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))',
];

/** Pure ASCII, `\n` line ends. */
export function adapterScript(target: Target, adapter: Adapter, scopes: readonly Scope[]): string {
  const doc = `${ENTRY_POINT} ${describeScope(target.mount.scope)}: ${adapter.name}.`;
  const lines = [
    `"""${doc.replace(/[^\x20-\x7e]|["\\]/g, '?')}"""`,
    ...(adapter.importsPackage || adapter.lines.some((line) => /\bos\./.test(line)) ? ['import os'] : []),
    'import sys',
    ...(adapter.lines.some((line) => line.includes('types.')) ? ['import types'] : []),
    '',
    ...(adapter.importsPackage ? PACKAGE_PATH : []),
    ...pathLines(target),
    ...adapter.lines,
    ...handleRequest(target, scopes),
  ];
  const text = lines.join('\n');
  return `${/\bsys\./.test(text) ? text : text.replace('import sys\n\n', '\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

/** mod_python put the handler's directory and PythonPath on sys.path; mod_wsgi adds nothing by itself. */
function pathLines(target: Target): readonly string[] {
  const path = target.mount.settings.values.get('pythonpath')?.value;
  const home = [...contentChains(target.mount.settings).values()].at(-1)?.scope ?? target.mount.scope;
  const directory = chainDirectory(home);
  const own = directory === undefined ? [] : [`sys.path.insert(0, ${pythonString(directory)})`];
  const said = path === undefined ? [] : pathStatements(readPythonPath(path));
  return own.length + said.length ? [...own, ...said, ''] : [];
}

/** Behind a WSGIHandlerScript Apache splits the address at a file; the application wants it split at its mount. */
function handleRequest(target: Target, scopes: readonly Scope[]): readonly string[] {
  if (target.alias !== undefined) return [];
  const mount = target.adapter?.kind === 'native' ? undefined : mountPoint(target.mount.scope, scopes);
  if (mount === undefined)
    return [
      '',
      // Two blank lines behind a function.
      ...(target.adapter?.lines.at(-1)?.startsWith(' ') ? [''] : []),
      'handle_request = application  # the name that WSGIHandlerScript calls',
    ];
  return [
    '',
    '',
    'def handle_request(environ, start_response):',
    `    """Called by WSGIHandlerScript: Apache split the address at a file, the application is mounted at ${mount || '/'}."""`,
    "    path = environ.get('SCRIPT_NAME', '') + environ.get('PATH_INFO', '')",
    `    environ['SCRIPT_NAME'] = ${pythonString(mount)}`,
    `    environ['PATH_INFO'] = path[${mount.length}:]`,
    '    return application(environ, start_response)',
  ];
}

/** SCRIPT_NAME of the application; undefined where every file is a mount of its own (AddHandler, patterns). */
function mountPoint(branch: Scope, scopes: readonly Scope[]): string | undefined {
  const scope = baseOf(branch);
  if (scope.kind === 'server' || scope.kind === 'vhost') return '';
  if (scope.regex || /[*?[]/.test(scope.argument)) return undefined;
  if (scope.kind === 'location') return scope.argument === '/' ? '' : scope.argument;
  const url =
    scope.kind === 'directory' ? urlOfDirectory(scope.argument, containerOf(scope), scopes) : undefined;
  return url === '/' ? '' : url;
}
