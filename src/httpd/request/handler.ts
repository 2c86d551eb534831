/** Which handler answers, and which of mod_python's chains it runs. */

import type { EffectiveDirective } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import type { Setting } from './request.js';
import type { Chain, RequestSettings } from './settings.js';

export interface HandlerChoice {
  /** Lower case; undefined: httpd's default handler (files, or what mod_dir makes of a directory). */
  readonly name: string | undefined;
  readonly by: 'SetHandler' | 'AddHandler' | 'alias' | 'default';
  readonly from: readonly EffectiveDirective[];
  readonly certain: boolean;
  /** What answers if that is not so. */
  readonly otherwise: HandlerChoice | undefined;
}

const DEFAULT: HandlerChoice = {
  name: undefined,
  by: 'default',
  from: [],
  certain: true,
  otherwise: undefined,
};

/**
 * SetHandler wins over AddHandler wherever they stand (core_override_type runs after mod_mime); `SetHandler None` only
 * takes SetHandler back.
 * @param filename undefined: no file was looked for (mod_python ≥ 3.4.1 in a Location)
 */
export function chooseHandler(
  settings: RequestSettings,
  filename: string | undefined,
  isDirectory: boolean,
  fromAlias: { readonly name: string; readonly by: EffectiveDirective } | undefined,
): HandlerChoice {
  const alias: HandlerChoice =
    fromAlias === undefined
      ? DEFAULT
      : { name: fromAlias.name, by: 'alias', from: [fromAlias.by], certain: true, otherwise: undefined };
  const byExtension =
    filename === undefined || isDirectory ? alias : extensionHandler(settings, filename, alias);
  return setHandler(settings.values.get('sethandler'), byExtension);
}

function setHandler(setting: Setting<readonly string[]> | undefined, below: HandlerChoice): HandlerChoice {
  if (setting === undefined) return below;
  const value = setting.value[0] ?? '';
  const name = lowerAscii(value);
  const otherwise = setting.certain ? undefined : setHandler(setting.otherwise, below);
  if (name === 'none') return otherwise === undefined ? below : { ...below, certain: false, otherwise };
  const expression = value.includes('%{');
  const known = name === 'default-handler' ? undefined : name;
  return {
    name: known,
    by: 'SetHandler',
    from: setting.from,
    certain: setting.certain && !expression,
    otherwise: otherwise ?? (expression ? below : undefined),
  };
}

/** The last extension that has a handler (mod_mime.c, find_ct). */
function extensionHandler(settings: RequestSettings, filename: string, below: HandlerChoice): HandlerChoice {
  const name = filename.slice(filename.lastIndexOf('/') + 1).replace(/^\.+/, '');
  let choice = below;
  for (const word of name.split('.').slice(1))
    choice = addHandler(settings.extensions.get(lowerAscii(word)), choice);
  return choice;
}

function addHandler(setting: Setting<string | undefined> | undefined, below: HandlerChoice): HandlerChoice {
  if (setting === undefined) return below;
  const otherwise = setting.certain ? undefined : addHandler(setting.otherwise, below);
  if (setting.value === undefined)
    return otherwise === undefined ? below : { ...below, certain: false, otherwise };
  return { name: setting.value, by: 'AddHandler', from: setting.from, certain: setting.certain, otherwise };
}

export function isPythonHandler(name: string | undefined): boolean {
  return name === 'mod_python' || name === 'python-program';
}

/**
 * The content chain: a chain for the extension beats the plain one, however deep that stands.
 * The extension is everything from the first dot of the file's name (mod_python 3.5).
 */
export function contentChain(
  settings: RequestSettings,
  filename: string | undefined,
): Setting<Chain> | undefined {
  const plain = settings.chains.get('PythonHandler');
  if (filename === undefined) return plain;
  const name = filename.slice(filename.lastIndexOf('/') + 1);
  const dot = name.indexOf('.');
  return (dot < 0 ? undefined : settings.chains.get(`PythonHandler${name.slice(dot)}`)) ?? plain;
}
