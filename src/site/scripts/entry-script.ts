/** Writes entry scripts: the few lines of Python that make a mount a WSGI callable. */

import { chainDirectory, chainLocation, directiveFolder } from '../configuration/chains.js';
import { contentTypes } from '../configuration/content-types.js';
import { errorDocuments, pythonErrorPages } from '../configuration/error-pages.js';
import { pythonFilters } from '../configuration/filters.js';
import { certainLayers } from '../configuration/inherit.js';
import { isInternal, optionVariable } from '../configuration/options.js';
import { requestDirectives } from '../configuration/python-directives.js';
import { pythonString } from '../configuration/python-path.js';
import { containerOf, describeScope, mayShareHost, named, type Scope } from '../configuration/scopes.js';
import {
  type Asked,
  factsByHost,
  mainServerFacts,
  NOTHING_ASKED,
  serverFacts,
  serverOptions,
} from '../configuration/server-facts.js';
import {
  isOn,
  isPythonHandlerName,
  type PythonSettings,
  pythonExtensions,
} from '../configuration/settings.js';
import { requireLines } from '../guards/auth-lines.js';
import { chainsByPhase } from '../guards/hooks.js';
import { locationsDiffer } from '../mounts/bundles.js';
import { contentChains } from '../mounts/mounts.js';
import { overlaidSettings, overlayName, overlaysOn } from '../mounts/overlaid.js';
import type { Target } from '../mounts/target.js';
import { rememberIn } from '../remember.js';
import {
  type Argument,
  dict,
  docText,
  ENTRY_POINT,
  pathValue,
  phaseValue,
  placedChainValue,
  present,
  stringList,
  withSlash,
} from '../script-values.js';
import { adapterScript } from './adapter-script.js';
import { filterList, filtersValue } from './filter-arguments.js';

/** What the site's code has to do with an entry script. */
export interface Code {
  readonly pages: PageModules;
  readonly asked: Asked;
}

/** The entry script of a mount. Pure ASCII, `\n` line ends. */
export function entryScript(
  target: Target,
  scopes: readonly Scope[],
  code: Code = { pages: [], asked: NOTHING_ASKED },
): string {
  return target.adapter ? adapterScript(target, target.adapter, scopes) : bridgeScript(target, scopes, code);
}

/** Pages that are modules now: server path and module of each. */
export type PageModules = readonly (readonly [string, string])[];

function pageLines(pages: PageModules): readonly string[] {
  if (pages.length === 0) return [];
  return [
    'from modpython_wsgi import psp  # noqa: E402',
    '',
    '# PSP pages that are Python modules now, in the folder psp_pages beside this script.',
    'psp.use_modules({',
    ...pages.map(([file, module]) => `    ${pythonString(file)}: ${pythonString(module)},`),
    '})',
  ];
}

/** The entry script of a mount that is served through the bridge. */
function bridgeScript(target: Target, scopes: readonly Scope[], { pages, asked }: Code): string {
  const head = [
    `"""${docText(`${ENTRY_POINT} ${describeScope(target.mount.scope)}: ${describeChains(target)}.`)}"""`,
    'import os',
    'import sys',
    '',
    '# modpython_wsgi lies beside this script; mod_wsgi does not look there by itself.',
    'sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))',
    '',
    'from modpython_wsgi.entry import Mount  # noqa: E402',
    ...pageLines(pages),
    '',
    '# Apache calls handle_request for WSGIHandlerScript and application for WSGIScriptAlias.',
    'application = handle_request = Mount(',
  ];
  const lines = mountArguments(target, scopes, asked).map(([name, value]) => `    ${name}=${value},`);
  return [...head, ...lines, ')', ''].join('\n');
}

function describeChains(target: Target): string {
  if (target.mount.kind === 'guard') return 'what Python adds to its files';
  const module = target.mount.settings.values.get('pythonhandlermodule')?.value;
  const chains = [...contentChains(target.mount.settings)].map(
    ([extension, chain]) => `PythonHandler ${chain.handlers.join(' ')}${extension ? ` | ${extension}` : ''}`,
  );
  return [...(module === undefined ? [] : [`PythonHandlerModule ${module}`]), ...chains].join(', ');
}

