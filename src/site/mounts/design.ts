/** What each mount becomes: its handler name, entry script, process group and application group. */

import { layersOf } from '../configuration/inherit.js';
import { containerOf, type Scope } from '../configuration/scopes.js';
import type { ReadsOptions } from '../guards/need.js';
import { guardNeeds } from '../guards/needs.js';
import { guardPairs } from '../guards/pairs.js';
import type { NativePlan } from '../native/plan.js';
import { entryScript } from '../scripts/entry-script.js';
import { type Adapter, adapterFor } from './adapters.js';
import { aliasUrls } from './alias-mount.js';
import { applicationGroup, besideOthers } from './application-groups.js';
import { bundleMounts } from './bundles.js';
import type { Mount } from './mounts.js';
import { mountName, unique } from './names.js';
import { groupMaker } from './process-groups.js';
import type { Design, DesignOptions, TakenNames, Target } from './target.js';

/**
 * Designs all mounts of a configuration. Names are unique over the configuration and do not depend on the run.
 * @param folder server folder of the entry scripts
 */
export function designTargets(
  mounts: readonly Mount[],
  scopes: readonly Scope[],
  options: DesignOptions,
  taken: TakenNames,
  native: NativePlan | undefined,
  readsOptions: ReadsOptions,
  folder: string,
): Design {
  const groupOf = groupMaker(scopes, options, taken.groups);
  const { shared, ambiguous } = bundleMounts(mounts);
  const adapters = new Map(
    shared
      .flat()
      .map((mount) => [mount, adapterFor(mount, layersOf(mount.scope, scopes)) ?? native?.adapter(mount)]),
  );
  const aliases = aliasUrls(
    shared.flat().filter((mount) => isApplication(adapters.get(mount))),
    scopes,
  );
  const targets = shared.flatMap((bundle): readonly Target[] => {
    const mount = bundle[0] as Mount;
    const adapter = adapters.get(mount);
    // A WSGI application makes its own pages, and names their types, the same way in the whole of its section.
    if (mount.pagesOnly && adapter) return [];
    const name = freeName(mountName(mount, scopes), folder, taken);
    const alias = bundle.every((one) => aliases.has(one)) ? aliases.get(mount) : undefined;
    const [script, group] = [`${folder}/${name}.wsgi`, groupOf(bundle, name)];
    const interpreter = applicationGroup(bundle, scopes);
    const withheld = new Set<string>();
    return [
      { mount, mounts: bundle, name, adapter, alias, script, group, applicationGroup: interpreter, withheld },
    ];
  });
  const { needs, withheld } = guardNeeds(targets, scopes, options, readsOptions);
  const guards = guardPairs(needs, scopes, {
    folder,
    name: (need) => freeName(`${mountName(need, scopes)}-guard`, folder, taken),
    applicationGroup: (scope, settings) => applicationGroup([{ scope, settings }], scopes),
  });
  const answered = besideOthers(targets, scopes).map((one) => ({ ...one, withheld: withheld(one) }));
  return { folder, targets: shareScripts(answered, scopes), ambiguous, guards };
}

/** Whether it was WSGI already: it knows its address, so Apache need not map files for it. */
function isApplication(adapter: Adapter | undefined): boolean {
  return adapter !== undefined && adapter.kind !== 'native';
}

/** A host that was copied, for TLS most often, shares the scripts of the first: one application, not two. */
function shareScripts(targets: readonly Target[], scopes: readonly Scope[]): readonly Target[] {
  const first = new Map<string, Target>();
  return targets.map((target) => {
    const { group, applicationGroup: interpreter, alias, mount } = target;
    const key = JSON.stringify([entryScript(target, scopes), group.name, interpreter, alias]);
    const twin = first.get(key);
    if (!twin) first.set(key, target);
    const apart = twin && containerOf(twin.mount.scope) !== containerOf(mount.scope);
    return apart ? { ...target, name: twin.name, script: twin.script } : target;
  });
}

function freeName(wanted: string, folder: string, taken: TakenNames): string {
  let name = unique(wanted, taken.handlers);
  while (taken.isForeign(`${folder}/${name}.wsgi`)) name = unique(wanted, taken.handlers);
  return name;
}
