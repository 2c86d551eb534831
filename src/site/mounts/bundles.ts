/** Sections that are read more than once (included twice, a macro used often): one text, so one entry script for all. */
import { chainDirectory, chainLocation } from '../configuration/chains.js';
import { textOf } from '../configuration/scopes.js';
import type { HandlerChain } from '../configuration/settings.js';
import type { Mount } from './mounts.js';

export interface Bundles {
  /** Mounts that can share an entry script; most have one member. */
  readonly shared: readonly (readonly Mount[])[];
  /** Mounts of one section that differ from place to place: no single text is right for all. */
  readonly ambiguous: readonly Mount[];
}

/** Groups mounts by the text they were read from, in reading order. */
export function bundleMounts(mounts: readonly Mount[]): Bundles {
  const groups = new Set<Mount[]>();
  const groupOf = new Map<unknown, Mount[]>();
  for (const mount of mounts) {
    const known = textsOf(mount).map((text) => groupOf.get(text));
    const [home = [], ...others] = new Set(known.filter((group) => group !== undefined));
    for (const other of others) groups.delete(other);
    const joining = [...others.flat(), mount];
    home.push(...joining);
    groups.add(home);
    for (const text of joining.flatMap(textsOf)) groupOf.set(text, home);
  }
  const inOrder = [...groups].map((group) => [...group].sort((a, b) => a.scope.order - b.scope.order));
  const same = (group: readonly Mount[]) => new Set(group.map(face)).size === 1;
  return { shared: inOrder.filter(same), ambiguous: inOrder.filter((group) => !same(group)).flat() };
}

/** The section, and the lines in it that will name the entry script: they may come from a macro or a file used elsewhere, too. */
function textsOf(mount: Mount): readonly unknown[] {
  const lines = mount.mappers.map(({ node }) => node.origin.node);
  return [textOf(mount.scope), ...lines];
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
