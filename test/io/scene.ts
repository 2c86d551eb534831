/** A site to write to, and disks that fail. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Write } from '../../src/io/commit.js';
import { type Disk, realDisk } from '../../src/io/disk.js';
import type { Store } from '../../src/io/journal.js';
import { bytes, plant, sandbox } from './sandbox.js';

const BEFORE = {
  'a.conf': 'old a\n',
  'lib/b.py': { text: 'old b\r\n\xff', mode: 0o755 },
  'lib/keep.txt': 'k',
} as const;

/** A small site, a store for its runs, and four files to write. */
export function scene(disk: Disk = realDisk) {
  const folder = sandbox();
  const root = join(folder, 'site');
  plant(root, BEFORE);
  const store: Store = { stateFolder: join(folder, 'state'), disk };
  const change = (name: string, after: string): Write => ({
    kind: 'change',
    path: join(root, name),
    before: readFileSync(join(root, name)),
    after: bytes(after),
  });
  const writes: readonly Write[] = [
    { kind: 'create', path: join(root, 'wsgi/deep/site.wsgi'), after: bytes('new\n'), mode: 0o644 },
    { kind: 'create', path: join(root, 'lib/tool'), after: bytes(''), mode: 0o755 },
    change('lib/b.py', 'new b\xfe'),
    change('a.conf', 'new a\n'),
  ];
  return { folder, root, store, writes, request: { root, cwd: folder, writes } };
}

/** A disk that stops at its `at`-th change: the process is gone and does nothing more. */
export function crashing(at: number, torn: boolean): { disk: Disk; crashed: () => boolean } {
  let calls = 0;
  let dead = false;
  const step =
    <A extends readonly unknown[], R>(act: (...args: A) => R, half?: (...args: A) => void) =>
    (...args: A): R => {
      if (!dead && ++calls === at) {
        dead = true;
        if (torn) half?.(...args);
      }
      if (dead) throw new Error('the machine has lost power');
      return act(...args);
    };
  const alive =
    <A extends readonly unknown[], R>(act: (...args: A) => R) =>
    (...args: A): R => {
      if (dead) throw new Error('the machine has lost power');
      return act(...args);
    };
  const disk: Disk = {
    look: alive(realDisk.look),
    create: step(realDisk.create, (path, content) =>
      writeFileSync(path, content.subarray(0, content.length >> 1)),
    ),
    setOwner: step(realDisk.setOwner),
    rename: step(realDisk.rename, realDisk.rename),
    remove: step(realDisk.remove, realDisk.remove),
    makeDirectory: step(realDisk.makeDirectory, realDisk.makeDirectory),
    removeDirectory: step(realDisk.removeDirectory),
    sync: step(realDisk.sync),
  };
  return { disk, crashed: () => dead };
}

/** Marks all runs as belonging to a process that is gone, as they would after a real crash. */
export function afterReboot(store: Store): Store {
  const runs = join(store.stateFolder, 'runs');
  for (const id of existsSync(runs) ? readdirSync(runs) : []) {
    const path = join(runs, id, 'journal.json');
    if (!existsSync(path)) continue;
    const run = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(
      path,
      JSON.stringify({ ...run, process: { pid: run.process.pid, start: 'before the crash' } }),
    );
  }
  return { ...store, disk: realDisk };
}
