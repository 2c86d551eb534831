/** Values of PythonOption stay where they were: in files that as many people can read as before. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const CONF = `DocumentRoot /srv/www/htdocs
<VirtualHost *:80>
    ServerName www.example.org
    PythonOption HostSecret hunter1
    <Location /app>
        SetHandler mod_python
        PythonHandler app
        PythonOption DbPassword hunter2
    </Location>
    <Location /trac>
        SetHandler mod_python
        PythonHandler trac.web.modpython_frontend
        PythonOption TracEnv /srv/hunter3
    </Location>
</VirtualHost>
`;

describe('secrets in options', () => {
  const result = migrate(CONF);

  it('stand in the file that had them, and in no new one', () => {
    const holders = Object.entries(result.files).filter(([, text]) => text.includes('hunter'));
    expect(holders.map(([path]) => path)).toEqual(['/etc/httpd/conf/httpd.conf']);
  });

  it('are in no report and no process title', () => {
    const said = result.plan.findings.map(({ message, todo, related }) =>
      JSON.stringify([message, todo, related]),
    );
    expect(said.filter((text) => text.includes('hunter'))).toEqual([]);
    expect(result.conf.match(/^.*WSGIDaemonProcess.*$/gm)?.filter((line) => line.includes('hunter'))).toEqual(
      [],
    );
  });

  it('that CGI programs would see as well are called doubtful', () => {
    const open = migrate(
      CONF.replace('    ServerName', '    ScriptAlias /cgi-bin/ /srv/cgi/\n    ServerName'),
    );
    expect(open.uses('MP106').map(({ state }) => state)).toEqual(['review', 'config', 'config']);
  });
});
