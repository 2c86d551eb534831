/** The directives that make Apache ask a guard script, and what becomes of the lines of mod_auth_basic around them. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { directiveLine } from '../changes.js';
import { containerOf, isHost, named, type Scope } from '../configuration/scopes.js';
import type { Hook } from './hooks.js';
import type { GuardNeed, GuardPair } from './need.js';
import { GRANTED } from './script.js';

/** What one hook says in the section of `need`. */
export function hookDirectives(pair: GuardPair, need: GuardNeed, hook: Hook): readonly string[] {
  const group = `application-group=${pair.applicationGroup}`;
  switch (pair.obstacle ? 'access' : hook) {
    case 'access': {
      const open = pair.obstacle && need.auth.satisfyAny && !saysSatisfy(need.scope);
      const lines = [
        directiveLine('WSGIAccessScript', pair.script, pair.obstacle ? 'application-group=%{GLOBAL}' : group),
        ...(open ? ['Satisfy all'] : []),
      ];
      return inSection(need.scope, lines);
    }
    case 'authen':
      return [
        directiveLine('AuthBasicProvider', ...need.auth.providers, 'wsgi'),
        ...(refusesElsewhere(need) ? ['AuthBasicAuthoritative On'] : []),
        directiveLine('WSGIAuthUserScript', pair.script, group),
      ];
    case 'authz':
      return [
        directiveLine('WSGIAuthGroupScript', pair.script, group),
        directiveLine('Require', 'wsgi-group', GRANTED),
      ];
  }
}

function saysSatisfy(scope: Scope): boolean {
  return named(scope, 'Satisfy').length > 0;
}

/** mod_wsgi allows its guards in sections only; a whole host gets the two sections that are merged before all others. */
export function inSection(scope: Scope, lines: readonly string[]): readonly string[] {
  if (!isHost(scope)) return lines;
  const inner = lines.map((line) => `    ${line}`);
  const proxied = containerOf(scope).directives.some(
    (node) => /^ProxyPass(?:Match)?$/i.test(node.name) || /\[(?:[^\]]*,)?P\b/.test(node.args),
  );
  return [
    '<Directory "/">',
    ...inner,
    '</Directory>',
    ...(proxied ? ['<Proxy "*">', ...inner, '</Proxy>'] : []),
  ];
}

/** With `AuthBasicAuthoritative Off` in an outer section an unknown user would get 500 in place of 401. */
function refusesElsewhere({ scope, auth }: GuardNeed): boolean {
  return !auth.authoritative && named(scope, 'AuthBasicAuthoritative').length === 0;
}

/** Lines of the section that the hook's own take the place of. */
export function replacedLines(pair: GuardPair, need: GuardNeed, hook: Hook): readonly EffectiveDirective[] {
  const { scope, auth } = need;
  if (pair.obstacle) return [];
  if (hook === 'authz') return auth.requiredIn === scope ? auth.requires : [];
  if (hook !== 'authen') return [];
  const file = auth.providers.some((name) => name.toLowerCase() === 'file') ? [] : ['AuthUserFile'];
  return ['AuthBasicProvider', 'AuthBasicAuthoritative', 'AuthAuthoritative', ...file].flatMap((name) =>
    named(scope, name),
  );
}

/** `Satisfy any` beside a closed door. */
export function openingLines(pair: GuardPair, need: GuardNeed): readonly EffectiveDirective[] {
  return pair.obstacle && need.auth.satisfyAny ? named(need.scope, 'Satisfy') : [];
}
