/** What `migrate init` proposes. Pure. */

import { buildSite } from '../site/build-site.js';
import { isConfigured } from '../site/mounts/assumed-configuration.js';
import { proposeMounts } from '../site/mounts/infer-mounts.js';
import type { ToldMount } from '../site/mounts/told-mounts.js';
import type { SiteOptions } from '../site/site.js';
import type { FileTree } from './file-tree.js';

export type Proposal =
  /** The configuration of the site says who serves it. */
  | { readonly kind: 'configured' }
  | {
      readonly kind: 'proposed';
      readonly mounts: readonly ToldMount[];
      /** One sentence for each mount that is a guess. */
      readonly toCheck: readonly string[];
    };

/** Mounts that the code tells, whatever migrate.config.json says now. */
export function proposal(tree: FileTree, options: SiteOptions): Proposal {
  const site = buildSite(tree, { ...options, mounts: undefined });
  if (isConfigured(site)) return { kind: 'configured' };
  const { mounts, undecided } = proposeMounts(site);
  return { kind: 'proposed', mounts, toCheck: undecided.map(({ reason }) => reason) };
}
