/** Digests of our trees and scopes in the form of oracle27.py. */
import { createHash } from 'node:crypto';
import { readPythonAs } from '../../src/python/reader.js';
import { FLAG } from '../../src/python/scopes/flags.js';
import type { Scope } from '../../src/python/scopes/scope.js';
import type { LeafType, Tree } from '../../src/python/tree.js';

const TYPE_NUMBER: Readonly<Record<LeafType, number>> = {
  ENDMARKER: 0,
  NAME: 1,
  KEYWORD: 1,
  NUMBER: 2,
  STRING: 3,
  NEWLINE: 4,
  INDENT: 5,
  DEDENT: 6,
  OP: 51,
};
const FLAGS = FLAG.GLOBAL | FLAG.LOCAL | FLAG.PARAM | FLAG.USE | FLAG.FREE_CLASS | FLAG.IMPORT;

/** "TREE SCOPES", or "-" for what our reader refuses; SCOPES is "-" where we report an error of the symbol table. */
export function canonicalDigests(bytes: Uint8Array): string {
  const reading = readPythonAs(bytes, '2.7');
  if (reading.kind !== 'exact') return '-';
  const root = reading.scopes();
  return `${digest(treeParts(reading.tree))} ${hasErrors(root) ? '-' : digest(scopeParts(root))}`;
}

function digest(parts: readonly string[]): string {
  return createHash('sha1').update(parts.join('\0')).digest('hex').slice(0, 16);
}

function treeParts(tree: Tree, out: string[] = []): string[] {
  if (tree.kind === 'leaf') out.push(`${TYPE_NUMBER[tree.type]}:${tree.value.replaceAll(/\r\n?/g, '\n')}`);
  else {
    out.push(`(${tree.type}`);
    for (const child of tree.children) treeParts(child, out);
    out.push(')');
  }
  return out;
}

function scopeParts(scope: Scope, out: string[] = []): string[] {
  const kind = scope.kind === 'module' || scope.kind === 'class' ? scope.kind : 'function';
  const names = [...scope.bindings.values()].map(
    ({ name, flags, resolution }) => `${name}=${flags & FLAGS}:${resolution}`,
  );
  out.push(`[${kind} ${scope.name} ${names.sort().join(' ')}`);
  for (const child of scope.children) scopeParts(child, out);
  out.push(']');
  return out;
}

function hasErrors(scope: Scope): boolean {
  return scope.errors.length > 0 || scope.children.some(hasErrors);
}
