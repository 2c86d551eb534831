/** Meanings as sets. */
import type { Meaning } from './meaning.js';

const UNKNOWN: readonly Meaning[] = [{ kind: 'unknown' }];

/** Each meaning once. */
export function distinct(meanings: readonly Meaning[]): readonly Meaning[] {
  if (meanings.length < 2) return meanings;
  const seen = new Map<unknown, Set<string>>();
  return meanings.filter((meaning) => {
    const [identity, text] = keyOf(meaning);
    const texts = seen.get(identity) ?? new Set();
    seen.set(identity, texts);
    return texts.size < texts.add(`${meaning.kind} ${text}`).size;
  });
}

function keyOf(meaning: Meaning): readonly [unknown, string] {
  if ('fn' in meaning) return [meaning.fn.node, ''];
  if ('of' in meaning) return [meaning.of.node, ''];
  if ('module' in meaning) return [meaning.module, ''];
  if ('path' in meaning) return [undefined, meaning.path];
  if ('name' in meaning) return [undefined, meaning.name];
  return [undefined, 'object' in meaning ? meaning.object : ''];
}

/** Nothing found is nothing known. */
export function nonEmpty(meanings: readonly Meaning[]): readonly Meaning[] {
  return meanings.length === 0 ? UNKNOWN : distinct(meanings);
}
