/** `Options Indexes +FollowSymLinks`: Apache 2.2 took it, Apache 2.4 does not start with it. */

const ALL = ['Indexes', 'Includes', 'FollowSymLinks', 'ExecCGI'];

/**
 * The list without signs that meant the same in Apache 2.2 (core.c, set_options: the first plain word empties the list,
 * everything after it adds or takes away); undefined where the words are not mixed.
 */
export function unmixedOptions(words: readonly string[]): readonly string[] | undefined {
  const signed = words.filter((word) => /^[+-]/.test(word));
  if (signed.length === 0 || signed.length === words.length) return undefined;
  const start = words.findIndex((word) => !/^[+-]/.test(word));
  const found = new Map<string, string>();
  for (const word of words.slice(start)) {
    const name = word.replace(/^[+-]/, '');
    const names = /^all$/i.test(name) ? ALL : /^none$/i.test(name) ? [] : [name];
    for (const one of names) {
      if (word.startsWith('-')) found.delete(one.toLowerCase());
      else found.set(one.toLowerCase(), one);
    }
  }
  return found.size > 0 ? [...found.values()] : ['None'];
}
