/** Which files httpd reads in the folders of a site, as far as the server's configuration says (server/config.c). */
import { applyOverrides, readsHtaccess, UNSET_OVERRIDES } from '../../httpd/request/overrides.js';
import { mergeOrder, within } from './inherit.js';
import { containerOf, named, type Scope } from './scopes.js';
import { seesWholeServer } from './whole-server.js';

/**
 * Whether httpd does not read the file `name` in a folder, whatever host a request is for: `AllowOverride None`, or
 * other names after AccessFileName. False where the configuration at hand does not settle it.
 */
export function isUnread(scopes: readonly Scope[], folder: string, name: string): boolean {
  const names = scopes.flatMap((scope) => named(scope, 'AccessFileName'));
  if (names.length > 0 && names.every(({ active, argv }) => active === true && !argv.includes(name)))
    return (
      hostsOf(scopes).length === 1 ||
      names.some((node) => named(scopes[0] as Scope, node.name).includes(node))
    );
  const saying = scopes.filter((scope) => scope.kind === 'directory' && saysOverride(scope));
  if (!seesWholeServer(scopes) || saying.some((scope) => isUnsure(scope))) return false;
  const over = saying.filter((scope) => within(folder, scope.argument)).sort(mergeOrder);
  return hostsOf(scopes).every((host) => {
    const layers = over.filter((scope) => [host, scopes[0]].includes(containerOf(scope)));
    return !readsHtaccess(layers.map((layer) => layer.directives).reduce(applyOverrides, UNSET_OVERRIDES));
  });
}

function hostsOf(scopes: readonly Scope[]): readonly Scope[] {
  return [...new Set(scopes.map(containerOf))];
}

function saysOverride(scope: Scope): boolean {
  return named(scope, 'AllowOverride').length + named(scope, 'AllowOverrideList').length > 0;
}

/** Patterns, variables and conditions that nobody can judge here. */
function isUnsure(scope: Scope): boolean {
  const lines = [...named(scope, 'AllowOverride'), ...named(scope, 'AllowOverrideList')];
  return scope.regex || /[*?[]|\$\{/.test(scope.argument) || lines.some((node) => node.active !== true);
}
