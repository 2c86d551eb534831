/** Requests of a section that Apache answers by itself, beside those that go to the entry script. */
import type { DirectiveUse } from '../configuration/directives.js';
import type { Target } from '../mounts/target.js';
import { remember } from '../remember.js';
import type { ConfiguredSite, Site } from '../site.js';
import { coverageOf } from './coverage.js';
import { hookOf } from './hooks.js';

const coverageIn = remember(({ design, configuration }: ConfiguredSite) =>
  coverageOf(design.targets, configuration.scopes),
);

/** Whether there are any: files of other extensions than those of AddHandler, or sections inside that say SetHandler None. */
export function leavesSome(site: Site, target: Target): boolean {
  return site.configured.some(
    (configured) => configured.design.targets.includes(target) && coverageIn(configured).hasIslands(target),
  );
}

/** Whether sections inside the directive's give requests back to Apache, where only phases with a hook can follow. */
export function handsBack(use: DirectiveUse): boolean {
  if (hookOf(use.name)) return false;
  const [scope] = use.scopes;
  const sections = scope?.node?.children ?? scope?.tree.children ?? [];
  return sections.some(
    (node) =>
      node.kind === 'section' &&
      node.children.some(
        ({ name, argv, active }) =>
          active !== false && /^sethandler$/i.test(name) && /^(?:none|default-handler)$/i.test(argv[0] ?? ''),
      ),
  );
}
