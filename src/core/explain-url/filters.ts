/** The Python filters that a request passes: declared by Python*putFilter, switched on by SetOutputFilter and its like. */

import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import type { Layer } from '../../httpd/request/request.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import { type Names, readable } from './names.js';
import type { FilterFact } from './result.js';

type Direction = FilterFact['direction'];

/** @param filename server path; undefined: Apache looked for no file, so no extension counts */
export function filterFacts(
  layers: readonly Layer[],
  filename: string | undefined,
  names: Names,
): readonly FilterFact[] {
  const directives = layers.flatMap((layer) => layer.directives);
  return (['input', 'output'] as const).flatMap((direction) => {
    const declared = declarations(directives, direction);
    return switchedOn(directives, direction, filename).flatMap(({ name, by }) => {
      const found = declared.get(lowerAscii(name));
      if (found === undefined) return [];
      const at = [names.place(found), names.place(by)];
      return [{ direction, name: readable(name), handler: readable(found.argv[0] ?? ''), at }];
    });
  });
}

/** By lower-case name; without a name of its own a filter is called like its handler. */
function declarations(
  directives: readonly EffectiveDirective[],
  direction: Direction,
): ReadonlyMap<string, EffectiveDirective> {
  const wanted = `python${direction}filter`;
  return new Map(
    directives
      .filter(({ name }) => lowerAscii(name) === wanted)
      .map((directive) => [lowerAscii(directive.argv[1] ?? directive.argv[0] ?? ''), directive]),
  );
}

interface Use {
  readonly name: string;
  readonly by: EffectiveDirective;
}

/** The last SetOutputFilter, then those of AddOutputFilter for each extension of the file (core.c, mod_mime.c). */
function switchedOn(
  directives: readonly EffectiveDirective[],
  direction: Direction,
  filename: string | undefined,
): readonly Use[] {
  const set = directives.findLast(({ name }) => lowerAscii(name) === `set${direction}filter`);
  const added = new Map<string, Use[]>();
  for (const by of directives) {
    const name = lowerAscii(by.name);
    if (name === `remove${direction}filter`) for (const word of by.argv) added.delete(extension(word));
    if (name !== `add${direction}filter`) continue;
    const [list = '', ...extensions] = by.argv;
    for (const word of extensions) added.set(extension(word), uses(list, by));
  }
  const own = extensionsOf(filename).flatMap((word) => added.get(word) ?? []);
  return [...(set === undefined ? [] : uses(set.argv[0] ?? '', set)), ...own];
}

function uses(list: string, by: EffectiveDirective): Use[] {
  return list
    .split(';')
    .filter((name) => name !== '')
    .map((name) => ({ name, by }));
}

function extension(word: string): string {
  return lowerAscii(word.replace(/^\./, ''));
}

function extensionsOf(filename: string | undefined): readonly string[] {
  const name = (filename ?? '').slice((filename ?? '').lastIndexOf('/') + 1);
  return name.replace(/^\.+/, '').split('.').slice(1).map(lowerAscii);
}
