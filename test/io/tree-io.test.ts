/** The smaller parts of io/: from plan to writes, the copy of `--out`, roots, git, our own runtime package. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTree } from '../../src/io/export-tree.js';
import { gitState, workingCopy } from '../../src/io/git.js';
import { commonFolder, relativeTo } from '../../src/io/paths.js';
import { siteRoots } from '../../src/io/roots.js';
import { readRuntime } from '../../src/io/runtime-files.js';
import { openTree } from '../../src/io/vfs.js';
import { planWrites } from '../../src/io/writes.js';
import { bytes, picture, plant, sandbox } from './sandbox.js';

describe('from a plan to writes', () => {
  const change = (path: string, after: string) => ({
    path,
    before: bytes('x\n'),
    after: bytes(after),
    edits: [],
    codes: [],
  });

  function linked() {
    const folder = sandbox();
    plant(folder, {
      'site/available/a.conf': 'x\n',
      'site/enabled/a.conf': { link: '../available/a.conf' },
      'site/current': { link: 'available' },
      'site/out': { link: '../elsewhere' },
      'elsewhere/b.conf': 'x\n',
    });
    const root = join(folder, 'site');
    return { root, tree: openTree({ roots: [root] }) };
  }

  it('writes a linked file once, where it really is, and new files first', () => {
    const { root, tree } = linked();
    const writes = planWrites(tree, {
      changes: [change(join(root, 'available/a.conf'), 'y\n'), change(join(root, 'enabled/a.conf'), 'y\n')],
      creates: [{ path: join(root, 'current/new/x.wsgi'), bytes: bytes('n'), mode: 0o644 }],
    });
    expect(writes.map((write) => [write.kind, write.path])).toEqual([
      ['create', join(root, 'available/new/x.wsgi')],
      ['change', join(root, 'available/a.conf')],
    ]);
  });

  it('refuses what leads out of the tree, what exists, and two contents for one file', () => {
    const { root, tree } = linked();
    const create = (path: string) => ({
      changes: [],
      creates: [{ path: join(root, path), bytes: bytes(''), mode: 0o644 }],
    });
    expect(() => planWrites(tree, { changes: [change(join(root, 'out/b.conf'), 'y')], creates: [] })).toThrow(
      /outside/,
    );
    expect(() => planWrites(tree, create('out/c.conf'))).toThrow(/outside/);
    expect(() => planWrites(tree, create('../c.conf'))).toThrow(/outside/);
    expect(() => planWrites(tree, create('available/a.conf'))).toThrow(/exists already/);
    expect(() => planWrites(tree, create('available/a.conf/below'))).toThrow(/not a directory/);
    const changes = [change(join(root, 'available/a.conf'), 'y'), change(join(root, 'enabled/a.conf'), 'z')];
    expect(() => planWrites(tree, { changes, creates: [] })).toThrow(/two names/);
  });
});

describe('the copy of --out', () => {
  function scene() {
    const folder = sandbox();
    plant(folder, {
      'site/a.conf': { text: 'old', mode: 0o444 },
      'site/run': { text: '#!', mode: 0o755 },
      'site/link': { link: 'a.conf' },
      'site/empty/': '',
      'site/.git/HEAD': 'x',
    });
    const base = join(folder, 'site');
    const writes = [
      { kind: 'change', path: join(base, 'a.conf'), before: bytes('old'), after: bytes('new') },
      { kind: 'create', path: join(base, 'wsgi/x.wsgi'), after: bytes('n'), mode: 0o755 },
    ] as const;
    return { folder, base, request: { out: join(folder, 'deep/out'), base, copied: [base], writes } };
  }

  it('holds everything but version control, with modes and links, and leaves the original alone', () => {
    const { base, request } = scene();
    const before = picture(base);
    exportTree(request);
    expect(picture(base)).toEqual(before);
    expect(Object.keys(picture(request.out))).toEqual([
      '.',
      'a.conf',
      'empty',
      'link',
      'run',
      'wsgi',
      'wsgi/x.wsgi',
    ]);
    expect(readFileSync(join(request.out, 'a.conf'), 'utf8')).toBe('new');
    const modes = ['a.conf', 'run', 'wsgi', 'wsgi/x.wsgi'].map(
      (name) => statSync(join(request.out, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o444, 0o755, 0o755, 0o755]);
  });

  it('takes an empty folder, refuses a filled one and one inside the site', () => {
    const { folder, base, request } = scene();
    plant(folder, { 'filled/x': '' });
    mkdirSync(request.out, { recursive: true });
    exportTree(request);
    expect(() => exportTree({ ...request, out: join(folder, 'filled') })).toThrow(/not an empty folder/);
    expect(() => exportTree({ ...request, out: join(base, 'new') })).toThrow(/lies inside/);
  });

  it('leaves nothing behind when it fails', () => {
    const { folder, base, request } = scene();
    const outside = { kind: 'create', path: '/elsewhere/x', after: bytes(''), mode: 0o644 } as const;
    expect(() => exportTree({ ...request, writes: [outside] })).toThrow(/outside/);
    expect(Object.keys(picture(join(folder, 'deep')))).toEqual(['.']);
    const below = { kind: 'create', path: join(base, 'a.conf/x'), after: bytes(''), mode: 0o644 } as const;
    expect(() => exportTree({ ...request, writes: [below] })).toThrow(/cannot write/);
    expect(Object.keys(picture(join(folder, 'deep')))).toEqual(['.']);
  });
});

describe('roots and paths', () => {
  it('are the outermost named folders; a lone configuration file brings its server folder', () => {
    const folder = sandbox();
    plant(folder, { 'etc/httpd/conf/httpd.conf': '', 'etc/apache2/apache2.conf': '', 'srv/app/x.py': '' });
    const at = (name: string) => join(folder, name);
    expect(siteRoots({ inputs: [at('srv'), at('srv/app/x.py')], mapped: [] })).toEqual([at('srv')]);
    expect(siteRoots({ inputs: [at('etc/httpd/conf/httpd.conf')], mapped: [at('srv/app')] })).toEqual([
      at('etc/httpd'),
      at('srv/app'),
    ]);
    expect(
      siteRoots({ inputs: [at('srv')], serverConfig: at('etc/apache2/apache2.conf'), mapped: [] }),
    ).toEqual([at('etc/apache2'), at('srv')]);
  });

  it('have a common folder, and are relative only below the root', () => {
    expect(commonFolder(['/a/b/c', '/a/bc'])).toBe('/a');
    expect(commonFolder(['/a', '/b'])).toBe('/');
    expect(commonFolder([])).toBe('/');
    expect(relativeTo('/a', '/a/b')).toBe('b');
    expect(relativeTo('/a', '/ab')).toBe('/ab');
    expect(relativeTo('/a', '/a')).toBe('.');
    expect(relativeTo('/', '/a')).toBe('a');
  });
});

describe('git', () => {
  function repository() {
    const folder = sandbox();
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
    git('init', '-q');
    plant(folder, { 'site/a.conf': 'x', 'other/b.txt': 'x', '.gitignore': '*.log\n' });
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'x');
    return { folder, git };
  }

  it('tells clean from changed and untracked, below the given paths only', async () => {
    const { folder } = repository();
    const site = join(folder, 'site');
    expect(await gitState([site])).toEqual({ kind: 'clean' });
    plant(folder, { 'other/b.txt': 'y', 'site/x.log': 'ignored' });
    expect(await gitState([site])).toEqual({ kind: 'clean' });
    plant(folder, { 'site/new ä.py': 'y' });
    expect(await gitState([site])).toEqual({ kind: 'dirty', paths: ['site/new ä.py'] });
    plant(folder, { 'site/a.conf': 'y' });
    expect(await gitState([folder])).toMatchObject({
      kind: 'dirty',
      paths: ['other/b.txt', 'site/a.conf', 'site/new ä.py'],
    });
  });

  it('looks behind a link that was named', async () => {
    const { folder } = repository();
    const outside = sandbox();
    plant(outside, { current: { link: join(folder, 'site') } });
    expect(await gitState([join(outside, 'current')])).toEqual({ kind: 'clean' });
    plant(folder, { 'site/a.conf': 'y' });
    expect(await gitState([join(outside, 'current')])).toEqual({ kind: 'dirty', paths: ['site/a.conf'] });
  });

  it('is not required, and an unusable repository is not taken for a clean one', async () => {
    const folder = sandbox();
    expect(await gitState([folder])).toEqual({ kind: 'none' });
    plant(folder, { '.git/HEAD': 'garbage' });
    expect(workingCopy(join(folder))).toBe(folder);
    expect(await gitState([folder])).toMatchObject({ kind: 'unknown' });
  });

  it('runs no program that the repository names', async () => {
    const { folder, git } = repository();
    plant(folder, { '.git/hook.sh': { text: `#!/bin/sh\ntouch ${folder}/ran\n`, mode: 0o755 } });
    git('config', 'core.fsmonitor', join(folder, '.git/hook.sh'));
    expect(await gitState([join(folder, 'site')])).toEqual({ kind: 'clean' });
    expect(Object.keys(picture(folder))).not.toContain('ran');
  });
});

describe('the runtime package', () => {
  it('is found from the sources, Python files only', () => {
    const files = readRuntime();
    expect([...files.keys()]).toContain('__init__.py');
    expect([...files.keys()].filter((name) => !name.endsWith('.py'))).toEqual([]);
  });
});
