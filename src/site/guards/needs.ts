/**
 * Guards that Apache itself must run, with scripts of mod_wsgi: wherever no entry script of ours answers all requests
 * of a section (CGI, DAV, PHP, proxies, frameworks, files beside Python's extensions), and where only Apache can tell
 * who comes in (`Satisfy any`, groups, users of another provider).
 */

import { isCertain, layersOf, mergeRank } from '../configuration/inherit.js';
import { mayMeet } from '../configuration/overlap.js';
import { containerOf, isHost, type Scope, textOf } from '../configuration/scopes.js';
import {
  type HandlerChain,
  localSettings,
  mergeSettings,
  type PythonSettings,
} from '../configuration/settings.js';
import { seesWholeServer } from '../configuration/whole-server.js';
import type { Target } from '../mounts/target.js';
import {
  type AuthFacts,
  asksForUsersOnly,
  authFacts,
  pythonMayAsk,
  satisfiesAny,
  saysWhoComesIn,
} from './auth-facts.js';
import { type Coverage, coverageOf } from './coverage.js';
import { chainsOf, chainText, guardTexts, HOOKS, type Hook, phasesOf } from './hooks.js';
import type { GuardNeed, GuardOptions, Obstacle, ReadsOptions } from './need.js';
import { hasOptionsElsewhere } from './options-elsewhere.js';

export interface GuardNeeds {
  readonly needs: readonly GuardNeed[];
  /** Phases, as directive names, that the target's entry script must leave to Apache. */
  withheld(target: Target): ReadonlySet<string>;
}

/** All that the questions below need to know about a scope. */
interface Place {
  readonly scope: Scope;
  readonly settings: PythonSettings;
  readonly auth: AuthFacts;
  /** The entry script that answers all its requests and may run phases around them. */
  readonly target: Target | undefined;
  /** Whether that entry script asks for the password. */
  readonly asksInside: boolean;
  /** Whether some requests of the section go past that entry script. */
  readonly leaks: boolean;
}

/** Text for each hook that is set at a scope; equal texts mean that nothing has to be said again. */
type Lines = ReadonlyMap<Hook, string>;

/** @param targets of the configuration that the scopes belong to */
export function guardNeeds(
  targets: readonly Target[],
  scopes: readonly Scope[],
  options: GuardOptions,
  readsOptions: ReadsOptions,
): GuardNeeds {
  if (!scopes.some((scope) => guards(localSettings(scope)))) return { needs: [], withheld: () => new Set() };
  const coverage = coverageOf(targets, scopes);
  const asking = new Map(targets.map((target) => [target, asksInside(target, coverage, scopes)]));
  const set = new Map<Scope, Lines>();
  const found: GuardNeed[] = [];
  for (const scope of inMergeOrder(scopes)) {
    // <RequireAll> and <Limit> are no sections of their own for anything but Require.
    if (scope.kind === 'other' && !guards(localSettings(scope))) continue;
    const layers = ownLayers(scope, scopes);
    const certain = layers.filter((layer) => isCertain(layer, scope));
    const settings = mergeSettings([...certain, ...parsersBeside(scope, certain, scopes)]);
    if (!guards(settings)) continue;
    const target = runsGuards(coverage.answeredBy(scope), settings);
    const place = {
      scope,
      settings,
      auth: authFacts(scope, scopes),
      target,
      asksInside: target !== undefined && asking.get(target) === true,
      leaks: target?.mounts.some((mount) => mount.scope === scope) === true && coverage.leaks(target),
    };
    const outer = outerLines(scope, layers, set);
    const known = obstacleAt(place, options);
    const needed = newHooks(linesAt(place, known, outer), outer);
    const obstacle = known ?? (asksElsewhere(place, needed, scopes, readsOptions) ? 'options' : undefined);
    const lines = linesAt(place, obstacle, outer);
    const hooks = newHooks(lines, outer);
    set.set(scope, new Map([...outer, ...lines]));
    found.push({ scope, settings, auth: place.auth, hooks, obstacle });
  }
  const needs = withTwins(found);
  return { needs, withheld: (target) => withheldFrom(target, asking.get(target) === true, scopes) };
}

/** The hooks that must be set anew. */
function newHooks(lines: Lines, outer: Lines): ReadonlySet<Hook> {
  return new Set(HOOKS.filter((hook) => lines.has(hook) && lines.get(hook) !== outer.get(hook)));
}

