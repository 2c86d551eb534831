/** Which settings hold for a request: the facts D3 to D6 of ../shared/reference/apache-config.md, and what stays unknown. */
import { describe, expect, test } from 'vitest';
import { ask, handlerName, handlers, option } from './support/ask.js';

describe('D3: merge order', () => {
  const steps: readonly [string, string][] = [
    ['server', 'PythonOption who server\n'],
    ['directory', '<Directory /w>\nPythonOption who directory\n</Directory>\n'],
    ['deeper', '<Directory /w/sub>\nPythonOption who deeper\n</Directory>\n'],
    ['match', '<DirectoryMatch "^/w">\nPythonOption who match\n</DirectoryMatch>\n'],
    ['files', '<Files *.psp>\nPythonOption who files\n</Files>\n'],
    ['location', '<Location /sub>\nPythonOption who location\n</Location>\n'],
    ['later', '<Location />\nPythonOption who later\n</Location>\n'],
  ];

  test.each(steps.map(([name], index) => [name, index] as const))(
    '%s wins over all before it',
    (name, index) => {
      // In the file they stand the other way round, but for the two Locations.
      const parts = steps.slice(0, index + 1).map(([, text]) => text);
      const locations = parts.slice(5);
      const configuration = [...parts.slice(0, 5).reverse(), ...locations].join('');
      expect(option(ask(configuration, '/sub/x.psp'), 'who')).toBe(name);
    },
  );

  test('.htaccess comes right after the Directory sections of its level', () => {
    const configuration =
      '<Directory />\nAllowOverride FileInfo\n</Directory>\n<Directory /w>\nPythonOption who w\n</Directory>\n';
    const files = { '/w/.htaccess': 'PythonOption who ht\n' };
    expect(option(ask(configuration, '/sub/x.psp', { files }), 'who')).toBe('ht');
    const deeper = `${configuration}<Directory /w/sub>\nPythonOption who sub\n</Directory>\n`;
    expect(option(ask(deeper, '/sub/x.psp', { files }), 'who')).toBe('sub');
  });

  test('the order of Locations decides, not their length', () => {
    const configuration =
      '<Location /sub>\nPythonOption who long\n</Location>\n<Location />\nPythonOption who short\n</Location>\n';
    expect(option(ask(configuration, '/sub/x.psp'), 'who')).toBe('short');
  });

  test('every setting names its directive and its section', () => {
    const answer = ask('<Location /sub>\nPythonOption who me\n</Location>\n', '/sub/x.psp');
    const setting = answer.settings.options.get('who');
    expect([setting?.from[0]?.line, setting?.layer.kind, setting?.layer.path, setting?.certain]).toEqual([
      3,
      'location',
      '/sub',
      true,
    ]);
  });
});

describe('D4: mod_python merges per key', () => {
  test('lines of one section append, a deeper section replaces the chain', () => {
    const outer = '<Directory /w>\nPythonHandler a b\nPythonHandler c\n</Directory>\n';
    expect(handlers(ask(outer, '/sub/x.psp'))).toEqual(['a', 'b', 'c']);
    expect(handlers(ask(`${outer}<Location /sub>\nPythonHandler d\n</Location>\n`, '/sub/x.psp'))).toEqual([
      'd',
    ]);
  });

  test('a chain for the extension beats a plain one that stands deeper', () => {
    const configuration =
      '<Directory /w>\nPythonHandler mod_python.psp |.psp .psp_\n</Directory>\n<Directory /w/sub>\nPythonHandler plain\n</Directory>\n';
    expect(handlers(ask(configuration, '/sub/x.psp'))).toEqual(['mod_python.psp']);
    expect(handlers(ask(configuration, '/sub/index.py'))).toEqual(['plain']);
  });

  test('the extension starts at the first dot', () => {
    const configuration = '<Directory /w>\nPythonHandler dotted | .psp\nPythonHandler plain\n</Directory>\n';
    expect(handlers(ask(configuration, '/sub/y.z.psp'))).toEqual(['plain']);
  });

  test('options are overlaid key by key; an empty value unsets', () => {
    const configuration =
      'PythonOption A 1\nPythonOption b 2\n<Directory /w>\nPythonOption a\nPythonOption B ""\nPythonOption c 3\n</Directory>\n';
    const { options } = ask(configuration, '/a.py').settings;
    expect([...options].map(([key, setting]) => [key, setting.value])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', '3'],
    ]);
  });

  test('PythonPath: the deeper one replaces', () => {
    const configuration =
      'PythonPath "[\'/x\']"\n<Directory /w>\nPythonPath "sys.path+[\'/y\']"\n</Directory>\n';
    expect(ask(configuration, '/a.py').settings.values.get('pythonpath')?.value).toEqual(["sys.path+['/y']"]);
  });
});

describe('handlers', () => {
  test('SetHandler wins over AddHandler wherever it stands', () => {
    const configuration = '<Directory /w/sub>\nAddHandler other .psp\n</Directory>\nSetHandler mod_python\n';
    expect(handlerName(ask(configuration, '/sub/x.psp'))).toBe('mod_python');
  });

  test('SetHandler None is an island; AddHandler goes on there', () => {
    const configuration =
      '<Directory /w>\nSetHandler mod_python\nAddHandler mod_python .py\n</Directory>\n<Location /sub>\nSetHandler None\n</Location>\n';
    expect(handlerName(ask(configuration, '/sub/x.psp'))).toBeUndefined();
    expect(handlerName(ask(configuration, '/sub/index.py'))).toBe('mod_python');
    expect(handlerName(ask(configuration, '/a.py'))).toBe('mod_python');
  });

  test('RemoveHandler takes an outer AddHandler back, and one of its own section too', () => {
    const outer = 'AddHandler mod_python .psp\n';
    expect(
      handlerName(ask(`${outer}<Directory /w/sub>\nRemoveHandler .PSP\n</Directory>\n`, '/sub/x.psp')),
    ).toBeUndefined();
    expect(
      handlerName(
        ask(`${outer}<Directory /w/sub>\nRemoveHandler .psp\nAddHandler x psp\n</Directory>\n`, '/sub/x.psp'),
      ),
    ).toBeUndefined();
  });

  test('a file that does not exist still has the handler of its extension', () => {
    expect(handlerName(ask('AddHandler mod_python .py\n', '/none.py/more'))).toBe('mod_python');
    expect(ask('', '/none.py').outcome).toMatchObject({ kind: 'error', status: 404 });
  });
});

