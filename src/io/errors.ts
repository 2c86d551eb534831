/** Errors that end a run with a sentence instead of a stack. */

/**
 * input: the job cannot be done as asked (exit 2);
 * refused: it could be done, but might destroy something (exit 3).
 */
export type ErrorKind = 'input' | 'refused';

export class MigrateError extends Error {
  /**
   * @param kind decides the exit code
   * @param message what is wrong: one line, no final period
   * @param todo what the user does now, or '' where the message says it
   */
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly todo = '',
  ) {
    super(message);
    this.name = 'MigrateError';
  }
}

/** The code of a system error ('ENOENT'), or '' for anything else. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'too many symbolic links',
  ENOSPC: 'no space left on the device',
  EROFS: 'read-only file system',
  EIO: 'input/output error',
  EMFILE: 'too many open files',
  EEXIST: 'it exists already',
};

/** The reason of a system error in words; the text of any other error. */
export function reason(error: unknown): string {
  return REASONS[errorCode(error)] ?? (error instanceof Error ? error.message : String(error));
}
