/** `scan --extract`: configuration that is quoted in texts and strings (MP402), as files that can be migrated. */
import { posix } from 'node:path';
import { type QuotedFragment, quotedFragments } from '../core/quoted-fragments.js';
import { requireFreeFolder, writeNewFolder } from '../io/new-folder.js';
import { commandLine, type Session } from './session.js';

/** @throws MigrateError when the folder cannot be used: said before anything is read */
export function requireExtract(folder: string, roots: readonly string[]): void {
  requireFreeFolder('--extract', folder, roots);
}

/** Writes the fragments and says what was written, line by line. */
export function extract({ tree, plan, view }: Session, folder: string): readonly string[] {
  const fragments = quotedFragments(tree, plan.findings);
  if (fragments.length === 0) return ['No quoted configuration was found; nothing was extracted.'];
  const files = new Map<string, Uint8Array>();
  const told = fragments.map((fragment) => {
    const name = freeName(view.name(fragment.path), fragment, files);
    files.set(name, fragment.bytes);
    return `  ${name}: ${view.name(fragment.path)}:${fragment.line}-${fragment.endLine}`;
  });
  requireFreeFolder('--extract', folder, []);
  writeNewFolder(folder, files);
  const first = posix.join(folder, [...files.keys()][0] ?? '');
  return [
    `Extracted ${files.size} piece${files.size === 1 ? '' : 's'} of quoted configuration to ${folder}; what quotes them was not changed:`,
    ...told,
    `Each can be migrated alone: ${commandLine(['apply', '--dry-run', first])}`,
  ];
}

/** `doc/README` line 4 → `doc-README-4.conf`. */
function freeName(path: string, { line }: QuotedFragment, taken: ReadonlyMap<string, unknown>): string {
  const base = `${path.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '')}-${line}`;
  let name = `${base}.conf`;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}.conf`;
  return name;
}
