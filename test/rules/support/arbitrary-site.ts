/**
 * Random configurations that httpd with mod_python would read: every directive where it is allowed, sections nested as
 * they may be, names in any case, any indent, any line end. Left out is what the tool is known not to manage yet
 * (test/site, tests marked `fails`): macros, files that are included twice, variables that nobody knows.
 */
import fc from 'fast-check';
import { atServer, auth, inSection } from './arbitrary-lines.js';
import { type Entry, file, type Image } from './memory-tree.js';

/** A line, or a section with lines. */
type Piece = string | { readonly open: string; readonly close: string; readonly inside: readonly Piece[] };

const name = fc.constantFrom('one', 'two', 'three', 'deep', 'htdocs');
const folder = fc.constantFrom(
  '/srv/www/htdocs',
  '/srv/www/htdocs/one',
  '/srv/www/htdocs/one/two',
  '/srv/app',
  '/opt/lib/site',
);
type Section = fc.Arbitrary<Piece>;

function section(open: fc.Arbitrary<string>, inside: fc.Arbitrary<readonly Piece[]>): Section {
  return fc.tuple(open, inside).map(([text, pieces]) => {
    const close = `</${/^<(\w+)/.exec(text)?.[1] ?? ''}>`;
    return { open: text, close, inside: pieces };
  });
}

const condition = fc.constantFrom(
  '<IfModule mod_python.c>',
  '<IfModule !python_module>',
  '<IfModule mod_rewrite.c>',
  '<IfVersion >= 2.4>',
  '<IfDefine STAGING>',
  '<IfDefine !STAGING>',
);

function lines(line: fc.Arbitrary<string>, ...sections: readonly Section[]): fc.Arbitrary<readonly Piece[]> {
  const nested = sections.map((one) => ({ weight: 1, arbitrary: one }));
  return fc.array(fc.oneof({ weight: 4, arbitrary: line as fc.Arbitrary<Piece> }, ...nested), {
    maxLength: 6,
  });
}

const innermost = lines(inSection, section(condition, lines(inSection)));
const files = section(
  fc.constantFrom('<Files "feed.py">', '<FilesMatch "\\.psp$">', '<Files ~ "^x">'),
  innermost,
);
const when = section(fc.constantFrom('<If "true">', '<If "%{HTTPS} == \'on\'">'), innermost);
const limit = section(
  fc.constantFrom('<Limit GET POST>', '<LimitExcept GET>'),
  fc.array(
    auth.filter((line) => /^(?:Require|Satisfy)/.test(line)),
    { maxLength: 2 },
  ),
);
const directory = section(
  fc.oneof(
    folder.map((path) => `<Directory "${path}">`),
    folder.map((path) => `<Directory ${path}/>`),
    fc.constantFrom(
      '<DirectoryMatch "^/srv/(www|app)/">',
      '<Directory ~ "/opt/.*">',
      '<Directory /home/*/public_html>',
    ),
  ),
  lines(inSection, files, when, limit, section(condition, innermost)),
);
const location = section(
  fc.oneof(
    name.map((path) => `<Location /${path}>`),
    name.map((path) => `<location "/${path}/" >`),
    fc.constantFrom('<Location />', '<LocationMatch "^/(one|two)/x">', '<Location ~ "/t.*">'),
  ),
  lines(inSection, when, limit, section(condition, innermost)),
);
const host = section(
  fc.constantFrom('<VirtualHost *:80>', '<VirtualHost *:443>', '<VirtualHost 10.0.0.1>'),
  lines(atServer, directory, location, files, section(condition, lines(atServer))),
);
/** The section of every tutorial: simple enough for a handler to become plain WSGI. */
const tutorial = fc.constantFrom('one', 'forum').map(
  (last): Piece => ({
    open: `<Directory /srv/www/htdocs/${last}>`,
    close: '</Directory>',
    inside: ['SetHandler mod_python', 'PythonHandler app'],
  }),
);
const server = lines(
  atServer,
  directory,
  directory,
  location,
  location,
  tutorial,
  host,
  files,
  section(condition, lines(atServer, location)),
);

