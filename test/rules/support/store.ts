/** Writes what a fixture's run gave, when the person at the keyboard asks for it (`UPDATE=1`, or `vitest -u`). */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { ChangeCase } from './fixtures.js';
import { contents, type Image } from './memory-tree.js';

export function updating(): boolean {
  const { snapshotState } = expect.getState() as { snapshotState?: { snapshotUpdateState?: string } };
  return process.env.UPDATE === '1' || snapshotState?.snapshotUpdateState === 'all';
}

/** Stores the result of a case in place of its `after`. */
export function storeAfter(one: ChangeCase, result: Image): void {
  if (one.single !== undefined) {
    const entry = result.get(one.single);
    if (entry?.kind === 'file') writeFileSync(one.afterPath, entry.bytes);
    return;
  }
  if (one.after && JSON.stringify(contents(one.after)) === JSON.stringify(contents(result))) return;
  rmSync(one.afterPath, { recursive: true, force: true });
  for (const [path, entry] of result) {
    const target = join(one.afterPath, path);
    if (entry.kind === 'folder') continue;
    mkdirSync(dirname(target), { recursive: true });
    if (entry.kind === 'link') symlinkSync(entry.target, target);
    else {
      writeFileSync(target, entry.bytes);
      chmodSync(target, entry.mode);
    }
  }
}

/** Stores a text where one is stored already, or where `force` asks for a new one. */
export function storeText(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
