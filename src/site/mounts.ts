/** Mounts: the handler stacks of a configuration, each with the part of the URL space or the files it answers. */
import { layersOf } from './inherit.js';
import type { Scope } from './scopes.js';
import {
  type HandlerChain,
  isPythonHandlerName,
  localSettings,
  mergeSettings,
  type Placed,
  type PythonSettings,
  pythonExtensions,
  reachesPython,
} from './settings.js';

export interface Mount {
  /** The scope that gives the mount its own face; a deeper scope with other settings is another mount. */
  readonly scope: Scope;
  /** Made directly in `scope`. */
  readonly local: PythonSettings;
  /** In force for its requests. */
  readonly settings: PythonSettings;
  /** SetHandler and AddHandler lines in the scope that name mod_python. */
  readonly mappers: readonly Placed[];
  /** How the requests get here when the scope has no such line itself. */
  readonly inherited: { readonly setHandler: boolean; readonly extensions: readonly string[] };
}

/** Directives that change what runs, so that a scope with one of them needs a mount of its own. */
const OWN_FACE = new Set([
  'pythonpath',
  'pythoninterpreter',
  'pythoninterpperdirectory',
  'pythoninterpperdirective',
  'pythondebug',
  'pythonautoreload',
  'pythonhandlermodule',
]);

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
  const local = new Map(scopes.map((scope) => [scope, localSettings(scope)]));
  return scopes.flatMap((scope) => {
    const own = local.get(scope) as PythonSettings;
    const mappers = mappersOf(own);
    if (mappers.length === 0 && !scope.directives.some((node) => node.active !== false && hasOwnFace(node.name))) return [];
    const layers = layersOf(scope, scopes);
    const settings = mergeSettings(layers.map((layer) => local.get(layer) as PythonSettings));
    if (
      !reachesPython(settings) ||
      (contentChains(settings).size === 0 && !settings.values.has('pythonhandlermodule'))
    )
      return [];
    const below = mergeSettings(
      layers.filter((layer) => layer !== scope).map((layer) => local.get(layer) as PythonSettings),
    );
    const inherited = {
      setHandler: isPythonHandlerName(below.setHandler?.value),
      extensions: pythonExtensions(below),
    };
    return [{ scope, local: own, settings, mappers, inherited }];
  });
}

function mappersOf(own: PythonSettings): readonly Placed[] {
  const lines = [own.setHandler, ...own.addHandler.values()].filter((value) =>
    isPythonHandlerName(value?.value),
  );
  return [...new Set(lines.map((value) => value?.from as Placed))];
}

/** Whether the directive changes what runs, so that a scope with it needs a mount of its own. */
export function hasOwnFace(directive: string): boolean {
  const name = directive.toLowerCase();
  return OWN_FACE.has(name) || /^python\w*handler$/.test(name);
}
