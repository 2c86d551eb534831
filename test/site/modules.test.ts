import { describe, expect, it } from 'vitest';
import { findModule, searchDirectories } from '../../src/site/code/modules.js';
import { readPythonPath } from '../../src/site/configuration/python-path.js';
import { makePathMap } from '../../src/site/paths.js';
import { file, memoryTree } from '../rules/support/memory-tree.js';

const FILES = [
  '/srv/a/app.py',
  '/srv/b/app.py',
  '/srv/b/pkg/__init__.py',
  '/srv/b/pkg/web.py',
  '/srv/lone/only.py',
];
const tree = memoryTree(new Map(FILES.map((path) => [path, file('')])));
const world = { tree, paths: makePathMap(tree, { inputs: ['/'], pathMap: {} }), python: FILES };
const find = (handler: string, ...directories: readonly string[]) => findModule(world, handler, directories);

describe('the file of a handler', () => {
  it('is the first on the path: beside the directive, then PythonPath', () => {
    const directories = searchDirectories('/srv/a', readPythonPath("['/srv/b'] + sys.path"));
    expect(directories).toEqual(['/srv/a', '/srv/b']);
    expect(find('app::handler', ...directories)).toMatchObject({ kind: 'file', treePath: '/srv/a/app.py' });
    expect(find('app', '/srv/b', '/srv/a')).toMatchObject({ treePath: '/srv/b/app.py' });
  });

  it('may be a package or lie in one', () => {
    expect(find('pkg', '/srv/b')).toMatchObject({ treePath: '/srv/b/pkg/__init__.py' });
    expect(find('pkg.web', '/srv/b')).toMatchObject({ treePath: '/srv/b/pkg/web.py' });
  });

  it('may be given by its path', () => {
    expect(find('/srv/b/app')).toMatchObject({ kind: 'file', treePath: '/srv/b/app.py' });
    expect(find('/srv/c/app')).toEqual({ kind: 'missing' });
    expect(find('~/app', '/srv/a')).toMatchObject({ treePath: '/srv/a/app.py' });
    expect(find('app.py', '/srv/a')).toMatchObject({ treePath: '/srv/a/app.py' });
  });

  it('is a guess where only the name fits, and none where two do', () => {
    expect(find('only')).toMatchObject({ kind: 'guess', treePath: '/srv/lone/only.py' });
    expect(find('app')).toEqual({ kind: 'missing' });
  });

  it("is mod_python's own", () => {
    expect(find('mod_python.publisher')).toEqual({ kind: 'mod_python', module: 'mod_python.publisher' });
  });
});
