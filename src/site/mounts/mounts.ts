/** Mounts: the handler stacks of a configuration, each with the part of the URL space or the files it answers. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { mentionsContentTypes, setsContentTypes } from '../configuration/content-types.js';
import { setsErrorDocuments } from '../configuration/error-pages.js';
import {
  type ActiveFilters,
  activeFilters,
  filterExtensions,
  filterUse,
  type PythonFilters,
  pythonFilters,
  removalLines,
} from '../configuration/filters.js';
import { certainLayers } from '../configuration/inherit.js';
import { hasOwnFace } from '../configuration/own-face.js';
import { isHost, type Scope } from '../configuration/scopes.js';
import {
  type HandlerChain,
  isPythonHandlerName,
  localSettings,
  mergeSettings,
  neverRuns,
  type Placed,
  type PythonSettings,
  pythonExtensions,
  reachesPython,
} from '../configuration/settings.js';
import { mayGuard } from '../guards/guards.js';
import { overlaysOn } from './overlaid.js';

export interface Mount {
  /** content: Python makes the page. guard: Python only watches over files that Apache would serve by itself. */
  readonly kind: 'content' | 'guard';
  /** The scope that gives the mount its own face; a deeper scope with other settings is another mount. */
  readonly scope: Scope;
  /** Made directly in `scope`. */
  readonly local: PythonSettings;
  /** In force for its requests. */
  readonly settings: PythonSettings;
  /** SetHandler and AddHandler lines in the scope that name mod_python. */
  readonly mappers: readonly Placed[];
  /** Python filters in force for its requests. */
  readonly filters: ActiveFilters;
  /** It differs from what is around it in error pages, content types and filters taken off only. */
  readonly pagesOnly: boolean;
  /** How requests get here without such a line of the scope itself. */
  readonly inherited: { readonly setHandler: boolean; readonly extensions: readonly string[] };
}

/** Content chains (`PythonHandler`, `PythonHandler.ext`) in force, by extension ('' for the plain one). */
export function contentChains(settings: PythonSettings): ReadonlyMap<string, HandlerChain> {
  const found = new Map<string, HandlerChain>();
  for (const [key, chain] of settings.chains) {
    if (/^PythonHandler(?:$|\.)/i.test(key)) found.set(key.slice('PythonHandler'.length), chain);
  }
  return found;
}

/** Chains of the other phases in force, by directive name. */
export function phaseChains(settings: PythonSettings): ReadonlyMap<string, HandlerChain> {
  return new Map([...settings.chains].filter(([key]) => !/^PythonHandler(?:$|\.)/i.test(key)));
}

/** All mounts of one evaluated configuration (with its .htaccess scopes), in reading order. */
export function mountsOf(scopes: readonly Scope[]): readonly Mount[] {
  const declared = pythonFilters(scopes);
  return scopes.flatMap((scope) => {
    const own = localSettings(scope);
    const mappers = mappersOf(own);
    const pagesOnly = mappers.length === 0 && !ownFace(scope, declared);
    if (pagesOnly && !setsPages(scope)) return [];
    const layers = certainLayers(scope, scopes);
    const settings = mergeSettings(layers);
    const guard = pagesOnly ? guardAround(scope, layers, scopes, declared) : scope;
    const kind = mountKind(guard ?? scope, settings, layers, scopes, declared);
    if (kind === undefined) return [];
    if (pagesOnly && !differsInPages(scope, layers, settings, kind, declared)) return [];
    const below = mergeSettings(layers.filter((layer) => layer !== scope));
    const inherited = kind === 'guard' ? guardMapping(guard ?? scope, declared) : contentMapping(below, own);
    const filters = activeFilters(layers, declared);
    return [{ kind, scope, local: own, settings, mappers, filters, pagesOnly, inherited }];
  });
}

function setsPages(scope: Scope): boolean {
  return setsErrorDocuments(scope) || mentionsContentTypes(scope) || removalLines(scope).length > 0;
}

