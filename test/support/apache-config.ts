import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ParityEnvironment, ServerModules } from './parity-environment.js';

/** The modules the conformance suite promises its sites, and what they need. */
const STANDARD_MODULES = [
  'mpm_prefork',
  'access_compat',
  'alias',
  'auth_basic',
  'authn_core',
  'authn_file',
  'authz_core',
  'authz_groupfile',
  'authz_host',
  'authz_user',
  'autoindex',
  'cgi',
  'dir',
  'env',
  'headers',
  'mime',
  'negotiation',
  'rewrite',
  'setenvif',
] as const;

/** The facts a private server's configuration is made of. Paths are absolute. */
export interface BaseConfiguration {
  readonly folder: string;
  readonly port: number;
  readonly modules: ServerModules;
  readonly documentRoot: string;
  /** The site's own main configuration, included last. */
  readonly siteConfiguration: string;
}

/**
 * The whole configuration of a private server: the base of ../shared/conformance/README.md around one site.
 *
 * It does not load mod_python or mod_wsgi itself: a site, migrated or not, has to load what it needs. What can
 * only be said once that module is there stands behind the site.
 */
export function baseConfiguration(facts: BaseConfiguration, environment: ParityEnvironment): string {
  const within = (name: string): string => path.join(facts.folder, name);
  const lines = [
    `ServerRoot "${facts.folder}"`,
    ...STANDARD_MODULES.filter((name) => existsSync(within(`modules/mod_${name}.so`))).map(
      (name) => `LoadModule ${name}_module modules/mod_${name}.so`,
    ),
    `Listen 127.0.0.1:${facts.port}`,
    'ServerName 127.0.0.1',
    // Children of a server started by root must run as somebody else; a server started by a user cannot change.
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    `PidFile "${within('httpd.pid')}"`,
    `DefaultRuntimeDir "${facts.folder}"`,
    `ErrorLog "${within('error_log')}"`,
    'LogLevel info',
    'TypesConfig /etc/mime.types',
    `DocumentRoot "${facts.documentRoot}"`,
    '<Directory "/">',
    '  AllowOverride None',
    '  Require all granted',
    '</Directory>',
    `Include "${facts.siteConfiguration}"`,
    '<IfModule wsgi_module>',
    `  WSGISocketPrefix "${within('wsgi')}"`,
    ...(facts.modules === 'mod_wsgi-py27' && environment.python27Home !== undefined
      ? [`  WSGIPythonHome "${environment.python27Home}"`]
      : []),
    '</IfModule>',
  ];
  return `${lines.join('\n')}\n`;
}
