/** Sections that are read more than once (included twice, a macro used often): one text, so one entry script for all. */
import { chainDirectory, chainLocation } from './chains.js';
import type { Mount } from './mounts.js';
import { textOf } from './scopes.js';
import type { HandlerChain } from './settings.js';

export interface Bundles {
  /** Mounts that can share an entry script; most have one member. */
  readonly shared: readonly (readonly Mount[])[];
  /** Mounts of one section that differ from place to place: no single text is right for all. */
  readonly ambiguous: readonly Mount[];
}

/** Groups mounts by the section they were read from, in reading order. */
export function bundleMounts(mounts: readonly Mount[]): Bundles {
  const byNode = new Map<unknown, Mount[]>();
  for (const mount of mounts) {
    const key = textOf(mount.scope);
    const list = byNode.get(key);
    if (list) list.push(mount);
    else byNode.set(key, [mount]);
  }
  const groups = [...byNode.values()];
  const same = (group: readonly Mount[]) => new Set(group.map(face)).size === 1;
  return { shared: groups.filter(same), ambiguous: groups.filter((group) => !same(group)).flat() };
}

/** Whether the mounts of a bundle stand at different addresses (a macro with a parameter in its Location). */
export function locationsDiffer(bundle: readonly Mount[]): boolean {
  return new Set(bundle.map((mount) => chainLocation(mount.scope))).size > 1;
}

/** Everything that an entry script says, except the address: handlers do not see that of a Location. */
function face(mount: Mount): string {
  const { settings } = mount;
  const chain = ([key, { handlers, scope }]: readonly [string, HandlerChain]) => [
    key,
    handlers,
    chainDirectory(scope),
  ];
  const values = [...settings.values].map(([key, { value }]) => [key, value]);
  return JSON.stringify([
    mount.kind,
    [...settings.chains].map(chain),
    values,
    mount.filters,
    mount.inherited,
    chainDirectory(mount.scope),
  ]);
}