function mountArguments(target: Target, scopes: readonly Scope[], asked: Asked): readonly Argument[] {
  const { mount } = target;
  const { settings } = mount;
  const layers = certainLayers(mount.scope, scopes);
  const { types, charsets, forced } = contentTypes(layers);
  const main = mount.kind === 'guard' ? undefined : [...contentChains(settings).values()].at(-1);
  const home = main?.scope ?? mount.scope;
  const directory = chainDirectory(home);
  const location = chainLocation(home);
  const path = settings.values.get('pythonpath')?.value;
  const module = settings.values.get('pythonhandlermodule')?.value;
  const here = target.mounts.map((mounted) => mounted.scope);
  const host = hostScope(target, scopes);
  return present([
    ['handlers', contentValue(target, directory)],
    ['overlays', overlaysValue(target, scopes, directory)],
    ['handler_module', module && pythonString(module)],
    ['phases', phasesValue(target, directory)],
    ['input_filters', filterList(mount.filters.input)],
    ['output_filters', filterList(mount.filters.output)],
    ['filters', filtersValue(mount, pythonFilters(scopes))],
    ['directory', directory && pythonString(withSlash(directory))],
    ['location', location && !locationsDiffer(target.mounts) ? pythonString(location) : undefined],
    ['python_path', path && pathValue(path)],
    ['interpreter', interpreterArgument(target)],
    ['options', optionNames(containerOf(mount.scope), scopes)],
    ['server_options', serverOptions(host, scopes)],
    ['server', serverFacts(here, scopes, asked)],
    ['hosts', factsByHost(here, scopes, asked)],
    ['main_server', mainServerFacts(target.mount.scope, scopes, asked)],
    ['config', asked.directives ? requestDirectives(layers) : undefined],
    ['path_info', asked.pathInfo ? pathInfoValue(layers) : undefined],
    ['debug', isOn(settings, 'PythonDebug', false) ? 'True' : undefined],
    ['autoreload', isOn(settings, 'PythonAutoReload', true) ? undefined : 'False'],
    ['extensions', extensionsValue(target)],
    ['auth_type', lastValue(layers, 'AuthType')],
    ['auth_name', lastValue(layers, 'AuthName')],
    ['require', requireValue(target, scopes)],
    ['handler', handlerName(target)],
    ['types', stringDict(types)],
    ['charsets', stringDict(charsets)],
    ['force_type', forced && pythonString(forced)],
    ['error_documents', errorDocumentsValue(layers)],
    ['python_error_documents', pythonErrorsValue(mount.scope, layers, scopes)],
  ]);
}

/** A scope in a virtual host whose options hold for all mounts of the target, else the main server. */
function hostScope(target: Target, scopes: readonly Scope[]): Scope {
  const options = new Set(target.mounts.map(({ scope }) => serverOptions(scope, scopes)));
  return options.size === 1 ? target.mount.scope : (scopes[0] ?? target.mount.scope);
}

function contentValue(target: Target, directory: string | undefined): string | undefined {
  if (target.mount.kind === 'guard' && !mayHandOver(target)) return undefined;
  const chains = [...contentChains(target.mount.settings)];
  if (chains.length === 0) return undefined;
  const [only] = chains;
  if (chains.length === 1 && only?.[0] === '') return placedChainValue(only[1], directory);
  return dict(
    chains.map(([extension, chain]) => [pythonString(extension), placedChainValue(chain, directory)]),
  );
}

/** Handlers of other sections that count where a request is for both. */
function overlaysValue(
  target: Target,
  scopes: readonly Scope[],
  directory: string | undefined,
): string | undefined {
  const { mount } = target;
  const found = overlaysOn(mount.scope, scopes).map((overlay) => {
    const settings = overlaidSettings(mount.settings, overlay);
    const value = contentValue({ ...target, mount: { ...mount, settings } }, directory);
    return [pythonString(overlayName(overlay)), value?.replaceAll('\n', '\n    ') ?? 'None'] as const;
  });
  return found.length > 0 ? dict([...new Map(found)]) : undefined;
}

/** Phases in which a handler may give a request to Python: `req.handler = 'mod_python'`. */
const MAPPING_PHASE = /^python(?:postreadrequest|trans|headerparser|access|type|fixup)handler$/i;

/** Whether files of Apache may become Python's: a PythonHandler is in force, and a phase that can ask for it runs. */
function mayHandOver({ mount }: Target): boolean {
  const phases = [...chainsByPhase(mount.settings).keys()];
  return contentChains(mount.settings).size > 0 && phases.some((phase) => MAPPING_PHASE.test(phase));
}

