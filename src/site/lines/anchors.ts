/** Where server-level lines for a mount go. */

import type { Origin } from '../../httpd/reading/effective.js';
import { leadingComments, standsApart } from '../../httpd/syntax/edit.js';
import type { FileSyntax, SyntaxNode } from '../../httpd/syntax/tree.js';
import { addBefore, appendLines, type PathEdit } from '../changes.js';
import { conditionsOf, holdsIn, undecided } from '../configuration/conditions.js';
import type { ConfigFile } from '../configuration/config-file.js';
import { realPath } from '../configuration/configurations.js';
import { hostOf, hostsOfFolder, within } from '../configuration/inherit.js';
import { containerOf, outermost, type Scope } from '../configuration/scopes.js';
import type { Target } from '../mounts/target.js';
import { rememberIn } from '../remember.js';
import type { ConfiguredSite, Site } from '../site.js';

/** The place in front of which lines go. */
export interface Anchor {
  readonly file: ConfigFile;
  /** Undefined: the end of the file. */
  readonly node: SyntaxNode | undefined;
}

/** Behind everything that is put in front of a section, and above notes about the section itself. */
const BLANK_RANK = 4;

/**
 * Lines at an anchor; `rank` (below 4) orders what several changes put there. A section that a blank line parted from
 * what is above it stays parted.
 */
export function put(anchor: Anchor, lines: readonly string[], rank: number): readonly PathEdit[] {
  if (lines.length === 0) return [];
  const { file, node } = anchor;
  if (!node) return appendLines(file, lines, rank);
  const blank = standsApart(file.syntax, node) ? addBefore(file, node, [''], BLANK_RANK) : [];
  return [...addBefore(file, node, lines, rank), ...blank];
}

/**
 * In front of the outermost section of the scope; for a directive of the server or a virtual host, in front of it.
 * @param once the section is read once: lines for a macro's section then stand in front of its Use
 */
export function anchorOf(
  site: Site,
  configured: ConfiguredSite,
  scope: Scope,
  once: boolean,
): Anchor | undefined {
  if (containerOf(scope).kind === 'htaccess') return htaccessAnchor(site, configured, scope);
  const top = outermost(scope);
  const origin = top.node && top.kind !== 'vhost' ? top.node.origin : lineOrigin(scope);
  if (!origin) return undefined;
  const { file, node: source, macros } = origin;
  const macro = once ? macros.at(-1) : undefined;
  return macro ? inFile(site, macro.use.file, macro.use.node) : inFile(site, file, source);
}

/** At server level, in front of the line of the main file through which the scope is read. */
export function serverAnchor(site: Site, configured: ConfiguredSite, scope: Scope): Anchor | undefined {
  if (containerOf(scope).kind === 'htaccess') {
    const section = sectionAbove(configured, scope);
    return section ? serverAnchor(site, configured, section) : htaccessAnchor(site, configured, scope);
  }
  let top: Scope = scope;
  while (top.parent && top.parent.kind !== 'server') top = top.parent;
  const origin = top.node?.origin ?? lineOrigin(scope);
  if (!origin) return undefined;
  const { file, node: source, includes, macros } = origin;
  const outer = includes[0] ?? macros.at(-1)?.use;
  return outer ? inFile(site, outer.file, outer.node) : inFile(site, file, source);
}

/**
 * In front of the first condition around a scope's outermost section that does not hold for all of the others: what
 * stands there serves them, too. Undefined: there is no such condition, and the scope's own place will do.
 */
export function anchorForAll(site: Site, scope: Scope, others: readonly Scope[]): Anchor | undefined {
  const top = outermost(scope);
  const around = top.node && top.kind !== 'vhost' ? undecided(top.node) : conditionsOf(scope);
  const own = around.find((one) => !others.every((other) => holdsIn(other, one)));
  return own && inFile(site, own.file, own.node);
}

/** The file of the site that was read as this text; undefined where it lies outside the tree. */
export const configFileOf = rememberIn((syntax: FileSyntax, site: Site): ConfigFile | undefined => {
  const path = realPath(site, syntax.path);
  return site.configFiles.find((one) => one.path === path);
});

/** Comments above a section are about the section: what we add goes above them. */
function inFile(site: Site, syntax: FileSyntax, node: SyntaxNode): Anchor | undefined {
  const file = configFileOf(syntax, site);
  return file && { file, node: leadingComments(file.syntax, node)[0] ?? node };
}

/** The first line about Python; for a branch the section that holds it, since what is added counts whatever is decided. */
function lineOrigin(scope: Scope): Pick<Origin, 'file' | 'node' | 'includes' | 'macros'> | undefined {
  const line = scope.directives.find(
    (node) => /^python/i.test(node.name) || /^(?:set|add)handler$/i.test(node.name),
  );
  return line && { ...line.origin, ...scope.condition };
}

/**
 * WSGIHandlerScript is not allowed in .htaccess (mod_wsgi.md §1.1): it goes to the section that covers the folder. Where
 * several virtual hosts read the file it goes to the server: all of them must know the name, or they send the source.
 */
function htaccessAnchor(site: Site, configured: ConfiguredSite, scope: Scope): Anchor | undefined {
  const best = sectionAbove(configured, scope);
  const several = hostsOfFolder(scope, configured.configuration.scopes).length > 1;
  if (best) return several ? serverAnchor(site, configured, best) : anchorOf(site, configured, best, true);
  const { kind, path } = configured.configuration;
  const file = kind === 'htaccess' ? undefined : site.configFiles.find((one) => one.path === path);
  return file && { file, node: undefined };
}

/** The innermost `<Directory>` over a .htaccess file, of its own virtual host or of the server. */
function sectionAbove({ configuration: { scopes } }: ConfiguredSite, scope: Scope): Scope | undefined {
  const folder = containerOf(scope).argument;
  const host = hostOf(scope, scopes);
  const mayHold = ({ kind }: Scope, home: Scope) =>
    kind === 'directory' && (home.kind === 'server' || home === host || host === undefined);
  return scopes
    .filter((other) => !other.regex && mayHold(other, containerOf(other)) && within(folder, other.argument))
    .sort((a, b) => b.argument.length - a.argument.length)[0];
}

/** Place of the target's own lines; undefined where no server configuration is at hand. */
export function anchorOfTarget(site: Site, configured: ConfiguredSite, target: Target): Anchor | undefined {
  return anchorOf(site, configured, target.mount.scope, target.mounts.length === 1);
}
