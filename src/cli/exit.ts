/** Exit codes. Their meaning is fixed: scripts and CI depend on it (docs/exit-codes.md). */
import type { MigrateError } from '../io/errors.js';

export const EXIT = {
  /** Done, or nothing to do. */
  ok: 0,
  /** The gate says no: `lint` found uses of mod_python. */
  gate: 1,
  /** The job could not be done: bad option, missing path, broken input, our own fault. */
  failed: 2,
  /** The job was refused because it could destroy something. */
  refused: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT] | 130 | 143;

export function exitCodeOf(error: MigrateError): ExitCode {
  return error.kind === 'refused' ? EXIT.refused : EXIT.failed;
}

/** The line that a person reads when a command fails. */
export function errorLine(error: MigrateError): string {
  return `migrate: ${error.message}${error.todo ? `; ${error.todo}` : ''}`;
}
