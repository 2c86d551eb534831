/** What entry scripts say about servers, and whether Apache is to show handlers the Authorization header. */
import { describe, expect, it } from 'vitest';
import { migrate, scriptOf } from './support/migrate.js';

const HOST = `ServerName www.example.org:8080
PythonOption level main
<VirtualHost *:8080>
    ServerName shop.example.org:8080
    ServerAlias shop *.shop.example.org
    ServerPath /shop
    <Location /app>
        SetHandler mod_python
        PythonHandler app
    </Location>
</VirtualHost>
`;

describe('facts of servers', () => {
  const script = scriptOf(migrate(HOST), 'app');

  it('keep names and patterns apart, and know the port of ServerName', () => {
    expect(script).toContain(`    server={
        'hostname': 'shop.example.org',
        'port': 8080,
        'names': ['shop'],
        'wild_names': ['*.shop.example.org'],
        'path': '/shop',
        'is_virtual': True,
    },`);
  });

  it('tell the main server from the virtual host', () => {
    expect(script).toContain(`    main_server={
        'hostname': 'www.example.org',
        'port': 8080,
        'options': {
            'level': None,
        },
    },`);
  });
});

describe('a section that several virtual hosts have', () => {
  const conf = `ServerName main.test
<VirtualHost *:80 *:443>
    ServerName a.test
    ServerAlias a *.a.test
    PythonOption level a
</VirtualHost>
<VirtualHost *>
    ServerName b.test
</VirtualHost>
<Location /app>
    SetHandler mod_python
    PythonHandler app
</Location>
`;
  const scriptFor = (code: string) =>
    scriptOf(migrate(conf, { '/srv/www/app.py': `def handler(req):\n    ${code}\n    return 0\n` }), 'app');

  it('knows each of them', () => {
    expect(scriptFor('show(req.server)')).toContain(`    hosts=[
        {
            'hostname': 'a.test',
            'names': ['a'],
            'wild_names': ['*.a.test'],
            'is_virtual': True,
            'options': {
                'level': None,
            },
            'ports': [80, 443],
        },
        {
            'hostname': 'b.test',
            'is_virtual': True,
        },
        {
            'hostname': 'main.test',
        },
    ],`);
  });

  it('says nothing of them to code that does not look at the server', () => {
    expect(scriptFor('show(req)')).not.toContain('hosts=');
  });
});

describe('AcceptPathInfo', () => {
  const section = (line: string) =>
    `<Location /app>\n    ${line}\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n`;
  const scriptFor = (line: string, code: string) =>
    scriptOf(
      migrate(section(line), { '/srv/www/app.py': `def handler(req):\n    ${code}\n    return 0\n` }),
      'app',
    );

  it('is what req.used_path_info shows', () => {
    expect(scriptFor('AcceptPathInfo Off', 'show(req.used_path_info)')).toContain('    path_info=1,');
    expect(scriptFor('AcceptPathInfo On', 'show(req.used_path_info)')).toContain('    path_info=0,');
    expect(scriptFor('AcceptPathInfo Default', 'show(req.used_path_info)')).not.toContain('path_info=');
    expect(scriptFor('AcceptPathInfo On', 'show(req.path_info)')).not.toContain(' path_info=');
  });
});

describe('the Authorization header', () => {
  const location = '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n';
  const passes = (code: string) =>
    migrate(location, { '/srv/www/app.py': `def handler(req):\n    ${code}\n    return 0\n` }).conf.includes(
      'pass-authorization=On',
    );

  it('is passed to code that walks through all headers', () => {
    expect(passes('for k in req.headers_in: req.write(k)')).toBe(true);
    expect(passes('dump(req.headers_in.items())')).toBe(true);
    expect(passes('req.headers_in[name]')).toBe(true);
  });

  it('is not where each header is named', () => {
    expect(passes("req.headers_in['Referer']; req.headers_in.get('Host')")).toBe(false);
    expect(passes("req.headers_in.has_key('Referer')")).toBe(false);
  });
});
