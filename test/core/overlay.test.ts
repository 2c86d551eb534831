import { describe, expect, it } from 'vitest';
import { overlayTree } from '../../src/core/overlay.js';
import { file, fromLatin1, memoryTree } from '../rules/support/memory-tree.js';

const below = memoryTree(
  new Map([
    ['/srv/www/a.txt', file('old')],
    ['/srv/link', { kind: 'link', target: 'www' }],
  ]),
);
const content = (text: string) => ({ bytes: fromLatin1(text), mode: 0o644 });

describe('a tree with new contents over it', () => {
  it('is the tree itself when nothing changed', () => {
    expect(overlayTree(below, new Map())).toBe(below);
  });

  it('shows changed files changed, and all others as they were', () => {
    const tree = overlayTree(below, new Map([['/srv/www/a.txt', content('new')]]));
    expect(tree.node('/srv/www/a.txt')).toMatchObject({ kind: 'file', bytes: fromLatin1('new') });
    expect(tree.node('/srv/link')).toMatchObject({ kind: 'symlink' });
    expect(tree.resolve('/srv/link/a.txt')).toBe('/srv/www/a.txt');
  });

  it('shows new files and the folders that come with them', () => {
    const tree = overlayTree(below, new Map([['/srv/wsgi/deep/x.wsgi', content('x')]]));
    expect(tree.node('/srv')).toMatchObject({ names: ['link', 'wsgi', 'www'] });
    expect(tree.node('/srv/wsgi')).toMatchObject({ kind: 'directory', names: ['deep'] });
    expect(tree.node('/srv/wsgi/deep')).toMatchObject({ names: ['x.wsgi'] });
    expect(tree.resolve('/srv/wsgi/deep/x.wsgi')).toBe('/srv/wsgi/deep/x.wsgi');
  });

  it('leaves what is not there undefined', () => {
    const tree = overlayTree(below, new Map([['/srv/new', content('x')]]));
    expect(tree.node('/srv/other')).toBeUndefined();
    expect(tree.resolve('/srv/other')).toBeUndefined();
  });
});
