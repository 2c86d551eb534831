/** Down the path of a file: `<Directory>` sections and .htaccess files by depth (server/request.c, ap_directory_walk). */

import { hasWildcard, matchesPath } from '../fnmatch.js';
import { containerOf, lastNamed } from '../reading/containers.js';
import type { EffectiveDirective, EffectiveSection } from '../reading/effective.js';
import { hasUndecidedVariable, layerFor, testPattern } from './locations.js';
import {
  applyOverrides,
  type Overrides,
  readsHtaccess,
  refusedDirective,
  UNSET_OVERRIDES,
} from './overrides.js';
import { type Layer, placeOf, type RequestDisk, sectionPattern } from './request.js';

export interface Walk {
  /** What the path turned out to be; path info cut off. */
  readonly filename: string;
  readonly pathInfo: string;
  readonly type: 'file' | 'directory' | 'missing' | 'unknown';
  readonly layers: readonly Layer[];
  /** A .htaccess file with a directive that is not allowed: the answer is 500. */
  readonly refused: { readonly by: EffectiveDirective | undefined; readonly why: string } | undefined;
}

interface Level {
  /** With a slash at its end. */
  readonly directory: string;
  /** False: nobody knows whether the path gets this far. */
  readonly certain: boolean;
}

export interface WalkInput {
  /** Those of the main server first, then those of the virtual host. */
  readonly sections: readonly EffectiveSection[];
  /** Server and virtual host level. */
  readonly directives: readonly EffectiveDirective[];
  readonly disk: RequestDisk;
  readonly version: string | 'unknown';
}

/** @param path absolute, normalised */
export function walkDirectories(path: string, input: WalkInput): Walk {
  const { filename, pathInfo, type, levels } = resolveFile(path, input.disk);
  const layers: Layer[] = [];
  let overrides: Overrides = UNSET_OVERRIDES;
  let refused: Walk['refused'];
  const names = lastNamed(input.directives, 'AccessFileName')?.argv ?? ['.htaccess'];
  for (const level of levels) {
    const here = input.sections.flatMap((section) => plainLayer(section, level));
    layers.push(...here);
    for (const { directives } of here) overrides = applyOverrides(overrides, directives);
    if (!readsHtaccess(overrides)) continue;
    const found = htaccessLayer(level, names, overrides, input);
    if (found === undefined) continue;
    layers.push(found.layer);
    refused ??= found.refused;
  }
  layers.push(...input.sections.flatMap((section) => matchLayer(section, filename)));
  return { filename, pathInfo, type, layers, refused };
}

/** Splits a path at the first component that is no directory. */
function resolveFile(
  path: string,
  disk: RequestDisk,
): Pick<Walk, 'filename' | 'pathInfo' | 'type'> & { levels: readonly Level[] } {
  let levels: Level[] = [{ directory: '/', certain: true }];
  const parts = path.split('/').filter((part) => part !== '');
  let at = '';
  let certain = true;
  for (const [index, part] of parts.entries()) {
    at += `/${part}`;
    const kind = disk.stat(at);
    if (kind === 'file' || kind === 'directory') {
      // Then everything above is a directory as well.
      levels = levels.map(({ directory }) => ({ directory, certain: true }));
      certain = true;
    }
    if (kind === 'file' || kind === 'missing') {
      const rest = parts.slice(index + 1);
      const slash = path.endsWith('/') ? '/' : '';
      const pathInfo = rest.length > 0 ? `/${rest.join('/')}${slash}` : slash;
      return { filename: at, pathInfo, type: certain ? kind : 'unknown', levels };
    }
    certain &&= kind === 'directory';
    levels.push({ directory: `${at}/`, certain });
  }
  const filename = at === '' ? '/' : at + (path.endsWith('/') ? '/' : '');
  return { filename, pathInfo: '', type: certain ? 'directory' : 'unknown', levels };
}

/** Directory sections without regex, at their own depth; `/` applies at the root only, whatever its depth. */
function plainLayer(section: EffectiveSection, { directory, certain }: Level): readonly Layer[] {
  const { text, regex } = sectionPattern(section);
  if (regex) return [];
  const why = 'whether the path gets this far is unknown';
  if (hasUndecidedVariable(section)) {
    return directory === '/'
      ? layerFor('directory', section, 'unknown', 'its path holds a variable whose value is unknown')
      : [];
  }
  const wanted = text.endsWith('/') ? text : `${text}/`;
  const match = hasWildcard(wanted) ? matchesPath(wanted, directory) : wanted === directory;
  return match ? layerFor('directory', section, certain ? true : 'unknown', why) : [];
}

/** `<DirectoryMatch>` and `<Directory ~>` see the whole file name, of a directory with the slash that the URL had. */
function matchLayer(section: EffectiveSection, filename: string): readonly Layer[] {
  if (!sectionPattern(section).regex) return [];
  const [match, why] = testPattern(section, filename);
  return layerFor('directoryMatch', section, match, why);
}

function htaccessLayer(
  { directory, certain }: Level,
  names: readonly string[],
  overrides: Overrides,
  { disk, version }: WalkInput,
): { layer: Layer; refused: Walk['refused'] } | undefined {
  const tree = names.map((name) => disk.htaccess(directory + name)).find((found) => found !== undefined);
  if (tree === undefined) return undefined;
  const refusal = refusedDirective(tree, overrides, version);
  const doubtful = refusal === 'unknown' || !certain;
  const why = !certain
    ? 'whether the path gets this far is unknown'
    : 'no section says AllowOverride: httpd 2.2 reads this file, httpd 2.4 answers 500';
  const layer: Layer = {
    kind: 'htaccess',
    section: undefined,
    path: directory,
    match: doubtful ? 'unknown' : true,
    why: doubtful ? why : undefined,
    directives: containerOf(tree.children).directives,
    nodes: tree.children,
  };
  if (refusal === undefined || refusal === 'unknown') return { layer, refused: undefined };
  return { layer, refused: { by: refusal, why: `${refusal.name} is not allowed at ${placeOf(refusal)}` } };
}
