import { describe, expect, it } from 'vitest';
import { walkSite } from '../../src/site/walk.js';
import { type Entry, file, memoryTree } from '../rules/support/memory-tree.js';

const PYTHON_CONF = '<Location /x>\nSetHandler mod_python\n</Location>\n';

const walk = (files: Readonly<Record<string, string | Entry>>, ...inputs: readonly string[]) =>
  walkSite(
    memoryTree(
      new Map(
        Object.entries(files).map(([path, entry]) => [path, typeof entry === 'string' ? file(entry) : entry]),
      ),
    ),
    inputs.length ? inputs : ['/s'],
  );

describe('the files of a site', () => {
  it('are told by name and content', () => {
    const found = walk({
      '/s/httpd.conf': PYTHON_CONF,
      '/s/conf/site.conf.in': PYTHON_CONF,
      '/s/sites-enabled/shop': PYTHON_CONF,
      '/s/conf/gate.conf': '# migrate: by hand MP110: a person has to\n# PythonTransHandler gate\n',
      '/s/ldap.conf': 'BASE dc=example\n',
      '/s/www/.htaccess': 'Options None\n',
      '/s/www/a.py': '',
      '/s/www/b.PSP': '',
      '/s/www/run.wsgi': '',
      '/s/bin/tool': '#!/usr/bin/env python\n',
      '/s/README': 'Needs mod_python.\n',
      '/s/logo.gif': 'GIF\0mod_python',
      '/s/style.css': 'a {}\n',
    });
    expect(found).toEqual({
      config: ['/s/conf/gate.conf', '/s/conf/site.conf.in', '/s/httpd.conf', '/s/sites-enabled/shop'],
      htaccess: ['/s/www/.htaccess'],
      python: ['/s/bin/tool', '/s/www/a.py', '/s/www/run.wsgi'],
      psp: ['/s/www/b.PSP'],
      other: ['/s/README'],
      links: [],
    });
  });

  it('never come from version control, installed packages or our own package', () => {
    const names = ['.git', '.svn', 'node_modules', '.migrate', 'modpython_wsgi', '__pycache__'];
    const found = walk(Object.fromEntries(names.map((name) => [`/s/${name}/a.py`, ''])));
    expect(found.python).toEqual([]);
  });

  it('are Python under other names where they import mod_python and define something', () => {
    const code = 'from mod_python import apache\n\ndef handler(req):\n    return apache.OK\n';
    const names = ['a.py.in', 'b.pyx', 'c.mpy', 'd.py~', 'e.py.orig', 'f.py.bak', 'g.txt', 'HOWTO'];
    const found = walk({
      ...Object.fromEntries(names.map((name) => [`/s/${name}`, code])),
      '/s/h.tmpl': '#from mod_python import apache\n$req.uri\n',
    });
    expect(found.python).toEqual(['/s/a.py.in', '/s/b.pyx', '/s/c.mpy']);
    expect(found.other).toHaveLength(6);
  });

  it('are found once, under their real names', () => {
    const found = walk({
      '/s/sites-available/a.conf': PYTHON_CONF,
      '/s/sites-enabled/a.conf': { kind: 'link', target: '../sites-available/a.conf' },
      '/s/loop': { kind: 'link', target: '.' },
      '/s/gone': { kind: 'link', target: 'nowhere' },
    });
    expect(found.config).toEqual(['/s/sites-available/a.conf']);
  });

  it('that the user names count whatever their name is', () => {
    expect(walk({ '/s/snippet.txt': PYTHON_CONF }, '/s/snippet.txt').config).toEqual(['/s/snippet.txt']);
    expect(walk({ '/s/snippet.txt': PYTHON_CONF }).config).toEqual([]);
    expect(walk({ '/s/modpython_wsgi/a.py': '' }, '/s/modpython_wsgi').python).toEqual([
      '/s/modpython_wsgi/a.py',
    ]);
  });

  it.each([
    ['<IfModule mod_python.c>\nAddType text/html .psp\n</IfModule>\n'],
    ['ServerRoot /etc/httpd\nDefine APP /srv/app\nInclude conf.d/*.conf\n'],
    ['AddModule mod_python.c\n'],
    ['Include conf.d/python.conf\n'],
  ])('are configuration also when they only say %j', (text) => {
    expect(walk({ '/s/httpd.conf': text }).config).toEqual(['/s/httpd.conf']);
  });

  it('of other programs that include files are none', () => {
    expect(walk({ '/s/etc/ld.so.conf': 'include /etc/ld.so.conf.d/*.conf\n' }).config).toEqual([]);
  });
});
