/**
 * Mounts whose entry script is never called: a SetHandler that Apache merges later (that of a Location over a Directory
 * below it) sends all their requests to another one. mod_python merged what both sections say.
 */
import { certainLayers, mergeOrder } from '../configuration/inherit.js';
import type { Scope } from '../configuration/scopes.js';
import { isPythonHandlerName, type Placed, type PythonSettings } from '../configuration/settings.js';
import { hookOf } from '../guards/hooks.js';
import type { Design, Target } from './target.js';

export interface Shadowed {
  readonly target: Target;
  /** The target that has the requests instead. */
  readonly over: Target;
  /** Lines that mod_python heeded and the other entry script does not know; guards are not among them (guards/needs.ts). */
  readonly lost: readonly Placed[];
}

/** Those that lose something by it. */
export function shadowedMounts({ targets }: Design, scopes: readonly Scope[]): readonly Shadowed[] {
  return targets.flatMap((target) => {
    const { scope } = target.mount;
    const above = new Set(certainLayers(scope, scopes).filter((layer) => mergeOrder(layer, scope) > 0));
    const over = targets.findLast(
      ({ mount, alias }) =>
        above.has(mount.scope) &&
        (alias !== undefined ||
          isPythonHandlerName(mount.local.setHandler?.value) ||
          mount.inherited.setHandler),
    );
    const lost = over ? lostLines(target.mount.settings, over.mount.settings) : [];
    return over && lost.length > 0 ? [{ target, over, lost }] : [];
  });
}

function lostLines(own: PythonSettings, other: PythonSettings): readonly Placed[] {
  const chains = [...own.chains]
    .filter(
      ([key, chain]) =>
        hookOf(key.replace(/\..*/, '')) === undefined && other.chains.get(key)?.scope !== chain.scope,
    )
    .flatMap(([, { from }]) => from);
  const values = [...own.values]
    .filter(([key, { from }]) => other.values.get(key)?.from.node !== from.node)
    .map(([, { from }]) => from);
  return [...chains, ...values];
}
