/** AddType, ForceType, AddCharset and their kin: what mod_mime says of the files of a section, before any handler runs. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { named, type Scope } from './scopes.js';
import { isPythonType } from './settings.js';

export interface ContentTypes {
  /** Type by extension with its dot, lower case: AddType. */
  readonly types: ReadonlyMap<string, string>;
  /** Charset by extension: AddCharset. */
  readonly charsets: ReadonlyMap<string, string>;
  /** ForceType, which leaves nothing of the others. */
  readonly forced: string | undefined;
}

/** What is in force, layer by layer; in one section Remove… comes last (mod_mime.c, merge_mime_dir_configs). */
export function contentTypes(layers: readonly Scope[]): ContentTypes {
  const forced = layers.flatMap((layer) => forcing(layer)).at(-1);
  return {
    types: byExtension(layers, 'Type'),
    charsets: byExtension(layers, 'Charset'),
    forced: forced === undefined || /^none$/i.test(forced) ? undefined : forced,
  };
}

/**
 * Whether the section itself changes the types of files that Python answers.
 * @param layers of the section, itself among them
 * @param extensions that Python has, without dots; undefined: all files
 */
export function setsContentTypes(
  scope: Scope,
  layers: readonly Scope[],
  extensions: readonly string[] | undefined,
): boolean {
  if (!mentionsContentTypes(scope)) return false;
  const text = (of: readonly Scope[]) => {
    const { types, charsets, forced } = contentTypes(of);
    const wanted = (entries: ReadonlyMap<string, string>) =>
      [...entries].filter(([extension]) => extensions?.includes(extension.slice(1)) ?? true).sort();
    return JSON.stringify([wanted(types), wanted(charsets), forced]);
  };
  return text(layers) !== text(layers.filter((layer) => layer !== scope));
}

/** Whether there is such a line in the section itself. */
export function mentionsContentTypes(scope: Scope): boolean {
  return typeLines(scope).length > 0;
}

/** The lines of the section itself. */
export function typeLines(scope: Scope): readonly EffectiveDirective[] {
  return NAMES.flatMap((name) => named(scope, name)).filter((node) => !isPythonType(node));
}

const NAMES = ['AddType', 'RemoveType', 'ForceType', 'AddCharset', 'RemoveCharset'];

function forcing(layer: Scope): readonly string[] {
  return named(layer, 'ForceType')
    .filter((node) => !isPythonType(node))
    .map(({ argv: [type = ''] }) => type);
}

function byExtension(layers: readonly Scope[], what: 'Type' | 'Charset'): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const layer of layers) {
    for (const node of named(layer, `Add${what}`)) {
      if (isPythonType(node)) continue;
      const [value = '', ...extensions] = node.argv;
      for (const extension of extensions) found.set(dotted(extension), value);
    }
    for (const { argv } of named(layer, `Remove${what}`))
      for (const extension of argv) found.delete(dotted(extension));
  }
  return found;
}

function dotted(extension: string): string {
  return `.${extension.replace(/^\./, '').toLowerCase()}`;
}