/** Whether what the section says of error pages, types and filters is about requests that Python answers. */
function differsInPages(
  scope: Scope,
  layers: readonly Scope[],
  settings: PythonSettings,
  kind: Mount['kind'],
  filters: PythonFilters,
): boolean {
  if (takesFiltersOff(scope, layers, filters)) return true;
  const all = kind === 'guard' || isPythonHandlerName(settings.setHandler?.value);
  return (
    setsErrorDocuments(scope) || setsContentTypes(scope, layers, all ? undefined : pythonExtensions(settings))
  );
}

/** Whether a RemoveOutputFilter (or RemoveInputFilter) line of the section takes a Python filter off. */
function takesFiltersOff(scope: Scope, layers: readonly Scope[], filters: PythonFilters): boolean {
  if (removalLines(scope).length === 0) return false;
  const around = layers.filter((layer) => layer !== scope);
  const text = (of: readonly Scope[]) => JSON.stringify(activeFilters(of, filters));
  return text(layers) !== text(around);
}

/** The section with the guard in which the scope lies, if nothing between takes the files to another handler. */
function guardAround(
  scope: Scope,
  layers: readonly Scope[],
  scopes: readonly Scope[],
  filters: PythonFilters,
): Scope | undefined {
  const inner = layers.findLastIndex((layer) => layer !== scope && ownFace(layer, filters) !== undefined);
  const around = layers[inner];
  const plain = layers.slice(inner + 1).every((layer) => {
    const { setHandler, addHandler } = localSettings(layer);
    return !setHandler && addHandler.size === 0;
  });
  if (!around || !plain || isHost(scope)) return undefined;
  const outer = certainLayers(around, scopes);
  return mountKind(around, mergeSettings(outer), outer, scopes, filters) === 'guard' ? around : undefined;
}

/** SetHandler and AddHandler lines of outer sections that still count here; a SetHandler of its own beats them all. */
function contentMapping(below: PythonSettings, own: PythonSettings): Mount['inherited'] {
  if (isPythonHandlerName(own.setHandler?.value)) return { setHandler: false, extensions: [] };
  const extensions = pythonExtensions(below).filter((extension) => !own.addHandler.has(extension));
  return { setHandler: !own.setHandler && isPythonHandlerName(below.setHandler?.value), extensions };
}

/** A guard takes the whole section, or where it only filters some extensions, those. */
function guardMapping(scope: Scope, filters: PythonFilters): Mount['inherited'] {
  const extensions = filterExtensions(scope, filters);
  const phases = scope.directives.some(
    (node) => node.active !== false && hasOwnFace(node.name) && !neverRuns(node.name, scope),
  );
  return phases || extensions.length === 0
    ? { setHandler: true, extensions: [] }
    : { setHandler: false, extensions };
}

/** The directive that makes a scope need a mount of its own, if there is one. */
export function ownFace(scope: Scope, filters: PythonFilters): EffectiveDirective | undefined {
  return scope.directives.find(
    (node) =>
      node.active !== false &&
      ((hasOwnFace(node.name) && !neverRuns(node.name, scope)) || filterUse(node, filters) !== undefined),
  );
}

function mountKind(
  scope: Scope,
  settings: PythonSettings,
  layers: readonly Scope[],
  scopes: readonly Scope[],
  filters: PythonFilters,
): Mount['kind'] | undefined {
  const content =
    contentChains(settings).size > 0 ||
    settings.values.has('pythonhandlermodule') ||
    overlaysOn(scope, scopes).length > 0;
  if (reachesPython(settings)) return content ? 'content' : undefined;
  return mayGuard(scope, settings, layers, scopes, filters) ? 'guard' : undefined;
}

function mappersOf(own: PythonSettings): readonly Placed[] {
  const lines = [own.setHandler, ...own.addHandler.values()].filter((value) =>
    isPythonHandlerName(value?.value),
  );
  return [...new Set(lines.map((value) => value?.from as Placed))];
}
