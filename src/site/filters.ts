/** Python filters: where they are declared (Python{In,Out}putFilter) and where Apache is told to use them. */
import type { EffectiveDirective } from '../httpd/effective.js';
import type { Scope } from './scopes.js';

/** Handler by filter name. Apache folds the case of filter names. */
export type PythonFilters = ReadonlyMap<string, string>;

/** All filters that any scope declares; without a second argument the handler is the name. */
export function pythonFilters(scopes: readonly Scope[]): PythonFilters {
  const found = new Map<string, string>();
  for (const node of scopes.flatMap((scope) => scope.directives)) {
    if (node.active === false || !/^python(?:in|out)putfilter$/i.test(node.name)) continue;
    const [handler, name = handler] = node.argv;
    if (handler !== undefined && name !== undefined) found.set(name.toLowerCase(), handler);
  }
  return found;
}

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

export interface ActiveFilters {
  readonly input: readonly string[];
  readonly output: readonly string[];
}

/** The Python filters in force, layer by layer: SetOutputFilter replaces, AddOutputFilter adds for its extensions. */
export function activeFilters(layers: readonly Scope[], filters: PythonFilters): ActiveFilters {
  const set = { setoutputfilter: [] as readonly string[], setinputfilter: [] as readonly string[] };
  const added = { addoutputfilter: [] as string[], addinputfilter: [] as string[] };
  for (const node of layers.flatMap((layer) => layer.directives)) {
    const name = node.name.toLowerCase();
    if (node.active === false) continue;
    const python = (node.argv[0] ?? '').split(';').filter((one) => filters.has(one.toLowerCase()));
    if (name === 'setoutputfilter' || name === 'setinputfilter') set[name] = python;
    else if (name === 'addoutputfilter' || name === 'addinputfilter') added[name].push(...python);
  }
  return {
    input: [...set.setinputfilter, ...added.addinputfilter],
    output: [...set.setoutputfilter, ...added.addoutputfilter],
  };
}

/** Extensions (without dots) for which AddOutputFilter or AddInputFilter lines of the scope name a Python filter. */
export function filterExtensions(scope: Scope, filters: PythonFilters): readonly string[] {
  const uses = scope.directives
    .filter((node) => node.active !== false)
    .flatMap((node) => filterUse(node, filters) ?? []);
  return [...new Set(uses.flatMap((use) => use.extensions.map((extension) => extension.replace(/^\./, ''))))];
}
