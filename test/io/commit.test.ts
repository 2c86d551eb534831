import { chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit } from '../../src/io/commit.js';
import { realDisk } from '../../src/io/disk.js';
import { listRuns, saveRun } from '../../src/io/journal.js';
import { recover } from '../../src/io/revert.js';
import { undo } from '../../src/io/undo.js';
import { picture, plant } from './sandbox.js';
import { afterReboot, crashing, scene } from './scene.js';

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
    saveRun(store, { ...first, state: 'writing' });
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
