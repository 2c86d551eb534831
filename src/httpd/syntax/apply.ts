/** Applies byte edits; for users of this reader alone. The migration engine has its own (core/edit.ts). */
import type { ByteEdit } from './edit.js';

/** Two edits claim the same bytes. */
export class ByteEditOverlapError extends Error {
  constructor(
    readonly first: ByteEdit,
    readonly second: ByteEdit,
  ) {
    super(`edits at byte ${first.at} (${first.del} bytes) and byte ${second.at} overlap`);
    this.name = 'ByteEditOverlapError';
  }
}

/**
 * Applies edits that were all made on one reading of the file.
 * @param edits in any order; insertions at one place stay in the order given, before a replacement that starts there
 * @throws ByteEditOverlapError
 */
export function applyByteEdits(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let done = 0;
  let previous: ByteEdit | undefined;
  for (const edit of [...edits].sort((a, b) => a.at - b.at || Math.sign(a.del) - Math.sign(b.del))) {
    if (previous !== undefined && edit.at < done) throw new ByteEditOverlapError(previous, edit);
    pieces.push(bytes.subarray(done, edit.at), edit.ins);
    done = edit.at + edit.del;
    previous = edit;
  }
  pieces.push(bytes.subarray(done));
  return new Uint8Array(Buffer.concat(pieces));
}