/** Whether a handler that Apache would run asks for options, and some requests have others than the script would know. */
function asksElsewhere(
  { scope, settings }: Place,
  hooks: ReadonlySet<Hook>,
  scopes: readonly Scope[],
  readsOptions: ReadsOptions,
): boolean {
  const chains = [...hooks].flatMap((hook) => chainsOf(settings, hook));
  return chains.some((chain) => readsOptions(settings, chain)) && hasOptionsElsewhere(scope, scopes);
}

/** A section that is read in several places has one text for all of them: what one needs, all get. */
function withTwins(found: readonly GuardNeed[]): readonly GuardNeed[] {
  return sectionTexts(found).flatMap((twins) => {
    const hooks = new Set(twins.flatMap((need) => [...need.hooks]));
    return hooks.size > 0 ? twins.map((need) => ({ ...need, hooks })) : [];
  });
}

/**
 * Where `Satisfy any` holds: sections with header parsers that may lie around this one, by a wildcard or under a condition. `Satisfy any` said nothing to a
 * header parser; it does to the script that takes its place.
 */
function parsersBeside(scope: Scope, certain: readonly Scope[], scopes: readonly Scope[]): readonly Scope[] {
  if (!satisfiesAny(layersOf(scope, scopes))) return [];
  return scopes.filter(
    (other) =>
      !certain.includes(other) &&
      phasesOf(localSettings(other), 'access').has('PythonHeaderParserHandler') &&
      mayMeet(other, scope, scopes),
  );
}

/** Needs by the text of their section. */
export function sectionTexts(needs: readonly GuardNeed[]): readonly (readonly GuardNeed[])[] {
  const texts = new Map<unknown, GuardNeed[]>();
  for (const need of needs) {
    const key = textOf(need.scope);
    texts.set(key, [...(texts.get(key) ?? []), need]);
  }
  return [...texts.values()];
}

/** The target, if its entry script runs the guards of a section: one that lies over it knows only its own. */
function runsGuards(target: Target | undefined, settings: PythonSettings): Target | undefined {
  const text = (of: PythonSettings) => guardTexts(of).join();
  return target?.mounts.some((mount) => text(mount.settings) === text(settings)) ? target : undefined;
}

function guards(settings: PythonSettings): boolean {
  return HOOKS.some((hook) => chainsOf(settings, hook).length > 0);
}

/** Without those of a virtual host for a section of the main server, which serves other hosts as well. */
function ownLayers(scope: Scope, scopes: readonly Scope[]): readonly Scope[] {
  const home = containerOf(scope);
  return layersOf(scope, scopes).filter((layer) => {
    const other = containerOf(layer);
    return other === home || other.kind !== 'vhost';
  });
}

/** Outer scopes before inner ones, in the order in which Apache merges them. */
function inMergeOrder(scopes: readonly Scope[]): readonly Scope[] {
  const depth = (scope: Scope) => (scope.regex ? 0 : scope.argument.split('/').filter(Boolean).length);
  return [...scopes].sort((a, b) => mergeRank(a) - mergeRank(b) || depth(a) - depth(b) || a.order - b.order);
}

function outerLines(scope: Scope, layers: readonly Scope[], set: ReadonlyMap<Scope, Lines>): Lines {
  const outer = layers.slice(0, layers.indexOf(scope)).flatMap((layer) => [...(set.get(layer) ?? [])]);
  return new Map(outer);
}

/** Whether a target's entry script can ask for passwords itself, with all the answers that a handler may give. */
function asksInside(target: Target, coverage: Coverage, scopes: readonly Scope[]): boolean {
  const { adapter, mounts } = target;
  const asked = mounts.every((mount) => chainsOf(mount.settings, 'authen').length > 0);
  if (adapter || !asked) return false;
  return mounts.every(({ scope, settings }) => {
    const inside = pythonMayAsk(scope, chainsOf(settings, 'authen'), scopes);
    const alone = !scopes.some((other) => asksOthers(other, target, coverage, scopes));
    return inside && alone && (!authFacts(scope, scopes).basic || !coverage.exposed(target));
  });
}

/** Whether a section that builds on the target's asks for other users than the target's own, or in another way. */
function asksOthers(other: Scope, target: Target, coverage: Coverage, scopes: readonly Scope[]): boolean {
  const own = target.mounts.some(({ scope, settings }) =>
    [scope, ...chainsOf(settings, 'authen').map((chain) => chain.scope)].includes(other),
  );
  if (own || coverage.answeredBy(other) !== target) return false;
  const builds = target.mounts.some(({ scope }) => layersOf(other, scopes).includes(scope));
  return builds && saysWhoComesIn(other);
}

