/** What is said of a line must be what happens to it. */
import { describe, expect, it } from 'vitest';
import { CONF, migrate, scriptOf } from './support/migrate.js';

/** `${NAME}` as httpd writes it. */
const variable = (name: string) => `\${${name}}`;

const LOCATION = '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n';

describe('a variable that nobody knows', () => {
  it('stays in a value', () => {
    expect(migrate(LOCATION.replace('</', `    PythonOption cache ${variable('CACHE')}\n</`)).conf).toContain(
      `SetEnv cache ${variable('CACHE')}`,
    );
  });

  // UnquotableError: directiveLine refuses ${…}, and makePlan lets the error through.
  it('does not stop the run when it stands in the path of a section', () => {
    const result = migrate(
      `<Directory ${variable('BASE')}/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n`,
    );
    expect(result.plan.findings).not.toHaveLength(0);
  });

  // After: python_path=['${BASE}/lib'] in the entry script, where nothing expands it; state "config", confidence "safe".
  it('is not copied into Python as if it were a path', () => {
    const result = migrate(
      LOCATION.replace('</', `    PythonPath "['${variable('BASE')}/lib'] + sys.path"\n</`),
    );
    expect(result.uses('MP105').every((use) => use.state === 'review' || use.state === 'manual')).toBe(true);
  });

  it('is known where the configuration defines it', () => {
    const result = migrate(
      `Define BASE /srv/base\n${LOCATION.replace('</', `    PythonPath "['${variable('BASE')}/lib'] + sys.path"\n</`)}`,
    );
    expect(scriptOf(result, 'app')).toContain("python_path=['/srv/base/lib'] + sys.path");
  });
});

describe('names and files of others', () => {
  // After: the name is declared twice, and which script serves it depends on the order.
  it('are not taken for handlers', () => {
    const result = migrate(`WSGIHandlerScript app /srv/other/app.wsgi\n${LOCATION}`);
    expect(result.conf.match(/^WSGIHandlerScript app /gm)).toHaveLength(1);
  });

  // After: the handlers run in somebody else's daemon, with its user and its number of threads.
  it('are not taken for process groups', () => {
    const result = migrate(`WSGIDaemonProcess app user=nobody threads=25\n${LOCATION}`);
    expect(result.conf).not.toContain('process-group=app ');
  });

  // After: SetHandler leads to the file that was there, which knows nothing of the handler; state "bridged".
  it('are not taken for entry scripts', () => {
    const result = migrate(`DocumentRoot /srv/www/htdocs\n${LOCATION}`, {
      '/srv/www/wsgi/app.wsgi': '# of somebody else\n',
    });
    expect(result.conf).not.toContain('/srv/www/wsgi/app.wsgi');
  });
});

describe('a line without an effect', () => {
  // After: "the entry scripts of this section set sys.path to the same list", where there is no entry script.
  it.each([
    ['MP105', 'PythonPath "sys.path + [\'/srv/lib\']"'],
    ['MP104', 'PythonHandler app'],
    ['MP109', 'PythonInterpreter blue'],
    ['MP107', 'PythonDebug On'],
  ])('(%s %s) is not said to have moved', (code, line) => {
    const [use] = migrate(`ServerName plain.example.org\n${line}\n`).uses(code);
    expect(use?.message).not.toMatch(/entry scripts|handler scripts|framework/);
  });
});

describe('a filter', () => {
  it('for one extension does not run over everything', () => {
    const result = migrate(`<VirtualHost *:80>
    ServerName pages.example.com
    SetHandler mod_python
    PythonHandler pages
    PythonOutputFilter pages::footer FOOTER
    AddOutputFilter FOOTER .html
</VirtualHost>
`);
    expect(scriptOf(result, 'pages')).toContain("output_filters=[('FOOTER', '.html')],");
    const use = result.uses('MP115').find((one) => one.message.startsWith('AddOutputFilter'));
    expect(use?.state).toBe('bridged');
  });

  // After: the Python filter runs before INCLUDES, not after it; state "bridged", confidence "safe".
  it('in the middle of others does not change its place unsaid', () => {
    const result = migrate(`PythonOutputFilter branding
<Location /shop>
    SetHandler mod_python
    PythonHandler shop
    SetOutputFilter INCLUDES;branding;DEFLATE
</Location>
`);
    const use = result.uses('MP115').find((one) => one.message.startsWith('SetOutputFilter'));
    expect(use?.state).not.toBe('bridged');
  });
});

