/**
 * Which lines of two texts differ. The shortest difference takes time by the square of what differs, minutes for a
 * configuration of thousands of changed sections: so lines that stand in both texts once are matched first (as in
 * Cohen's patience diff), and only what is between them is searched for the shortest one.
 */
import { diffArrays } from 'diff';

/** Line numbers, 1-based. */
export interface DifferentLines {
  /** In the first text. */
  readonly removed: ReadonlySet<number>;
  /** In the second. */
  readonly added: ReadonlySet<number>;
}

/** Index of a line in the first text and of its twin in the second. */
type Pair = readonly [was: number, is: number];

/** The lines of each text that the other has not got in that place. */
export function differentLines(was: readonly string[], is: readonly string[]): DifferentLines {
  const removed = new Set<number>();
  const added = new Set<number>();
  let [old, now] = [0, 0];
  for (const [nextOld, nextNow] of [...risingPairs(uniquePairs(was, is)), [was.length, is.length] as const]) {
    for (const part of diffArrays(was.slice(old, nextOld), is.slice(now, nextNow))) {
      for (let index = 1; index <= part.value.length; index++) {
        if (part.removed) removed.add(old + index);
        if (part.added) added.add(now + index);
      }
      if (!part.added) old += part.value.length;
      if (!part.removed) now += part.value.length;
    }
    [old, now] = [nextOld + 1, nextNow + 1];
  }
  return { removed, added };
}

/** Lines that each text has once, in the order of the first. */
function uniquePairs(was: readonly string[], is: readonly string[]): readonly Pair[] {
  const [mine, others] = [onlyPlaces(was), onlyPlaces(is)];
  return [...mine].flatMap(([line, at]): readonly Pair[] => {
    const twin = others.get(line);
    return at === undefined || twin === undefined ? [] : [[at, twin]];
  });
}

/** Index of each line that stands in the text once; undefined for the others. */
function onlyPlaces(lines: readonly string[]): ReadonlyMap<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  for (const [index, line] of lines.entries()) found.set(line, found.has(line) ? undefined : index);
  return found;
}

/** The longest choice of pairs that rise in both texts: lines that were moved are in none. */
function risingPairs(pairs: readonly Pair[]): readonly Pair[] {
  interface Chain {
    readonly pair: Pair;
    readonly before: Chain | undefined;
  }
  // The chain of each length whose last twin stands first.
  const best: Chain[] = [];
  for (const pair of pairs) {
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((best[middle] as Chain).pair[1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    best[low] = { pair, before: best[low - 1] };
  }
  const found: Pair[] = [];
  for (let at = best.at(-1); at; at = at.before) found.push(at.pair);
  return found.reverse();
}