/** req.handler as the phases find it: nobody's where the files are Apache's, else the name that the mapping lines use. */
function handlerName(target: Target): string | undefined {
  if (target.mount.kind === 'guard') return mayHandOver(target) ? 'None' : undefined;
  return oldName(target.mount.settings);
}

function phasesValue(target: Target, directory: string | undefined): string | undefined {
  const phases = [...chainsByPhase(target.mount.settings)].filter(([phase]) => !target.withheld.has(phase));
  return phases.length
    ? dict(phases.map(([phase, chains]) => [pythonString(phase), phaseValue(chains, directory)]))
    : undefined;
}

/** Name of the interpreter as mod_python had it; undefined when the configuration does not tell. */
export function interpreterOf(target: Target): string | undefined {
  const { settings, scope } = target.mount;
  const forced = settings.values.get('pythoninterpreter')?.value;
  if (forced !== undefined) return forced;
  if (isOn(settings, 'PythonInterpPerDirective', false)) return directiveFolder(scope);
  return named(containerOf(scope), 'ServerName').at(-1)?.argv[0]?.replace(/:\d+$/, '');
}

function interpreterArgument(target: Target): string | undefined {
  const forced = target.mount.settings.values.has('pythoninterpreter');
  const name = interpreterOf(target);
  const said = forced || target.group.container.kind === 'vhost';
  return said && name !== undefined ? pythonString(name) : undefined;
}

/** Keys of every PythonOption that requests of the (virtual) server may meet, in whatever scope; SetEnv brings the values. */
const optionNames = rememberIn((container: Scope, scopes: readonly Scope[]): string | undefined => {
  const near = scopes.filter((other) => mayShareHost(other, container));
  const keys = new Map<string, string>();
  for (const other of near) {
    for (const node of named(other, 'PythonOption')) {
      const key = node.argv[0];
      if (key !== undefined && !isInternal(key) && !keys.has(key.toLowerCase()))
        keys.set(key.toLowerCase(), optionVariable(key, scopes));
    }
  }
  return keys.size ? stringList([...keys.values()]) : undefined;
});

function extensionsValue(target: Target): string | undefined {
  const extensions = pythonExtensions(target.mount.settings);
  return extensions.length ? pythonString(extensions.join(' ')) : undefined;
}

function lastValue(layers: readonly Scope[], name: string): string | undefined {
  const value = layers.flatMap((layer) => named(layer, name)).at(-1)?.argv[0];
  return value === undefined ? undefined : pythonString(value);
}

/** Who may come in once the Python handler has said who it is; Apache's own Require goes (see auth-lines.ts). */
function requireValue({ mount, withheld }: Target, scopes: readonly Scope[]): string | undefined {
  const lines = withheld.has('PythonAuthenHandler') ? [] : requireLines(mount, scopes);
  return lines.length ? stringList(lines.map((node) => node.args.trim())) : undefined;
}

/** req.handler, where every line that maps requests used the older of the two names. */
function oldName(settings: PythonSettings): string | undefined {
  const names = [settings.setHandler, ...settings.addHandler.values()].flatMap(
    (value) => value?.value.toLowerCase() ?? [],
  );
  const python = names.filter(isPythonHandlerName);
  return python.length > 0 && python.every((name) => name === 'python-program')
    ? pythonString('python-program')
    : undefined;
}

/** What AcceptPathInfo says of the section, as req.used_path_info has it. */
function pathInfoValue(layers: readonly Scope[]): string | undefined {
  const value = layers.flatMap((layer) => named(layer, 'AcceptPathInfo')).at(-1)?.argv[0] ?? '';
  return { on: '0', off: '1' }[value.toLowerCase()];
}

function stringDict(entries: ReadonlyMap<string, string>): string | undefined {
  return entries.size
    ? dict([...entries].map(([key, value]) => [pythonString(key), pythonString(value)]))
    : undefined;
}

function errorDocumentsValue(layers: readonly Scope[]): string | undefined {
  const found = errorDocuments(layers);
  return found.size ? dict([...found].map(([code, value]) => [code, pythonString(value)])) : undefined;
}

/** Those of the local addresses that Python answers: Apache is sent there, and the status goes along. */
function pythonErrorsValue(scope: Scope, layers: readonly Scope[], scopes: readonly Scope[]) {
  const answered = pythonErrorPages(scope, scopes);
  const found = [...new Set(errorDocuments(layers).values())].filter((address) => answered.has(address));
  return found.length ? stringList(found) : undefined;
}
