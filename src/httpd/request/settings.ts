/** Lays the directives of sections over each other, key by key, as httpd, mod_mime and mod_python merge them. */

import type { EffectiveDirective } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { splitWhite } from '../syntax/words.js';
import { undecidedConditions } from './locations.js';
import type { Layer, Setting } from './request.js';

export interface Chain {
  /** `module`, `module::object` …, as written. */
  readonly handlers: readonly string[];
}

export interface RequestSettings {
  /**
   * mod_python's handler lists: `PythonHandler`, `PythonHandler.psp`, `PythonHandlerModule` … in canonical case.
   * A deeper section replaces a whole chain; lines of one section append.
   */
  readonly chains: ReadonlyMap<string, Setting<Chain>>;
  /** PythonOption by lower-case key; an undefined value means unset again. */
  readonly options: ReadonlyMap<string, Setting<string | undefined>>;
  /** AddHandler by lower-case extension without dot; an undefined value: removed. */
  readonly extensions: ReadonlyMap<string, Setting<string | undefined>>;
  /** The last of every other directive, by lower-case name, its words. Lines of one section do not append. */
  readonly values: ReadonlyMap<string, Setting<readonly string[]>>;
}

export const NO_SETTINGS: RequestSettings = {
  chains: new Map(),
  options: new Map(),
  extensions: new Map(),
  values: new Map(),
};

interface Local {
  readonly chains: Map<string, Setting<Chain>>;
  readonly options: Map<string, Setting<string | undefined>>;
  readonly extensions: Map<string, Setting<string | undefined>>;
  readonly removed: Map<string, Setting<string | undefined>>;
  readonly values: Map<string, Setting<readonly string[]>>;
}

/** Lays layers over each other in merge order. */
export function mergeLayers(layers: readonly Layer[]): RequestSettings {
  return layers.reduce(overlay, NO_SETTINGS);
}

function overlay(below: RequestSettings, layer: Layer): RequestSettings {
  const local = readLayer(layer);
  const extensions = overlayMap(below.extensions, local.extensions);
  return {
    chains: overlayMap(below.chains, local.chains),
    options: overlayMap(below.options, local.options),
    // mod_mime removes after it has added, whatever the order in the section.
    extensions: overlayMap(extensions, local.removed),
    values: overlayMap(below.values, local.values),
  };
}

function overlayMap<T>(
  below: ReadonlyMap<string, Setting<T>>,
  above: ReadonlyMap<string, Setting<T>>,
): ReadonlyMap<string, Setting<T>> {
  const merged = new Map(below);
  for (const [key, setting] of above) merged.set(key, over(setting, below.get(key)));
  return merged;
}

/** What is uncertain keeps what holds without it. */
function over<T>(setting: Setting<T>, below: Setting<T> | undefined): Setting<T> {
  if (setting.certain) return setting;
  return { ...setting, otherwise: setting.otherwise === undefined ? below : over(setting.otherwise, below) };
}

function readLayer(layer: Layer): Local {
  const local: Local = {
    chains: new Map(),
    options: new Map(),
    extensions: new Map(),
    removed: new Map(),
    values: new Map(),
  };
  for (const directive of layer.directives) {
    const put = <T>(table: Map<string, Setting<T>>, key: string, value: T): void => {
      table.set(key, settingOf(layer, directive, value, table.get(key)));
    };
    const name = lowerAscii(directive.name);
    const [first = '', ...rest] = directive.argv;
    if (name === 'addhandler')
      for (const word of rest) put(local.extensions, extension(word), lowerAscii(first));
    else if (name === 'removehandler')
      for (const word of directive.argv) put(local.removed, extension(word), undefined);
    else if (name === 'pythonoption') put(local.options, lowerAscii(first), rest[0] || undefined);
    else if (isHandlerList(name)) {
      if (!neverRuns(name, layer)) addChain(local.chains, layer, directive);
    } else put(local.values, name, valueWords(directive, local.values.get(name)));
  }
  return local;
}

function settingOf<T>(
  layer: Layer,
  directive: EffectiveDirective,
  value: T,
  before: Setting<T> | undefined,
): Setting<T> {
  const certain = layer.match === true && directive.active === true;
  return { value, from: [directive], layer, certain, otherwise: certain ? undefined : before };
}

/** DirectoryIndex is the one that goes on where the line before stopped. */
function valueWords(
  directive: EffectiveDirective,
  before: Setting<readonly string[]> | undefined,
): readonly string[] {
  if (lowerAscii(directive.name) !== 'directoryindex') return directive.argv;
  return [...(before?.value ?? []), ...directive.argv];
}

function extension(word: string): string {
  return lowerAscii(word.replace(/^\./, ''));
}

/** All directives whose arguments are handlers; PythonHandlerModule names a module for all phases. */
function isHandlerList(name: string): boolean {
  return /^python\w*handler(?:module)?$/.test(name);
}

/** PythonInitHandler has had its turn before mod_python knows of any section (mod_python.c, python_init_ran). */
function neverRuns(name: string, { kind }: Layer): boolean {
  return name === 'pythoninithandler' && kind !== 'server' && kind !== 'vhost';
}

function addChain(chains: Map<string, Setting<Chain>>, layer: Layer, directive: EffectiveDirective): void {
  const { handlers, extensions } = readHandlerArgs(directive.args);
  for (const suffix of extensions.length > 0 ? extensions : ['']) {
    const key = directive.name + suffix;
    const before = chains.get(key);
    const made = settingOf(
      layer,
      directive,
      { handlers: [...(before?.value.handlers ?? []), ...handlers] },
      before,
    );
    const certain = made.certain && (before?.certain ?? true);
    chains.set(key, { ...made, from: [...(before?.from ?? []), directive], certain });
  }
}

/** `a b | .x .y`: split at white space, quotes are not honoured (mod_python.c, python_directive_handler). */
export function readHandlerArgs(args: string): {
  readonly handlers: readonly string[];
  readonly extensions: readonly string[];
} {
  const bar = args.indexOf('|');
  if (bar < 0) return { handlers: splitWhite(args), extensions: [] };
  return {
    handlers: splitWhite(args.slice(0, bar)),
    extensions: splitWhite(args.slice(bar).replace(/^\|+/, '')),
  };
}

/** Why a setting is not certain. */
export function whyUncertain<T>(setting: Setting<T>): string {
  const undecided = setting.from.find(({ active }) => active !== true);
  return setting.layer.why ?? (undecided === undefined ? 'unknown' : undecidedConditions(undecided));
}
