import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, type Write } from '../../src/io/commit.js';
import { type Disk, realDisk } from '../../src/io/disk.js';
import { listRuns, type Store } from '../../src/io/journal.js';
import { recover } from '../../src/io/revert.js';
import { runToUndo, undo } from '../../src/io/undo.js';
import { bytes, picture, plant, sandbox } from './sandbox.js';

const BEFORE = {
  'a.conf': 'old a\n',
  'lib/b.py': { text: 'old b\r\n\xff', mode: 0o755 },
  'lib/keep.txt': 'k',
} as const;

function scene(disk: Disk = realDisk) {
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
function crashing(at: number, torn: boolean): { disk: Disk; crashed: () => boolean } {
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
function afterReboot(store: Store): Store {
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

describe('commit', () => {
  it('writes all files, keeps the mode of changed ones and gives new ones exactly theirs', () => {
    const { root, store, request } = scene();
    const umask = process.umask(0o077);
    const run = commit(store, request);
    process.umask(umask);
    expect(run).toMatchObject({ state: 'done', id: '0001' });
    expect(readFileSync(join(root, 'lib/b.py'), 'latin1')).toBe('new b\xfe');
    expect(statSync(join(root, 'lib/b.py')).mode & 0o777).toBe(0o755);
    expect(statSync(join(root, 'lib/tool')).mode & 0o777).toBe(0o755);
    expect(statSync(join(root, 'wsgi/deep/site.wsgi')).mode & 0o777).toBe(0o644);
    expect(statSync(join(root, 'wsgi/deep')).mode & 0o777).toBe(0o755);
  });

  it.runIf(process.getuid?.() === 0)('keeps the owner of a changed file', () => {
    const { root, store, request } = scene();
    chownSync(join(root, 'a.conf'), 1234, 4321);
    const run = commit(store, request);
    expect(statSync(join(root, 'a.conf'))).toMatchObject({ uid: 1234, gid: 4321 });
    undo(store, run);
    expect(statSync(join(root, 'a.conf'))).toMatchObject({ uid: 1234, gid: 4321 });
  });

  it('leaves nothing beside the files, and nobody else may read the journal', () => {
    const { root, store, request } = scene();
    commit(store, request);
    expect(Object.keys(picture(root)).sort()).toEqual(
      [
        '.',
        'a.conf',
        'lib',
        'lib/b.py',
        'lib/keep.txt',
        'lib/tool',
        'wsgi',
        'wsgi/deep',
        'wsgi/deep/site.wsgi',
      ].sort(),
    );
    expect(statSync(join(store.stateFolder, 'runs')).mode & 0o077).toBe(0);
    expect(statSync(join(store.stateFolder, 'runs/0001/before/2')).mode & 0o077).toBe(0);
  });

  it('refuses when a file changed since it was read, or a new file has appeared', () => {
    for (const name of ['lib/b.py', 'wsgi/deep/site.wsgi']) {
      const { root, store, request } = scene();
      plant(root, { [name]: 'edited meanwhile' });
      const now = picture(root);
      expect(() => commit(store, request)).toThrow(/changed since it was read/);
      expect(picture(root)).toEqual(now);
      expect(listRuns(store)).toEqual([]);
    }
  });

  it('refuses while another process works on the same tree', () => {
    const { folder, root, store, request } = scene();
    const sibling = { ...request, root: join(folder, 'other'), writes: [] };
    mkdirSync(sibling.root);
    const first = commit(store, request);
    const path = join(store.stateFolder, 'runs', first.id, 'journal.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"done"', '"writing"'));
    const before = picture(root);
    expect(() => commit(store, { ...request, writes: [] })).toThrow(
      /another run \(process \d+\) is changing/,
    );
    expect(commit(store, sibling)).toMatchObject({ state: 'done' });
    expect(picture(root)).toEqual(before);
  });

  it('is all or nothing when the power fails at any step', () => {
    let steps = 0;
    for (const torn of [false, true]) {
      for (let at = 1; ; at++) {
        const { disk, crashed } = crashing(at, torn);
        const { root, store, writes, request } = scene(disk);
        const before = picture(root);
        try {
          commit(store, request);
        } catch {}
        if (!crashed()) break;
        steps++;
        const rebooted = afterReboot(store);
        recover(rebooted, root);
        const done = listRuns(rebooted).find((run) => run.state === 'done');
        if (done) {
          for (const write of writes) expect(readFileSync(write.path)).toEqual(Buffer.from(write.after));
          undo(rebooted, done);
        }
        expect(picture(root), `step ${at}${torn ? ', half done' : ''}`).toEqual(before);
        expect(listRuns(rebooted).filter((run) => run.state !== 'undone')).toEqual([]);
      }
    }
    // Both kinds of failure must really have been tried at dozens of places.
    expect(steps).toBeGreaterThan(50);
  });

  it('recovers also when the recovery itself is cut short, at any step', () => {
    for (let at = 1; ; at++) {
      const late = crashing(28, false);
      const { root, store, request } = scene(late.disk);
      const before = picture(root);
      expect(() => commit(store, request)).toThrow();
      const again = crashing(at, true);
      try {
        recover({ ...afterReboot(store), disk: again.disk }, root);
      } catch {}
      recover(afterReboot(store), root);
      expect(picture(root), `step ${at}`).toEqual(before);
      if (!again.crashed()) {
        expect(at).toBeGreaterThan(3);
        break;
      }
    }
  });

  it('rolls back at once when one operation fails, whichever it is', () => {
    let failures = 0;
    for (let at = 1; ; at++) {
      let calls = 0;
      let failed = false;
      const fail =
        <A extends readonly unknown[], R>(act: (...args: A) => R) =>
        (...args: A): R => {
          if (++calls === at) {
            failed = true;
            throw Object.assign(new Error('full'), { code: 'ENOSPC' });
          }
          return act(...args);
        };
      const { create, rename, makeDirectory } = realDisk;
      const disk = {
        ...realDisk,
        create: fail(create),
        rename: fail(rename),
        makeDirectory: fail(makeDirectory),
      };
      const { root, store, request } = scene(disk);
      const before = picture(root);
      let message = '';
      try {
        commit(store, request);
      } catch (error) {
        message = (error as Error).message;
      }
      if (!failed) break;
      failures++;
      expect(message, `operation ${at}`).toContain('no space left on the device');
      expect(picture(root), `operation ${at}`).toEqual(before);
    }
    expect(failures).toBeGreaterThan(15);
  });
});

describe('undo', () => {
  it('restores every byte, mode and folder', () => {
    const { root, folder, store, request } = scene();
    const before = picture(root);
    commit(store, request);
    expect(picture(root)).not.toEqual(before);
    const result = undo(store, runToUndo(store, folder, undefined));
    expect(result.kept).toEqual([]);
    expect(result.restored).toHaveLength(4);
    expect(picture(root)).toEqual(before);
    expect(() => runToUndo(store, folder, undefined)).toThrow(/nothing to undo/);
  });

  it('is complete in the end when the power fails at any step', () => {
    for (let at = 1; ; at++) {
      const { root, store, request } = scene();
      const before = picture(root);
      const run = commit(store, request);
      const { disk, crashed } = crashing(at, true);
      try {
        undo({ ...store, disk }, run);
      } catch {}
      const rebooted = afterReboot(store);
      recover(rebooted, root);
      const left = listRuns(rebooted).find((each) => each.state === 'done');
      if (left) undo(rebooted, left);
      expect(picture(root), `step ${at}`).toEqual(before);
      if (!crashed()) {
        expect(at).toBeGreaterThan(10);
        break;
      }
    }
  });

  it('keeps files that changed since, says which, and where the original is', () => {
    const { root, store, request } = scene();
    const run = commit(store, request);
    writeFileSync(join(root, 'a.conf'), 'edited by hand\n');
    writeFileSync(join(root, 'wsgi/deep/site.wsgi'), 'edited too\n');
    const { restored, kept } = undo(store, run);
    expect(restored).toEqual([join(root, 'lib/tool'), join(root, 'lib/b.py')]);
    expect(kept.map((file) => file.path)).toEqual([join(root, 'wsgi/deep/site.wsgi'), join(root, 'a.conf')]);
    expect(readFileSync(join(root, 'a.conf'), 'utf8')).toBe('edited by hand\n');
    expect(readFileSync(kept[1]?.original as string, 'utf8')).toBe('old a\n');
    expect(readFileSync(join(root, 'lib/b.py'), 'latin1')).toBe('old b\r\n\xc3\xbf');
    expect(existsSync(join(root, 'lib/tool'))).toBe(false);
  });

  it('does not bring back a file that was removed since, nor trust a damaged original', () => {
    const { root, store, request } = scene();
    const run = commit(store, request);
    realDisk.remove(join(root, 'a.conf'));
    writeFileSync(join(store.stateFolder, 'runs', run.id, 'before/2'), 'garbage');
    const { kept } = undo(store, run);
    expect(kept.map((file) => file.why)).toEqual(['its stored original is damaged', 'removed since']);
    expect(existsSync(join(root, 'a.conf'))).toBe(false);
  });

  it('finds the run by number, by the folder it was typed in and by the site', () => {
    const { root, folder, store, request } = scene();
    const run = commit(store, request);
    expect(runToUndo(store, join(root, 'lib'), undefined).id).toBe(run.id);
    expect(runToUndo(store, folder, undefined).id).toBe(run.id);
    expect(runToUndo(store, '/nowhere', '1').id).toBe(run.id);
    expect(() => runToUndo(store, '/nowhere', undefined)).toThrow(/nothing to undo in \/nowhere/);
    expect(() => runToUndo(store, folder, '7')).toThrow(/no run 7/);
  });

  it('restores a file whose folder has become read-only for others', () => {
    const { root, store, request } = scene();
    const before = picture(root);
    const run = commit(store, request);
    chmodSync(join(root, 'lib'), 0o700);
    expect(undo(store, run).kept).toEqual([]);
    chmodSync(join(root, 'lib'), 0o755);
    expect(picture(root)).toEqual(before);
  });
});
