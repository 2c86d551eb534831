/**
 * Lines about Python that httpd itself refuses: wrong argument counts, flags that are neither On nor Off, directives in a
 * section where they may not stand. A configuration that never started is not migrated in silence.
 */

import { type ArgumentStyle, lookupDirective } from '../httpd/directives.js';
import type { EffectiveDirective, EffectiveSection, EffectiveTree } from '../httpd/reading/effective.js';
import { realPath } from '../site/configuration/configurations.js';
import { isHost, type Scope } from '../site/configuration/scopes.js';
import type { Site } from '../site/site.js';
import type { FileProblem } from './plan.js';

const TODO = 'Apache refuses this line as well: correct it, then run migrate again.';

/** Lines of a reading with a directive that is refused for itself; the lines around it can be understood. */
export function refusedDirectives(
  site: Site,
  scopes: readonly Scope[],
  tree: EffectiveTree,
): readonly FileProblem[] {
  return scopes
    .filter((scope) => scope.tree === tree)
    .flatMap((scope) =>
      scope.directives.filter((node) => node.active === true).flatMap((node) => check(site, scope, node)),
    );
}

/** Sections of a reading that say of nothing what they hold. */
export function bareSections(
  site: Site,
  scopes: readonly Scope[],
  tree: EffectiveTree,
): readonly FileProblem[] {
  return scopes.filter((scope) => scope.tree === tree).flatMap((scope) => bareSection(site, scope));
}

function check(site: Site, scope: Scope, node: EffectiveDirective): readonly FileProblem[] {
  if (!/^python/i.test(node.name)) return [];
  const info = lookupDirective(node.name)[0];
  const says = info && (wrongPlace(scope, node, info.contexts) ?? wrongArguments(node, info.style));
  return says === undefined ? [] : [problem(site, node, says)];
}

function problem(site: Site, node: EffectiveDirective | EffectiveSection, message: string): FileProblem {
  const { file, node: source } = node.origin;
  const path = realPath(site, file.path) ?? file.path;
  return { path, line: source.line.lastLine, column: 1, message, todo: TODO, level: 'fatal' };
}

/** `<Location>` without an argument: httpd stops there (core.c, urlsection). */
function bareSection(site: Site, scope: Scope): readonly FileProblem[] {
  const { node } = scope;
  if (node?.active !== true || node.argv.length > 0 || scope.kind === 'other' || scope.kind === 'if')
    return [];
  return [problem(site, node, `<${node.name}> directive requires additional arguments`)];
}

function wrongPlace(scope: Scope, node: EffectiveDirective, contexts: string): string | undefined {
  const inside = !isHost(scope);
  if (!inside || /[AOFCLI]/.test(contexts)) return undefined;
  const where = scope.kind === 'htaccess' ? '.htaccess' : `<${scope.node?.name ?? ''}>`;
  return `${node.name} not allowed in ${where} context`;
}

function wrongArguments(node: EffectiveDirective, style: ArgumentStyle): string | undefined {
  const count = node.argv.length;
  switch (style) {
    case 'FLAG':
      return /^(?:on|off)$/i.test(node.argv[0] ?? '') ? undefined : `${node.name} must be On or Off`;
    case 'TAKE1':
      return count === 1 ? undefined : `${node.name} takes one argument`;
    case 'TAKE2':
      return count === 2 ? undefined : `${node.name} takes two arguments`;
    case 'TAKE12':
      return count === 1 || count === 2 ? undefined : `${node.name} takes 1-2 arguments`;
    default:
      return undefined;
  }
}
