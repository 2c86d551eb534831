/** A plan as one unified patch in git's format, byte for byte what `git apply` turns into the same tree. */
import { formatPatch, structuredPatch } from 'diff';

/** One file of the patch. Modes are permission bits. */
export interface PatchFile {
  /** POSIX path relative to the folder in which the patch is applied. */
  readonly path: string;
  /** Undefined for a new file. */
  readonly before?: Uint8Array;
  readonly after: Uint8Array;
  /** Mode of a new file. Git knows only whether it is executable. */
  readonly mode?: number;
  /** Codes and names of the rules at work, for the comment line before the file. */
  readonly rules: readonly string[];
}

/** git's hash of nothing; without an index line it refuses an empty new file. */
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/**
 * Files are taken as latin-1, one character per byte, so that any content survives. Nothing is coloured.
 * @returns the patch; empty for no files
 */
export function renderPatch(files: readonly PatchFile[]): Uint8Array {
  return new Uint8Array(Buffer.from(files.map(renderFile).join(''), 'latin1'));
}

function renderFile(file: PatchFile): string {
  const comment = file.rules.length > 0 ? `# ${file.rules.join(', ')}\n` : '';
  const mode = ((file.mode ?? 0o644) & 0o111) === 0 ? '100644' : '100755';
  const patch = structuredPatch(
    file.before === undefined ? '/dev/null' : `a/${file.path}`,
    `b/${file.path}`,
    latin1(file.before ?? new Uint8Array()),
    latin1(file.after),
    undefined,
    undefined,
    { context: 3 },
  );
  const create = file.before === undefined ? { isCreate: true, newMode: mode } : {};
  const text = formatPatch({ ...patch, isGit: true, ...create });
  const index =
    file.before === undefined && file.after.length === 0 ? `index ${'0'.repeat(40)}..${EMPTY_BLOB}\n` : '';
  return comment + text + index;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
