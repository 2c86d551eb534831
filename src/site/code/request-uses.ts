/** Every use of the request and of mod_python's names in the code of a site. */
import { pageEntries } from '../../psp/page.js';
import type { ApiMember } from '../../python/api/api-member.js';
import type { Entry } from '../../python/flow/flow-types.js';
import { type ModPythonUse, modPythonUses, unboundNames } from '../../python/mod-python-uses.js';
import type { ExactModule } from '../../python/reader.js';
import { makeRequestFlow, type RequestFlow } from '../../python/request-flow.js';
import type { Node } from '../../python/tree.js';
import { defaultObject, splitHandler } from '../configuration/handler-args.js';
import type { SitePlace } from '../place.js';
import { remember } from '../remember.js';
import type { Site } from '../site.js';
import { attributesSet, type FollowedUse, isApiUse } from './api-uses.js';
import { importResolver } from './import-resolver.js';
import { isMissingMember, isMissingName, namesLookedUp } from './missing-names.js';
import { namedRequests } from './named-requests.js';
import { isWritten, placeInProgram, programOf } from './program.js';
import { packageNames } from './python-files.js';

export interface CodeUse {
  /** As written: `req.headers_in`, `apache.HTTP_NOT_FOUND`. */
  readonly what: string;
  readonly place: SitePlace;
  /** Tree path of the file or page that was read. */
  readonly path: string;
  readonly api: ApiMember | undefined;
  readonly access: 'load' | 'store' | 'other';
  /** false: it may be the request, or something else. */
  readonly certain: boolean;
  /** mod_python has no such name and no code here sets one: reading it ends in an AttributeError. */
  readonly missing: boolean;
}

export interface CodeEscape {
  readonly reason: string;
  readonly place: SitePlace;
}

export interface SiteCode {
  /** Attributes, calls and items of the request and the objects it gives. */
  readonly requests: readonly CodeUse[];
  /** Names of mod_python's modules, imports apart. */
  readonly names: readonly CodeUse[];
  /** Strings that are the name of a module of mod_python, whatever they are for. */
  readonly texts: readonly CodeUse[];
  /** Strings by which a module of mod_python is imported, looked up or replaced. */
  readonly moduleNames: readonly CodeUse[];
  /** Where the request leaves what can be followed: uses behind these places are not in `requests`, or only by chance. */
  readonly escapes: readonly CodeEscape[];
  /** Functions that run while a request is answered. */
  readonly reached: readonly ReachedFunction[];
  /** Those of them that the configuration names: mod_python looks at what they return. */
  readonly handlers: readonly ReachedFunction[];
  /** Names that nothing binds, in modules with a reached function. */
  readonly undefinedNames: readonly UndefinedName[];
}

export interface ReachedFunction {
  /** Tree path of the module. */
  readonly path: string;
  readonly name: string;
  readonly node: Node;
}

export interface UndefinedName {
  readonly name: string;
  readonly place: SitePlace;
}

const NOTHING: SiteCode = {
  requests: [],
  names: [],
  texts: [],
  moduleNames: [],
  escapes: [],
  reached: [],
  handlers: [],
  undefinedNames: [],
};

/** Follows the requests of all handlers, publisher functions and PSP pages; computed once for a site. */
export const siteCode = remember((site: Site): SiteCode => {
  const modules = programOf(site);
  return hasModPython(site, modules) ? follow(site, modules) : NOTHING;
});

const MIGRATED = /^[ \t]*(?:from|import)[ \t]+modpython_wsgi\b/m;

/** A migrated site has functions with a `req`, too: they are nobody's business any more. */
function hasModPython(site: Site, modules: ReadonlyMap<string, ExactModule>): boolean {
  const left = [...modules.values()].some(
    (module) => module.source.text.includes('mod_python') && packageNames(module).length > 0,
  );
  if (left) return true;
  if (site.files.psp.length > 0 && !site.mentions(/modpython_wsgi\.psp\b/)) return true;
  // A configuration that was left alone (a template) still names handlers that have been migrated.
  const migrated = [...modules.values()].some(({ source }) => MIGRATED.test(source.text));
  return !migrated && site.configured.some(({ mounts }) => mounts.length > 0);
}

function follow(site: Site, modules: ReadonlyMap<string, ExactModule>): SiteCode {
  const flow = makeRequestFlow(modules, importResolver(modules));
  const followed = flow.followAll(entriesOf(site, modules));
  const flows = [...followed, ...flow.guess(followed)].filter((one) => one.kind === 'followed');
  const named = [...modules.keys()].flatMap((path) => namesIn(flow, path));
  const looked = namesLookedUp(named, [...modules.values()]);
  const reached = uniqueFunctions(flows.flatMap((one) => one.functions));
  const all = flows.flatMap((one) => one.uses);
  const set = attributesSet(all);
  const own = new Set([...set].map((name) => name.slice(name.indexOf('.') + 1)));
  const uses = all
    .filter((use) => isApiUse(use, set) && isWritten(site, use.path, use.start))
    .map((use) => requestUse(site, modules, use, isMissingMember(use, own)));
  return {
    requests: unique([...uses, ...unfollowed(site, modules, uses)]),
    names: unique(
      named
        .filter(({ use }) => use.kind === 'name' || use.kind === 'unbound')
        .map((one) => nameUse(site, modules, one, isMissingName(one.use, looked))),
    ),
    texts: unique(named.filter(isText(false)).map((one) => nameUse(site, modules, one, false))),
    moduleNames: unique(named.filter(isText(true)).map((one) => nameUse(site, modules, one, false))),
    escapes: uniqueEscapes(
      flows.flatMap((one) =>
        one.escapes
          .filter(({ followed: listed }) => !listed)
          .map(({ path, start, end, reason }) => ({
            reason,
            place: placeInProgram(site, modules, path, start, end),
          })),
      ),
    ),
    reached,
    handlers: uniqueFunctions(
      followed.flatMap((one) =>
        // A class that is named is made first: what its constructor returns is nobody's business.
        one.kind === 'followed' ? one.named.filter(({ name }) => !name.endsWith('.__init__')) : [],
      ),
    ),
    undefinedNames: undefinedNames(site, modules, flow, reached),
  };
}

