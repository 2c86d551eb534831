/** Random configurations for a running httpd, over one small tree of files. */
import fc from 'fast-check';

/** By path below the site's folder. */
export const siteFiles: Readonly<Record<string, string>> = {
  'htdocs/index.html': 'index',
  'htdocs/a.py': 'a',
  'htdocs/x.py.html': 'x',
  'htdocs/sub/page.psp': 'page',
  'htdocs/sub/deep/file.txt': 'deep',
  'htdocs/sub/deep/.htaccess':
    '<IfModule mod_headers.c>\nHeader always add X-Layer ht-deep\n</IfModule>\n<Files "file.txt">\nHeader always add X-Layer ht-files\n</Files>\n',
  'htdocs/sub/.htaccess': 'Header always add X-Layer ht-sub\nAddHandler ht-handler .psp\n',
  'htdocs/sub/home.py': 'home',
  'media/a.py': 'media',
  'media/pic.png': 'pic',
  'users/joe/index.html': 'joe',
  'vhost/index.py': 'vhost',
};

export const URLS: readonly string[] = [
  '/',
  '/a.py',
  '/a.py/more/x',
  '/x.py.html',
  '/sub',
  '/sub/',
  '/sub/page.psp',
  '/sub/deep/file.txt',
  '/sub/nothing',
  '/sub/deep/none/more',
  '/media/a.py',
  '/media/pic.png',
  '/media',
  '/mediaX',
  '//sub//deep/../page.psp',
  '/%73ub/page.psp',
  '/~joe/index.html',
  '/old/thing',
  '/re-12/x',
  '/gone',
  '/app/x/y',
];

const section = fc.constantFrom(
  '<Directory "@ROOT@/htdocs">',
  '<Directory "@ROOT@/htdocs/sub/">',
  '<Directory "@ROOT@/htdocs/s*">',
  '<Directory "@ROOT@/media">',
  '<Directory @ROOT@/vhost>',
  '<Directory "/">',
  '<Directory "@ROOT@/*/sub">',
  '<Directory ~ "/sub$">',
  '<DirectoryMatch "htdocs/.*\\.py">',
  '<DirectoryMatch "/sub/deep">',
  '<Files "*.py">',
  '<Files ~ "^page">',
  '<FilesMatch "\\.(psp|html)$">',
  '<Files index.html>',
  '<Location "/sub">',
  '<Location "/">',
  '<Location /sub/>',
  '<Location "/sub/*">',
  '<LocationMatch "^/s?ub/p">',
  '<Location ~ "^/(a|media)">',
  '<Location /app>',
  '<Location /%73ub>',
);
const handlerLine = fc.constantFrom(
  '',
  '',
  '',
  'SetHandler hx',
  'SetHandler None',
  'SetHandler default-handler',
  'AddHandler Ext .py',
  'AddHandler other py html',
  'RemoveHandler .py',
  'AcceptPathInfo On',
  'AcceptPathInfo Off',
);
const overrideLine = fc.constantFrom(
  '',
  '',
  'AllowOverride All',
  'AllowOverride None',
  'AllowOverride FileInfo',
  'AllowOverride Limit',
);
const indexLine = fc.constantFrom(
  '',
  '',
  '',
  'DirectoryIndex index.py index.html',
  'DirectoryIndex page.psp',
  'DirectoryIndex disabled',
  'DirectorySlash Off',
);

const block = fc
  .tuple(section, handlerLine, overrideLine, indexLine, fc.boolean())
  .map(([head, handler, override, index, nested]) => {
    const close = /^<(\w+)/.exec(head)?.[1] as string;
    const inner = '<Files "*.p*">\nHeader always add X-Layer @NAME@\n</Files>';
    const lines = [
      head,
      'Header always add X-Layer @NAME@',
      handler,
      close.startsWith('Directory') && !/Match|~/.test(head) ? override : '',
      index,
      nested && close.startsWith('Directory') ? inner : '',
      `</${close}>`,
    ];
    return lines.filter((line) => line !== '').join('\n');
  });
const loose = fc.constantFrom(
  '',
  '',
  'Alias /media "@ROOT@/media"',
  'Alias /media/ "@ROOT@/media/"',
  'AliasMatch "^/re-([0-9]+)(/.*)" "@ROOT@/htdocs/sub$2"',
  'Redirect /old http://other.example/new',
  'Redirect gone /gone',
  'RedirectMatch 303 "^/re-(\\d+)" http://other.example/$1',
  'UserDir "@ROOT@/users"',
  'UserDir "@ROOT@/users/*"',
  'UserDir disabled',
  'DirectoryIndex home.py',
  'AddHandler Late .html',
  'RewriteEngine On\nRewriteRule ^/app/(.*)$ /sub/$1 [PT,L]',
  'RewriteEngine On\nRewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI} !-f\nRewriteRule ^/sub/n - [F]',
  'RewriteEngine On\nRewriteRule ^/nothing$ /x',
);
const items = fc
  .array(fc.oneof({ weight: 4, arbitrary: block }, { weight: 2, arbitrary: loose }), {
    minLength: 3,
    maxLength: 9,
  })
  .map((parts) => parts.join('\n'));
const vhost = fc
  .tuple(
    fc.constantFrom('*', '*:*', '127.0.0.1', '_default_', '*:1'),
    fc.constantFrom(
      'ServerName a.example',
      'ServerName b.example\nServerAlias *.wild.example',
      'ServerAlias x.wild.example',
      '',
    ),
    fc.constantFrom('', 'DocumentRoot "@ROOT@/vhost"'),
    items,
  )
  .map(
    ([address, names, root, body]) =>
      `<VirtualHost ${address}>\n${names}\n${root}\nHeader always add X-Layer @NAME@\n${body}\n</VirtualHost>`,
  );

/** Each section with a name of its own. */
export const siteConfiguration: fc.Arbitrary<string> = fc
  .tuple(items, fc.array(vhost, { maxLength: 3 }), fc.boolean())
  .map(([main, hosts, last]) => {
    const head = [
      'LoadModule userdir_module modules/mod_userdir.so',
      'Header always set X-Handler "expr=%{HANDLER}"',
      'Header always set X-File "expr=%{REQUEST_FILENAME}"',
      'Header always set X-Path-Info "expr=%{PATH_INFO}"',
      'Header always add X-Layer @NAME@',
    ];
    const parts = last ? [...head, ...hosts, main] : [...head, main, ...hosts];
    let number = 0;
    return `${parts.join('\n').replaceAll('@NAME@', () => `n${number++}`)}\n`;
  });
