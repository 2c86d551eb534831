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

/** Fills `$1` … `$9`, `$0` and `\$` of a replacement (ap_pregsub); `&` is `$0`. */
export function fillReplacement(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(
    /\\([\s\S])|\$(\d)|&/g,
    (whole, escaped: string | undefined, digit: string | undefined) => {
      if (escaped !== undefined) return escaped === '$' || escaped === '&' ? escaped : whole;
      return match[digit === undefined ? 0 : Number(digit)] ?? '';
    },
  );
}
