/** A handler does not become plain WSGI while something else of the site leads to it under its old name. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const HANDLER = `from mod_python import apache


def handler(req):
    req.content_type = 'text/plain'
    req.write('moo')
    return apache.OK
`;
const COW = '/srv/app/farm/animals/cow.py';
const FILES = {
  '/srv/app/farm/__init__.py': 'name = "farm"\n',
  '/srv/app/farm/animals/__init__.py': '',
  [COW]: HANDLER,
};
const section = (folder: string, lines: string) =>
  `<Directory /srv/www/htdocs/${folder}>\n    SetHandler mod_python\n    ${lines}\n</Directory>\n`;
const conf = (...sections: readonly string[]) =>
  `DocumentRoot /srv/www/htdocs\nPythonPath "['/srv/app'] + sys.path"\n${sections.join('')}`;

const OWN = section('own', 'PythonHandler farm.animals.cow');
const cow = (text: string, others: Readonly<Record<string, string>> = {}) =>
  migrate(text, { ...FILES, ...others }).files[COW];

describe('a handler that becomes plain WSGI', () => {
  it('is converted when nothing else names it', () => {
    expect(cow(conf(OWN))).toContain('def application(environ, start_response)');
  });

  it('is converted beside a method of a class of the same name', () => {
    const page = 'class Page(object):\n    def handler(self, req):\n        return req.finish()\n';
    const text = conf(OWN, section('page', 'PythonHandler page::Page.handler'));
    expect(cow(text, { '/srv/app/page.py': page })).toContain('def application(');
  });
});

describe('a handler stays where it is led to', () => {
  it.each([
    ['through a package', section('deep', 'PythonHandler farm::animals.cow.handler')],
    ['by another phase', section('g', 'PythonHandler x\n    PythonAccessHandler farm::animals.cow.handler')],
    [
      'by a guard of files',
      '<Directory /srv/www/htdocs/files>\n    PythonAccessHandler farm.animals.cow::handler\n</Directory>\n',
    ],
    ['by PythonImport', 'PythonImport farm.animals.cow::handler main\n'],
    ['by a filter', 'PythonOutputFilter farm.animals.cow::handler COW\n'],
  ])('%s', (_, line) => {
    expect(cow(conf(OWN, line))).toContain('def handler(req)');
  });

  it.each([
    ['from … import *', 'from farm.animals.cow import *\n'],
    [
      'a name in a string',
      "from mod_python import apache\nm = apache.import_module('farm.animals.cow')\nm.handler\n",
    ],
    ['getattr', "from farm.animals import cow\nf = getattr(cow, 'handler')\n"],
  ])('by another module: %s', (_, text) => {
    expect(cow(conf(OWN), { '/srv/app/other.py': text })).toContain('def handler(req)');
  });

  it('by another module that names the package it is', () => {
    const text = conf(section('own', 'PythonHandler shed'));
    const { files } = migrate(text, {
      '/srv/app/shed/__init__.py': HANDLER,
      '/srv/app/other.py': 'from shed import handler\n',
    });
    expect(files['/srv/app/shed/__init__.py']).toContain('def handler(req)');
  });
});
