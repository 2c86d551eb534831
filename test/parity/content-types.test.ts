/** AddType and its kin in sections of a site: every file goes out with the type it had, whoever serves it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServedSite, serveAfter, serveBefore } from '../security/support/served-site.js';
import { send } from '../support/exchange.js';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');

const SECTIONS = {
  own: 'AddType text/x-foo .foo\n    AddLanguage de .de\n    AddEncoding x-gzip .gz\n    AddCharset utf-8 .txt',
  'own/changed': 'AddType text/x-bar .foo .bar\n    AddCharset koi8-r .txt',
  'own/removed': 'RemoveType .foo\n    RemoveCharset .txt\n    RemoveEncoding .gz',
  'own/forced': 'ForceType text/x-forced',
  'own/forced/none': 'ForceType None',
  'own/default': 'AddDefaultCharset latin-9',
  'own/other': 'AddLanguage fr .de\n    AddEncoding x-compress .gz',
};

const FACES = { page: 'SetHandler mod_python\n    PythonHandler page', guard: 'PythonAccessHandler guard' };
const NAMES = ['a.foo', 'a.bar', 'a.txt', 'a.html', 'a.txt.de', 'a.txt.gz', 'a.unknown'];

const folders = Object.keys(FACES).flatMap((face) =>
  Object.keys(SECTIONS).map((section) => section.replace('own', face)),
);

const SITE = {
  'conf/httpd.conf': [
    'LoadModule python_module modules/mod_python.so',
    'DocumentRoot "@ROOT@/www"',
    `PythonPath "['@ROOT@/lib'] + sys.path"`,
    ...Object.entries(FACES).flatMap(([face, lines]) =>
      Object.entries(SECTIONS).map(
        ([section, types]) =>
          `<Directory "@ROOT@/www/${section.replace('own', face)}">\n    ${section === 'own' ? `${lines}\n    ` : ''}${types}\n</Directory>`,
      ),
    ),
    '',
  ].join('\n'),
  'lib/page.py': `from mod_python import apache

def handler(req):
    if req.args == 'declined':
        return apache.DECLINED
    req.write(repr(req.content_type))
    return apache.OK
`,
  'lib/guard.py': 'def accesshandler(req):\n    return 0\n',
  ...Object.fromEntries(
    folders.flatMap((folder) => NAMES.map((name) => [`www/${folder}/${name}`, 'text\n'])),
  ),
};

describe.skipIf(missing !== undefined)(`content types${missing ? ` (${missing})` : ''}`, () => {
  let before: ServedSite;
  let after: ServedSite;
  beforeAll(async () => {
    if (!environment) return;
    before = await serveBefore(SITE, environment);
    after = await serveAfter(SITE, environment);
  });
  afterAll(async () => {
    await before?.stop();
    await after?.stop();
  });

  const headersOf = async (site: ServedSite, path: string) => {
    const { status, headers, body } = await send(site.server.port, {
      id: path,
      method: 'GET',
      path,
      headers: {},
    });
    const kept = headers.filter(([name]) => /^content-(?:type|language|encoding)$/i.test(name));
    return { path, status, headers: kept.sort(), body };
  };

  test.each(folders)('%s', async (folder) => {
    for (const name of NAMES) {
      for (const query of folder.startsWith('page') ? ['', '?declined'] : ['']) {
        const path = `/${folder}/${name}${query}`;
        expect(await headersOf(after, path)).toEqual(await headersOf(before, path));
      }
    }
  });
});
