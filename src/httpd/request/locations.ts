/** Which `<Location>`, `<Files>` and `<If>` sections apply (server/request.c, location_walk, file_walk, if_walk). */

import { hasWildcard, matchesPath } from '../fnmatch.js';
import { containerOf } from '../reading/containers.js';
import type { EffectiveNode, EffectiveSection } from '../reading/effective.js';
import type { Truth } from '../reading/host.js';
import { lowerAscii } from '../syntax/bytes.js';
import { compilePattern } from './regex.js';
import { type Layer, type LayerKind, sectionPattern } from './request.js';

/** A layer for a section, or nothing if it does not apply. */
export function layerFor(
  kind: LayerKind,
  section: EffectiveSection,
  match: Truth,
  why: string | undefined,
): readonly Layer[] {
  if (match === false || section.active === false) return [];
  const { directives } = containerOf(section.children);
  const path = sectionPattern(section).text;
  const layer = { kind, section, path, directives, nodes: section.children };
  if (match === 'unknown') return [{ ...layer, match, why }];
  if (section.active === true) return [{ ...layer, match: true, why: undefined }];
  return [{ ...layer, match: 'unknown', why: undecidedConditions(section) }];
}

/** Why a node may or may not be there. */
export function undecidedConditions(node: EffectiveNode): string {
  const tests = node.origin.conditions.filter(({ truth }) => truth === 'unknown');
  return `depends on ${tests.map(({ name, test }) => `<${name} ${test}>`).join(' and ')}`;
}

/** A pattern with an undecided variable, or one that JavaScript does not know, is unknown. */
export function testPattern(
  section: EffectiveSection,
  subject: string,
  ignoreCase = false,
): readonly [Truth, string?] {
  if (hasUndecidedVariable(section))
    return ['unknown', 'its argument holds a variable whose value is unknown'];
  const { text } = sectionPattern(section);
  const pattern = compilePattern(text, ignoreCase);
  if (pattern === undefined) return ['unknown', `the regular expression ${text} cannot be tried here`];
  return [pattern.test(subject)];
}

export function hasUndecidedVariable(section: EffectiveSection): boolean {
  return section.origin.variables.some(({ from }) => from === 'undecided');
}

/** In file order, those of the main server first. */
export function locationLayers(sections: readonly EffectiveSection[], uri: string): readonly Layer[] {
  return sections.flatMap((section) => {
    const { text, regex } = sectionPattern(section);
    if (regex || hasUndecidedVariable(section))
      return layerFor('location', section, ...spread(testPattern(section, uri)));
    const match = hasWildcard(text) ? matchesPath(text, uri) : underUrl(text, uri);
    return layerFor('location', section, match, undefined);
  });
}

/** A prefix that ends at a slash or at the end; `/sub/` does not cover `/sub`. */
export function underUrl(prefix: string, uri: string): boolean {
  if (!uri.startsWith(prefix)) return false;
  return prefix.endsWith('/') || prefix === '' || uri.length === prefix.length || uri[prefix.length] === '/';
}

/** @param filename path that the request maps to; only its last component counts */
export function fileLayers(sections: readonly EffectiveSection[], filename: string): readonly Layer[] {
  const name = filename.slice(filename.lastIndexOf('/') + 1);
  return sections.flatMap((section) => {
    const { text, regex } = sectionPattern(section);
    if (regex || hasUndecidedVariable(section))
      return layerFor('files', section, ...spread(testPattern(section, name)));
    const match = hasWildcard(text) ? matchesPath(text, name) : text === name;
    return layerFor('files', section, match, undefined);
  });
}

/** Expressions are not evaluated: each of these may apply. */
export function ifLayers(sections: readonly EffectiveSection[]): readonly Layer[] {
  return sections.flatMap((section) => {
    const test =
      lowerAscii(section.name) === 'else'
        ? 'the expressions before it'
        : `the expression ${section.argv.join(' ')}`;
    return layerFor('if', section, 'unknown', `depends on ${test}`);
  });
}

function spread([match, why]: readonly [Truth, string?]): [Truth, string | undefined] {
  return [match, why];
}
