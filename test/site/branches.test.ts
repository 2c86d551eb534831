/** Lines and sections under conditions that nobody can decide here: which of them belong together. */
import { describe, expect, it } from 'vitest';
import { migrate, scriptOf } from './support/migrate.js';

const LOCATION = '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n';

describe('a branch that nobody can decide', () => {
  const both = `<Location /app>
    SetHandler mod_python
    <IfDefine NEW>
        PythonHandler app.new
    </IfDefine>
    <IfDefine !NEW>
        PythonHandler app.old
    </IfDefine>
</Location>
`;

  it('has an entry script for each handler, and Apache goes on deciding', () => {
    const result = migrate(both);
    expect(result.conf).toMatch(
      /<IfDefine NEW>\n\s+SetHandler app\n\s+<\/IfDefine>\n\s+<IfDefine !NEW>\n\s+SetHandler app-2\n/,
    );
    expect(scriptOf(result, 'app')).toContain("handlers='app.new',");
    expect(scriptOf(result, 'app-2')).toContain("handlers='app.old',");
  });

  it('is decided where the user says what is defined', () => {
    const script = scriptOf(migrate(both, {}, { defines: ['NEW'] }), 'app');
    expect(script).toContain("handlers='app.new'");
  });

  it('does not show tracebacks to everybody', () => {
    const result = migrate(`<Location /app>
    SetHandler mod_python
    PythonHandler app
    <IfDefine STAGING>
        PythonDebug On
    </IfDefine>
</Location>
`);
    expect(scriptOf(result, 'app')).not.toContain('debug=True');
    expect(scriptOf(result, 'app-2')).toContain('debug=True');
    expect(result.conf).toMatch(
      /SetHandler app\n\s+<IfDefine STAGING>\n\s+SetHandler app-2\n\s+<\/IfDefine>/,
    );
  });

  it.each([
    [
      'stands in front of the SetHandler',
      '<Location /app>\n<IfDefine STAGING>\nPythonDebug On\n</IfDefine>\nSetHandler mod_python\nPythonHandler app\n</Location>\n',
    ],
    [
      'is inherited by other sections',
      `PythonPath "['/srv/old']"\n<IfDefine STAGING>\nPythonPath "['/srv/new']"\n</IfDefine>\n${LOCATION}`,
    ],
  ])('is left to a person where it %s', (_, conf) => {
    const result = migrate(conf);
    const left = result.uses('MP117');
    expect(left.map(({ state, severity }) => [state, severity])).toEqual([['manual', 'error']]);
    expect(result.conf).toMatch(/<IfDefine STAGING>\n# migrate: by hand MP117: .*\n# Python/);
    expect(scriptOf(result, 'app')).not.toContain('debug=True');
  });
});

describe('branches that are never read together', () => {
  const section = (handler: string) =>
    `<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler ${handler}\n</Directory>\n`;
  const branch = (condition: string, handler: string) =>
    `<If${condition}>\n${section(handler)}</If${condition.split(' ')[0]}>\n`;

  it.each([
    ['Version >= 2.4', 'Version < 2.4'],
    ['Version >= 2.4', 'Version ~ ^2\\.[0-2]\\.'],
    ['Version > 2.2.14', 'Version = 2.2'],
    ['Define !OLD', 'Define OLD'],
    ['Module !mod_proxy.c', 'Module proxy_module'],
  ])('have nothing to say to each other: <If%s> and <If%s>', (one, other) => {
    const result = migrate(branch(one, 'new') + branch(other, 'old'));
    expect(scriptOf(result, 'app')).toContain("handlers='new',");
    expect(scriptOf(result, 'app-2')).toContain("handlers='old',");
    // What both use must not stand in one of them.
    expect(result.conf).toMatch(/^# threads=1.*\nWSGIDaemonProcess app .*\n<If/);
  });

  it.each([
    ['Version >= 2.2', 'Version < 2.4'],
    ['Define OLD', 'Define NEW'],
  ])(
    'are not those of <If%s> and <If%s>: the later one lies over the other where it is read',
    (one, other) => {
      const result = migrate(branch(one, 'new') + branch(other, 'old'));
      expect(scriptOf(result, 'app')).toContain("handlers='new',");
      expect(scriptOf(result, 'app-2')).toContain("handlers='old',");
    },
  );

  it('are not told by a name that a branch defines', () => {
    const conf = `<IfDefine !OLD>\nDefine OLD\n${section('new')}</IfDefine>\n${branch('Define OLD', 'old')}`;
    expect(scriptOf(migrate(conf), 'app-2')).toContain("handlers='old',");
  });
});

describe('lines of one section under several conditions', () => {
  const mount = (lines: string) => `<Location /app>\nSetHandler mod_python\n${lines}</Location>\n`;
  const debug = (test: string) => `<IfDefine ${test}>\nPythonHandler ${test.toLowerCase()}\n</IfDefine>\n`;

  it('are added to the chain of the section, in the order of the file', () => {
    const result = migrate(mount(`PythonHandler one\n${debug('TWO')}PythonHandler three\n`));
    expect(scriptOf(result, 'app')).toContain("handlers='one three',");
    expect(scriptOf(result, 'app-2')).toContain("handlers='one two three',");
  });

  it('belong together where the condition is the same', () => {
    const result = migrate(mount(`${debug('A')}SetEnv X 1\n${debug('A')}`));
    expect(scriptOf(result, 'app')).toContain("handlers='a a',");
  });

  it('are left to a person where both may be read', () => {
    const result = migrate(mount(debug('A') + debug('B')));
    expect(result.uses('MP117').map(({ state, message }) => [state, message.slice(0, 37)])).toEqual([
      ['manual', 'PythonHandler counts only in <IfDefin'],
    ]);
    expect(result.conf).toMatch(
      /<IfDefine A>\nSetHandler app\n<\/IfDefine>\n<IfDefine B>\n# migrate: by hand/,
    );
  });
});

describe('a section under a condition with others below that do not ask', () => {
  it('is said to be counted on', () => {
    const outer = `<IfDefine LIB>\n<Location /app>\n    PythonPath "['/srv/lib']"\n</Location>\n</IfDefine>\n`;
    const { plan } = migrate(outer + LOCATION);
    const notes = plan.findings.filter(({ code, kind }) => code === 'MP117' && kind === 'note');
    expect(notes.map(({ message, confidence }) => [message, confidence])).toEqual([
      [
        'PythonPath counts only in <IfDefine LIB>, and /srv/wsgi/app-2.wsgi is made for where that holds; if it does not, change the script',
        'review',
      ],
    ]);
  });
});

describe('a site that stands in one undecided branch', () => {
  it('is migrated there', () => {
    const result = migrate(`<IfDefine SITE>
PythonPath "['/srv/new']"
<Location /app>
    SetHandler mod_python
    PythonHandler app
</Location>
<Location /twice>
    <IfDefine MORE>
        SetHandler mod_python
        PythonHandler twice
    </IfDefine>
</Location>
</IfDefine>
`);
    expect(result.plan.findings.filter((one) => one.kind === 'use' && one.state === 'manual')).toEqual([]);
    expect(scriptOf(result, 'app')).toContain("python_path=['/srv/new'],");
    expect(scriptOf(result, 'twice')).toContain("python_path=['/srv/new'],");
    expect(result.conf).not.toMatch(/Python[A-Z]/);
  });
});
