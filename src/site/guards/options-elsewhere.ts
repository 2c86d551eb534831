/**
 * Options that a script of Apache cannot know: those of sections that its own is neither laid over nor under. mod_wsgi tells
 * such a script nothing of the sections a request is in (mod_wsgi.c, Auth_environ), and one section has one script.
 */
import { layersOf, mergeOrder } from '../configuration/inherit.js';
import { isInternal } from '../configuration/options.js';
import { mayMeet } from '../configuration/overlap.js';
import type { Scope } from '../configuration/scopes.js';
import { localSettings } from '../configuration/settings.js';

/** Whether some requests of the scope have other options than those of its layers. Sections laid over it have their own script. */
export function hasOptionsElsewhere(scope: Scope, scopes: readonly Scope[]): boolean {
  return scopes.some(
    (other) =>
      [...localSettings(other).options.values()].some(({ key }) => !isInternal(key)) &&
      !layersOf(scope, scopes).includes(other) &&
      !(layersOf(other, scopes).includes(scope) && mergeOrder(scope, other) < 0) &&
      mayMeet(other, scope, scopes),
  );
}
