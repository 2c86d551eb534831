/** Which values of the configuration are never shown. */

const SECRET_NAME = /secret|passw|pwd|key|token|credential/i;

/** A URL with a password, an assignment of one, a long run of letters and digits. */
const SECRET_VALUES: readonly RegExp[] = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /\b(?:\w*passw\w*|pwd|secret|token)\s*[=:]/i,
  /^(?=[^\s]*\d)(?=[^\s]*[a-z])[a-z0-9+_=-]{20,}$/i,
];

/** Whether a value is kept out of reports because of its key or of itself. A doubtful one is. */
export function looksSecret(key: string, value: string): boolean {
  return SECRET_NAME.test(key) || SECRET_VALUES.some((pattern) => pattern.test(value));
}
