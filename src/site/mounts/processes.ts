/** How many processes answer the requests of a site: what one of them remembers, the others do not know. */
import type { Site } from '../site.js';
import type { Target } from './target.js';

/** The targets that several processes serve; in embedded mode, Apache's own children. */
export function spreadTargets(site: Site): readonly Target[] {
  const targets = site.configured.flatMap(({ design }) => design.targets);
  return site.options.mode === 'embedded' ? targets : targets.filter(({ group }) => group.processes > 1);
}
