/** What the configuration says about a mount that matters to a handler without the bridge. */
import type { MountFacts } from '../../python/native/mount-facts.js';
import { errorDocuments, pythonErrorPages } from '../configuration/error-pages.js';
import { layersOf } from '../configuration/inherit.js';
import { optionVariable } from '../configuration/options.js';
import { containerOf, describeScope, named, type Scope } from '../configuration/scopes.js';
import { isOn } from '../configuration/settings.js';
import { contentChains, type Mount, phaseChains } from '../mounts/mounts.js';
import { overlaysOn, overlayWords } from '../mounts/overlaid.js';
import { remember } from '../remember.js';

/** @param errorOverride whether WSGIErrorOverride has an effect (daemon mode) */
export function mountFacts(mount: Mount, scopes: readonly Scope[], errorOverride: boolean): MountFacts {
  const layers = layersOf(mount.scope, scopes);
  const last = (name: string) => layers.flatMap((layer) => named(layer, name)).at(-1)?.argv[0] ?? '';
  const container = containerOf(mount.scope);
  const host = named(container, 'ServerName').at(-1)?.argv[0]?.replace(/:\d+$/, '');
  return {
    obstacles: [...obstacles(mount), ...explainsErrors(mount, scopes), ...sharesFiles(mount, scopes)],
    mapsFiles: true,
    options: optionKeys(scopes),
    debug: isOn(mount.settings, 'PythonDebug', false),
    errorDocuments: new Set([...errorDocuments(layers).keys()].map(Number)),
    errorOverride,
    configuredTypes: setsTypes(scopes),
    canonicalName: /^(?:on|dns)$/i.test(last('UseCanonicalName')),
    hostnameLookups: /^(?:on|double)$/i.test(last('HostnameLookups')),
    authentication: !/^(?:|none)$/i.test(last('AuthType')),
    ...(readsBasic(scopes) && /^basic$/i.test(last('AuthType')) && isPlainRealm(last('AuthName'))
      ? { basicRealm: last('AuthName') }
      : {}),
    serverName: container.kind === 'vhost' ? host : undefined,
    isVirtualHost: container.kind === 'vhost',
  };
}

/** A name that stands in the header as it is. */
function isPlainRealm(name: string): boolean {
  return name !== '' && !/[^\x20-\x7e]|[%"\\]/.test(name);
}

/** mod_auth_basic asks for the password: only a configuration that loads modules, and not this one, goes without it. */
const readsBasic = remember((scopes: readonly Scope[]): boolean => {
  const loaded = scopes.flatMap((scope) => named(scope, 'LoadModule')).map(({ argv: [name = ''] }) => name);
  return loaded.includes('auth_basic_module') || !loaded.some((name) => /^auth/.test(name));
});

/** Every PythonOption of the configuration, by its key in lower case. */
const optionKeys = remember(
  (scopes: readonly Scope[]) =>
    new Map(
      scopes
        .flatMap((scope) => named(scope, 'PythonOption'))
        .map(({ argv: [key = ''] }) => [key.toLowerCase(), optionVariable(key, scopes)] as const),
    ),
);

const setsTypes = remember((scopes: readonly Scope[]): boolean =>
  scopes.some((scope) =>
    ['AddType', 'AddCharset', 'ForceType', 'DefaultType'].some((name) => named(scope, name).length > 0),
  ),
);

/** The page that an ErrorDocument leads to goes out under the status of the error: the bridge knows it. */
function explainsErrors(mount: Mount, scopes: readonly Scope[]): readonly string[] {
  const own = [...contentChains(mount.settings).values()].map((chain) => chain.handlers.join(' '));
  return [...pythonErrorPages(mount.scope, scopes)]
    .filter(([, handlers]) => own.includes(handlers.join(' ')))
    .map(([address]) => `ErrorDocument ${address} leads to it, under the status of an error`);
}

/** Which handlers answer is known when Apache has merged the sections: the bridge looks. */
function sharesFiles({ scope }: Mount, scopes: readonly Scope[]): readonly string[] {
  const others = overlaysOn(scope, scopes).map(describeScope);
  return [
    ...(others.length > 0 ? [`${others.join(', ')} may have the handlers of its requests`] : []),
    ...(overlayWords(scope, scopes).length > 0
      ? ['it also runs where another section has the SetHandler']
      : []),
  ];
}

/** Why the mount needs the dispatcher of the bridge. */
function obstacles(mount: Mount): readonly string[] {
  const chains = [...contentChains(mount.settings)];
  const phases = [...phaseChains(mount.settings).keys()];
  const filters = [...mount.filters.input, ...mount.filters.output].map(({ name }) => name);
  return [
    ...(mount.kind === 'guard' ? ['it guards files that Python does not make'] : []),
    ...(chains.length > 1 || chains.some(([extension]) => extension !== '')
      ? ['other handlers answer other extensions']
      : []),
    ...(chains.some(([, chain]) => chain.handlers.length > 1) ? ['it runs in a chain of handlers'] : []),
    ...(phases.length > 0 ? [`${phases.join(', ')} ${phases.length > 1 ? 'run' : 'runs'} around it`] : []),
    ...(filters.length > 0 ? [`the filter ${filters.join(', ')} works on it`] : []),
    ...(mount.settings.values.has('pythonhandlermodule') ? ['PythonHandlerModule runs around it'] : []),
  ];
}
