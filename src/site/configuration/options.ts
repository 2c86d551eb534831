/** Options that mod_python read itself. */

/** Whether the option was for mod_python's own machinery, which has no counterpart: no script and no line carries it on. */
export function isInternal(key: string): boolean {
  return /^mod_python\.(?:mutex_|importer\.(?!path$)|legacy\.)/i.test(key);
}
