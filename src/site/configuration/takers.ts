/** Whether a setting reaches a handler at all. */

import type { Site } from '../site.js';
import type { DirectiveUse } from './directives.js';
import { baseOf, containerOf } from './scopes.js';
import type { PythonSettings } from './settings.js';

/** Whether some mount takes this line into its settings: otherwise it had no effect under mod_python either. */
export function takesEffect(site: Site, use: DirectiveUse): boolean {
  return site.configured.some(({ mounts, design }) =>
    [...mounts, ...design.guards.flatMap((pair) => pair.needs)].some(({ settings }) => takes(settings, use)),
  );
}

/**
 * Whether the line stands in a virtual host and was in force for requests of that host to handlers of the main server's
 * sections: Apache lays those over the host. Their entry scripts serve all hosts, and cannot tell this one.
 */
export function reachesCommonSections(site: Site, use: DirectiveUse): boolean {
  const inHost = use.scopes.some((scope) => baseOf(scope).kind === 'vhost');
  return (
    inHost &&
    site.configured.some(({ design }) =>
      design.targets.some(({ mount }) => containerOf(mount.scope).kind === 'server'),
    )
  );
}

/** Whether only sections take it that mean something else in each place where they are read, and stay with a person. */
export function isLeftWithSections(site: Site, use: DirectiveUse): boolean {
  return (
    site.configured.some(({ design }) => design.ambiguous.some(({ settings }) => takes(settings, use))) &&
    !site.configured.some(({ design }) =>
      design.targets.some(({ mounts }) => mounts.some(({ settings }) => takes(settings, use))),
    )
  );
}

function takes(settings: PythonSettings, use: DirectiveUse): boolean {
  const single = [...settings.values.values(), ...settings.options.values()].map((value) => value.from);
  const chained = [...settings.chains.values()].flatMap((chain) => chain.from);
  return [...single, ...chained].some((from) => from.node.origin.node === use.node);
}
