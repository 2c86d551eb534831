/** `/etc/apache2` in the shape in which Debian ships it: available and enabled, envvars, three hosts, one of them TLS. */
import type { Files, ServerTree } from './planted-tree.js';
import { SHOP } from './shop.js';

const MODULES = [
  'access_compat alias auth_basic authn_core authn_file authz_core authz_host authz_user autoindex',
  'dir env mime mpm_prefork negotiation python rewrite setenvif socache_shmcb ssl',
]
  .join(' ')
  .split(' ');

const MAIN = `# The Apache HTTP Server, as Debian lays it out.
DefaultRuntimeDir \${APACHE_RUN_DIR}
PidFile \${APACHE_PID_FILE}
Timeout 300
KeepAlive On
User \${APACHE_RUN_USER}
Group \${APACHE_RUN_GROUP}
HostnameLookups Off
ErrorLog \${APACHE_LOG_DIR}/error.log
LogLevel info

# Include module configuration:
IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf

Include ports.conf

<Directory />
	Options FollowSymLinks
	AllowOverride None
	Require all denied
</Directory>

<Directory @ROOT@/var/www/>
	Options Indexes FollowSymLinks
	AllowOverride None
	Require all granted
</Directory>

AccessFileName .htaccess
<FilesMatch "^\\.ht">
	Require all denied
</FilesMatch>

LogFormat "%h %l %u %t \\"%r\\" %>s %O" common

IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf
`;

const ENVVARS = `unset HOME
SUFFIX=
export APACHE_RUN_USER=www-data
export APACHE_RUN_GROUP=www-data
export APACHE_PID_FILE=/var/run/apache2$SUFFIX/apache2.pid
export APACHE_RUN_DIR=/var/run/apache2$SUFFIX
export APACHE_LOCK_DIR=/var/lock/apache2$SUFFIX
export APACHE_LOG_DIR=/var/log/apache2$SUFFIX
export LANG=C
`;

/** What both hosts of the shop say; in the host of port 443 somebody copied it. */
const SHOP_SECTIONS = `	DocumentRoot @ROOT@/var/www/shop
	ErrorLog \${APACHE_LOG_DIR}/shop-error.log
	CustomLog \${APACHE_LOG_DIR}/shop-access.log common
	ErrorDocument 404 /missing.html

	<Directory @ROOT@/var/www/shop>
		Options FollowSymLinks
		AllowOverride All
		Require all granted
		AddHandler mod_python .py
		PythonHandler mod_python.publisher
	</Directory>

	<Directory @ROOT@/var/www/shop/intern>
		Order deny,allow
		Deny from all
		Allow from 127.0.0.0/8
	</Directory>

	# The board, with its own library.
	<Location /board>
		SetHandler mod_python
		PythonHandler board
		PythonPath "['@ROOT@/srv/shop/app', '@ROOT@/srv/shop/lib'] + sys.path"
		PythonOption cache \${APACHE_LOG_DIR}/board
	</Location>

	<Location /members>
		SetHandler mod_python
		PythonHandler guard
		PythonAuthenHandler guard
		PythonPath "['@ROOT@/srv/shop/app'] + sys.path"
		AuthType Basic
		AuthName "Members"
		AuthUserFile /dev/null
		AuthBasicAuthoritative Off
		Require valid-user
	</Location>

	<Directory @ROOT@/var/www/shop/locked>
		PythonAccessHandler guard
		PythonPath "['@ROOT@/srv/shop/app'] + sys.path"
	</Directory>
`;

const SHOP_HOST = `<VirtualHost *:@PORT@>
	ServerName shop.example.org
	ServerAlias www.shop.example.org
	ServerAdmin webmaster@localhost
${SHOP_SECTIONS}</VirtualHost>
`;

const TLS_HOST = `<IfModule mod_ssl.c>
<VirtualHost *:@TLS@>
	ServerName shop.example.org
	ServerAlias www.shop.example.org
	ServerAdmin webmaster@localhost
${SHOP_SECTIONS}
	SSLEngine on
	SSLCertificateFile      @ROOT@/etc/ssl/shop.pem
	SSLCertificateKeyFile   @ROOT@/etc/ssl/shop.key
</VirtualHost>
</IfModule>
`;