describe('a .htaccess', () => {
  // SetHandler and SetEnv need AllowOverride FileInfo; every Python directive was content with any of the five.
  it('gets no directive that AllowOverride forbids there', () => {
    const result = migrate(
      `DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs>
    AllowOverride AuthConfig
    SetHandler mod_python
    PythonHandler site
</Directory>
`,
      {
        '/srv/www/htdocs/x/.htaccess': 'PythonHandler x\nPythonOption a b\n',
        '/srv/www/htdocs/y/.htaccess': 'PythonAccessHandler y\n',
      },
    );
    expect(result.files['/srv/www/htdocs/x/.htaccess']).toMatch(/^SetHandler /m);
    expect(result.conf).toContain('    AllowOverride AuthConfig FileInfo\n');
    const told = result.plan.findings.filter((finding) => finding.code === 'MP125');
    expect(told.map((finding) => [finding.kind, finding.confidence])).toEqual([
      ['note', 'review'],
      ['note', 'review'],
    ]);
  });

  it.each([
    ['AllowOverride None', 'MP126', /None.* no effect/],
    ['Options None', 'MP125', /Apache 2\.4 answers 500/],
  ])('below %s says what Apache makes of it', (line, code, said) => {
    const result = migrate(
      `DocumentRoot /srv/www/htdocs\n<Directory /srv/www/htdocs>\n    ${line}\n</Directory>\n`,
      { '/srv/www/htdocs/x/.htaccess': 'SetHandler mod_python\nPythonHandler x\n' },
    );
    const [told] = result.plan.findings.filter((finding) => finding.code === code);
    expect(told?.message).toMatch(said);
    expect(told?.confidence).toBe('manual');
    expect(result.conf).toContain(line);
  });

  it('that Apache does not read switches nothing off', () => {
    const result = migrate(
      `DocumentRoot /srv/www/htdocs
<Directory /srv/www/htdocs/x>
    AllowOverride None
    SetHandler mod_python
    PythonHandler x
</Directory>
<VirtualHost *:80>
    <Directory /srv/www/htdocs/y>
        AllowOverride None
    </Directory>
</VirtualHost>
<VirtualHost *:81>
    <Directory /srv/www/htdocs/y>
        AllowOverride All
    </Directory>
</VirtualHost>
`,
      {
        '/srv/www/htdocs/x/.htaccess': 'SetHandler None\nPythonOption a b\n',
        '/srv/www/htdocs/y/.htaccess': 'SetHandler mod_python\nPythonHandler y\n',
      },
    );
    expect(result.conf).toContain('    AllowOverride None\n    SetHandler x\n');
    expect(result.files['/srv/www/htdocs/x/.htaccess']).toBe('SetHandler None\nPythonOption a b\n');
    // One of the two hosts reads it.
    expect(result.files['/srv/www/htdocs/y/.htaccess']).toMatch(/^SetHandler y\n/);
  });

  it('by another name is what AccessFileName says, and .htaccess is none then', () => {
    const result = migrate(
      'DocumentRoot /srv/www\nAccessFileName .htsite\n<Directory /srv/www>\n    AllowOverride All\n</Directory>\n',
      {
        '/srv/www/x/.htsite': 'SetHandler mod_python\nPythonHandler x\n',
        '/srv/www/x/.htaccess': 'PythonHandler y\n',
      },
    );
    expect(result.files['/srv/www/x/.htsite']).toBe('SetHandler x\n');
    expect(result.files['/srv/www/x/.htaccess']).toBe('PythonHandler y\n');
    expect(result.uses('MP126').map(({ place }) => place.path)).toEqual(['/srv/www/x/.htaccess']);
  });

  // Until somebody includes httpd-wsgi.conf, Apache sends the sources.
  it('alone says that somebody must include the server-level lines', () => {
    const result = migrate('', {
      '/srv/site/.htaccess': 'AddHandler mod_python .py\nPythonHandler mod_python.publisher\n',
      '/srv/site/a.py': 'def index(req):\n    return "x"\n',
    });
    expect(Object.keys(result.files)).toContain('/srv/wsgi/httpd-wsgi.conf');
    const told = result.plan.findings.some((finding) =>
      /httpd-wsgi\.conf/.test(finding.message + finding.todo),
    );
    expect(told).toBe(true);
  });

  it('has its server-level lines in front of the section that covers it', () => {
    const result = migrate('<Directory /srv/www/htdocs>\n    AllowOverride All\n</Directory>\n', {
      '/srv/www/htdocs/x/.htaccess': 'SetHandler mod_python\nPythonHandler x\n',
    });
    expect(result.conf).toMatch(/^WSGIHandlerScript x \S+.*\n<Directory/m);
    expect(result.files['/srv/www/htdocs/x/.htaccess']).toBe('SetHandler x\n');
  });
});

describe('a message', () => {
  it('shows words that are UTF-8 as they are written', () => {
    const utf8 = Buffer.from(
      '<Location /x>\n    SetHandler mod_python\n    PythonHandler café.pages\n</Location>\n',
    );
    const result = migrate(utf8.toString('latin1'));
    expect(result.uses('MP104')[0]?.message).toContain('café.pages');
  });
});

describe('a problem', () => {
  it('that Apache would stop at is told with file and line', () => {
    const { problems } = migrate(`ServerName x\n${LOCATION}</Directory>\n`).plan;
    expect(problems).toMatchObject([{ path: CONF, line: 6, level: 'fatal' }]);
  });

  // problems.ts keeps only what is fatal; the evaluator's "not at hand" is dropped, and with it whatever the file says.
  it('is an Include that leads out of the tree', () => {
    const { problems, findings } = migrate(
      `ServerName x\n${LOCATION}Include /opt/elsewhere/python.conf\n`,
    ).plan;
    const told = [...problems, ...findings].some((one) => /elsewhere/.test(one.message + one.todo));
    expect(told).toBe(true);
  });
});

// It was counted as left to a person, and the list of what is left did not have it: the bridge answers as mod_python did.
it('a page that does not compile is served as before, for a person to look at', () => {
  const pages = LOCATION.replace(' app\n</', ' mod_python.psp\n</');
  const result = migrate(pages, { '/srv/www/htdocs/app/bad.psp': '<% if x %>\n' });
  expect(result.uses('MP301').map(({ state, message }) => `${state}: ${message}`)).toEqual([
    expect.stringMatching(/^review: the page does not compile \(line 1: .*\): its address answers 500/),
  ]);
});
