/** What a guard directive becomes where Apache has to run it: lines in its place, lines in other sections, scripts. */

import { changeWord, type PathEdit, removeLine } from '../changes.js';
import { realPath } from '../configuration/configurations.js';
import { type DirectiveUse, lineOf } from '../configuration/directives.js';
import type { Placed } from '../configuration/settings.js';
import { anchorOf, put } from '../lines/anchors.js';
import { insertLast } from '../lines/section-lines.js';
import { shieldLines } from '../lines/server.js';
import type { ConfiguredSite, Site } from '../site.js';
import { chainsOf, HOOKS, type Hook, hookOf } from './hooks.js';
import { hookDirectives, openingLines, replacedLines } from './lines.js';
import type { GuardNeed, GuardPair } from './need.js';

export interface GuardChange {
  /** The first is that of the directive's own section, if that has one. */
  readonly pairs: readonly GuardPair[];
  /** Whether the directive's own section has a script, not only sections that inherit from it. */
  readonly own: boolean;
  /** Stand in the directive's place. */
  readonly lines: readonly string[];
  /** Everything else. */
  readonly edits: readonly PathEdit[];
  readonly creates: readonly { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }[];
}

/** Undefined where Apache needs no script for the directive. */
export function guardChange(site: Site, use: DirectiveUse): GuardChange | undefined {
  const hook = hookOf(use.name);
  if (!hook) return undefined;
  const found = site.configured.flatMap((configured) =>
    configured.design.guards.flatMap((pair) =>
      concerns(pair, hook, use) ? [{ configured, pair, part: partOf(site, pair, hook, use) }] : [],
    ),
  );
  if (found.length === 0) return undefined;
  const sorted = [...found].sort((a, b) => Number(b.part.own) - Number(a.part.own));
  return {
    pairs: sorted.map(({ pair }) => pair),
    own: sorted[0]?.part.own === true,
    lines: sorted.flatMap(({ part }) => part.lines),
    edits: sorted.flatMap(({ configured, pair, part }) => [...part.edits, ...shield(site, configured, pair)]),
    creates: sorted.flatMap(({ configured, pair }) => scriptFile(site, configured, pair)),
  };
}

/** Where nothing else of ours stands at server level, the first guard brings the line that hides the scripts. */
function shield(site: Site, configured: ConfiguredSite, pair: GuardPair): readonly PathEdit[] {
  const { guards, targets } = configured.design;
  const [need] = pair.needs;
  if (targets.length > 0 || guards[0] !== pair || !need) return [];
  const anchor = anchorOf(site, configured, need.scope, pair.needs.length === 1);
  return anchor ? put(anchor, shieldLines(configured), 2) : [];
}

function placedIn(need: GuardNeed, hooks: readonly Hook[]): readonly Placed[] {
  return hooks.flatMap((hook) => chainsOf(need.settings, hook)).flatMap((chain) => chain.from);
}

function concerns(pair: GuardPair, hook: Hook, use: DirectiveUse): boolean {
  if (!pair.obstacle && !pair.hooks.has(hook)) return false;
  return pair.needs.some((need) => placedIn(need, [hook]).some((from) => from.node.origin.node === use.node));
}

interface Part {
  readonly own: boolean;
  readonly lines: readonly string[];
  readonly edits: readonly PathEdit[];
}

/** What this directive brings along for a pair; one directive of each hook brings everything, the others only go. */
function partOf(site: Site, pair: GuardPair, hook: Hook, use: DirectiveUse): Part {
  const need = pair.needs.find((one) =>
    placedIn(one, [hook]).some((from) => from.node.origin.node === use.node),
  ) as GuardNeed;
  const candidates = placedIn(need, pair.obstacle ? HOOKS : [hook]);
  const inside = candidates.filter((from) => from.scope === need.scope);
  const own = inside.some((from) => from.node.origin.node === use.node);
  const carrier = inside[0] ?? candidates[0];
  if (carrier?.node.origin.node !== use.node) return { own, lines: [], edits: [] };
  const lines = hookDirectives(pair, need, hook);
  const gone = replacedLines(pair, need, hook).flatMap((node) => lineOf(site.configFiles, node) ?? []);
  const opening = openingLines(pair, need).flatMap((node) => lineOf(site.configFiles, node) ?? []);
  const edits = [...gone.flatMap(removeLine), ...opening.flatMap((line) => changeWord(line, 0, 'all'))];
  if (own) return { own, lines, edits };
  return { own, lines: [], edits: [...edits, ...insertLast(site, need.scope, lines)] };
}

function scriptFile(site: Site, configured: ConfiguredSite, pair: GuardPair): GuardChange['creates'] {
  const { path } = site.placeNew(configured, pair.script);
  if (site.tree.node(path)) return [];
  return [{ path, bytes: Buffer.from(pair.text, 'latin1'), mode: modeOf(site, pair) }];
}

/** Options that not everybody could read in the configuration stay so in the script. */
function modeOf(site: Site, pair: GuardPair): number {
  const sources = pair.needs.flatMap((need) => [...need.settings.options.values()]);
  const secret = sources.some(({ from }) => {
    const path = realPath(site, from.node.origin.file.path);
    const node = path === undefined ? undefined : site.tree.node(path);
    return node?.kind === 'file' && (node.mode & 0o004) === 0;
  });
  return secret ? 0o640 : 0o644;
}