const WIKI_HOST = `<VirtualHost *:@PORT@>
	ServerName wiki.example.org
	DocumentRoot @ROOT@/var/www/wiki
	ErrorDocument 404 /gone.html
	ErrorLog \${APACHE_LOG_DIR}/error.log

	Alias /wiki @ROOT@/srv/wiki
	<Directory @ROOT@/srv/wiki>
		Require all granted
		SetHandler mod_python
		PythonHandler pages
		PythonDebug Off
	</Directory>
</VirtualHost>
`;

const SITES: Files = {
  '000-default': SHOP_HOST,
  'shop-ssl': TLS_HOST,
  wiki: WIKI_HOST,
};

/** Those of the packages that are installed; mod_wsgi is not enabled. */
function loadFiles(): Files {
  const line = (name: string) => `LoadModule ${name}_module @ROOT@/usr/lib/apache2/modules/mod_${name}.so\n`;
  return Object.fromEntries(
    [...MODULES, 'wsgi'].map((name) => [`etc/apache2/mods-available/${name}.load`, line(name)]),
  );
}

/** The links that a2enmod, a2enconf and a2ensite make. */
function enabledLinks(): Files {
  const links: Record<string, string> = {};
  const enable = (kind: string, file: string) => {
    links[`etc/apache2/${kind}-enabled/${file}`] = `../${kind}-available/${file}`;
  };
  for (const name of MODULES) enable('mods', `${name}.load`);
  enable('mods', 'python.conf');
  enable('mods', 'mime.conf');
  enable('conf', 'charset.conf');
  enable('conf', 'python-options.conf');
  for (const name of Object.keys(SITES)) enable('sites', `${name}.conf`);
  return links;
}

export function debianTree(): ServerTree {
  return {
    files: {
      ...SHOP,
      ...loadFiles(),
      'etc/apache2/apache2.conf': MAIN,
      'etc/apache2/envvars': ENVVARS,
      'etc/apache2/ports.conf':
        'Listen 127.0.0.1:@PORT@\n\n<IfModule ssl_module>\n\tListen 127.0.0.1:@TLS@\n</IfModule>\n',
      'etc/apache2/mods-available/mime.conf':
        '<IfModule mod_mime.c>\n\tTypesConfig /etc/mime.types\n</IfModule>\n',
      'etc/apache2/mods-available/python.conf': `<IfModule mod_python.c>\n\tPythonOption mod_python.mutex_directory "\${APACHE_LOCK_DIR}"\n</IfModule>\n`,
      'etc/apache2/conf-available/charset.conf': '#AddDefaultCharset UTF-8\n',
      'etc/apache2/conf-available/python-options.conf': 'PythonOption theme dark\n',
      'etc/apache2/conf-available/unused.conf': 'PythonOption never used\n',
      'etc/apache2/sites-available/old.conf':
        '<VirtualHost *:@PORT@>\n\tServerName old.example.org\n\t<Location />\n\t\tSetHandler python-program\n\t\tPythonHandler old\n\t</Location>\n</VirtualHost>\n',
      ...Object.fromEntries(
        Object.entries(SITES).map(([name, text]) => [`etc/apache2/sites-available/${name}.conf`, text]),
      ),
    },
    links: enabledLinks(),
    folders: ['var/log/apache2', 'var/lock/apache2'],
    main: 'etc/apache2/apache2.conf',
    serverRoot: 'etc/apache2',
    modules: 'usr/lib/apache2/modules',
    variables: {
      APACHE_RUN_USER: 'www-data',
      APACHE_RUN_GROUP: 'www-data',
      APACHE_PID_FILE: '@RUN@/httpd.pid',
      APACHE_RUN_DIR: '@RUN@',
      APACHE_LOCK_DIR: '@RUN@',
      APACHE_LOG_DIR: '@RUN@',
    },
    advice: {
      said: '"a2dismod python" and "a2enmod wsgi"',
      removed: ['etc/apache2/mods-enabled/python.load', 'etc/apache2/mods-enabled/python.conf'],
      links: { 'etc/apache2/mods-enabled/wsgi.load': '../mods-available/wsgi.load' },
    },
    inputs: ['etc/apache2', 'var/www', 'srv'],
  };
}
