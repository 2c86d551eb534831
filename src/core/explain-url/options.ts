/** The Options directive over all sections (server/core.c, set_options): words with a sign add and take, others replace. */

import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import type { Truth } from '../../httpd/reading/host.js';
import type { Layer } from '../../httpd/request/request.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';

export interface OptionInForce {
  readonly value: Truth;
  /** Undefined: the default. */
  readonly by: EffectiveDirective | undefined;
}

/**
 * @param name `Indexes`, `ExecCGI` or `MultiViews`
 * @param fallback without any Options directive: 2.4 has none of these, 2.2 has all but MultiViews
 */
export function optionInForce(layers: readonly Layer[], name: string, fallback: Truth): OptionInForce {
  let found: OptionInForce = { value: fallback, by: undefined };
  for (const { directives, match } of layers) {
    for (const directive of directives) {
      if (lowerAscii(directive.name) !== 'options') continue;
      const value = afterWords(found.value, directive.argv, lowerAscii(name));
      const certain = match === true && directive.active === true;
      if (value !== found.value || certain)
        found = { value: certain || value === found.value ? value : 'unknown', by: directive };
    }
  }
  return found;
}

function afterWords(before: Truth, words: readonly string[], name: string): Truth {
  let value = words.some((word) => !/^[+-]/.test(word)) ? false : before;
  for (const word of words) {
    const [, sign, rest = ''] = /^([+-]?)(.*)$/.exec(lowerAscii(word)) ?? [];
    if (rest === name || (rest === 'all' && name !== 'multiviews')) value = sign !== '-';
  }
  return value;
}
