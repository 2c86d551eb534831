/** Values of literals, as far as a rewrite needs them. */
import type { Leaf, Tree } from '../tree.js';

const SIMPLE_STRING = /^[bB]?(['"])((?:(?!\1)[^\\\r\n])*)\1$/;

/** Value of a string literal without escapes, continuation or unicode prefix: a header name, an option key. */
export function plainString(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== 'leaf' || tree.type !== 'STRING') return undefined;
  return SIMPLE_STRING.exec(tree.value)?.[2];
}

/** Value of a decimal integer literal. */
export function plainInteger(tree: Tree | undefined): number | undefined {
  if (tree?.kind !== 'leaf' || tree.type !== 'NUMBER' || !/^(?:0|[1-9][0-9]*)$/.test(tree.value))
    return undefined;
  return Number(tree.value);
}

/** Whether the literal is of the type `str` in both versions of Python: no `b` and no `u` in its prefix, no f-string. */
export function isNativeString(leaf: Leaf): boolean {
  return leaf.type === 'STRING' && /^[rR]?['"]/.test(leaf.value);
}

/** A Python string literal with this value. @param text printable ASCII; everything else is escaped as a byte */
export function quoted(text: string): string {
  const escaped = text
    .replace(/[\\']/g, (found) => `\\${found}`)
    .replace(/[^\x20-\x7e]/g, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `'${escaped}'`;
}
