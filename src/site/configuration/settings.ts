/** What a scope says about Python, and how scopes are laid over each other (apache-config.md D3, D4). */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { remember } from '../remember.js';
import { describeHandlerArgs } from './handler-args.js';
import { SINGLE_VALUES } from './own-face.js';
import { baseOf, isHost, type Scope } from './scopes.js';

/** A directive with the scope it stands in. */
export interface Placed {
  readonly node: EffectiveDirective;
  readonly scope: Scope;
}

/** A chain of handlers for one phase. A deeper scope replaces the whole chain (apache-config.md D4). */
export interface HandlerChain {
  readonly handlers: readonly string[];
  readonly scope: Scope;
  readonly from: readonly Placed[];
}

export interface Value {
  readonly value: string;
  readonly from: Placed;
}

export interface PythonSettings {
  /** Key: `PythonHandler`, `PythonHandler.ext`, `PythonFixupHandler` … in canonical case. */
  readonly chains: ReadonlyMap<string, HandlerChain>;
  /** PythonPath, PythonInterpreter, PythonDebug, … by lower-case name. */
  readonly values: ReadonlyMap<string, Value>;
  /** By lower-case key. */
  readonly options: ReadonlyMap<string, OptionValue>;
  /** The handler that SetHandler names, if any. */
  readonly setHandler: Value | undefined;
  /** AddHandler, by extension without its dot, lower case. */
  readonly addHandler: ReadonlyMap<string, Value>;
}

export interface OptionValue extends Value {
  readonly key: string;
  readonly unset: boolean;
}

const EMPTY: PythonSettings = {
  chains: new Map(),
  values: new Map(),
  options: new Map(),
  setHandler: undefined,
  addHandler: new Map(),
};

/** Whether an argument of SetHandler or AddHandler is mod_python's (both names mean the same). */
export function isPythonHandlerName(name: string | undefined): boolean {
  return name !== undefined && /^(?:mod_python|python-program)$/i.test(name);
}

/** The settings made directly in one scope. */
export const localSettings = remember((scope: Scope): PythonSettings => settingsOf(placed(scope)));

function placed(scope: Scope): readonly Placed[] {
  return scope.directives.map((node) => ({ node, scope }));
}

function settingsOf(lines: readonly Placed[]): PythonSettings {
  const made = {
    chains: new Map<string, HandlerChain>(),
    values: new Map<string, Value>(),
    options: new Map<string, OptionValue>(),
    setHandler: undefined as Value | undefined,
    addHandler: new Map<string, Value>(),
  };
  for (const from of lines) {
    const { node, scope } = from;
    if (node.active === false) continue;
    const name = node.name.toLowerCase();
    if (name === 'sethandler') made.setHandler = { value: node.argv[0] ?? '', from };
    else if (isPythonType(node)) addType(made, from);
    else if (name === 'addhandler') addExtensions(made.addHandler, from);
    else if (name === 'removehandler')
      for (const ext of node.argv) made.addHandler.set(bare(ext), { value: '', from });
    else if (name === 'pythonoption') addOption(made.options, from);
    else if (SINGLE_VALUES.has(name)) made.values.set(name, { value: node.argv[0] ?? '', from });
    else if (/^python\w*handler$/.test(name) && !neverRuns(name, scope)) addHandlers(made.chains, from);
  }
  return made;
}

/**
 * Whether the directive gives files a type that is mod_python's handler name. httpd takes the type of a file for its
 * handler where nothing else names one (config.c, ap_invoke_handler; seen on a live server).
 */
export function isPythonType(node: EffectiveDirective): boolean {
  return /^(?:force|add)type$/i.test(node.name) && isPythonHandlerName(node.argv[0]);
}

function addType(
  made: { setHandler: Value | undefined; addHandler: Map<string, Value> },
  from: Placed,
): void {
  if (from.node.name.toLowerCase() === 'addtype') addExtensions(made.addHandler, from);
  else made.setHandler ??= { value: from.node.argv[0] ?? '', from };
}

/**
 * mod_python runs PythonInitHandler when it has read the request, before it knows of any section, and notes that; so a
 * handler in a section never has its turn (mod_python.c, PythonPostReadRequestHandler and PythonHeaderParserHandler).
 */
export function neverRuns(directive: string, scope: Scope): boolean {
  return directive.toLowerCase() === 'pythoninithandler' && !isHost(scope);
}

function bare(extension: string): string {
  return extension.replace(/^\./, '').toLowerCase();
}

function addExtensions(table: Map<string, Value>, from: Placed): void {
  const [value = '', ...extensions] = from.node.argv;
  for (const extension of extensions) table.set(bare(extension), { value, from });
}

function addOption(table: Map<string, OptionValue>, from: Placed): void {
  const [key = '', value = ''] = from.node.argv;
  table.set(key.toLowerCase(), { key, value, unset: value === '', from });
}

/** Lines of one scope append to the chain; `| .ext` makes a chain for each extension. */
function addHandlers(chains: Map<string, HandlerChain>, from: Placed): void {
  const { handlers, extensions } = describeHandlerArgs(from.node.args);
  for (const extension of extensions.length ? extensions : ['']) {
    const key = from.node.name + extension;
    const earlier = chains.get(key);
    chains.set(key, {
      handlers: [...(earlier?.handlers ?? []), ...handlers],
      scope: from.scope,
      from: [...(earlier?.from ?? []), from],
    });
  }
}

/** Lays scopes over each other in merge order: the last one wins, key by key. */
export function mergeSettings(layers: readonly Scope[]): PythonSettings {
  const sections = new Map<Scope, Scope[]>();
  for (const layer of layers) sections.set(baseOf(layer), [...(sections.get(baseOf(layer)) ?? []), layer]);
  return [...sections.values()].map(sectionSettings).reduce(
    (below, above) => ({
      chains: new Map([...below.chains, ...above.chains]),
      values: new Map([...below.values, ...above.values]),
      options: new Map([...below.options, ...above.options]),
      // SetHandler None (and default-handler) switch an outer SetHandler off again.
      setHandler: above.setHandler ?? below.setHandler,
      addHandler: new Map([...below.addHandler, ...above.addHandler]),
    }),
    EMPTY,
  );
}

/** The branches of a section are lines of it: Apache reads all of them from top to bottom. */
function sectionSettings(parts: readonly Scope[]): PythonSettings {
  const [only, ...others] = parts;
  if (only && others.length === 0) return localSettings(only);
  const inOrder = (a: Placed, b: Placed) =>
    a.node.origin.file === b.node.origin.file
      ? a.node.origin.node.line.firstLine - b.node.origin.node.line.firstLine
      : 0;
  return settingsOf(parts.flatMap(placed).sort(inOrder));
}

/** On, or the directive's default. */
export function isOn(settings: PythonSettings, name: string, fallback: boolean): boolean {
  const found = settings.values.get(name.toLowerCase());
  return found ? found.value.toLowerCase() === 'on' : fallback;
}

/** Extensions that AddHandler hands to mod_python, without dots, in order. */
export function pythonExtensions(settings: PythonSettings): readonly string[] {
  return [...settings.addHandler]
    .filter(([, value]) => isPythonHandlerName(value.value))
    .map(([extension]) => extension);
}

/** Whether requests of the scope (may) reach mod_python. */
export function reachesPython(settings: PythonSettings): boolean {
  return isPythonHandlerName(settings.setHandler?.value) || pythonExtensions(settings).length > 0;
}
