/** A site in which Python is mapped to files in every way; each source holds a word that no visitor may see. */
import type { SiteFiles } from './served-site.js';

/** In a comment of every source. */
export const MARK = 'SOURCE-OF';

const mark = (name: string): string => `# ${MARK} ${name}\n`;

const PAGE = `from mod_python import apache

def handler(req):
    req.content_type = 'text/plain'
    req.write('page\\n')
    return apache.OK
`;

const DECLINES = `from mod_python import apache

def handler(req):
    if req.uri.endswith('.txt'):
        return apache.DECLINED
    req.content_type = 'text/plain'
    req.write('page\\n')
    return apache.OK
`;

const PUBLISHED = `def index(req):
    return 'published'
`;

const PSP = '<%\n# SOURCE-OF a page\nreq.write("psp")\n%>\n<p>text</p>\n';

const SECTIONS = `
LoadModule python_module modules/mod_python.so
DocumentRoot "@ROOT@/pages"
<Directory "@ROOT@/pages/publisher">
    SetHandler mod_python
    PythonHandler mod_python.publisher
</Directory>
<Directory "@ROOT@/pages/extensions">
    AddHandler mod_python .py
    PythonHandler mod_python.publisher | .py
    AddHandler mod_python .psp
    PythonHandler mod_python.psp | .psp
</Directory>
<Directory "@ROOT@/pages/whole">
    SetHandler python-program
    PythonHandler page
    <Files "*.gif">
        SetHandler None
    </Files>
</Directory>
<Directory "@ROOT@/pages/declines">
    SetHandler mod_python
    PythonHandler declines
</Directory>
<Location "/address">
    SetHandler mod_python
    PythonPath "['@ROOT@/pages/address'] + sys.path"
    PythonHandler page
</Location>
<Files "only.py">
    SetHandler mod_python
    PythonHandler mod_python.publisher
</Files>
<Location "/gateway">
    SetHandler mod_python
    PythonPath "['@ROOT@/pages/gateway'] + sys.path"
    PythonHandler mod_python.wsgi
    PythonOption mod_python.wsgi.application callable
</Location>
<Directory "@ROOT@/pages/typed">
    AddType python-program .py
    PythonHandler mod_python.publisher
</Directory>
RewriteEngine On
RewriteRule "^/flagged/.*\\.py$" - [H=mod_python]
<Directory "@ROOT@/pages/access">
    AllowOverride All
</Directory>
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
AliasMatch "^/pattern(/.*)?$" "@ROOT@/patterns$1"
<Directory "@ROOT@/patterns/app">
    SetHandler mod_python
    PythonHandler page
</Directory>
`;

const CALLABLE = `def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'application\\n']
`;

function folder(name: string, files: SiteFiles): SiteFiles {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]));
}

export const SOURCE_SITE: SiteFiles = {
  'conf/httpd.conf': SECTIONS,
  ...folder('pages/publisher', {
    'index.py': mark('publisher') + PUBLISHED,
    'other.py': mark('publisher other') + PUBLISHED,
    'note.txt': 'a note\n',
  }),
  ...folder('pages/extensions', {
    'index.py': mark('extensions') + PUBLISHED,
    'page.psp': PSP,
    'plain.html': '<p>plain</p>\n',
  }),
  ...folder('pages/typed', { 'index.py': mark('typed') + PUBLISHED }),
  ...folder('pages/flagged', { 'index.py': mark('flagged') + PUBLISHED }),
  ...folder('pages/whole', { 'page.py': mark('whole') + PAGE, 'dot.gif': 'GIF' }),
  ...folder('pages/declines', { 'declines.py': mark('declines') + DECLINES, 'a.txt': 'a\n' }),
  ...folder('pages/address', { 'page.py': mark('address') + PAGE }),
  ...folder('pages/files', { 'only.py': mark('only') + PUBLISHED }),
  ...folder('pages/gateway', { 'callable.py': mark('gateway') + CALLABLE }),
  ...folder('pages/access', {
    '.htaccess': `${mark('access')}AddHandler mod_python .py\nPythonHandler mod_python.publisher\n`,
    'index.py': mark('access') + PUBLISHED,
  }),
  // Nobody ever hid this one.
  'pages/open.py': mark('open'),
  ...folder('patterns/app', { 'page.py': mark('pattern') + PAGE }),
};

/** Address of each file above and of what lies beside it. */
export function addressesOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    if (file.startsWith('pages/')) return [file.slice('pages'.length)];
    return file.startsWith('patterns/') ? [`/pattern${file.slice('patterns'.length)}`] : [];
  });
}
