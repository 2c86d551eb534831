/** A plan as one unified patch in git's format, byte for byte what `git apply` turns into the same tree. */
import { formatPatch, type StructuredPatch, structuredPatch } from 'diff';

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

const CONTEXT = 3;

/** The search takes time with the square of this number: 1 s for a file of 20,000 lines of which 1,000 change. */
const MOST_EDITS = 2000;

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
  const hunks = hunksOf(latin1(file.before ?? new Uint8Array()), latin1(file.after));
  const newFileName = `b/${file.path}`;
  const names = { newFileName, oldHeader: undefined, newHeader: undefined, isGit: true, hunks };
  if (file.before !== undefined) return comment + formatPatch({ ...names, oldFileName: `a/${file.path}` });
  const newMode = ((file.mode ?? 0o644) & 0o111) === 0 ? '100644' : '100755';
  const text = formatPatch({ ...names, oldFileName: '/dev/null', isCreate: true, newMode });
  return comment + text + (file.after.length === 0 ? `index ${'0'.repeat(40)}..${EMPTY_BLOB}\n` : '');
}

/** The least difference where it is found in a second or so, else the one block that differs. */
function hunksOf(before: string, after: string): StructuredPatch['hunks'] {
  if (before === '') return differingBlock(before, after);
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  return (
    structuredPatch('', '', before, after, undefined, undefined, options)?.hunks ??
    differingBlock(before, after)
  );
}

/** One hunk from the first to the last line that differs. */
function differingBlock(before: string, after: string): StructuredPatch['hunks'] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shorter && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end++;
  if (start === old.length && start === fresh.length) return [];
  const [from, kept] = [Math.max(0, start - CONTEXT), Math.max(0, end - CONTEXT)];
  const lines = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...fresh.slice(start, fresh.length - end).map((line) => `+${line}`),
    ...old.slice(old.length - end, old.length - kept).map((line) => ` ${line}`),
  ];
  const range = { oldLines: old.length - kept - from, newLines: fresh.length - kept - from };
  return [{ oldStart: from + 1, newStart: from + 1, ...range, lines: lines.flatMap(patchLine) }];
}

/** Lines with their newline; the last one may lack it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function patchLine(line: string): readonly string[] {
  return line.endsWith('\n') ? [line.slice(0, -1)] : [line, '\\ No newline at end of file'];
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
