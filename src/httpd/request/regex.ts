/** httpd's regular expressions (PCRE), as far as JavaScript's mean the same. */

/** Silently means something else in JavaScript, or nothing. */
const FOREIGN = /\\[AzZGhHKNQERXpPgo]|\[\[[:.=]|\(\?[>#|R&(0-9]|\(\*|[+*?}]\+/;

/**
 * @returns undefined for a pattern that cannot be trusted in JavaScript: whether it matches is unknown then
 */
export function compilePattern(source: string, ignoreCase = false): RegExp | undefined {
  const inline = /^\(\?([ims]*)\)/.exec(source);
  const body = (inline ? source.slice(inline[0].length) : source).replaceAll('(?P<', '(?<');
  if (FOREIGN.test(body)) return undefined;
  const flags = new Set([...(inline?.[1] ?? ''), ...(ignoreCase ? ['i'] : [])]);
  try {
    return new RegExp(body, [...flags].join(''));
  } catch {
    return undefined;
  }
}

/** Fills `$0` … `$9` of a replacement; a backslash protects the next character (server/util.c, ap_pregsub). */
export function fillReplacement(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(/\\([\s\S])|\$(\d)/g, (_whole, escaped: string | undefined, digit: string) => {
    return escaped ?? match[Number(digit)] ?? '';
  });
}