/**
 * Whether Apache asks for no user at the scope, so that mod_python's handlers for users had no turn (request.c,
 * ap_some_auth_required): only a whole configuration can tell.
 */
function asksNobody(scope: Scope, scopes: readonly Scope[]): boolean {
  if (!seesWholeServer(scopes) || containerOf(scope).kind === 'htaccess') return false;
  const { requires, nested } = authFacts(scope, scopes);
  return (
    !nested && requires.every((node) => /^(?:all|ip|host|env|method|local|not)$/i.test(node.argv[0] ?? ''))
  );
}

function withheldFrom(target: Target, asks: boolean, scopes: readonly Scope[]): ReadonlySet<string> {
  const { satisfyAny } = authFacts(target.mount.scope, scopes);
  if (asksNobody(target.mount.scope, scopes)) return new Set(['PythonAuthenHandler', 'PythonAuthzHandler']);
  return new Set([
    ...(satisfyAny ? ['PythonAccessHandler', 'PythonAuthzHandler'] : []),
    ...(satisfyAny || !asks ? ['PythonAuthenHandler'] : []),
  ]);
}

/** What stands in the way of moving the guards in force at a place; undefined also where there is nothing to move. */
function obstacleAt(place: Place, options: GuardOptions): Obstacle | undefined {
  const { settings, auth, scope } = place;
  if (isHost(scope)) return undefined;
  const parsers = phasesOf(settings, 'access').has('PythonHeaderParserHandler');
  if (parsers && auth.satisfyAny && (!place.target || place.leaks)) return 'satisfy';
  if (chainsOf(settings, 'authen').length > 0 && !place.asksInside && auth.type !== '') {
    if (!auth.basic) return 'scheme';
    if (auth.providers.length > 0 && auth.authoritative) return 'provider';
  }
  return needsGroup(place) && !canGroup(auth, options) ? 'group' : undefined;
}

/** Whether Apache must ask a PythonAuthzHandler here: where a user is required, or the handler itself stands. */
function needsGroup({ settings, auth, scope, target, leaks }: Place): boolean {
  const chains = chainsOf(settings, 'authz');
  if (chains.length === 0 || (target && !leaks && !auth.satisfyAny)) return false;
  return auth.requiredIn !== undefined || chains.some((chain) => chain.scope === scope);
}

/** `Require wsgi-group` works on Apache 2.4 with mod_wsgi 4.3 and later (mod_wsgi.md §0). */
function canGroup(auth: AuthFacts, options: GuardOptions): boolean {
  const versions = options.apache === '2.4' && ['4.9', '5', '6'].includes(options.modWsgi);
  const plain = !auth.nested && !auth.satisfyAny && asksForUsersOnly(auth.requires);
  return versions && plain && auth.requires.length > 0;
}

function linesAt(place: Place, obstacle: Obstacle | undefined, outer: Lines): Lines {
  const { settings, auth, scope, target } = place;
  const lines = new Map<Hook, string>();
  const common = JSON.stringify([optionsText(settings), settings.values.get('pythonpath')?.value]);
  const add = (hook: Hook, ...more: readonly unknown[]) =>
    lines.set(hook, JSON.stringify([chainsOf(settings, hook).map(chainText), common, ...more]));
  const inside = target !== undefined && !place.leaks && !auth.satisfyAny;
  if (obstacle) return lines.set('access', `closed: ${obstacle}`);
  if (accessChains(place).length > 0 && (!inside || outer.has('access'))) add('access');
  if (isHost(scope)) return lines;
  if (chainsOf(settings, 'authen').length > 0 && !place.asksInside && auth.basic)
    add('authen', auth.providers, auth.authoritative, auth.name);
  if (needsGroup(place))
    add(
      'authz',
      auth.requires.map((node) => node.args),
    );
  return lines;
}

/** The chains that WSGIAccessScript must run: an entry script can run header parsers, whatever Satisfy says. */
function accessChains({ settings, target, leaks }: Place): readonly HandlerChain[] {
  return [...phasesOf(settings, 'access')]
    .filter(([phase]) => !target || leaks || phase === 'PythonAccessHandler')
    .flatMap(([, chains]) => [...chains.values()]);
}

function optionsText(settings: PythonSettings): readonly unknown[] {
  return [...settings.options.values()].map(({ key, value }) => [key, value]);
}
