/**
 * Sections whose PythonHandler counts in requests that another section hands to Python: a `<Files>` of the server names
 * the handlers, a `<DirectoryMatch>` has the SetHandler. Neither is inside of the other, so no entry script is made for
 * both: that of the section with the SetHandler has the handlers of the others as well, and a variable that Apache
 * merges as it merged PythonHandler says which of them run.
 */
import { chainDirectory } from '../configuration/chains.js';
import { describeHandlerArgs } from '../configuration/handler-args.js';
import { certainLayers, layersOf, mergeOrder } from '../configuration/inherit.js';
import { mayMeet } from '../configuration/overlap.js';
import { named, type Scope } from '../configuration/scopes.js';
import {
  isPythonHandlerName,
  localSettings,
  mergeSettings,
  type PythonSettings,
  pythonExtensions,
} from '../configuration/settings.js';
import { remember, rememberIn } from '../remember.js';

/** The variable; the compat package reads it. */
const VARIABLE = 'modpython_wsgi.handlers';

/** Sections whose handlers run in place of those of `scope` where a request is for both. */
export const overlaysOn = rememberIn((scope: Scope, scopes: readonly Scope[]): readonly Scope[] => {
  const settings = settingsIn(scope, scopes);
  if (strength(settings) === 0) return [];
  return withHandlers(scopes).filter(
    (other) => isApart(other, scope, scopes) && takesOver(other, scope, settings, scopes),
  );
});

/** What SetEnv says in a section whose handlers run in place of those of others; nothing in all other sections. */
export const overlayWords = rememberIn((scope: Scope, scopes: readonly Scope[]): readonly string[] => {
  if (!withHandlers(scopes).includes(scope)) return [];
  const found = scopes.some((other) => overlaysOn(other, scopes).includes(scope));
  return found ? [VARIABLE, overlayName(scope)] : [];
});

/** Value of the variable: the words of the directives, and the directory if the modules are looked for there. */
export function overlayName(scope: Scope): string {
  const chains = named(scope, 'PythonHandler').map(({ args }) => {
    const { handlers, extensions } = describeHandlerArgs(args);
    return [...handlers, ...(extensions.length > 0 ? ['|', ...extensions] : [])].join(' ');
  });
  const directory = chainDirectory(scope);
  return [...(directory === undefined ? [] : [directory]), ...chains].join(', ');
}

/** Settings of a request that is for both sections, as far as its handlers go. */
export function overlaidSettings(settings: PythonSettings, overlay: Scope): PythonSettings {
  return { ...settings, chains: new Map([...settings.chains, ...localSettings(overlay).chains]) };
}

const settingsIn = rememberIn((scope: Scope, scopes: readonly Scope[]) =>
  mergeSettings(certainLayers(scope, scopes)),
);

/** Sections with a PythonHandler of their own. What stands in the server or a host is around all others. */
const withHandlers = remember((scopes: readonly Scope[]): readonly Scope[] =>
  scopes.filter(
    (scope) =>
      !['server', 'vhost', 'branch'].includes(scope.kind) && named(scope, 'PythonHandler').length > 0,
  ),
);

function isApart(other: Scope, scope: Scope, scopes: readonly Scope[]): boolean {
  return (
    other !== scope &&
    scope.kind !== 'branch' &&
    !layersOf(scope, scopes).includes(other) &&
    !layersOf(other, scopes).includes(scope) &&
    mayMeet(other, scope, scopes)
  );
}

/** Whether `scope` has the requests of both, and `other` the last word on the handlers. */
function takesOver(other: Scope, scope: Scope, settings: PythonSettings, scopes: readonly Scope[]): boolean {
  const isLater = mergeOrder(other, scope) > 0;
  const taker = localSettings(other).setHandler;
  if (isLater && taker && !isPythonHandlerName(taker.value)) return false;
  const difference = strength(settings) - strength(settingsIn(other, scopes));
  if (difference < 0 || (difference === 0 && isLater)) return false;
  const around = [...settings.chains].filter(([key]) => /^PythonHandler(?:$|\.)/i.test(key));
  return around.every(([, chain]) => mergeOrder(other, chain.scope) > 0);
}

/** SetHandler wins over AddHandler, whatever the order. */
function strength(settings: PythonSettings): number {
  if (isPythonHandlerName(settings.setHandler?.value)) return 2;
  return pythonExtensions(settings).length > 0 ? 1 : 0;
}