function uniqueFunctions(found: readonly ReachedFunction[]): readonly ReachedFunction[] {
  return [...new Map(found.map(({ path, name, node }) => [node, { path, name, node }])).values()];
}

/** Pages are left out: psp.py gives them names that no file shows. */
function undefinedNames(
  site: Site,
  modules: ReadonlyMap<string, ExactModule>,
  flow: RequestFlow,
  reached: readonly ReachedFunction[],
): readonly UndefinedName[] {
  const paths = [...new Set(reached.map(({ path }) => path))].filter((path) => !/\.psp$/i.test(path));
  return paths.flatMap((path) => {
    const module = flow.meanings.program.modules.get(path);
    const names = module ? unboundNames(flow.meanings, module) : [];
    return names.map(({ value, start, end }) => ({
      name: value,
      place: placeInProgram(site, modules, path, start, end),
    }));
  });
}

/** Uses of something called `req` in files that name mod_python, at places that no flow reached. */
function unfollowed(
  site: Site,
  modules: ReadonlyMap<string, ExactModule>,
  uses: readonly CodeUse[],
): readonly CodeUse[] {
  const reached = new Set(uses.map(({ place }) => `${place.path}:${place.byteOffset}`));
  return [...modules].flatMap(([path, module]) => {
    if (!module.source.text.includes('mod_python') && !site.files.psp.includes(path)) return [];
    return [...namedRequests(module)].flatMap(({ member, start, end }) => {
      const place = placeInProgram(site, modules, path, start, end);
      if (!isWritten(site, path, start)) return [];
      if (reached.has(`${place.path}:${place.byteOffset}`)) return [];
      const what = `req.${member.name}`;
      return [{ what, place, path, api: member, access: 'other', certain: false, missing: false }];
    });
  });
}

function entriesOf(site: Site, modules: ReadonlyMap<string, ExactModule>): readonly Entry[] {
  const entries: Entry[] = site.files.psp.filter((path) => modules.has(path)).flatMap(pageEntries);
  for (const { mounts, design } of site.configured) {
    for (const mount of [...mounts, ...design.guards.flatMap((pair) => pair.needs)]) {
      for (const [phase, chain] of mount.settings.chains) {
        for (const handler of chain.handlers) {
          const found = site.moduleOf(mount, chain, handler);
          if (found.kind !== 'file' && found.kind !== 'guess') continue;
          const object = splitHandler(handler).object || defaultObject(phase.split('.')[0] ?? phase);
          entries.push({ path: found.treePath, object, parameter: 0 });
        }
      }
    }
  }
  return entries;
}

interface NamedUse {
  readonly path: string;
  readonly use: ModPythonUse;
}

function namesIn(flow: RequestFlow, path: string): readonly NamedUse[] {
  const module = flow.meanings.program.modules.get(path);
  return module ? modPythonUses(flow.meanings, module).map((use) => ({ path, use })) : [];
}

function isText(moduleName: boolean): (named: NamedUse) => boolean {
  return ({ use }) => use.kind === 'text' && use.moduleName === moduleName;
}

function nameUse(
  site: Site,
  modules: ReadonlyMap<string, ExactModule>,
  { path, use }: NamedUse,
  missing: boolean,
): CodeUse {
  const place = placeInProgram(site, modules, path, use.start, use.end);
  const certain = use.kind !== 'name' || use.certain;
  const access =
    use.kind === 'name' && use.access !== 'delete' ? (use.access === 'store' ? 'store' : 'load') : 'other';
  return { what: use.target || 'mod_python', place, path, api: use.api, access, certain, missing };
}

function requestUse(
  site: Site,
  modules: ReadonlyMap<string, ExactModule>,
  use: FollowedUse,
  missing: boolean,
): CodeUse {
  const { path, start, end, via, member, key, api, certain, object, action } = use;
  const owner = object === 'request' ? 'req' : (via ?? object);
  const item = `${owner}[${key === undefined ? '…' : `'${key}'`}]`;
  const what = member === undefined ? item : `${owner}.${member}`;
  return {
    what: action === 'print-to' ? `print to ${owner}` : what,
    place: placeInProgram(site, modules, path, start, end),
    path,
    api,
    access: action === 'store' ? 'store' : action === 'load' || action === 'call' ? 'load' : 'other',
    certain,
    missing,
  };
}

function unique(uses: readonly CodeUse[]): readonly CodeUse[] {
  const found = new Map<string, CodeUse>();
  for (const use of uses) {
    const key = `${use.place.path}:${use.place.byteOffset}:${use.place.byteLength}:${use.what}`;
    const known = found.get(key);
    if (!known || (!known.certain && use.certain)) found.set(key, use);
  }
  return [...found.values()];
}

function uniqueEscapes(escapes: readonly CodeEscape[]): readonly CodeEscape[] {
  return [
    ...new Map(
      escapes.map((one) => [`${one.place.path}:${one.place.byteOffset}:${one.reason}`, one]),
    ).values(),
  ];
}
