/** Which values of the configuration are never shown, and never copied where more people could read them. */

/** Words in the name of an option. `pass` stands alone or in front: `dbpass`, `passphrase`, but not `passenger`. */
const SECRET_NAME =
  /secret|passw|passphrase|pass$|pass[^a-z]|pwd|pw$|key|token|cred|salt|private|hmac|signature|dsn|auth(?!or|type|name|entic)/i;

/** A URL with a password, an assignment of one, a long run of letters and digits, a short one that mixes them. */
const SECRET_VALUES: readonly RegExp[] = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /\b(?:\w*pass(?:w\w*|phrase)?|pwd|secret|token)\s*[=:]/i,
  /^(?=[^\s]*\d)(?=[^\s]*[a-z])[a-z0-9+_=-]{20,}$/i,
  /^(?=.*\d)(?=.*[a-z])[a-z0-9!#$%^&*+=?_-]{6,}$/i,
  /^(?=.*[A-Z])(?=.*[a-z])(?=.*[!#$%^&*+=?])\S{6,}$/,
];

/** Whether a value is kept out of reports because of its key or of itself. A doubtful one is. */
export function looksSecret(key: string, value: string): boolean {
  return SECRET_NAME.test(key) || SECRET_VALUES.some((pattern) => pattern.test(value));
}
