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

const LINES = [
  'AuthType',
  'AuthName',
  'AuthUserFile',
  'AuthGroupFile',
  'AuthBasicProvider',
  'AuthBasicAuthoritative',
  'AuthAuthoritative',
];

/** Whether Python decides who a visitor is. */
export function authenticates(mount: Mount): boolean {
  return askingScopes(mount).length > 0;
}

/** Scopes whose handlers ask for the password: those of PythonAuthenHandler, or of a module for all phases. */
function askingScopes(mount: Mount): readonly Scope[] {
  const chains = [...mount.settings.chains].filter(([key]) => /^PythonAuthenHandler/i.test(key));
  const module = mount.settings.values.get('pythonhandlermodule')?.from.scope;
  return [
    ...chains.map(([, chain]) => chain.scope),
    ...(module && nobodyElseKnowsUsers([module, mount.scope]) ? [module] : []),
  ];
}

/**
 * Whether the lines around a PythonHandlerModule ask for a user whom only Python can know. Where Apache has users of
 * its own the module need not have an authenhandler, and Apache goes on asking.
 */
function nobodyElseKnowsUsers(scopes: readonly Scope[]): boolean {
  const all = (name: string) => scopes.flatMap((scope) => named(scope, name));
  const files = all('AuthUserFile').every(({ argv }) => argv[0] === '/dev/null');
  const providers = all('AuthBasicProvider').every(({ argv }) => argv.every((one) => /^file$/i.test(one)));
  return all('AuthType').length > 0 && files && providers;
}

/** Require lines that the entry script takes over: those beside the handler that ask for a user. */
export function requireLines(mount: Mount): readonly EffectiveDirective[] {
  if (!authenticates(mount)) return [];
  return authScopes(mount).flatMap((scope) =>
    named(scope, 'Require').filter((node) => /^(?:valid-user|user)$/i.test(node.argv[0] ?? '')),
  );
}

/** Lines that have no meaning any more once the entry script asks for the password. */
export function deadAuthLines(mount: Mount): readonly EffectiveDirective[] {
  if (!authenticates(mount)) return [];
  return authScopes(mount).flatMap((scope) => LINES.flatMap((name) => named(scope, name)));
}

/** Scopes in which the PythonAuthenHandler and its Require stand. */
function authScopes(mount: Mount): readonly Scope[] {
  return [...new Set([...askingScopes(mount), mount.scope])];
}

/** Takes Apache's own authentication out of the section: `Require all granted` stands where a user was asked for. */
export function authEdits(site: Site, mount: Mount): readonly PathEdit[] {
  const line = (node: EffectiveDirective) => lineOf(site.configFiles, node);
  const dead = deadAuthLines(mount).flatMap((node) => line(node) ?? []);
  const require = requireLines(mount).flatMap((node) => line(node) ?? []);
  const granted = site.options.apache === '2.2' ? [] : [directiveLine('Require', 'all', 'granted')];
  const replaced = require.flatMap((one, index) =>
    index === 0 && granted.length ? replaceLine(one, granted) : removeLine(one),
  );
  return [...dead.flatMap(removeLine), ...replaced];
}
