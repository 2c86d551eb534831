/**
 * Guards: request phases in front of content that Python does not make. A mount can take over plain files; it must not
 * take over what another module serves (CGI, DAV, PHP, a proxy), because the source or nothing at all would come out.
 */
import { filterUse, type PythonFilters } from './filters.js';
import { containerOf, named, type Scope } from './scopes.js';
import { isPythonHandlerName, type PythonSettings } from './settings.js';

/** Request phases that mod_python runs whatever serves the content. Server-level phases alone do not make a guard. */
const GUARD_PHASE = /^python(?:headerparser|access|authen|authz|type|fixup|log|cleanup)handler$/i;

/** Whether a mount for plain files can take over the scope's requests. */
export function mayGuard(
  scope: Scope,
  settings: PythonSettings,
  layers: readonly Scope[],
  scopes: readonly Scope[],
  filters: PythonFilters,
): boolean {
  if (scope.kind === 'server' || scope.kind === 'vhost' || scope.kind === 'if' || scope.kind === 'other')
    return false;
  const own = scope.directives.filter((node) => node.active !== false);
  if (!own.some((node) => GUARD_PHASE.test(node.name) || filterUse(node, filters))) return false;
  return foreignContent(scope, settings, layers, scopes) === undefined;
}

/** The directive that gives (part of) the scope's content to another module; undefined: all of it is plain files. */
export function foreignContent(
  scope: Scope,
  settings: PythonSettings,
  layers: readonly Scope[],
  scopes: readonly Scope[],
): string | undefined {
  const set = settings.setHandler?.value;
  if (set !== undefined && !isPlain(set)) return `SetHandler ${set}`;
  for (const [extension, { value }] of settings.addHandler) {
    if (!isPlain(value)) return `AddHandler ${value} .${extension}`;
  }
  const inside = scopes.filter((other) => isInside(other, scope));
  for (const other of [...layers, ...inside]) {
    const found = other.directives.find((node) => node.active !== false && isForeign(node.name, node.argv));
    if (found) return `${found.name} ${found.argv.join(' ')}`;
  }
  const home = containerOf(scope);
  const proxied = named(home, 'ProxyPass').find((node) => scope.argument.startsWith(node.argv[0] ?? '\0'));
  return proxied && `ProxyPass ${proxied.argv.join(' ')}`;
}

function isPlain(handler: string): boolean {
  return handler === '' || /^(?:none|default-handler)$/i.test(handler) || isPythonHandlerName(handler);
}

function isForeign(name: string, argv: readonly string[]): boolean {
  switch (name.toLowerCase()) {
    case 'dav':
      return !/^off$/i.test(argv[0] ?? '');
    case 'addtype':
      return /x-httpd-php|x-httpd-cgi|server-parsed/i.test(argv[0] ?? '');
    case 'sethandler':
    case 'addhandler':
      return !isPlain(argv[0] ?? '');
    default:
      return false;
  }
}

function isInside(other: Scope, scope: Scope): boolean {
  for (let at = other.parent; at; at = at.parent) if (at === scope) return true;
  return false;
}
