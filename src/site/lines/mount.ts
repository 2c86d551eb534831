/** What a mount adds to the tree: its WSGIHandlerScript line, its daemon process group, its entry script. */

import { directiveLine, type PathEdit, removeLine, replaceLine } from '../changes.js';
import { publishedFolder, publishedHint, publishedList, publishedModules } from '../code/published.js';
import type { ConfigLine } from '../configuration/config-file.js';
import type { DirectiveUse } from '../configuration/directives.js';
import type { PythonFilters } from '../configuration/filters.js';
import { within } from '../configuration/inherit.js';
import { containerOf, type Scope } from '../configuration/scopes.js';
import { ownFace } from '../mounts/mounts.js';
import type { DaemonGroup } from '../mounts/process-groups.js';
import type { Design, Target } from '../mounts/target.js';
import type { NewFile } from '../new-files.js';
import { baseName } from '../paths.js';
import { remember, rememberIn } from '../remember.js';
import { pagesOf } from '../scripts/compiled-pages.js';
import { entryScript } from '../scripts/entry-script.js';
import type { ConfiguredSite, Site } from '../site.js';
import { type Anchor, anchorForAll, anchorOfTarget, put, serverAnchor } from './anchors.js';
import { fragmentFile } from './fragment.js';
import { insertLast } from './section-lines.js';
import { daemonLines, mappingLines, sectionLines, shieldLines } from './server.js';

/** Behind the process group, in front of the handlers. */
const SHIELD_RANK = 1.5;

export interface MountChange {
  readonly edits: readonly PathEdit[];
  readonly creates: readonly NewFile[];
}

/** Everything that must land together with any change to the mount's own directives: each of them asks for it. */
export function mountChange(site: Site, configured: ConfiguredSite, target: Target): MountChange {
  return changesIn(site)(target, configured);
}

const changesIn = remember((site: Site) =>
  rememberIn((target: Target, configured: ConfiguredSite) => makeChange(site, configured, target)),
);

function makeChange(site: Site, configured: ConfiguredSite, target: Target): MountChange {
  const creates = entryFiles(site, configured, target);
  const anchor = anchorOfTarget(site, configured, target);
  if (!anchor) return { edits: [], creates: [...creates, ...fragmentFile(configured, site)] };
  const { place, rank } = aliasPlace(site, configured, target, anchor);
  const mapping = put(place, mappingLines(site, configured, target), rank);
  const inside = insertLast(
    site,
    target.mount.scope,
    sectionLines(site, target, configured.configuration.scopes),
  );
  const around = [...daemonEdits(site, configured, target), ...shieldEdits(site, configured, target)];
  return { edits: [...around, ...mapping, ...inside], creates };
}

/** The first target brings the section that hides the scripts, for all hosts that have some; that of an alias has one of its own. */
function shieldEdits(site: Site, configured: ConfiguredSite, target: Target): readonly PathEdit[] {
  const { targets } = configured.design;
  if (target !== targets[0] || targets.some(({ alias }) => alias !== undefined)) return [];
  const { scope } = target.mount;
  const hosts = new Set(targets.flatMap(({ mounts }) => mounts.map((mount) => containerOf(mount.scope))));
  const own =
    hosts.size > 1 ? serverAnchor(site, configured, scope) : anchorOfTarget(site, configured, target);
  const anchor = own && (forAll(site, target, targets) ?? own);
  return anchor ? put(anchor, shieldLines(configured), SHIELD_RANK) : [];
}

/**
 * The first WSGIScriptAlias that matches wins, the last Location did: aliases inside of others go in front of them, the
 * longest first.
 */
function aliasPlace(
  site: Site,
  configured: ConfiguredSite,
  target: Target,
  anchor: Anchor,
): { readonly place: Anchor; readonly rank: number } {
  const { alias, mount } = target;
  if (alias === undefined) return { place: anchor, rank: 2 };
  const home = containerOf(mount.scope);
  const around = configured.design.targets.find(
    (other) =>
      other.alias !== undefined &&
      containerOf(other.mount.scope) === home &&
      within(alias, other.alias === '/' ? '' : other.alias),
  );
  const place = around && anchorOfTarget(site, configured, around);
  return { place: place ?? anchor, rank: 2 - alias.length / 10_000 };
}

/** mod_wsgi wants WSGIDaemonProcess before the first line that names the group, and once. */
function daemonEdits(site: Site, configured: ConfiguredSite, target: Target): readonly PathEdit[] {
  const first = firstsIn(site)(target.group, configured) ?? target;
  const lines = daemonLines(site, configured, first);
  const members = configured.design.targets.filter(({ group }) => group === target.group);
  const own = needsServerLevel(first)
    ? serverAnchor(site, configured, first.mount.scope)
    : anchorOfTarget(site, configured, first);
  const anchor = own && (forAll(site, first, members) ?? own);
  return anchor ? put(anchor, lines, 1) : [];
}

function forAll(site: Site, { mount }: Target, members: readonly Target[]): Anchor | undefined {
  return anchorForAll(
    site,
    mount.scope,
    members.flatMap(({ mounts }) => mounts.map(({ scope }) => scope)),
  );
}