interface Dress {
  readonly step: string;
  readonly end: string;
  readonly lower: boolean;
  readonly closed: boolean;
}

const dress: fc.Arbitrary<Dress> = fc.record({
  step: fc.constantFrom('    ', '\t', '  ', ''),
  end: fc.constantFrom('\n', '\n', '\r\n'),
  lower: fc.boolean(),
  closed: fc.boolean(),
});

function render(pieces: readonly Piece[], how: Dress): string {
  const text = renderAt(pieces, how, '').join(how.end);
  return how.closed && text !== '' ? text + how.end : text;
}

function renderAt(pieces: readonly Piece[], how: Dress, indent: string): readonly string[] {
  return pieces.flatMap((piece) => {
    if (typeof piece === 'string')
      return [indent + (how.lower ? piece.replace(/^\w+/, (first) => first.toLowerCase()) : piece)];
    return [indent + piece.open, ...renderAt(piece.inside, how, indent + how.step), indent + piece.close];
  });
}

const inHtaccess = lines(
  inSection.filter((line) => !/Filter/.test(line)),
  files,
);

/** Handler modules: some become plain WSGI, some need the bridge, one forgets its import, one is no Python. */
const module = fc.constantFrom(
  "from mod_python import apache\n\n\ndef handler(req):\n    req.write('plain')\n    return apache.OK\n",
  "from mod_python import apache, util\n\n\ndef handler(req):\n    util.redirect(req, '/')\n",
  'import mod_python.apache as ap\nimport helper\n\n\ndef handler(req):\n    helper.show(req)\n    return ap.OK\n',
  'def handler(req):\n    return apache.OK\n',
  'class B:\n    def c(self, req):\n        self.req = req\n\n\ndef handler(req):\n\tB().c(req)\n',
  'def index(req, name="x"):\n    return "<p>%s</p>" % name\n',
  'def handler(req:\n',
  '',
);
const modules = fc.dictionary(
  fc.constantFrom(
    '/srv/www/htdocs/app.py',
    '/srv/www/htdocs/one/app.py',
    '/srv/www/htdocs/one/forum.py',
    '/srv/lib/app.py',
    '/srv/lib/shop/__init__.py',
    '/srv/lib/shop/web.py',
    '/srv/app/forum.py',
  ),
  module,
  { maxKeys: 3 },
);

/** A server with a main configuration, an included file, up to two .htaccess files and some handler modules. */
export const anySite: fc.Arbitrary<Image> = fc
  .record({
    main: server,
    included: server,
    one: inHtaccess,
    deep: inHtaccess,
    dress,
    withHtaccess: fc.nat(2),
    modules,
  })
  .map(({ main, included, one, deep, dress: how, withHtaccess, modules: code }) => {
    const head = [
      'ServerRoot /etc/httpd',
      '<Directory /srv/www/htdocs>',
      'AllowOverride All',
      '</Directory>',
    ];
    const whole = [...head, render(main, how), 'Include conf.d/*.conf', ''].join(how.end);
    const htaccess: [string, Entry][] = [
      ['/srv/www/htdocs/one/.htaccess', file(render(one, how))],
      ['/srv/www/htdocs/one/two/.htaccess', file(render(deep, how))],
    ];
    return new Map<string, Entry>([
      ['/etc/httpd/conf/httpd.conf', file(whole)],
      ['/etc/httpd/conf.d/site.conf', file(render(included, how))],
      ...['/srv/app', '/opt/lib', '/srv/www/htdocs'].map((path): [string, Entry] => [
        `${path}/readme`,
        file(''),
      ]),
      ...htaccess.slice(0, withHtaccess),
      ...Object.entries(code).map(([path, text]): [string, Entry] => [path, file(text)]),
    ]);
  });
