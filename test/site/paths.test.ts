import { describe, expect, it } from 'vitest';
import { joinPath, makePathMap, parent } from '../../src/site/paths.js';
import { file, memoryTree } from '../rules/support/memory-tree.js';

const tree = (...paths: readonly string[]) => memoryTree(new Map(paths.map((path) => [path, file('')])));

describe('where a path of the server lies', () => {
  it('in an image of the server, below its folder', () => {
    const map = makePathMap(tree('/work/before/etc/httpd.conf', '/work/before/srv/www/a.py'), {
      inputs: ['/work/before'],
      pathMap: {},
    });
    expect(map.toTree('/srv/www/a.py')).toBe('/work/before/srv/www/a.py');
    expect(map.toTree('/srv/www/b.py')).toBeUndefined();
    expect(map.toServer('/work/before/srv/www/a.py')).toBe('/srv/www/a.py');
    expect(map.toTreeForNew('/srv/www/wsgi/x.wsgi')).toBe('/work/before/srv/www/wsgi/x.wsgi');
  });

  it('as it stands, on the server itself', () => {
    const map = makePathMap(tree('/etc/httpd.conf', '/srv/www/a.py'), { inputs: ['/'], pathMap: {} });
    expect(map.toTree('/srv/www/a.py')).toBe('/srv/www/a.py');
    expect(map.toTreeForNew('/srv/wsgi/x.wsgi')).toBe('/srv/wsgi/x.wsgi');
  });

  it('where the user says', () => {
    const map = makePathMap(tree('/home/me/project/src/app.py'), {
      inputs: ['/home/me/project'],
      pathMap: { '/var/www/app/': '/home/me/project/src', '/var': '/nowhere' },
    });
    expect(map.toTree('/var/www/app/app.py')).toBe('/home/me/project/src/app.py');
    expect(map.toServer('/home/me/project/src/app.py')).toBe('/var/www/app/app.py');
    expect(map.toTreeForNew('/var/www/app/x.wsgi')).toBe('/home/me/project/src/x.wsgi');
  });

  it('nowhere, in a checkout that is not laid out as the server', () => {
    const map = makePathMap(tree('/home/me/project/app.py'), { inputs: ['/home/me/project'], pathMap: {} });
    expect(map.toTree('/srv/www/app.py')).toBeUndefined();
    expect(map.toTreeForNew('/srv/www/x.wsgi')).toBeUndefined();
    expect(map.toServer('/home/me/project/app.py')).toBe('/home/me/project/app.py');
  });

  it('does not take a path for one below another that merely begins alike', () => {
    const map = makePathMap(tree('/work/srv-old/a', '/work/srv/a'), {
      inputs: ['/work'],
      pathMap: { '/data': '/work/srv' },
    });
    expect(map.toTree('/database/a')).toBeUndefined();
    expect(map.toTree('/data/a')).toBe('/work/srv/a');
  });

  it('is written without dots and double slashes', () => {
    expect(joinPath('/a/b', '../c//./d')).toBe('/a/c/d');
    expect(joinPath('/a', '/x/../y/')).toBe('/y');
    expect(joinPath('/', '../..')).toBe('/');
    expect([parent('/a/b'), parent('/a'), parent('/')]).toEqual(['/a', '/', '/']);
  });
});
