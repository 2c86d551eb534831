/** Python filters: where they are declared (Python{In,Out}putFilter) and where Apache is told to use them. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { remember } from '../remember.js';
import { named, type Scope } from './scopes.js';

/** Handler by filter name. Apache folds the case of filter names. */
export type PythonFilters = ReadonlyMap<string, string>;

/** All filters that any scope declares; without a second argument the handler is the name. Asked for by every mount. */
export const pythonFilters = remember((scopes: readonly Scope[]): PythonFilters => {
  const found = new Map<string, string>();
  for (const node of scopes.flatMap((scope) => scope.directives)) {
    if (node.active === false || !/^python(?:in|out)putfilter$/i.test(node.name)) continue;
    const [handler, name = handler] = node.argv;
    if (handler !== undefined && name !== undefined) found.set(name.toLowerCase(), handler);
  }
  return found;
});

const USES = new Set(['setoutputfilter', 'setinputfilter', 'addoutputfilter', 'addinputfilter']);

export interface FilterUse {
  /** In order, Python's and others. */
  readonly names: readonly string[];
  /** With their dots; empty for SetOutputFilter and SetInputFilter. */
  readonly extensions: readonly string[];
}

/** What a directive says about filters if it names a Python filter; undefined otherwise. */
export function filterUse(node: EffectiveDirective, filters: PythonFilters): FilterUse | undefined {
  if (!USES.has(node.name.toLowerCase())) return undefined;
  const [list = '', ...extensions] = node.argv;
  const names = list.split(';').filter((name) => name !== '');
  return names.some((name) => filters.has(name.toLowerCase())) ? { names, extensions } : undefined;
}

/** RemoveOutputFilter and RemoveInputFilter lines of a section. */
export function removalLines(scope: Scope): readonly EffectiveDirective[] {
  return ['RemoveOutputFilter', 'RemoveInputFilter'].flatMap((name) => named(scope, name));
}

/** A filter in force. */
export interface ActiveFilter {
  readonly name: string;
  /** With their dots; empty: for all files. */
  readonly extensions: readonly string[];
}

export interface ActiveFilters {
  readonly input: readonly ActiveFilter[];
  readonly output: readonly ActiveFilter[];
}

/**
 * The Python filters in force, layer by layer: SetOutputFilter replaces; AddOutputFilter replaces what an outer section
 * said of the same extension (mod_mime.c, overlay_extension_mappings).
 */
export function activeFilters(layers: readonly Scope[], filters: PythonFilters): ActiveFilters {
  const isPython = (one: string) => filters.has(one.toLowerCase());
  const inForce = (direction: 'input' | 'output'): readonly ActiveFilter[] => {
    let set: readonly string[] = [];
    const added = new Map<string, readonly string[]>();
    for (const { name, active, argv } of layers.flatMap((layer) => layer.directives)) {
      if (active === false) continue;
      const [list = '', ...extensions] = argv;
      const python = list.split(';').filter(isPython);
      if (name.toLowerCase() === `set${direction}filter`) set = python;
      else if (name.toLowerCase() === `add${direction}filter`)
        for (const extension of extensions)
          added.set(`.${extension.replace(/^\./, '').toLowerCase()}`, python);
      else if (name.toLowerCase() === `remove${direction}filter`)
        for (const extension of argv) added.delete(`.${extension.replace(/^\./, '').toLowerCase()}`);
    }
    return [...set.map((name) => ({ name, extensions: [] })), ...byName(added)];
  };
  return { input: inForce('input'), output: inForce('output') };
}

function byName(added: ReadonlyMap<string, readonly string[]>): readonly ActiveFilter[] {
  const found = new Map<string, string[]>();
  for (const [extension, names] of added)
    for (const name of names) found.set(name, [...(found.get(name) ?? []), extension]);
  return [...found].map(([name, extensions]) => ({ name, extensions }));
}

/** Extensions (without dots) for which AddOutputFilter or AddInputFilter lines of the scope name a Python filter. */
export function filterExtensions(scope: Scope, filters: PythonFilters): readonly string[] {
  const uses = scope.directives
    .filter((node) => node.active !== false)
    .flatMap((node) => filterUse(node, filters) ?? []);
  return [...new Set(uses.flatMap((use) => use.extensions.map((extension) => extension.replace(/^\./, ''))))];
}
