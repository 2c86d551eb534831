/** The access plan of one configuration of a site. */

import { mayMeet } from '../configuration/overlap.js';
import { named, type Scope } from '../configuration/scopes.js';
import { localSettings } from '../configuration/settings.js';
import { seesWholeServer } from '../configuration/whole-server.js';
import { chainsOf, HOOKS } from '../guards/hooks.js';
import type { ConfiguredSite, Site } from '../site.js';
import { type AccessChange, accessPlan } from './plan.js';

/** What becomes of Order, Allow, Deny and Satisfy; empty for a server that stays with Apache 2.2. */
export function accessChanges(site: Site, configured: ConfiguredSite): readonly AccessChange[] {
  const { scopes } = configured.configuration;
  if (site.options.apache !== '2.4') return [];
  const touched = touchedScopes(configured);
  const everywhere = site.options.apache24 === true;
  const whole = seesWholeServer(scopes);
  const asking = new Set(scopes.filter(asksPython));
  const plan = accessPlan({
    scopes,
    touches: (scope) => whole && (everywhere || touched.has(scope)),
    guards: (scope) =>
      asking.has(scope) ||
      (named(scope, 'Satisfy').length > 0 && [...asking].some((other) => mayMeet(other, scope, scopes))),
  });
  if (whole) return plan;
  return plan.map((one) => (one.obstacle === 'untouched' ? { ...one, obstacle: 'fragment' } : one));
}

/** Sections that the migration changes. */
export function touchedScopes({ design }: ConfiguredSite): ReadonlySet<Scope> {
  return new Set([
    ...design.targets.flatMap(({ mounts }) => mounts.map(({ scope }) => scope)),
    ...design.guards.flatMap(({ needs }) => needs.map(({ scope }) => scope)),
  ]);
}

/** Whether a handler of Python, or a script in its place, decides there who comes in. */
function asksPython(scope: Scope): boolean {
  const settings = localSettings(scope);
  const scripts = ['WSGIAccessScript', 'WSGIAuthUserScript', 'WSGIAuthGroupScript'];
  return (
    HOOKS.some((hook) => chainsOf(settings, hook).length > 0) ||
    scripts.some((name) => named(scope, name).length > 0)
  );
}
