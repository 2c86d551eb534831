/** What Apache's own authentication directives say at a scope: who must be asked, and who answers. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { layersOf } from '../configuration/inherit.js';
import { named, type Scope } from '../configuration/scopes.js';
import type { HandlerChain } from '../configuration/settings.js';
import { isFrameworkGuard } from './adapters.js';

export interface AuthFacts {
  /** AuthType; '' where there is none. */
  readonly type: string;
  readonly basic: boolean;
  /** AuthName. */
  readonly name: string | undefined;
  readonly satisfyAny: boolean;
  /** Providers of mod_auth_basic that know users of their own, in order. A file that cannot hold users is none. */
  readonly providers: readonly string[];
  /** AuthBasicAuthoritative: an unknown user is refused before other modules are asked. */
  readonly authoritative: boolean;
  /** Scope whose Require lines are in force: the last one that has any (AuthMerging Off). */
  readonly requiredIn: Scope | undefined;
  /** Its Require lines, those in nested sections left out. */
  readonly requires: readonly EffectiveDirective[];
  /** Whether its Require lines are more than a plain list: `<RequireAll>`, `<Limit>`, AuthMerging. */
  readonly nested: boolean;
}

export function authFacts(scope: Scope, scopes: readonly Scope[]): AuthFacts {
  const layers = layersOf(scope, scopes);
  const last = (name: string) => layers.flatMap((layer) => named(layer, name)).at(-1);
  const requiredIn = layers.findLast(
    (layer) => named(layer, 'Require').length > 0 || nestedRequire(layer, scopes),
  );
  const type = (last('AuthType')?.argv[0] ?? '').replace(/^none$/i, '');
  return {
    type,
    basic: type.toLowerCase() === 'basic',
    name: last('AuthName')?.argv[0],
    satisfyAny: satisfiesAny(layers),
    providers: providersOf(last('AuthBasicProvider')?.argv, last('AuthUserFile')?.argv[0]),
    authoritative: !/^off$/i.test(last('AuthBasicAuthoritative')?.argv[0] ?? ''),
    requiredIn,
    requires: requiredIn ? named(requiredIn, 'Require') : [],
    nested:
      (requiredIn !== undefined && nestedRequire(requiredIn, scopes)) ||
      !/^off$/i.test(last('AuthMerging')?.argv[0] ?? 'off'),
  };
}

/** `AuthUserFile /dev/null` was the usual way to keep mod_auth_basic quiet (mod_python.md §0.10). */
function providersOf(named: readonly string[] | undefined, file: string | undefined): readonly string[] {
  const wanted = named ?? ['file'];
  const empty = file === undefined || file === '/dev/null';
  return wanted.filter((name) => name.toLowerCase() !== 'wsgi' && !(empty && name.toLowerCase() === 'file'));
}

function nestedRequire(scope: Scope, scopes: readonly Scope[]): boolean {
  return scopes.some(
    (other) =>
      other.kind === 'other' &&
      other.parent === scope &&
      (named(other, 'Require').length > 0 || nestedRequire(other, scopes)),
  );
}

/** `Satisfy any`: whoever passes the access handlers or gives a password comes in; only Apache can say "or". */
export function satisfiesAny(layers: readonly Scope[]): boolean {
  const last = layers.flatMap((layer) => named(layer, 'Satisfy')).at(-1);
  return last !== undefined && /^any$/i.test(last.argv[0] ?? '');
}

/** Whether the scope itself changes who must give a password, or for what. */
export function saysWhoComesIn(scope: Scope): boolean {
  return ['Require', 'AuthType', 'AuthName', 'Satisfy'].some((name) => named(scope, name).length > 0);
}

/** Whether every line asks for a user by name or for any: what a Python script can judge by itself. */
export function asksForUsersOnly(requires: readonly EffectiveDirective[]): boolean {
  return requires.every((node) => /^(?:valid-user|user)$/i.test(node.argv[0] ?? ''));
}

/**
 * Whether a section below one of the chains has Require lines of its own. Apache judges those, so Apache must know who
 * the visitor is: an entry script would be too late, and in a section that is open again it would ask in vain.
 */
function requiredBelow(chains: readonly HandlerChain[], scopes: readonly Scope[]): boolean {
  return scopes.some(
    (other) =>
      other.kind !== 'other' &&
      (named(other, 'Require').length > 0 || nestedRequire(other, scopes)) &&
      chains.some(({ scope }) => scope !== other && isBelow(other, scope, scopes)),
  );
}

function isBelow(inner: Scope, outer: Scope, scopes: readonly Scope[]): boolean {
  const layers = layersOf(inner, scopes);
  return layers.includes(outer) && layers.indexOf(outer) < layers.indexOf(inner);
}

/**
 * Whether an entry script can ask for the password itself: the handlers run there, and the Require lines in force are
 * theirs to judge.
 */
export function pythonMayAsk(
  scope: Scope,
  chains: readonly HandlerChain[],
  scopes: readonly Scope[],
): boolean {
  const auth = authFacts(scope, scopes);
  const near =
    auth.requiredIn === undefined ||
    auth.requiredIn === scope ||
    chains.some((chain) => chain.scope === auth.requiredIn);
  const plain = near && !auth.nested && !auth.satisfyAny && asksForUsersOnly(auth.requires);
  const own = plain && (!auth.basic || auth.providers.length === 0) && !chains.some(isFrameworkGuard);
  return own && !(auth.basic && requiredBelow(chains, scopes));
}
