/** `/etc/httpd` in the shape in which Red Hat ships it: conf, conf.d, conf.modules.d, links to logs, modules and run. */
import type { Files, ServerTree } from './planted-tree.js';
import { SHOP } from './shop.js';

const BASE_MODULES = [
  'access_compat alias auth_basic authn_core authn_file authz_core authz_host authz_user autoindex',
  'dir env mime negotiation rewrite setenvif socache_shmcb',
]
  .join(' ')
  .split(' ');

const load = (name: string) => `LoadModule ${name}_module modules/mod_${name}.so\n`;

const MAIN = `ServerRoot "@ROOT@/etc/httpd"
Listen 127.0.0.1:@PORT@
Include conf.modules.d/*.conf
User apache
Group apache
ServerAdmin root@localhost

<Directory />
    AllowOverride none
    Require all denied
</Directory>

DocumentRoot "@ROOT@/var/www/html"

<Directory "@ROOT@/var/www">
    AllowOverride None
    Require all granted
</Directory>

<Directory "@ROOT@/var/www/html">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>

<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>

<Files ".ht*">
    Require all denied
</Files>

ErrorLog "logs/error_log"
LogLevel info

<IfModule mime_module>
    TypesConfig /etc/mime.types
</IfModule>

AddDefaultCharset UTF-8

IncludeOptional conf.d/*.conf
`;

/** As the package ships it, and what an administrator added. */
const PYTHON_CONF = `#
# Mod_python is a module that embeds the Python language interpreter
# within the server, allowing Apache handlers to be written in Python.
#

#<Directory /var/www/html>
#    SetHandler mod_python
#    PythonHandler mod_python.publisher
#</Directory>

PythonOption theme dark
`;

/** Read by both hosts of the shop. */
const SHOP_INC = `DocumentRoot @ROOT@/var/www/shop
ErrorLog logs/shop_error_log
ErrorDocument 404 /missing.html

<Directory @ROOT@/var/www/shop>
    AllowOverride All
    Order allow,deny
    Allow from all
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
    PythonOption cache /tmp/board
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

const VHOSTS = `NameVirtualHost *:@PORT@

<VirtualHost *:@PORT@>
    ServerName shop.example.org
    Include conf.d/shop.inc
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName wiki.example.org
    DocumentRoot @ROOT@/var/www/wiki
    ErrorDocument 404 /gone.html
    Alias /wiki @ROOT@/srv/wiki
    <Directory @ROOT@/srv/wiki>
        Require all granted
        SetHandler mod_python
        PythonHandler pages
        PythonDebug Off
    </Directory>
</VirtualHost>
`;

const SSL_CONF = `Listen 127.0.0.1:@TLS@

<VirtualHost _default_:@TLS@>
ServerName shop.example.org:@TLS@
Include conf.d/shop.inc
SSLEngine on
SSLCertificateFile @ROOT@/etc/ssl/shop.pem
SSLCertificateKeyFile @ROOT@/etc/ssl/shop.key
</VirtualHost>
`;

const FILES: Files = {
  ...SHOP,
  'etc/httpd/conf/httpd.conf': MAIN,
  'etc/httpd/conf.modules.d/00-base.conf': BASE_MODULES.map(load).join(''),
  'etc/httpd/conf.modules.d/00-mpm.conf': load('mpm_prefork'),
  'etc/httpd/conf.modules.d/00-ssl.conf': load('ssl'),
  'etc/httpd/conf.modules.d/10-python.conf': load('python'),
  'etc/httpd/conf.d/python.conf': PYTHON_CONF,
  'etc/httpd/conf.d/ssl.conf': SSL_CONF,
  'etc/httpd/conf.d/vhosts.conf': VHOSTS,
  'etc/httpd/conf.d/shop.inc': SHOP_INC,
};

/** @param user whom Apache's children run as: the account `apache` need not exist where this is tested */
export function redHatTree(user: string): ServerTree {
  const main = MAIN.replace('User apache', `User ${user}`).replace('Group apache', `Group ${user}`);
  return {
    files: { ...FILES, 'etc/httpd/conf/httpd.conf': main },
    links: {
      'etc/httpd/logs': '../../var/log/httpd',
      'etc/httpd/modules': '../../usr/lib64/httpd/modules',
      'etc/httpd/run': '../../run/httpd',
    },
    folders: ['var/log/httpd', 'run/httpd', 'usr/lib64/httpd'],
    main: 'etc/httpd/conf/httpd.conf',
    serverRoot: 'etc/httpd',
    modules: 'usr/lib64/httpd/modules',
    variables: {},
    inputs: ['etc/httpd', 'var/www', 'srv'],
  };
}
