/** Where a guard cannot be moved, nobody gets in until a person has seen to it; and guards of a whole host hold everywhere. */
import { describe, expect, test } from 'vitest';
import { send } from '../support/exchange.js';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';
import { CGI, GUARD, PAGE } from './support/guard-code.js';
import { type ServedSite, type SiteFiles, serveAfter, serveBefore } from './support/served-site.js';
import { VISITORS } from './support/visitors.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');
const BASIC = 'AuthType Basic\nAuthName "Guarded"\n';

function site(sections: string): SiteFiles {
  return {
    'conf/httpd.conf': [
      'LoadModule python_module modules/mod_python.so',
      'DocumentRoot "@ROOT@/pages"',
      `PythonPath "['@ROOT@/lib'] + sys.path"`,
      'ScriptAlias /cgi "@ROOT@/scripts/cgi"',
      sections,
    ].join('\n'),
    'conf/users': 'fred:{SHA}3mQ6pN1cMcyEqlHYLLTsmCfj0Zc=\n',
    'lib/guard.py': GUARD,
    'lib/page.py': PAGE,
    'scripts/cgi/run': CGI,
    'pages/secret.txt': 'secret\n',
    'pages/deep/secret.txt': 'deep secret\n',
    'pages/deep/run.taken': CGI,
  };
}

const CLOSED: Readonly<Record<string, { readonly sections: string; readonly options?: readonly string[] }>> =
  {
    'an AuthType of the handler itself': {
      sections: `<Location /cgi>\nAuthType Cookie\nAuthName x\nPythonAuthenHandler guard\nRequire valid-user\n</Location>\n`,
    },
    'a file of users that lets nobody else be asked': {
      sections: `<Location /cgi>\n${BASIC}AuthUserFile "@ROOT@/conf/users"\nPythonAuthenHandler guard\nRequire valid-user\n</Location>\n`,
    },
    'rights after the password, any version of mod_wsgi': {
      sections: `<Location /cgi>\n${BASIC}AuthUserFile "@ROOT@/conf/users"\nAuthBasicAuthoritative Off\nPythonAuthenHandler guard\nPythonAuthzHandler guard\nRequire valid-user\n</Location>\n`,
    },
    'rights after the password of another provider': {
      sections: `<Location /cgi>\n${BASIC}AuthUserFile "@ROOT@/conf/users"\nPythonAuthzHandler guard\nRequire group staff\nAuthGroupFile "@ROOT@/conf/users"\n</Location>\n`,
      options: ['--mod-wsgi', '4.9'],
    },
    'a header parser beside Satisfy any': {
      sections: `<Location /cgi>\nSatisfy any\n${BASIC}AuthUserFile "@ROOT@/conf/users"\nPythonHeaderParserHandler guard\nRequire valid-user\n</Location>\n`,
    },
    'a module of all phases': {
      sections: `<Location /cgi>\nPythonHandlerModule guard\n</Location>\n`,
    },
    'a module of all phases, whole host': { sections: 'PythonHandlerModule guard\n' },
    'a macro that means something else each time': {
      sections: `LoadModule macro_module modules/mod_macro.so\n<Macro Guarded $url>\n<Location $url>\nPythonOption place $url\nPythonAccessHandler guard\n</Location>\n</Macro>\nUse Guarded /cgi\nUse Guarded /other\n`,
    },
  };

describe.skipIf(missing !== undefined)(`what stays closed${missing ? ` (${missing})` : ''}`, () => {
  test.each(Object.keys(CLOSED))(
    '%s',
    async (name) => {
      const { sections, options = [] } = CLOSED[name] as (typeof CLOSED)[string];
      const after = await serveAfter(site(sections), environment as NonNullable<typeof environment>, options);
      try {
        const seen = [];
        for (const [visitor, headers] of Object.entries(VISITORS)) {
          for (const address of ['/cgi/run', '//cgi//run', '/cgi/%72un', '/cgi/run/more']) {
            for (const method of ['GET', 'POST', 'HEAD']) {
              const { status } = await send(after.server.port, { id: name, method, path: address, headers });
              seen.push({ visitor, address, method, status });
            }
          }
        }
        expect(seen.filter(({ status }) => status !== 403)).toEqual([]);
      } finally {
        await after.stop();
      }
    },
    60_000,
  );
});

const WIDE: Readonly<Record<string, string>> = {
  'a whole server':
    'PythonAccessHandler guard\n<Location /board>\nSetHandler mod_python\nPythonHandler page\n</Location>\n',
  'a virtual host': `<VirtualHost *>
ServerName 127.0.0.1
DocumentRoot "@ROOT@/pages"
PythonAccessHandler guard
<Location /board>
SetHandler mod_python
PythonHandler page
</Location>
</VirtualHost>
`,
  'a server whose content is Python, with islands': `SetHandler mod_python
PythonHandler page
PythonAccessHandler guard
<Location /secret.txt>
SetHandler None
</Location>
<LocationMatch "\\.(txt|taken)$">
SetHandler default-handler
</LocationMatch>
<Location /cgi>
SetHandler cgi-script
</Location>
`,
  'CGI that a section elsewhere takes away': `<Directory "@ROOT@">
Options +ExecCGI
SetHandler mod_python
PythonHandler page
PythonAccessHandler guard
</Directory>
<FilesMatch "\\.taken$">
SetHandler cgi-script
</FilesMatch>
`,
  'a reverse proxy': `LoadModule proxy_module modules/mod_proxy.so
LoadModule proxy_http_module modules/mod_proxy_http.so
PythonAccessHandler guard
ProxyPass /mirror http://127.0.0.1:9/
`,
};

const ADDRESSES = ['/secret.txt', '/deep/secret.txt', '/deep/run.taken', '/cgi/run', '/board/x', '/mirror/x'];

describe.skipIf(missing !== undefined)(`guards of much${missing ? ` (${missing})` : ''}`, () => {
  test.each(Object.keys(WIDE))(
    '%s',
    async (name) => {
      const parity = environment as NonNullable<typeof environment>;
      const files = site(WIDE[name] as string);
      const sites: ServedSite[] = [await serveBefore(files, parity), await serveAfter(files, parity)];
      try {
        const rows = [];
        for (const address of ADDRESSES) {
          for (const headers of [{}, { 'X-Inside': 'yes' }]) {
            const answers = [];
            for (const { server } of sites)
              answers.push(
                (await send(server.port, { id: name, method: 'GET', path: address, headers })).status,
              );
            rows.push({ address, headers, answers });
          }
        }
        expect(rows.filter(({ answers }) => (answers[0] === 403) !== (answers[1] === 403))).toEqual([]);
        const kept = rows.filter(({ answers }) => answers[0] === 403).length;
        expect(kept, 'somebody is kept out, somebody comes in').toBeGreaterThan(0);
        expect(kept).toBeLessThan(rows.length);
      } finally {
        for (const one of sites) await one.stop();
      }
    },
    60_000,
  );
});
