/**
 * Apache's own authentication lines around a PythonAuthenHandler. The entry script asks for the password, so they must
 * not ask as well: with `AuthUserFile /dev/null` nobody would ever get in.
 */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { directiveLine, type PathEdit, removeLine, replaceLine } from '../changes.js';
import { lineOf } from '../configuration/directives.js';
import { named, type Scope } from '../configuration/scopes.js';
import type { Mount } from '../mounts/mounts.js';
import type { Site } from '../site.js';
import { authFacts } from './auth-facts.js';

const LINES = [
  'AuthType',
  'AuthName',
  'AuthUserFile',
  'AuthGroupFile',
  'AuthBasicProvider',
  'AuthBasicAuthoritative',
  'AuthAuthoritative',
];

/** Whether Python decides who a visitor is. @param scopes all of the configuration */
export function authenticates(mount: Mount, scopes: readonly Scope[]): boolean {
  return askingScopes(mount, scopes).length > 0;
}

/** Scopes whose handlers ask for the password: those of PythonAuthenHandler, or of a module for all phases. */
function askingScopes(mount: Mount, all: readonly Scope[]): readonly Scope[] {
  const chains = [...mount.settings.chains].filter(([key]) => /^PythonAuthenHandler/i.test(key));
  const module = mount.settings.values.get('pythonhandlermodule')?.from.scope;
  return [
    ...chains.map(([, chain]) => chain.scope),
    ...(module && nobodyElseKnowsUsers([module, mount.scope], all) ? [module] : []),
  ];
}

/**
 * Whether the lines around a PythonHandlerModule ask for a user whom only Python can know. Where Apache has users of
 * its own, be it in a section around, the module need not have an authenhandler, and Apache goes on asking.
 */
function nobodyElseKnowsUsers(scopes: readonly Scope[], all: readonly Scope[]): boolean {
  const alone = scopes.every((scope) => {
    const { basic, providers } = authFacts(scope, all);
    return basic && providers.length === 0;
  });
  return alone && scopes.some((scope) => named(scope, 'AuthType').length > 0);
}

/** Require lines that the entry script takes over: those beside the handler that ask for a user. */
export function requireLines(mount: Mount, scopes: readonly Scope[]): readonly EffectiveDirective[] {
  if (!authenticates(mount, scopes)) return [];
  return authScopes(mount, scopes).flatMap((scope) =>
    named(scope, 'Require').filter((node) => /^(?:valid-user|user)$/i.test(node.argv[0] ?? '')),
  );
}

/** Lines that have no meaning any more once the entry script asks for the password. */
function deadAuthLines(mount: Mount, scopes: readonly Scope[]): readonly EffectiveDirective[] {
  if (!authenticates(mount, scopes)) return [];
  return authScopes(mount, scopes).flatMap((scope) => LINES.flatMap((name) => named(scope, name)));
}

/** Scopes in which the PythonAuthenHandler and its Require stand. */
function authScopes(mount: Mount, scopes: readonly Scope[]): readonly Scope[] {
  return [...new Set([...askingScopes(mount, scopes), mount.scope])];
}

/** Takes Apache's own authentication out of the section: `Require all granted` stands where a user was asked for. */
export function authEdits(site: Site, mount: Mount): readonly PathEdit[] {
  const home = site.configured.find(({ mounts }) => mounts.includes(mount));
  const scopes = home?.configuration.scopes ?? [];
  const line = (node: EffectiveDirective) => lineOf(site.configFiles, node);
  const dead = deadAuthLines(mount, scopes).flatMap((node) => line(node) ?? []);
  const require = requireLines(mount, scopes).flatMap((node) => line(node) ?? []);
  const granted = site.options.apache === '2.2' ? [] : [directiveLine('Require', 'all', 'granted')];
  const replaced = require.flatMap((one, index) =>
    index === 0 && granted.length ? replaceLine(one, granted) : removeLine(one),
  );
  return [...dead.flatMap(removeLine), ...replaced];
}
