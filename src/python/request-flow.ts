/**
 * Request flow: where does a request go, and what is done with it there? Sound first: a variable, attribute or result that
 * may hold the request is followed everywhere in the program, and what cannot be followed is an escape. The analysis looks at
 * uses of names that hold the request only, so its cost is that of the uses, not of the program.
 */
import { followResults } from './flow/call-sites.js';
import { type EntryPlace, namedRequests, resolveEntry } from './flow/entries.js';
import type { Entry, EntryFlow, FunctionPlace } from './flow/flow-types.js';
import { followExpression, followPower } from './flow/follow.js';
import { hiddenAccesses } from './flow/hidden-access.js';
import { keptByBases } from './flow/kept-by-bases.js';
import { Meanings } from './flow/meaning.js';
import { type NamedRead, namedReads } from './flow/named-reads.js';
import { followPrints, isStandardOutput } from './flow/prints.js';
import { type AttributeSite, Program, type ResolveImport } from './flow/program.js';
import { functionInfo, prefixOf } from './flow/shown.js';
import { followRaised, isRaised } from './flow/special-results.js';
import { ANY_OBJECT, boundOnce, variableAt } from './flow/targets.js';
import { accessOf } from './flow/trailers.js';
import { guessed, type Value } from './flow/values.js';
import { type Fact, type Place, Walk } from './flow/walk.js';
import type { ExactModule } from './reader.js';
import type { Node } from './tree.js';

export interface RequestFlow {
  readonly meanings: Meanings;
  /** Follows what comes in at one entry. */
  follow(entry: Entry): EntryFlow;
  /**
   * Follows what comes in at all of them, as one flow: a function that a thousand pages call is looked at once. Entries that
   * lead nowhere come after it, one by one.
   */
  followAll(entries: readonly Entry[]): readonly EntryFlow[];
  /**
   * Functions with a parameter called `req` (or `request`, in a program that has mod_python) that no flow reached: they may be
   * called in ways that cannot be seen. Followed like entries, but nothing in them is certain.
   */
  guess(flows: readonly EntryFlow[]): readonly EntryFlow[];
}

/**
 * @param modules all modules of the site that can be read, by path
 * @param resolve path of the file that a module name means in a file; must know the modules' own paths
 */
export function makeRequestFlow(
  modules: ReadonlyMap<string, ExactModule>,
  resolve: ResolveImport,
): RequestFlow {
  const meanings = new Meanings(new Program(modules, resolve));
  return {
    meanings,
    follow: (entry) => followEntries(meanings, [entry])[0] as EntryFlow,
    followAll: (entries) => followEntries(meanings, entries),
    guess: (flows) => guessFlows(meanings, flows),
  };
}

function followEntries(meanings: Meanings, entries: readonly Entry[]): readonly EntryFlow[] {
  const walk = new Walk(meanings);
  const missing: EntryFlow[] = [];
  const named: FunctionPlace[] = [];
  for (const entry of entries) {
    const found = resolveEntry(meanings, entry);
    if ('reason' in found) missing.push({ kind: 'missing', entry, reason: found.reason });
    else {
      enter(walk, entry, found.places, found.certain);
      named.push(...found.places.flatMap(({ place, node }) => (node ? placeOfFunction(node, place) : [])));
    }
  }
  return missing.length < entries.length ? [finish(walk, named), ...missing] : missing;
}

/** Of several functions that the entry may mean, each may be the wrong one. */
function enter(walk: Walk, { value: object }: Entry, places: readonly EntryPlace[], certain: boolean): void {
  const value: Value = { kind: 'object', object: object ?? 'request', via: undefined };
  for (const { place, node } of places) {
    if (node) walk.enter(place.module, node);
    walk.record(place, value, certain && boundOnce(walk, place));
  }
}

function placeOfFunction(node: Node, { module }: EntryPlace['place']): FunctionPlace {
  return { ...functionInfo(node), path: module.path };
}

function finish(walk: Walk, named: readonly FunctionPlace[]): EntryFlow {
  for (let fact = walk.next(); fact; fact = walk.next()) followFact(walk, fact);
  if (walk.standardOutput) followPrints(walk, walk.standardOutput);
  noteHidden(walk);
  const functions = walk.functions.map(({ node, path }) => ({ ...functionInfo(node), path }));
  return { kind: 'followed', uses: walk.uses, escapes: walk.escapes, functions, named };
}

/** What classes of mod_python keep of the request is there for the methods of classes that derive from them. */
function enterKept(walk: Walk): boolean {
  const kept = keptByBases(walk.meanings);
  for (const place of kept) walk.record(place, { kind: 'object', object: 'request', via: undefined }, false);
  return kept.length > 0;
}

/** Names of a function that gets the request are within reach of text that is run there. */
function noteHidden(walk: Walk): void {
  const value: Value = { kind: 'object', object: 'request', via: undefined };
  for (const { node, path } of walk.functions) {
    const module = walk.program.modules.get(path);
    if (!module) continue;
    for (const tree of hiddenAccesses(node)) {
      walk.escape(
        { module, tree, value, certain: false },
        'can reach the request, and what it does with it cannot be seen',
        false,
      );
    }
  }
}

