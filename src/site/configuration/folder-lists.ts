/** Whether mod_autoindex may list the folders of a section that have no index page. */
import { named, type Scope } from './scopes.js';

/**
 * What Options lines say of Indexes, layer by layer (core.c, set_options): a list without signs begins anew. Where no line
 * says anything it is no: Apache 2.4 lists nothing then, and for 2.2 nobody has said that listing was meant.
 */
export function listsFolders(layers: readonly Scope[]): boolean {
  let listed = false;
  for (const { argv } of layers.flatMap((layer) => named(layer, 'Options'))) {
    if (argv.some((word) => !/^[+-]/.test(word))) listed = false;
    for (const word of argv)
      if (/^[+-]?(?:indexes|all)$/i.test(word)) listed = !word.startsWith('-');
      else if (/^none$/i.test(word)) listed = false;
  }
  return listed;
}