/** The target of each group beside which the group is declared; undefined where none of them has a place. */
const firstsIn = remember((site: Site) =>
  rememberIn((group: DaemonGroup, configured: ConfiguredSite): Target | undefined => {
    const members = configured.design.targets.filter((target) => target.group === group);
    const placed = members.filter((member) => anchorOfTarget(site, configured, member));
    return placed.find((member) => containerOf(member.mount.scope).kind !== 'htaccess') ?? placed[0];
  }),
);

/** A group that several virtual hosts (or several readings of one section) share cannot be declared beside the section. */
function needsServerLevel(target: Target): boolean {
  return target.mounts.length > 1 || containerOf(target.mount.scope) !== target.group.container;
}

/** Lines beside a mount's own. */
export function putAtMount(
  site: Site,
  configured: ConfiguredSite,
  target: Target,
  lines: readonly string[],
  rank: number,
): readonly PathEdit[] {
  const anchor = anchorOfTarget(site, configured, target);
  return anchor ? put(anchor, lines, rank) : [];
}

function entryFiles(site: Site, configured: ConfiguredSite, target: Target): MountChange['creates'] {
  const { path } = site.placeNew(configured, target.script);
  if (site.tree.node(path)) return [];
  const code = { pages: pagesOf(site, configured, target), asked: askedFor(site) };
  const text = entryScript(target, configured.configuration.scopes, code);
  const list = listOfNames(site, configured, target);
  const hint = list ? publishedHint(baseName(list.path)) : '';
  return [{ path, bytes: Buffer.from(text + hint, 'latin1'), mode: 0o644 }, ...(list ? [list] : [])];
}

/** Which of the less common facts of the configuration the code of the site may look at. */
const askedFor = remember((site: Site) => ({
  directives: site.mentions(/\bget_config\b/),
  root: site.mentions(/\bserver_root\b/),
  pathInfo: site.mentions(/\bused_path_info\b/),
  server: site.mentions(/\.(?:base_)?server\b/),
  limits: site.mentions(/\b(?:keep_alive|limit_req_)\w*|\.timeout\b/),
}));

/** For a publisher the names that it serves, beside the entry script, for a person to shorten. */
function listOfNames(site: Site, configured: ConfiguredSite, target: Target): NewFile | undefined {
  const folder = publishedFolder(target, configured.configuration.scopes);
  const modules = publishedModules(site, configured, target);
  const { path } = site.placeNew(configured, target.script.replace(/\.wsgi$/, '.names'));
  if (target.adapter || folder === undefined || modules.length === 0 || site.tree.node(path))
    return undefined;
  const text = publishedList(folder, baseName(target.script), modules);
  return { path, bytes: Buffer.from(text, 'latin1'), mode: 0o644 };
}

/** The configured site and target of a scope's mount. */
export function targetOf(
  site: Site,
  scope: Scope,
): { readonly configured: ConfiguredSite; readonly target: Target } | undefined {
  for (const configured of site.configured) {
    const target = targetsByScope(configured.design).get(scope);
    if (target) return { configured, target };
  }
  return undefined;
}

const targetsByScope = remember(({ targets }: Design): ReadonlyMap<Scope, Target> => {
  const found = new Map<Scope, Target>();
  for (const target of targets)
    for (const { scope } of target.mounts) if (!found.has(scope)) found.set(scope, target);
  return found;
});

/** The targets of a line, each once: a line that is read in several places may still mean one thing. */
export function targetsOf(site: Site, use: DirectiveUse) {
  const found = use.scopes.flatMap((scope) => targetOf(site, scope) ?? []);
  return found.filter((one, index) => found.findIndex(({ target }) => target === one.target) === index);
}

/**
 * Takes a directive out of the configuration because an entry script has taken over what it said.
 * Where requests reach the section by a SetHandler or AddHandler around it, the first such line becomes the section's own.
 * @param lines what stays in its place, for example a mod_wsgi directive
 */
export function retire(site: Site, use: DirectiveUse, lines: readonly string[] = []): MountChange {
  const found = use.scopes.flatMap((scope) => targetOf(site, scope) ?? [])[0];
  if (!found) return { edits: lines.length ? replaceLine(use, lines) : removeLine(use), creates: [] };
  const change = mountChange(site, found.configured, found.target);
  const all = [...mapperLines(found.target, use, found.configured.filters), ...lines];
  const own = all.length ? replaceLine(use, all) : removeLine(use);
  return { edits: [...change.edits, ...own], creates: change.creates };
}

function mapperLines({ mount, name }: Target, use: ConfigLine, filters: PythonFilters): readonly string[] {
  const first = ownFace(mount.scope, filters);
  return first?.origin.node === use.node ? inheritedLines({ mount, name }) : [];
}

/** SetHandler and AddHandler lines for a section whose requests come to Python by lines of an outer one. */
export function inheritedLines({ mount, name }: Pick<Target, 'mount' | 'name'>): readonly string[] {
  const { setHandler, extensions } = mount.inherited;
  const added = extensions.map((extension) => `.${extension}`);
  return [
    ...(setHandler ? [directiveLine('SetHandler', name)] : []),
    ...(added.length ? [directiveLine('AddHandler', name, ...added)] : []),
  ];
}
