/** What a mount adds to the tree: its WSGIHandlerScript line, its daemon process group, its entry script. */
import { leadingComments } from '../httpd/edit.js';
import type { SyntaxNode } from '../httpd/tree.js';
import {
  addBefore,
  appendLines,
  type ConfigLine,
  directiveLine,
  type PathEdit,
  removeLine,
  replaceLine,
} from './changes.js';
import type { Configuration } from './configurations.js';
import { realPath } from './configurations.js';
import type { Target } from './design.js';
import type { ConfigFile, DirectiveUse } from './directives.js';
import { entryScript } from './entry-script.js';
import type { PythonFilters } from './filters.js';
import { within } from './inherit.js';
import { ownFace } from './mounts.js';
import { containerOf, outermost, type Scope } from './scopes.js';
import { daemonLines, mappingLines } from './server-lines.js';
import type { ConfiguredSite, Site } from './site.js';

export interface MountChange {
  readonly edits: readonly PathEdit[];
  readonly creates: readonly { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }[];
}

/** The place in front of which server-level lines for a mount go. */
interface Anchor {
  readonly file: ConfigFile;
  /** Undefined: the end of the file. */
  readonly node: SyntaxNode | undefined;
}

/** Everything that must land together with any change to the mount's own directives. */
export function mountChange(site: Site, configured: ConfiguredSite, target: Target): MountChange {
  const anchor = anchorOf(site, configured, target.mount.scope);
  const creates = entryFiles(site, configured, target);
  if (!anchor) return { edits: [], creates };
  const script = put(anchor, mappingLines(site, configured, target), 2);
  const first = firstOfGroup(site, configured, target);
  return {
    edits: [
      ...(first === target
        ? put(anchor, daemonLines(site, configured, target), 1)
        : daemonEdits(site, configured, first)),
      ...script,
    ],
    creates,
  };
}

function daemonEdits(site: Site, configured: ConfiguredSite, first: Target): readonly PathEdit[] {
  const anchor = anchorOf(site, configured, first.mount.scope);
  return anchor ? put(anchor, daemonLines(site, configured, first), 1) : [];
}

function put(anchor: Anchor, lines: readonly string[], rank: number): readonly PathEdit[] {
  if (lines.length === 0) return [];
  return anchor.node
    ? addBefore(anchor.file, anchor.node, lines, rank)
    : appendLines(anchor.file, lines, rank);
}

/** Lines beside a mount's own, together with the daemon process group they need. */
export function putAtMount(
  site: Site,
  configured: ConfiguredSite,
  target: Target,
  lines: readonly string[],
  rank: number,
): readonly PathEdit[] {
  const anchor = anchorOf(site, configured, target.mount.scope);
  return anchor ? put(anchor, lines, rank) : [];
}

/** mod_wsgi wants WSGIDaemonProcess before the first line that names the group. */
function firstOfGroup(site: Site, configured: ConfiguredSite, target: Target): Target {
  const members = configured.design.targets.filter((other) => other.group === target.group);
  const placed = members.filter((member) => anchorOf(site, configured, member.mount.scope));
  return placed.find((member) => member.mount.scope.kind !== 'htaccess') ?? placed[0] ?? target;
}

function entryFiles(site: Site, configured: ConfiguredSite, target: Target): MountChange['creates'] {
  const { path } = site.placeNew(configured, target.script);
  if (site.tree.node(path)) return [];
  const text = entryScript(target, configured.configuration.scopes);
  return [{ path, bytes: Buffer.from(text, 'latin1'), mode: 0o644 }];
}

/** In front of the outermost section of the scope; for a directive of the server or a virtual host, in front of it. */
function anchorOf(site: Site, configured: ConfiguredSite, scope: Scope): Anchor | undefined {
  if (containerOf(scope).kind === 'htaccess') return htaccessAnchor(site, configured, scope);
  const top = outermost(scope);
  const origin = top.node && top.kind !== 'vhost' ? top.node.origin : firstPythonLine(scope)?.origin;
  if (!origin) return undefined;
  const macro = origin.macros.at(-1);
  const path = realPath(site, macro ? macro.use.file.path : origin.file.path);
  const file = site.configFiles.find((one) => one.path === path);
  const node = macro ? macro.use.node : origin.node;
  // Comments above a section are about the section: what we add goes above them.
  return file && { file, node: leadingComments(file.syntax, node)[0] ?? node };
}

function firstPythonLine(scope: Scope) {
  return scope.directives.find(
    (node) => /^python/i.test(node.name) || /^(?:set|add)handler$/i.test(node.name),
  );
}

/** WSGIHandlerScript is not allowed in .htaccess (mod_wsgi.md §1.1): it goes to the section that covers the folder. */
function htaccessAnchor(site: Site, configured: ConfiguredSite, scope: Scope): Anchor | undefined {
  const folder = containerOf(scope).argument;
  const sections = configured.configuration.scopes.filter(
    (other) =>
      other.kind === 'directory' &&
      !other.regex &&
      containerOf(other).kind !== 'htaccess' &&
      within(folder, other.argument),
  );
  const best = [...sections].sort((a, b) => b.argument.length - a.argument.length)[0];
  if (best) return anchorOf(site, configured, best);
  const root = mainFile(site, configured.configuration);
  return root && { file: root, node: undefined };
}

function mainFile(site: Site, configuration: Configuration): ConfigFile | undefined {
  return configuration.kind === 'htaccess'
    ? undefined
    : site.configFiles.find((file) => file.path === configuration.path);
}

/** The configured site and target of a scope's mount. */
export function targetOf(
  site: Site,
  scope: Scope,
): { readonly configured: ConfiguredSite; readonly target: Target } | undefined {
  for (const configured of site.configured) {
    const target = configured.design.targets.find((one) => one.mount.scope === scope);
    if (target) return { configured, target };
  }
  return undefined;
}

/**
 * Takes a directive out of the configuration because an entry script has taken over what it said.
 * In a section that only changed settings the first such line becomes the section's own SetHandler or AddHandler.
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
  if (mount.mappers.length > 0) return [];
  const first = ownFace(mount.scope, filters);
  if (first?.origin.node !== use.node) return [];
  const { setHandler, extensions } = mount.inherited;
  const added = extensions.map((extension) => `.${extension}`);
  return [
    ...(setHandler ? [directiveLine('SetHandler', name)] : []),
    ...(added.length ? [directiveLine('AddHandler', name, ...added)] : []),
  ];
}
