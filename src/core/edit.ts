/**
 * Byte-range edits: the only way a file ever changes. Nothing is reprinted, so every byte outside an edit stays.
 */

/** Replaces `del` bytes at byte offset `at` of the original file by `ins`. An insertion has `del` 0. */
export interface Edit {
  readonly at: number;
  readonly del: number;
  readonly ins: Uint8Array;
  /** Orders insertions at one place, small first; equal ranks are ordered by their bytes. Default 0. */
  readonly rank?: number;
}

/** Two edits of one file claim the same bytes: always a bug of the rules, never of the user. */
export class OverlapError extends Error {
  constructor(
    readonly first: Edit,
    readonly second: Edit,
  ) {
    super(`edits at byte ${first.at} (${first.del} bytes) and byte ${second.at} overlap`);
    this.name = 'OverlapError';
  }
}

/** Sorted copy without exact duplicates (two rules may agree on one removal). */
export function normaliseEdits(edits: readonly Edit[]): readonly Edit[] {
  const sorted = [...edits].sort(compareEdits);
  return sorted.filter((edit, index) => index === 0 || compareEdits(sorted[index - 1] as Edit, edit) !== 0);
}

/**
 * Applies all edits to one reading of the file.
 * @param bytes the original content
 * @param edits in any order; exact duplicates count once
 * @throws OverlapError when two edits claim the same bytes
 */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let done = 0;
  let previous: Edit | undefined;
  for (const edit of normaliseEdits(edits)) {
    if (previous && edit.at < done) throw new OverlapError(previous, edit);
    pieces.push(bytes.subarray(done, edit.at), edit.ins);
    done = edit.at + edit.del;
    previous = edit;
  }
  pieces.push(bytes.subarray(done));
  return new Uint8Array(Buffer.concat(pieces));
}

function compareEdits(a: Edit, b: Edit): number {
  // An insertion at the start of a replaced range comes first, so that the two do not overlap.
  return a.at - b.at || a.del - b.del || (a.rank ?? 0) - (b.rank ?? 0) || Buffer.compare(a.ins, b.ins);
}
