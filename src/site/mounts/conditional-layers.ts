/** Sections under an undecided condition that a mount outside of it builds on: its entry script is made as if it held. */
import type { Condition } from '../../httpd/reading/effective.js';
import { conditionsOf, holdsIn } from '../configuration/conditions.js';
import type { ConfigLine } from '../configuration/config-file.js';
import { lineOf } from '../configuration/directives.js';
import type { Placed } from '../configuration/settings.js';
import type { Site } from '../site.js';
import type { Target } from './target.js';

export interface ConditionalLayer {
  /** The first line of the section that the entry script repeats. */
  readonly line: ConfigLine;
  readonly directive: string;
  readonly condition: Condition;
  readonly target: Target;
}

/** One entry for each such section and entry script. */
export function conditionalLayers(site: Site): readonly ConditionalLayer[] {
  return site.configured.flatMap(({ design }) =>
    design.targets.flatMap((target) => {
      const seen = new Set<unknown>();
      return placedIn(target).flatMap(({ node, scope }): readonly ConditionalLayer[] => {
        const { scope: own } = target.mount;
        const condition = conditionsOf(scope).findLast((one) => !holdsIn(own, one));
        const line = condition && !seen.has(scope) ? lineOf(site.configFiles, node) : undefined;
        seen.add(scope);
        return condition && line ? [{ line, directive: node.name, condition, target }] : [];
      });
    }),
  );
}

function placedIn({ mount }: Target): readonly Placed[] {
  const { chains, values, setHandler, addHandler } = mount.settings;
  return [
    ...[...chains.values()].flatMap(({ from }) => from),
    ...[...values.values(), ...addHandler.values()].map(({ from }) => from),
    ...(setHandler && mount.inherited.setHandler ? [setHandler.from] : []),
  ];
}
