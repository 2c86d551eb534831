/** Writes the scripts that Apache asks before it serves what Python does not make (WSGIAccessScript and its siblings). */

import { chainDirectory, chainLocation } from '../configuration/chains.js';
import { layersOf } from '../configuration/inherit.js';
import { isInternal } from '../configuration/options.js';
import { pythonString } from '../configuration/python-path.js';
import { containerOf, describeScope, named, type Scope } from '../configuration/scopes.js';
import type { PythonSettings } from '../configuration/settings.js';
import { addressFiles } from '../mounts/address-files.js';
import {
  type Argument,
  dict,
  docText,
  pathValue,
  phaseValue,
  present,
  stringList,
  withSlash,
} from '../script-values.js';
import { djangoPasswords, isFrameworkGuard } from './adapters.js';
import { earlyVariables } from './early-variables.js';
import { chainsByPhase, chainsOf, type Hook, type PhaseChains, phasesOf } from './hooks.js';
import type { GuardNeed } from './need.js';

/** Group of those whom a PythonAuthzHandler lets in. */
export const GRANTED = 'python-granted';

const PACKAGE = [
  '# modpython_wsgi lies beside this script; mod_wsgi does not look there by itself.',
  'sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))',
  '',
  'from modpython_wsgi import authscripts  # noqa: E402',
  '',
];

/** The script of one section. Pure ASCII, `\n` line ends. */
export function guardScript(need: GuardNeed, scopes: readonly Scope[]): string {
  if (need.obstacle) return closedScript(need);
  const bridged = [...need.hooks].some(
    (hook) => hook !== 'authen' || !chainsOf(need.settings, hook).some(isFrameworkGuard),
  );
  const place = bridged ? placeArguments(need, scopes) : [];
  const chains = [...need.hooks].flatMap((hook) => describeChains(need.settings, hook));
  return [
    `"""${docText(`Guards ${describeScope(need.scope)}: ${chains.join(', ')}.`)}`,
    '',
    "Apache's own processes run this script, before they serve anything of the section.",
    '"""',
    'import os',
    'import sys',
    '',
    ...(bridged ? PACKAGE : []),
    ...(place.length
      ? ['PLACE = dict(', ...place.map(([name, value]) => `    ${name}=${value},`), ')', '']
      : []),
    ...[...need.hooks].flatMap((hook) => hookLines(need, hook, place.length > 0, scopes)),
    '',
  ].join('\n');
}

/** A door that stays shut, where what guarded it cannot be moved. */
function closedScript(need: GuardNeed): string {
  return [
    `"""${docText(`Keeps ${describeScope(need.scope)} closed: nothing has taken the place of its guards yet.`)}"""`,
    '',
    '',
    'def allow_access(environ, host):',
    '    """Called by mod_wsgi for WSGIAccessScript."""',
    '    return False',
    '',
  ].join('\n');
}

function describeChains(settings: PythonSettings, hook: Hook): readonly string[] {
  return [...phasesOf(settings, hook)].flatMap(([phase, chains]) =>
    [...chains.values()].map((chain) => `${phase} ${chain.handlers.join(' ')}`),
  );
}

function hookLines(
  need: GuardNeed,
  hook: Hook,
  placed: boolean,
  scopes: readonly Scope[],
): readonly string[] {
  const phases = phasesOf(need.settings, hook);
  const directory = handlerDirectory(need);
  const value = (phase: string) => {
    const chains: PhaseChains | undefined = phases.get(phase);
    return chains && phaseValue(chains, directory);
  };
  const place = placed ? ['**PLACE'] : [];
  if (hook === 'authen') {
    const chain = phases.get('PythonAuthenHandler')?.get('');
    if (chain && isFrameworkGuard(chain))
      return djangoPasswords(chain, need.settings, layersOf(need.scope, scopes));
    const words = [value('PythonAuthenHandler') ?? 'None', ...place];
    return [`check_password = authscripts.password_check(${words.join(', ')})`];
  }
  if (hook === 'authz') {
    const require = stringList(need.auth.requires.map((node) => node.args.trim()));
    const words = [value('PythonAuthzHandler') ?? 'None', pythonString(GRANTED), require, ...place];
    return [`groups_for_user = authscripts.group_check(${words.join(', ')})`];
  }
  const parser = value('PythonHeaderParserHandler');
  const words = [
    value('PythonAccessHandler') ?? 'None',
    ...(parser ? [`header_parser=${parser}`] : []),
    ...place,
  ];
  return [`allow_access = authscripts.access_check(${words.join(', ')})`];
}

/** Directory that most of the section's guards stand in. */
function handlerDirectory({ settings, hooks }: GuardNeed): string | undefined {
  const [first] = [...hooks].flatMap((hook) => chainsOf(settings, hook));
  return first && chainDirectory(first.scope);
}

function placeArguments(need: GuardNeed, scopes: readonly Scope[]): readonly Argument[] {
  const { scope, settings, auth } = need;
  const directory = handlerDirectory(need);
  const [chain] = [...chainsByPhase(settings).values()].flatMap((chains) => [...chains.values()]);
  const location = chain && chainLocation(chain.scope);
  const path = settings.values.get('pythonpath')?.value;
  const interpreter = settings.values.get('pythoninterpreter')?.value;
  const options = [...settings.options.values()].filter((option) => !option.unset && !isInternal(option.key));
  const files = addressFiles(scope, scopes).map((pair) => `(${pair.map(pythonString).join(', ')})`);
  const variables = earlyVariables(scopes);
  return present([
    ['directory', directory && pythonString(withSlash(directory))],
    ['location', directory === undefined && location ? pythonString(location) : undefined],
    ['python_path', path && pathValue(path)],
    ['interpreter', interpreter && pythonString(interpreter)],
    [
      'options',
      options.length
        ? dict(options.map(({ key, value }) => [pythonString(key), pythonString(value)]))
        : undefined,
    ],
    ['server', serverName(scope)],
    ['auth_type', auth.type ? pythonString(auth.type) : undefined],
    ['auth_name', auth.name === undefined ? undefined : pythonString(auth.name)],
    ['variables', variables && `[${variables.map(pythonString).join(', ')}]`],
    ['files', files.length ? `[${files.join(', ')}]` : undefined],
  ]);
}

function serverName(scope: Scope): string | undefined {
  const container = containerOf(scope);
  const name = named(container, 'ServerName').at(-1)?.argv[0]?.replace(/:\d+$/, '');
  return container.kind === 'vhost' && name !== undefined
    ? `{'hostname': ${pythonString(name)}, 'is_virtual': True}`
    : undefined;
}
