/**
 * Answers that are worked out once. A configuration of thousands of sections is asked the same things for every one of
 * them; what is asked about never changes, and an answer goes when that goes.
 */

/** Remembers the answer for each key. */
export function remember<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const answers = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const known = answers.get(key) ?? { value: work(key) };
    answers.set(key, known);
    return known.value;
  };
}

/** Remembers the answer for each pair of a key and the whole that it belongs to (the scopes of a configuration, a site). */
export function rememberIn<K, W extends object, V>(work: (key: K, whole: W) => V): (key: K, whole: W) => V {
  const answersIn = remember((_: W) => new Map<K, { readonly value: V }>());
  return (key, whole) => {
    const answers = answersIn(whole);
    const known = answers.get(key) ?? { value: work(key, whole) };
    answers.set(key, known);
    return known.value;
  };
}
