/** Which requests an entry script answers, so that it can run the phases around them; all others need Apache's hooks. */

import { layersOf, mergeRank } from '../configuration/inherit.js';
import { mayMeet } from '../configuration/overlap.js';
import { named, type Scope } from '../configuration/scopes.js';
import { isPythonHandlerName } from '../configuration/settings.js';
import type { Target } from '../mounts/target.js';
import { foreignDirective } from './guards.js';
import { guardTexts } from './hooks.js';

export interface Coverage {
  /** The target whose entry script runs our dispatcher for every request of the scope, if there is one. */
  answeredBy(scope: Scope): Target | undefined;
  /** Whether a section that stands apart may take requests of the target's section to something else. */
  leaks(target: Target): boolean;
  /** Whether Apache itself answers some requests of the target's section: other extensions, or sections inside. */
  hasIslands(target: Target): boolean;
  /** Whether any section takes requests away, those inside included. */
  exposed(target: Target): boolean;
}

/** Targets of frameworks and of plain WSGI run no phases: they cover nothing. */
export function coverageOf(targets: readonly Target[], scopes: readonly Scope[]): Coverage {
  const byScope = new Map(
    targets.flatMap((target) => target.mounts.map((mount) => [mount.scope, target] as const)),
  );
  const answers = new Map<Scope, Target | undefined>();
  const answeredBy = (scope: Scope): Target | undefined => {
    if (!answers.has(scope)) answers.set(scope, lastAnswer(layersOf(scope, scopes), byScope));
    return answers.get(scope);
  };
  const leaks = (target: Target): boolean =>
    target.mounts.some(({ scope }) =>
      scopes.some(
        (other) => (isTaken(other) || asksLess(byScope.get(other), target)) && liesOver(other, scope, scopes),
      ),
    );
  const hasIslands = (target: Target): boolean =>
    target.mounts.some(({ scope }) =>
      scopes.some((other) => answeredBy(other) === undefined && layersOf(other, scopes).includes(scope)),
    );
  return { answeredBy, leaks, hasIslands, exposed: (target) => leaks(target) || hasIslands(target) };
}

function lastAnswer(layers: readonly Scope[], targets: ReadonlyMap<Scope, Target>): Target | undefined {
  let found: Target | undefined;
  for (const layer of layers) {
    const target = targets.get(layer);
    if (target) found = takesAll(target) ? (target.adapter ? undefined : target) : found;
    else if (named(layer, 'SetHandler').length > 0 || foreignDirective(layer)) found = undefined;
  }
  return found;
}

/** Whether the target has its requests by SetHandler; AddHandler leaves out files of other names. */
function takesAll({ mount, alias }: Target): boolean {
  if (alias !== undefined) return true;
  return mount.kind === 'guard'
    ? mount.inherited.setHandler
    : isPythonHandlerName(mount.settings.setHandler?.value);
}

/** `SetHandler None` and `default-handler`: a <Files> of a folder above is merged over every section below it. */
function handsToApache(scope: Scope): boolean {
  const handler = named(scope, 'SetHandler').at(-1)?.argv[0];
  return handler !== undefined && !isPythonHandlerName(handler);
}

/** Whether the section gives its requests to something that is not Python's. */
function isTaken(scope: Scope): boolean {
  return foreignDirective(scope) !== undefined || handsToApache(scope);
}

/** Whether an entry script does not run all the guards of the target: a <Files> of a folder above knows none of the folder. */
function asksLess(other: Target | undefined, target: Target): boolean {
  if (other === undefined || other === target) return false;
  const known = other.adapter ? [] : guardTexts(other.mount.settings);
  return guardTexts(target.mount.settings).some((guard) => !known.includes(guard));
}

/** Whether `other`, which does not build on `scope`, takes requests away from it. */
function liesOver(other: Scope, scope: Scope, scopes: readonly Scope[]): boolean {
  return (
    other !== scope &&
    mergeRank(other) >= mergeRank(scope) &&
    !layersOf(other, scopes).includes(scope) &&
    !layersOf(scope, scopes).includes(other) &&
    mayMeet(other, scope, scopes)
  );
}