describe('D5: a handler in a Location since mod_python 3.4.1', () => {
  const configuration =
    '<Directory /w/sub>\nPythonOption dir 1\n</Directory>\n<Location /sub>\nSetHandler mod_python\nPythonHandler h\n</Location>\n';

  test('skips Directory sections, and there is no file', () => {
    const answer = ask(configuration, '/sub/x.psp', { facts: { modPython: 'since-3.4.1' } });
    expect([answer.filename, option(answer, 'dir'), handlerName(answer)]).toEqual([
      undefined,
      undefined,
      'mod_python',
    ]);
  });

  test('did not before', () => {
    const answer = ask(configuration, '/sub/x.psp');
    expect([answer.filename, option(answer, 'dir')]).toEqual(['/w/sub/x.psp', '1']);
  });
});

describe('D6: .htaccess', () => {
  const files = { '/w/.htaccess': 'PythonHandler ht\n' };

  test('AllowOverride None: not read', () => {
    expect(
      handlers(ask('<Directory />\nAllowOverride None\n</Directory>\n', '/a.py', { files })),
    ).toBeUndefined();
  });

  test('any class lets Python directives in', () => {
    expect(
      handlers(ask('<Directory />\nAllowOverride AuthConfig\n</Directory>\n', '/a.py', { files })),
    ).toEqual(['ht']);
  });

  test('AllowOverride never said: 500 in 2.4, read in 2.2, unknown otherwise', () => {
    expect(ask('', '/a.py', { files }).outcome).toMatchObject({ kind: 'error', status: 500 });
    expect(handlers(ask('', '/a.py', { files, facts: { version: '2.2.15' } }))).toEqual(['ht']);
    const unknown = ask('', '/a.py', { files, facts: { version: 'unknown' } });
    expect(unknown.settings.chains.get('PythonHandler')?.certain).toBe(false);
    expect(unknown.undecided.map(({ what }) => what)).toEqual(['/w/.htaccess']);
  });

  test('in a DirectoryMatch AllowOverride counts for nothing', () => {
    const configuration =
      '<Directory />\nAllowOverride All\n</Directory>\n<DirectoryMatch "^/w">\nAllowOverride None\n</DirectoryMatch>\n';
    expect(handlers(ask(configuration, '/a.py', { files }))).toEqual(['ht']);
  });

  test('a directive of another class: 500', () => {
    const configuration = '<Directory />\nAllowOverride Limit\n</Directory>\n';
    expect(
      ask(configuration, '/a.py', { files: { '/w/.htaccess': 'SetHandler mod_python\n' } }).outcome,
    ).toMatchObject({ kind: 'error', status: 500 });
  });

  test('AccessFileName may name several; the first that exists wins', () => {
    const configuration = 'AccessFileName .one .two\n<Directory />\nAllowOverride All\n</Directory>\n';
    const both = { '/w/.one': 'PythonOption who one\n', '/w/.two': 'PythonOption who two\n' };
    expect(option(ask(configuration, '/a.py', { files: both }), 'who')).toBe('one');
  });
});

describe('what is not known', () => {
  test('a condition: the setting has an alternative', () => {
    const configuration =
      'PythonHandler a\n<IfModule mod_python.c>\nPythonHandler b\n</IfModule>\n<IfDefine X>\n<Directory /w>\nPythonHandler c\n</Directory>\n</IfDefine>\n';
    const answer = ask(configuration, '/a.py', { host: { modules: 'unknown', defines: 'unknown' } });
    const chain = answer.settings.chains.get('PythonHandler');
    const values = [chain, chain?.otherwise, chain?.otherwise?.otherwise].map(
      (setting) => setting?.value.handlers,
    );
    expect(values).toEqual([['c'], ['a', 'b'], ['a']]);
    expect(answer.undecided.map(({ why }) => why)).toEqual(['depends on <IfDefine X>']);
  });

  test('an expression', () => {
    const answer = ask('<If "%{HTTP_HOST} == \'x\'">\nSetHandler mod_python\n</If>\n', '/a.py');
    expect(answer.outcome).toMatchObject({
      handler: { name: 'mod_python', certain: false, otherwise: { name: undefined } },
    });
    expect(answer.undecided.length).toBe(2);
  });

  test('the disk: deeper Directory sections may apply', () => {
    const answer = ask(
      '<Directory /w>\nPythonOption who w\n</Directory>\n<Directory /w/sub>\nPythonOption who sub\n</Directory>\n',
      '/sub/x.psp',
      { onlyConfiguration: true },
    );
    const setting = answer.settings.options.get('who');
    expect([answer.fileType, setting?.value, setting?.certain, setting?.otherwise?.value]).toEqual([
      'unknown',
      'sub',
      false,
      'w',
    ]);
  });

  test('a pattern that JavaScript does not know', () => {
    const answer = ask('<LocationMatch "^/a(?>b)">\nPythonOption who re\n</LocationMatch>\n', '/a.py');
    expect(answer.undecided[0]?.why).toContain('cannot be tried');
  });
});
