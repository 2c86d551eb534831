/**
 * Mounts that can become a WSGIScriptAlias: a whole `<Location>` handed to a WSGI application, with nothing in it that
 * belongs to somebody else. WSGIScriptAlias ignores SetHandler, so an island below the location would be swallowed
 * (mod_wsgi.md §1.2; apache-config.md D7).
 */
import { within } from './inherit.js';
import type { Mount } from './mounts.js';
import { containerOf, named, type Scope } from './scopes.js';

/** URL of the alias; undefined where Apache's own mapping must stay. */
export function aliasUrl(mount: Mount, scopes: readonly Scope[]): string | undefined {
  const { scope } = mount;
  if (scope.kind !== 'location' || scope.regex || /[*?[]/.test(scope.argument)) return undefined;
  if (scope.parent !== containerOf(scope) || mount.local.setHandler === undefined) return undefined;
  const url = scope.argument;
  const home = containerOf(scope);
  const near = scopes.filter(
    (other) => other !== scope && (containerOf(other) === home || containerOf(other).kind === 'server'),
  );
  return near.some((other) => interferes(other, url)) ? undefined : url;
}

function interferes(other: Scope, url: string): boolean {
  const aliases = [
    'Alias',
    'AliasMatch',
    'ScriptAlias',
    'ScriptAliasMatch',
    'Redirect',
    'RedirectMatch',
    'RewriteRule',
  ];
  if (aliases.some((name) => named(other, name).some((node) => touches(node.argv[0] ?? '', url))))
    return true;
  if (other.kind !== 'location') return false;
  const inside = other.regex || within(other.argument, url === '/' ? '' : url);
  return inside && (named(other, 'SetHandler').length > 0 || named(other, 'PythonHandler').length > 0);
}

/** Whether an Alias or a pattern may claim an address below `url`; a pattern always may. */
function touches(claimed: string, url: string): boolean {
  if (!claimed.startsWith('/')) return true;
  const base = url === '/' ? '' : url;
  return within(claimed.replace(/\/+$/, ''), base) || (url !== '/' && within(url, claimed));
}
