/** A door that stays shut: what a section gets whose guard a person has to replace. */
import { addAfter, directiveLine, leaveToPerson, type PathEdit } from '../changes.js';
import type { DirectiveUse } from '../configuration/directives.js';
import type { ConfiguredSite, Site } from '../site.js';
import { handlerTexts } from './handler-text.js';
import { inSection } from './lines.js';

export interface ClosedSection {
  readonly lines: readonly string[];
  readonly creates: readonly { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }[];
}

/** Lines that make Apache refuse every request of the section that holds a PythonHandlerModule; none if it guards nothing. */
export function closedSection(site: Site, use: DirectiveUse, modules: readonly string[]): ClosedSection {
  return modules.some((module) => mayGuard(site, module)) ? closing(site, use) : OPEN;
}

/** A section that no door keeps shut. */
export const OPEN: ClosedSection = { lines: [], creates: [] };

/** Makes the directive a comment with its reason, and puts the door behind it. */
export function leaveShut(
  use: DirectiveUse,
  code: string,
  reason: string,
  { lines, creates }: ClosedSection,
) {
  const door: readonly PathEdit[] = lines.length > 0 ? addAfter(use.file, use.node, lines, 4) : [];
  return { edits: [...leaveToPerson(use, code, reason), ...door], creates };
}

/** Lines that make Apache refuse every request of the section that holds the directive. */
export function closing(site: Site, use: DirectiveUse): ClosedSection {
  const configured = site.configured.find((one) => one.configuration === use.file.configuration);
  const [scope] = use.scopes;
  if (!configured || !scope) return OPEN;
  const { path, creates } = closedScript(site, configured);
  const line = directiveLine('WSGIAccessScript', path, 'application-group=%{GLOBAL}');
  return { lines: inSection(scope, [line]), creates };
}

/** Whether the module has a function for one of the phases that keep visitors out; unknown modules may. */
function mayGuard(site: Site, handler: string): boolean {
  const texts = handlerTexts(site, handler);
  const guard = /\b(?:headerparser|access|authen|authz|fixup|trans|postreadrequest)handler\b/;
  return texts.length === 0 || texts.some((text) => guard.test(text));
}

function closedScript(site: Site, configured: ConfiguredSite) {
  const path = `${configured.design.folder}/closed.wsgi`;
  const target = site.placeNew(configured, path).path;
  const file = { path: target, bytes: Buffer.from(TEXT, 'latin1'), mode: 0o644 };
  return { path, creates: site.tree.node(target) ? [] : [file] };
}

const TEXT = `"""Keeps sections closed whose guards a person has to replace."""


def allow_access(environ, host):
    """Called by mod_wsgi for WSGIAccessScript."""
    return False
`;
