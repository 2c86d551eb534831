/** The scripts for Apache's own hooks: one for each section that needs them. */

import type { Scope } from '../configuration/scopes.js';
import type { PythonSettings } from '../configuration/settings.js';
import type { Hook } from './hooks.js';
import { type GuardNeed, type Obstacle, sectionTexts } from './needs.js';
import { guardScript } from './script.js';

export interface GuardPair {
  /** One section; several where one text is read in several places. */
  readonly needs: readonly GuardNeed[];
  readonly hooks: ReadonlySet<Hook>;
  /** Server path of the script. */
  readonly script: string;
  /** Its text. Pure ASCII, `\n` line ends. */
  readonly text: string;
  /** Argument of application-group=. */
  readonly applicationGroup: string;
  /** Set: the script refuses everybody. */
  readonly obstacle: Obstacle | undefined;
}

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
