/** The scripts for Apache's own hooks: one for each section that needs them. */

import type { Scope } from '../configuration/scopes.js';
import type { PythonSettings } from '../configuration/settings.js';
import type { GuardNeed, GuardPair } from './need.js';
import { sectionTexts } from './needs.js';
import { guardScript } from './script.js';

/** What the design of the mounts knows. */
export interface GuardNames {
  readonly folder: string;
  /** A free name for a section, without an ending. */
  name(need: GuardNeed): string;
  applicationGroup(scope: Scope, settings: PythonSettings): string;
}

/** A section that is read in several places gets one script if one text fits them all; else it stays closed. */
export function guardPairs(
  needs: readonly GuardNeed[],
  scopes: readonly Scope[],
  names: GuardNames,
): readonly GuardPair[] {
  const pairs = sectionTexts(needs).map((bundle) => {
    const [first] = bundle as [GuardNeed, ...GuardNeed[]];
    const texts = new Set(bundle.map((need) => guardScript(need, scopes)));
    const group = names.applicationGroup(first.scope, first.settings);
    return {
      needs: bundle,
      hooks: new Set(bundle.flatMap((need) => [...need.hooks])),
      script: `${names.folder}/${names.name(first)}.wsgi`,
      text: [...texts][0] as string,
      // A script that guards knows no variables of the request (mod_wsgi.c, wsgi_server_group).
      applicationGroup: group.startsWith('%{ENV') ? '%{GLOBAL}' : group,
      obstacle: texts.size > 1 ? ('several' as const) : first.obstacle,
    };
  });
  // A host that was copied shares the scripts of the first.
  return pairs.map((pair) => ({
    ...pair,
    script: pairs.find((other) => other.text === pair.text)?.script ?? pair.script,
  }));
}
