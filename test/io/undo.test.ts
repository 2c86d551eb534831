import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit } from '../../src/io/commit.js';
import { realDisk } from '../../src/io/disk.js';
import { listRuns } from '../../src/io/journal.js';
import { recover } from '../../src/io/revert.js';
import { runToUndo, undo } from '../../src/io/undo.js';
import { picture } from './sandbox.js';
import { afterReboot, crashing, scene } from './scene.js';

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
