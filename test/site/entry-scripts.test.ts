/** What handlers may ask for at run time has to be in the entry script. */
import { describe, expect, it } from 'vitest';
import { migrate, scriptOf } from './support/migrate.js';

const FOLDER = `<Directory /srv/www/htdocs>
    SetHandler mod_python
    PythonHandler app
</Directory>
`;

describe('entry scripts', () => {
  it('name filters that only req.add_output_filter() may set', () => {
    const script = scriptOf(migrate(`PythonOutputFilter shout::filter SHOUT\n${FOLDER}`), 'app');
    expect(script).toContain(`    filters={
        'shout': 'shout::filter',
    },`);
  });

  it('name error pages that Python makes without a file', () => {
    const conf = `DocumentRoot /srv/www/htdocs\nErrorDocument 404 /oops/missing\n${FOLDER}`;
    expect(scriptOf(migrate(conf), 'app')).toContain("python_error_documents=['/oops/missing']");
  });

  // What mod_python 3.5 on Apache 2.4 showed of the same lines.
  const HOST = `PythonPath "['/srv/app'] + sys.path"
PythonDebug Off
Timeout 77
<VirtualHost *:80>
    ServerName www.example.org
    PythonAutoReload Off
    KeepAlive Off
    KeepAliveTimeout 500ms
    LimitRequestLine 4000
    <Directory /srv/www/htdocs>
        SetHandler mod_python
        PythonHandler app
        PythonInterpPerDirectory On
    </Directory>
</VirtualHost>
`;
  const asking = (code: string) =>
    scriptOf(migrate(HOST, { '/srv/www/htdocs/app.py': code }, { handlers: 'bridge' }), 'example');

  it('name the directives where the code asks for them', () => {
    expect(asking('def handler(req):\n    return len(req.get_config())\n')).toContain(`    config={
        'PythonPath': '[\\'/srv/app\\'] + sys.path',
        'PythonDebug': '0',
        'PythonAutoReload': '0',
        'PythonInterpPerDirectory': '1',
    },`);
    expect(
      asking('def handler(req):\n    return len(req.server.get_config())\n'),
    ).toContain(`        'config': {
            'PythonPath': '[\\'/srv/app\\'] + sys.path',
            'PythonDebug': '0',
            'PythonAutoReload': '0',
        },`);
    expect(asking('def handler(req):\n    return 0\n')).not.toContain('config');
  });

  it('name the limits of the server where the code asks for them', () => {
    const script = asking('def handler(req):\n    return int(req.server.timeout)\n');
    for (const line of [
      "'timeout': 77.0",
      "'keep_alive': 0",
      "'keep_alive_timeout': 0.5",
      "'limit_req_line': 4000",
    ])
      expect(script).toContain(line);
    expect(script).not.toContain('keep_alive_max');
    expect(asking('def handler(req):\n    return 0\n')).not.toContain('timeout');
  });

  it('name the root of the server where the code asks for it', () => {
    const code = 'from mod_python import apache\n\ndef handler(req):\n    return len(apache.server_root())\n';
    const files = { '/srv/www/htdocs/app.py': code };
    const alone = migrate(`ServerRoot "/etc/httpd/"\n${FOLDER}`, files, { handlers: 'bridge' });
    expect(scriptOf(alone, 'app')).toContain(`    server={\n        'root': '/etc/httpd',\n    },`);
    const inHost = migrate(`ServerRoot /etc/httpd\n${HOST}`, files, { handlers: 'bridge' });
    expect(scriptOf(inHost, 'example')).toContain(`    main_server={\n        'root': '/etc/httpd',`);
    expect(alone.uses('MP205').filter(({ state }) => state === 'review')).toEqual([]);
    expect(
      migrate(HOST, files, { handlers: 'bridge' })
        .uses('MP205')
        .map(({ state }) => state),
    ).toContain('review');
  });
});
