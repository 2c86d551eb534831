/** One logical line → what httpd makes of it (server/config.c, ap_build_config_sub). */
import { wordAt } from './words.js';

export type Statement =
  | { readonly kind: 'blank' | 'comment' | 'ignored' }
  | {
      readonly kind: 'directive' | 'section';
      readonly name: string;
      readonly args: string;
      readonly argsAt: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly wellFormed: boolean };

/**
 * Reads a joined and trimmed line as it stands in the file.
 * Section names come without `<`, closes without `</` and `>`. A header that is only a name gets `>` as arguments, as in httpd.
 */
export function readStatement(text: string): Statement {
  if (text === '') return { kind: 'blank' };
  if (text[0] === '#') return { kind: 'comment' };
  return readExpanded(text);
}

/** The same behind the expansion of variables, where a line that starts with `#` is a directive of that name. */
export function readExpanded(text: string): Statement {
  const first = wordAt(text, 0);
  if (first === undefined || first.value === '') return { kind: 'ignored' };
  return statementOf(first.value, text.slice(first.next), first.next);
}

function statementOf(word: string, rest: string, argsAt: number): Statement {
  let name = word;
  let args = rest;
  if (name[1] !== '/') {
    if (name.endsWith('>')) name = name.slice(0, -1);
    if (name[0] === '<' && args === '') args = '>';
  }
  if (name[0] !== '<') return { kind: 'directive', name, args, argsAt };
  if (name[1] !== '/') return { kind: 'section', name: name.slice(1), args, argsAt };
  const wellFormed = name.endsWith('>');
  return { kind: 'close', name: name.slice(2, wellFormed ? -1 : undefined), wellFormed };
}
