/** A site with a guard of every kind in front of content of every kind. */
import { APPLICATION, CGI, GUARD, PAGE } from './guard-code.js';
import type { SiteFiles } from './served-site.js';

export interface Place {
  readonly folder: string;
  readonly files: readonly string[];
  /** The guard keeps out by breaking: 500 counts as kept out. */
  readonly brokenIsOut?: boolean;
  /** An entry script answers, and runs the guard itself. */
  readonly python?: boolean;
}

const BASIC = 'AuthType Basic\n    AuthName "Guarded"';
const QUIET = 'AuthUserFile /dev/null\n    AuthBasicAuthoritative Off';

/** Sections of the configuration, by the name of the place. */
const SECTIONS: Readonly<Record<string, string>> = {
  'access handler, plain files': `<Directory "@ROOT@/www/files">
    PythonAccessHandler guard
</Directory>`,
  'access handler, CGI by ScriptAlias': `ScriptAlias /cgi "@ROOT@/www/cgi"
<Directory "@ROOT@/www/cgi">
    PythonAccessHandler guard
</Directory>`,
  'access and header parser, CGI by extension': `<Directory "@ROOT@/www/mixed">
    Options +ExecCGI
    AddHandler cgi-script .cgi
    PythonAccessHandler guard
    PythonHeaderParserHandler guard
</Directory>`,
  'password, CGI': `<Location "/cgi-pw">
    ${BASIC}
    ${QUIET}
    PythonAuthenHandler guard
    Require valid-user
</Location>
ScriptAlias /cgi-pw "@ROOT@/scripts/pw/cgi"`,
  'password, a WSGI application behind a gateway': `<Location "/app">
    SetHandler mod_python
    PythonHandler mod_python.wsgi
    PythonOption mod_python.wsgi.application application
    ${BASIC}
    ${QUIET}
    PythonAuthenHandler guard
    Require valid-user
</Location>`,
  'Satisfy any, CGI': `ScriptAlias /either "@ROOT@/scripts/either/cgi"
<Location "/either">
    Satisfy any
    PythonAccessHandler guard
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    Require valid-user
</Location>`,
  'Satisfy any, Python': `<Directory "@ROOT@/www/eitherpy">
    SetHandler mod_python
    PythonHandler page
    Satisfy any
    PythonAccessHandler guard
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    Require valid-user
</Directory>`,
  'groups of Apache, Python': `<Directory "@ROOT@/www/groups">
    SetHandler mod_python
    PythonHandler page
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    AuthGroupFile "@ROOT@/conf/groups"
    Require group staff
</Directory>`,
  'users of a file first, then Python': `<Directory "@ROOT@/www/both">
    PythonAuthenHandler guard
    ${BASIC}
    AuthUserFile "@ROOT@/conf/users"
    AuthBasicAuthoritative Off
    Require valid-user
</Directory>`,
  'who may, after the password': `ScriptAlias /authz "@ROOT@/scripts/authz/cgi"
<Location "/authz">
    ${BASIC}
    ${QUIET}
    PythonAuthenHandler guard
    PythonAuthzHandler guard
    Require valid-user
</Location>`,
  'files beside what AddHandler gives to Python': `<Directory "@ROOT@/www/beside">
    AddHandler mod_python .py
    PythonHandler page
    PythonAccessHandler guard
</Directory>`,
  'files beside what AddHandler gives to Python, password': `<Directory "@ROOT@/www/besidepw">
    AddHandler mod_python .py
    PythonHandler page
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    Require valid-user
</Directory>`,
  'above what AddHandler gives to Python': `<Directory "@ROOT@/www/above">
    PythonAccessHandler guard
</Directory>
<Directory "@ROOT@/www/above/deep">
    AddHandler mod_python .py
    PythonHandler page
</Directory>`,
  'an island in Python content': `<Directory "@ROOT@/www/content">
    SetHandler mod_python
    PythonHandler page
    PythonAccessHandler guard
    <Files "*.txt">
        SetHandler None
    </Files>
</Directory>`,
  'an island in Python content, password': `<Directory "@ROOT@/www/contentpw">
    SetHandler mod_python
    PythonHandler page
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    Require valid-user
    <Files "*.txt">
        SetHandler default-handler
    </Files>
</Directory>`,
  'an inner option': `<Directory "@ROOT@/www/options">
    Options +ExecCGI
    AddHandler cgi-script .cgi
    PythonOption inside yes
    PythonAccessHandler guard
</Directory>
<Directory "@ROOT@/www/options/deep">
    PythonOption inside no
</Directory>`,
  'an inner chain': `<Directory "@ROOT@/www/chain">
    AddHandler cgi-script .cgi
    PythonAccessHandler guard
</Directory>
<Directory "@ROOT@/www/chain/deep">
    PythonAccessHandler guard::headerparserhandler
</Directory>`,
  '.htaccess in front of CGI': `<Directory "@ROOT@/www/ht">
    Options +ExecCGI
    AllowOverride All
    AddHandler cgi-script .cgi
</Directory>`,
  Limit: `<Directory "@ROOT@/www/limit">
    AddHandler cgi-script .cgi
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    <Limit GET POST>
        Require valid-user
    </Limit>
</Directory>`,
  RequireAll: `<Directory "@ROOT@/www/all">
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    <RequireAll>
        Require valid-user
        Require not user eve
    </RequireAll>
</Directory>`,
  'one of several conditions': `<Directory "@ROOT@/www/some">
    PythonAuthenHandler guard
    ${BASIC}
    ${QUIET}
    Require user ann
    Require expr %{HTTP:X-Inside} == 'yes'
</Directory>`,
  'Require in another section': `<Directory "@ROOT@/www/other">
    PythonAuthenHandler guard
</Directory>
<Location "/other">
    ${BASIC}
    ${QUIET}
    Require valid-user
</Location>`,
};

