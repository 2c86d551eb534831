/**
 * Guards: request phases in front of content that Python does not make. A mount can take over plain files; it must not
 * take over what another module serves (CGI, DAV, PHP, a proxy), because the source or nothing at all would come out.
 */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { filterUse, type PythonFilters } from '../configuration/filters.js';
import { layersOf, mergeOrder } from '../configuration/inherit.js';
import { mayMeet } from '../configuration/overlap.js';
import { baseOf, containerOf, isHost, named, type Scope } from '../configuration/scopes.js';
import { isPythonHandlerName, type PythonSettings } from '../configuration/settings.js';
import { seesWholeServer } from '../configuration/whole-server.js';
import { pythonMayAsk, satisfiesAny } from './auth-facts.js';
import { chainsByPhase, chainsOf, hookOf } from './hooks.js';

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
  const { kind } = baseOf(scope);
  if (isHost(scope) || kind === 'if' || kind === 'other') return false;
  const own = scope.directives.filter((node) => node.active !== false);
  if (!own.some((node) => GUARD_PHASE.test(node.name) || filterUse(node, filters))) return false;
  // A section that is read in several places has one text for all of them.
  const text = scope.node?.origin.node;
  const twins = text ? scopes.filter((other) => other.node?.origin.node === text) : [scope];
  if (twins.some((twin) => foreignContent(twin, layersOf(twin, scopes), scopes) !== undefined)) return false;
  if (twins.some((twin) => hidesPython(twin, scopes))) return false;
  // Apache can ask these in front of anything, so there is no need to guess what lies behind.
  const asked = own.some((node) => hookOf(node.name) !== undefined);
  if (asked && (!seesWholeServer(scopes) || satisfiesAny(layers) || opensBelow(scope, scopes))) return false;
  const filtered = own.some((node) => filterUse(node, filters));
  return filtered || !leavesAllToApache(scope, settings, scopes);
}

/** Whether "Satisfy any" of another section lets in whom the handlers refuse: only Apache can say "or". */
function opensBelow(scope: Scope, scopes: readonly Scope[]): boolean {
  return scopes.some((other) => other !== scope && satisfiesAny([other]) && mayMeet(other, scope, scopes));
}

/**
 * Whether other sections map some of the scope's files to Python in a way that a SetHandler for plain files would beat, so
 * that their sources would come out: by AddHandler, or in a section that is not laid over the scope.
 */
function hidesPython(scope: Scope, scopes: readonly Scope[]): boolean {
  return scopes.some((other) => {
    const { setHandler, addHandler } = mapsToPython(other);
    if (!setHandler && !addHandler) return false;
    const laidOver = layersOf(other, scopes).includes(scope) && mergeOrder(scope, other) < 0;
    if (laidOver && named(other, 'SetHandler').length > 0) return false;
    return !layersOf(scope, scopes).includes(other) && (laidOver || mayMeet(other, scope, scopes));
  });
}

function mapsToPython(scope: Scope): { readonly setHandler: boolean; readonly addHandler: boolean } {
  const maps = (name: RegExp) =>
    scope.directives.some(
      (node) => node.active !== false && name.test(node.name) && isPythonHandlerName(node.argv[0]),
    );
  return { setHandler: maps(/^(?:sethandler|forcetype)$/i), addHandler: maps(/^add(?:handler|type)$/i) };
}

/** Whether a password is all that Python asks for, and Apache must do that. */
function leavesAllToApache(scope: Scope, settings: PythonSettings, scopes: readonly Scope[]): boolean {
  const phases = [...chainsByPhase(settings).keys()];
  if (!phases.every((phase) => hookOf(phase) === 'authen')) return false;
  return !pythonMayAsk(scope, chainsOf(settings, 'authen'), scopes);
}

/** The directive that gives (part of) the scope's content to another module; undefined: all of it is plain files. */
export function foreignContent(
  scope: Scope,
  layers: readonly Scope[],
  scopes: readonly Scope[],
): string | undefined {
  for (const other of scopes) {
    const found = foreignDirective(other);
    if (found && (layers.includes(other) || mayMeet(other, scope, scopes)))
      return `${found.name} ${found.argv.join(' ')}`;
  }
  const home = containerOf(scope);
  const reach = scopes.filter((one) => one === home || one.kind === 'server');
  const taken = reach
    .flatMap((one) => one.directives)
    .find((node) => takesAddress(node, scope, reach, scopes));
  return taken && `${taken.name} ${taken.argv.join(' ')}`;
}

/** A directive of the scope that hands requests to another module than Python's. */
export function foreignDirective(scope: Scope): EffectiveDirective | undefined {
  return scope.directives.find((node) => node.active !== false && isForeign(node.name, node.argv));
}

function isPlain(handler: string): boolean {
  return handler === '' || /^(?:none|default-handler)$/i.test(handler) || isPythonHandlerName(handler);
}

function isForeign(name: string, argv: readonly string[]): boolean {
  switch (name.toLowerCase()) {
    case 'dav':
      return !/^off$/i.test(argv[0] ?? '');
    case 'addtype':
    case 'forcetype':
      return /x-httpd-(?:php|cgi)|server-parsed/i.test(argv[0] ?? '');
    case 'sethandler':
    case 'addhandler':
      return !isPlain(argv[0] ?? '');
    case 'action':
    case 'jkmount':
      return true;
    default:
      return false;
  }
}

/** Directives of the server and its virtual hosts that lead addresses to another module, and the addresses. */
function takesAddress(
  node: EffectiveDirective,
  scope: Scope,
  reach: readonly Scope[],
  scopes: readonly Scope[],
): boolean {
  if (node.active === false) return false;
  const [first = '', second = ''] = node.argv;
  const meets = (kind: 'location' | 'directory', argument: string) =>
    mayMeet({ ...(reach[0] as Scope), kind, argument: bare(argument), parent: reach[0] }, scope, scopes);
  switch (node.name.toLowerCase()) {
    case 'scriptalias':
      return meets('location', first) || meets('directory', second);
    case 'proxypass':
    case 'wsgiscriptalias':
      return second !== '!' && meets('location', first);
    case 'proxypassmatch':
    case 'scriptaliasmatch':
    case 'wsgiscriptaliasmatch':
      return true;
    case 'rewriterule':
      return /\[(?:[^\]]*,)?\s*(?:P|proxy|H=|handler=)/i.test(node.args);
    default:
      return false;
  }
}

function bare(path: string): string {
  return path.replace(/(.)\/+$/, '$1');
}
