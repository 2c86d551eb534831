/**
 * Mounts that can become a WSGIScriptAlias: a whole `<Location>` handed to a WSGI application, with nothing in it that
 * belongs to somebody else. WSGIScriptAlias ignores SetHandler, so an island below the location would be swallowed
 * (mod_wsgi.md §1.2; apache-config.md D7).
 */
import { layersOf, within } from '../configuration/inherit.js';
import { containerOf, named, type Scope } from '../configuration/scopes.js';
import type { Mount } from './mounts.js';

/**
 * URLs of the aliases; a mount that is not in the result keeps Apache's own mapping. Locations that lie in each other
 * become aliases together or not at all: a SetHandler that stays would take the script's own handler away.
 * @param candidates mounts of applications that are WSGI already
 */
export function aliasUrls(
  candidates: readonly Mount[],
  scopes: readonly Scope[],
): ReadonlyMap<Mount, string> {
  let found = candidates.filter(isPlainLocation);
  for (let count = -1; count !== found.length; ) {
    count = found.length;
    const others = new Set(found.map((mount) => mount.scope));
    found = found.filter((mount) => !isDisturbed(mount.scope, others, scopes));
  }
  return new Map(found.map((mount) => [mount, mount.scope.argument]));
}

function isPlainLocation({ scope, local }: Mount): boolean {
  if (scope.kind !== 'location' || scope.regex || /[*?[]/.test(scope.argument)) return false;
  return scope.parent === containerOf(scope) && local.setHandler !== undefined;
}

/** @param aliases sections whose SetHandler goes */
function isDisturbed(scope: Scope, aliases: ReadonlySet<Scope>, scopes: readonly Scope[]): boolean {
  const home = containerOf(scope);
  const near = scopes.filter(
    (other) => !aliases.has(other) && (containerOf(other) === home || containerOf(other).kind === 'server'),
  );
  // The script lies elsewhere: sections of the folder that the address led to do not hold for it.
  const around = near.filter((other) => other.kind !== 'directory' && other.kind !== 'htaccess');
  const outer = layersOf(scope, scopes).filter((layer) => around.includes(layer));
  return (
    near.some((other) => interferes(other, scope.argument)) ||
    outer.some((layer) => named(layer, 'SetHandler').length > 0)
  );
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