const HTACCESS = `PythonAccessHandler guard
`;

const LISTED: Readonly<Record<string, Place>> = {
  'access handler, plain files': {
    folder: '/files',
    files: ['secret.txt', 'broken.txt'],
    brokenIsOut: true,
    python: true,
  },
  'access handler, CGI by ScriptAlias': { folder: '/cgi', files: ['run'] },
  'access and header parser, CGI by extension': { folder: '/mixed', files: ['run.cgi', 'private.txt'] },
  'password, CGI': { folder: '/cgi-pw', files: ['run'] },
  'password, a WSGI application behind a gateway': { folder: '/app', files: ['x'] },
  'Satisfy any, CGI': { folder: '/either', files: ['run'] },
  'Satisfy any, Python': { folder: '/eitherpy', files: ['go'] },
  'groups of Apache, Python': { folder: '/groups', files: ['go'] },
  'users of a file first, then Python': { folder: '/both', files: ['secret.txt'] },
  'who may, after the password': { folder: '/authz', files: ['run', 'private'] },
  'files beside what AddHandler gives to Python': { folder: '/beside', files: ['x.py', 'secret.txt'] },
  'files beside what AddHandler gives to Python, password': {
    folder: '/besidepw',
    files: ['x.py', 'secret.txt'],
  },
  'above what AddHandler gives to Python': { folder: '/above', files: ['secret.txt', 'deep/x.py'] },
  'an island in Python content': { folder: '/content', files: ['go', 'secret.txt'], python: true },
  'an island in Python content, password': { folder: '/contentpw', files: ['go', 'secret.txt'] },
  'an inner option': { folder: '/options', files: ['run.cgi', 'deep/run.cgi'] },
  'an inner chain': { folder: '/chain', files: ['secret.txt', 'deep/private.txt'] },
  '.htaccess in front of CGI': { folder: '/ht', files: ['run.cgi', 'secret.txt'] },
  Limit: { folder: '/limit', files: ['secret.txt'] },
  RequireAll: { folder: '/all', files: ['secret.txt'] },
  'one of several conditions': { folder: '/some', files: ['secret.txt'] },
  'Require in another section': { folder: '/other', files: ['secret.txt'] },
};

export const PLACES = LISTED;

const FOLDERS = [
  'files mixed eitherpy groups both beside besidepw content contentpw options options/deep',
  'chain chain/deep above above/deep ht limit all some other',
]
  .join(' ')
  .split(' ');

function content(): SiteFiles {
  const found: Record<string, string> = {};
  for (const folder of FOLDERS) {
    found[`www/${folder}/secret.txt`] = 'secret\n';
    found[`www/${folder}/private.txt`] = 'private\n';
    found[`www/${folder}/broken.txt`] = 'broken\n';
    found[`www/${folder}/run.cgi`] = CGI;
    found[`www/${folder}/index.html`] = '<p>index</p>\n';
    found[`www/${folder}/x.py`] = '# a page\n';
    found[`www/${folder}/x/y.txt`] = 'y\n';
  }
  return found;
}

export const GUARD_SITE: SiteFiles = {
  'conf/httpd.conf': [
    'LoadModule python_module modules/mod_python.so',
    'DocumentRoot "@ROOT@/www"',
    `PythonPath "['@ROOT@/lib'] + sys.path"`,
    ...Object.values(SECTIONS),
    '',
  ].join('\n'),
  'conf/groups': 'staff: ann bob\n',
  // htpasswd of fred:f4, SHA-1.
  'conf/users': 'fred:{SHA}rf7FdyrokyqhCJYDewd5vskVAVs=\n',
  'lib/guard.py': GUARD,
  'lib/page.py': PAGE,
  'lib/application.py': APPLICATION,
  'www/cgi/run': CGI,
  'scripts/pw/cgi/run': CGI,
  'scripts/authz/cgi/run': CGI,
  'scripts/authz/cgi/private': CGI,
  'scripts/either/cgi/run': CGI,
  'www/ht/.htaccess': HTACCESS,
  ...content(),
};
