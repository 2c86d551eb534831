import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSites, flatten, installSite, requestCount } from '../../scripts/conformance/site.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'migrate-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files given as path → text below the test's folder. */
function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text, 'latin1');
  }
}

const read = (...name: string[]): string => readFileSync(path.join(...name), 'latin1');

describe('findSites', () => {
  test('takes a folder of sites, in order, and leaves out what is no site', () => {
    write({ 'b/requests.json': '[]', 'a/requests.json': '[]', 'c/notes.txt': '' });
    expect(findSites(folder).map((site) => site.name)).toEqual(['a', 'b']);
  });

  test('takes one site', () => {
    write({ 'a/requests.json': '[{}, {}]' });
    const [site] = findSites(path.join(folder, 'a'));
    expect(site?.name).toBe('a');
    expect(requestCount(site!)).toBe(2);
  });

  test('says so when there is nothing', () => {
    expect(() => findSites(folder)).toThrow('no sites in it');
    expect(() => findSites(path.join(folder, 'nowhere'))).toThrow('no such folder');
  });
});

describe('flatten', () => {
  test('puts @ROOT@ before the paths of the server, whole paths only', () => {
    write({
      'a/requests.json': '[]',
      'a/site.json': '{"configuration": "etc/main.conf", "serverPaths": ["/var/www"]}',
      'a/before/etc/main.conf':
        'DocumentRoot "/var/www"\nAlias /x /var/www/x\nAlias /y /var/www2\nAlias /z /old/var/www\n',
      'a/before/var/www/h.py': "path = ['/var/www/myapp'] # caf\xe9\n",
    });
    flatten({ name: 'a', folder: path.join(folder, 'a') }, path.join(folder, 'flat'));
    expect(read(folder, 'flat/httpd.conf')).toBe(
      'DocumentRoot "@ROOT@/var/www"\nAlias /x @ROOT@/var/www/x\nAlias /y /var/www2\nAlias /z /old/var/www\n',
    );
    expect(read(folder, 'flat/var/www/h.py')).toBe("path = ['@ROOT@/var/www/myapp'] # caf\xe9\n");
    expect(existsSync(path.join(folder, 'flat/etc/main.conf'))).toBe(false);
  });
});

describe('installSite', () => {
  test('installs as record.py does: root, port, workers, times, modes, empty folders', () => {
    write({
      'a/requests.json': '[]',
      'a/compare.json': '{"workers": 2}',
      'a/httpd.conf': 'DocumentRoot "@ROOT@/htdocs"\n<VirtualHost *:@PORT@>\n<Directory "@ROOT@/empty">\n',
      'a/data/store.txt': '@ROOT@ \xe9\n',
      'a/lib/h.py': 'pass\n',
    });
    const installed = installSite({ name: 'a', folder: path.join(folder, 'a') }, 8123);
    try {
      const { root, configuration } = installed;
      expect(read(configuration)).toBe(
        'StartServers 1\nMinSpareServers 1\nMaxSpareServers 2\nServerLimit 2\nMaxRequestWorkers 2\n' +
          `DocumentRoot "${root}/htdocs"\n<VirtualHost *:8123>\n<Directory "${root}/empty">\n`,
      );
      expect(read(root, 'data/store.txt')).toBe(`${root} \xe9\n`);
      expect(statSync(path.join(root, 'lib/h.py')).mtimeMs).toBe(Date.UTC(2009, 5, 15, 12));
      expect(statSync(path.join(root, 'lib')).mtimeMs).toBe(Date.UTC(2009, 5, 15, 12));
      expect(statSync(path.join(root, 'lib/h.py')).mode & 0o777).toBe(0o644);
      expect(statSync(path.join(root, 'data')).mode & 0o777).toBe(0o777);
      expect(statSync(path.join(root, 'htdocs')).isDirectory()).toBe(true);
      expect(statSync(path.join(root, 'empty')).isDirectory()).toBe(true);
      expect(existsSync(path.join(root, 'requests.json'))).toBe(false);
    } finally {
      installed.remove();
    }
    expect(existsSync(installed.work)).toBe(false);
  });
});