function guessFlows(meanings: Meanings, flows: readonly EntryFlow[]): readonly EntryFlow[] {
  const reached = new Set(
    flows.flatMap((flow) => (flow.kind === 'followed' ? flow.functions : [])).map(({ node }) => node),
  );
  const walk = new Walk(meanings);
  const kept = enterKept(walk);
  const lost = namedRequests(meanings.program).filter(({ node }) => !reached.has(node));
  for (const { entry, place, node } of lost) enter(walk, entry, [{ place, node }], false);
  return kept || lost.length > 0 ? [finish(walk, [])] : [];
}

function followFact(walk: Walk, fact: Fact): void {
  const { place } = fact;
  if (place.kind === 'variable') followVariable(walk, fact, place);
  else if (place.kind === 'attribute') followAttribute(walk, fact, place);
  else followResults(walk, fact, place);
}

function followVariable(walk: Walk, fact: Fact, place: Place & { readonly kind: 'variable' }): void {
  const { module, owner, name } = place;
  for (const { kind, leaf } of walk.program.usesOf(module, owner, name)) {
    if (kind === 'load')
      followExpression(walk, { module, tree: leaf, value: fact.value, certain: fact.certain });
  }
  if (owner.kind !== 'module') return;
  // A global of this module is seen by modules that import it, and as an attribute of the module.
  for (const { module: importer, leaf } of walk.program.importersOf(module, name)) {
    const there = variableAt(importer, leaf);
    if (there) walk.record(there, fact.value, false);
  }
  for (const star of walk.program.starImportersOf(module))
    walk.record({ kind: 'variable', module: star, owner: star.root, name }, fact.value, false);
  for (const site of walk.program.attributeSites(name)) {
    const receivers = walk.meanings.ofPrefix(site.module, site.power, site.index);
    if (receivers.some((meaning) => meaning.kind === 'module' && meaning.module === module))
      followSite(walk, fact, site, false);
  }
  followNamedReads(walk, fact, name, (read) =>
    read.object === undefined
      ? read.module === module
      : walk.meanings
          .of(read.module, read.object)
          .some((meaning) => meaning.kind === 'module' && meaning.module === module),
  );
}

/** `getattr(object, 'name')` and its like, where `fits` says that the object may be the right one. */
function followNamedReads(walk: Walk, fact: Fact, name: string, fits: (read: NamedRead) => boolean): void {
  for (const read of namedReads(walk.program)) {
    if ((read.name !== undefined && read.name !== name) || !fits(read)) continue;
    // A name that is computed can be any: only what fits a request is one.
    const value = read.name === undefined ? guessed(fact.value) : fact.value;
    const { module, power, index } = read;
    if (value)
      followPower(walk, { module, tree: prefixOf(power, index), value, certain: false }, power, index);
  }
}

function followAttribute(walk: Walk, fact: Fact, place: Place & { readonly kind: 'attribute' }): void {
  if (isStandardOutput(place)) walk.standardOutput = fact.value;
  else if (isRaised(place)) followRaised(walk, fact);
  else followPlainAttribute(walk, fact, place);
}

function followPlainAttribute(walk: Walk, fact: Fact, place: Place & { readonly kind: 'attribute' }): void {
  const { of, name } = place;
  const sites = walk.program.attributeSites(name).filter((site) => !isTarget(site));
  for (const site of sites) {
    const receivers = walk.meanings.ofPrefix(site.module, site.power, site.index);
    let may = false;
    let must = of !== undefined && receivers.length === 1;
    for (const meaning of receivers) {
      const object = meaning.kind === 'instance' || meaning.kind === 'class' ? meaning.of : undefined;
      const fits = object && (of === undefined || walk.meanings.classes.related(object, of));
      may ||=
        fits === true || meaning.kind === 'unknown' || (of === undefined && ANY_OBJECT.has(meaning.kind));
      must &&= fits === true;
    }
    if (may) followSite(walk, fact, site, must && assignedOnce(walk, place));
  }
  followNamedReads(walk, fact, name, ({ module, object }) => {
    const receivers = object === undefined ? [] : walk.meanings.of(module, object);
    return receivers.some((meaning) =>
      meaning.kind === 'instance' || meaning.kind === 'class'
        ? of === undefined || walk.meanings.classes.related(meaning.of, of)
        : ANY_OBJECT.has(meaning.kind) && (of === undefined || meaning.kind === 'unknown'),
    );
  });
}

function followSite(walk: Walk, fact: Fact, { module, power, index }: AttributeSite, certain: boolean): void {
  const held = { module, tree: prefixOf(power, index), value: fact.value, certain: fact.certain && certain };
  followPower(walk, held, power, index);
}

function isTarget({ power, index }: AttributeSite): boolean {
  return index === power.children.length - 1 && accessOf(power) !== 'load';
}

/** An attribute that several statements set holds the request only perhaps. */
function assignedOnce(walk: Walk, place: Place & { readonly kind: 'attribute' }): boolean {
  const { of } = place;
  const targets = walk.program.attributeSites(place.name).filter((site) => {
    if (!isTarget(site)) return false;
    const receivers = walk.meanings.ofPrefix(site.module, site.power, site.index);
    return receivers.some(
      (meaning) =>
        (meaning.kind === 'instance' || meaning.kind === 'class') &&
        of &&
        walk.meanings.classes.related(meaning.of, of),
    );
  });
  return targets.length === 1;
}
