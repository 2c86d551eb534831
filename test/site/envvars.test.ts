/** Debian's envvars, without a shell. */
import { describe, expect, it } from 'vitest';
import { readEnvvars } from '../../src/site/configuration/envvars.js';
import { CONF, migrate, scriptOf } from './support/migrate.js';

const SUFFIX = '$SUFFIX';
const SHIPPED = `# envvars - default environment variables for apache2ctl
unset HOME
if [ "\${APACHE_CONFDIR##/etc/apache2-}" != "\${APACHE_CONFDIR}" ] ; then
	SUFFIX="-\${APACHE_CONFDIR##/etc/apache2-}"
else
	SUFFIX=
fi
export APACHE_RUN_USER=www-data
: \${APACHE_RUN_GROUP:=www-data}
export APACHE_LOG_DIR=/var/log/apache2${SUFFIX}
## The locale used by some modules like mod_dav
export LANG=C
#. /etc/default/locale
export LANG
export APACHE_STARTED=$(date)
export APACHE_NOTE='$5 a line' # a comment
`;

describe('envvars', () => {
  it('gives what is assigned in any case', () => {
    expect(readEnvvars(SHIPPED, '/etc/apache2')).toEqual({
      APACHE_RUN_USER: 'www-data',
      APACHE_RUN_GROUP: 'www-data',
      APACHE_LOG_DIR: '/var/log/apache2',
      LANG: 'C',
      APACHE_NOTE: '$5 a line',
    });
  });

  it('puts the suffix of a second instance behind its folders', () => {
    expect(readEnvvars(SHIPPED, '/etc/apache2-blue').APACHE_LOG_DIR).toBe('/var/log/apache2-blue');
  });

  it('leaves out what a shell would have to find out', () => {
    const text =
      'A=1\nif test -f /x; then\nexport A=2\nexport B=2\nfi\nC=$OTHER/x\nD=`date`\nE="a b"\nF=a b\n';
    expect(readEnvvars(text, '/etc/apache2')).toEqual({ E: 'a b' });
  });

  it('makes a path known that the configuration takes from it', () => {
    const location =
      '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n' +
      `    PythonPath "['\${APP_HOME}/lib'] + sys.path"\n</Location>\n`;
    const envvars = `${CONF.slice(0, CONF.lastIndexOf('/'))}/envvars`;
    const result = migrate(location, { [envvars]: 'export APP_HOME=/opt/app\n' });
    expect(scriptOf(result, 'app')).toContain("python_path=['/opt/app/lib'] + sys.path");
  });
});
