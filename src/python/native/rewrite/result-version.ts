/** For which versions of Python the new code is written: those that the module runs on once it is rewritten. */
import { applyEdits, type Edit } from '../../../core/edit.js';
import { type ExactModule, readPythonAs } from '../../reader.js';
import type { Rewrite } from './context.js';

type ModuleEdits = ReadonlyMap<ExactModule, readonly Edit[]>;

/**
 * `raise apache.SERVER_RETURN, code` made a module Python 2 only, and is gone: what is left may run on both versions.
 * @param write the edits, or why there are none
 */
export function writeForResult(
  rewrites: readonly Rewrite[],
  write: (rewrites: readonly Rewrite[]) => ModuleEdits | string,
): ModuleEdits | string {
  if (rewrites.every(({ dialect }) => dialect !== '2')) return write(rewrites);
  const edits = write(rewrites.map((rewrite) => ({ ...rewrite, dialect: 'both' as const })));
  return typeof edits === 'string' || [...edits].every(runsOn3) ? edits : write(rewrites);
}

function runsOn3([{ source }, edits]: readonly [ExactModule, readonly Edit[]]): boolean {
  return readPythonAs(applyEdits(source.bytes, edits), '3').kind === 'exact';
}
