import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTree } from '../../src/io/vfs.js';
import { bytes, plant, sandbox } from './sandbox.js';

function site() {
  const folder = sandbox();
  plant(folder, {
    'site/conf/a.conf': 'A\n',
    'site/run.cgi': { text: '#!/bin/sh\n', mode: 0o755 },
    'site/enabled/a.conf': { link: '../conf/a.conf' },
    'site/by-absolute-name': { link: join(folder, 'site/conf') },
    'site/dangling': { link: 'nowhere' },
    'site/round': { link: 'round' },
    'site/out': { link: '../elsewhere' },
    'site/.git/config': 'x',
    'site/.svn/pristine/a.conf': 'old',
    'site/.a.conf.migrate-0003': 'staged',
    'elsewhere/secret': 'x',
  });
  return { folder, root: join(folder, 'site'), tree: openTree({ roots: [join(folder, 'site')] }) };
}

describe('the disk as a tree', () => {
  it('gives files with bytes and mode, folders with sorted names, links with targets', () => {
    const { root, tree } = site();
    expect(tree.node(join(root, 'conf/a.conf'))).toMatchObject({ kind: 'file', bytes: bytes('A\n') });
    expect(tree.node(join(root, 'run.cgi'))).toMatchObject({ kind: 'file', mode: 0o755 });
    expect(tree.node(join(root, 'enabled/a.conf'))).toEqual({
      kind: 'symlink',
      path: join(root, 'enabled/a.conf'),
      target: '../conf/a.conf',
    });
    const names = ['by-absolute-name', 'conf', 'dangling', 'enabled', 'out', 'round', 'run.cgi'];
    expect(tree.node(root)).toEqual({ kind: 'directory', path: root, names });
    expect(tree.node(join(root, 'missing'))).toBeUndefined();
    expect(tree.node(join(root, 'run.cgi/below'))).toBeUndefined();
  });

  it('follows links only in resolve, and never out of the roots', () => {
    const { root, tree } = site();
    expect(tree.resolve(join(root, 'enabled/a.conf'))).toBe(join(root, 'conf/a.conf'));
    expect(tree.resolve(join(root, 'by-absolute-name/a.conf'))).toBe(join(root, 'conf/a.conf'));
    expect(tree.node(join(root, 'by-absolute-name/a.conf'))).toBeUndefined();
    for (const name of ['dangling', 'round', 'out', 'out/secret', 'missing']) {
      expect(tree.resolve(join(root, name)), name).toBeUndefined();
    }
    expect(tree.node(join(root, 'out/secret'))).toBeUndefined();
  });

  it('is blind to what lies outside of the roots, to version control and to staged files', () => {
    const { folder, root, tree } = site();
    expect(tree.node('/etc/passwd')).toBeUndefined();
    expect(tree.node(join(folder, 'elsewhere/secret'))).toBeUndefined();
    expect(tree.node(join(root, '../elsewhere/secret'))).toBeUndefined();
    expect(tree.node(`${root}/../elsewhere/secret`)).toBeUndefined();
    expect(tree.node(join(root, '.git'))).toBeUndefined();
    expect(tree.node(join(root, '.git/config'))).toBeUndefined();
    expect(tree.node(join(root, '.svn/pristine/a.conf'))).toBeUndefined();
    expect(tree.node(join(root, '.a.conf.migrate-0003'))).toBeUndefined();
  });

  it('takes a link that the user names as the folder behind it', () => {
    const { folder, root } = site();
    plant(folder, { current: { link: 'site' }, 'site/real': { link: join(root, 'conf/a.conf') } });
    const tree = openTree({ roots: [join(folder, 'current')] });
    expect(tree.node(join(folder, 'current'))?.kind).toBe('directory');
    expect(tree.resolve(join(folder, 'current/enabled/a.conf'))).toBe(join(folder, 'current/conf/a.conf'));
    expect(tree.resolve(join(folder, 'current/real'))).toBe(join(folder, 'current/conf/a.conf'));
  });

  it('reads each file once', () => {
    const { root, tree } = site();
    const first = tree.node(join(root, 'conf/a.conf'));
    expect(first?.kind === 'file' && first.bytes.length).toBe(2);
    writeFileSync(join(root, 'conf/a.conf'), 'changed');
    const second = tree.node(join(root, 'conf/a.conf'));
    expect(second).toBe(first);
    expect(second?.kind === 'file' && second.bytes.length).toBe(2);
  });

  it('never opens a named pipe, and says so', () => {
    const { root } = site();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const node = openTree({ roots: [root] }).node(join(root, 'pipe'));
    expect(node).toMatchObject({ kind: 'unreadable', reason: 'not a regular file' });
  });

  it('lists a name that is not UTF-8 as unreadable rather than losing it', () => {
    const { root } = site();
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.py')]), 'x');
    const tree = openTree({ roots: [root] });
    const folder = tree.node(root);
    const name =
      folder?.kind === 'directory' ? folder.names.find((each) => each.startsWith('caf')) : undefined;
    expect(tree.node(join(root, name as string))).toMatchObject({
      kind: 'unreadable',
      reason: 'its name is not UTF-8',
    });
    expect(tree.unreadable()).toEqual([
      { path: join(root, name as string), reason: 'its name is not UTF-8' },
    ]);
  });

  it('does not show what the user ignores', () => {
    const { root } = site();
    const tree = openTree({ roots: [root], ignored: (path) => path.endsWith('/conf') });
    expect(tree.node(join(root, 'conf'))).toBeUndefined();
    expect(tree.node(join(root, 'conf/a.conf'))).toBeUndefined();
    expect(tree.resolve(join(root, 'enabled/a.conf'))).toBeUndefined();
  });

  it('gives nothing for a path with a NUL byte or one that is too long', () => {
    const { root, tree } = site();
    expect(tree.node(`${root}/a\0b`)).toBeUndefined();
    expect(tree.node(`${root}/${'x'.repeat(5000)}`)).toBeUndefined();
  });
});
