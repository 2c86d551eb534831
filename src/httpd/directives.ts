/** What httpd 2.4, mod_python and mod_wsgi know about each directive: argument type and allowed contexts. */

import { DIRECTIVE_TABLE } from './directives-table.js';
import { lowerAscii } from './syntax/bytes.js';

/** How httpd hands arguments to a directive (include/http_config.h, enum cmd_how). */
export type ArgumentStyle =
  | 'RAW_ARGS'
  | 'NO_ARGS'
  | 'FLAG'
  | 'TAKE1'
  | 'TAKE2'
  | 'TAKE3'
  | 'TAKE12'
  | 'TAKE13'
  | 'TAKE23'
  | 'TAKE123'
  | 'ITERATE'
  | 'ITERATE2'
  | 'TAKE_ARGV';

export interface DirectiveInfo {
  /** Canonical case; sections with their `<`. */
  readonly name: string;
  /** File name, such as `mod_alias.c`. */
  readonly module: string;
  readonly style: ArgumentStyle;
  /**
   * Letters: R server and vhost; A inside Directory, Location, Files; O F C L I in .htaccess under AllowOverride Options,
   * FileInfo, AuthConfig, Limit, Indexes and in every section (O, F and I also at server level); X runs while the file is read.
   */
  readonly contexts: string;
}

let byName: ReadonlyMap<string, readonly DirectiveInfo[]> | undefined;

function table(): ReadonlyMap<string, readonly DirectiveInfo[]> {
  if (byName !== undefined) return byName;
  const entries = new Map<string, DirectiveInfo[]>();
  for (const [module, list] of Object.entries(DIRECTIVE_TABLE)) {
    for (const entry of list.split(' ')) {
      const [name, style, contexts] = entry.split(':') as [string, ArgumentStyle, string];
      const key = lowerAscii(name);
      const same = entries.get(key) ?? [];
      same.push({ name, module, style, contexts });
      entries.set(key, same);
    }
  }
  byName = entries;
  return entries;
}

/**
 * All modules' entries of a directive; empty if unknown. Several modules may share a name (MPMs, mod_cgi and mod_cgid).
 * @param name any case; sections with their `<`
 */
export function lookupDirective(name: string): readonly DirectiveInfo[] {
  return table().get(lowerAscii(name)) ?? [];
}

/** The name as httpd spells it, or as given if it is unknown. */
export function canonicalName(name: string): string {
  return lookupDirective(name)[0]?.name ?? name;
}

/** Is every directive of this module in the table? Only then does a name's absence mean anything. */
export function isKnownModule(file: string): boolean {
  return Object.hasOwn(DIRECTIVE_TABLE, file) || NO_DIRECTIVES.has(file);
}

/** Modules of httpd that define no directive. */
const NO_DIRECTIVES = new Set([
  'mod_authn_dbm.c',
  'mod_authz_user.c',
  'mod_authz_host.c',
  'mod_asis.c',
  'mod_buffer.c',
  'mod_data.c',
  'mod_dumpio.c',
  'mod_lbmethod_bybusyness.c',
  'mod_lbmethod_byrequests.c',
  'mod_lbmethod_bytraffic.c',
  'mod_logio.c',
  'mod_proxy_ajp.c',
  'mod_proxy_connect.c',
  'mod_proxy_http.c',
  'mod_proxy_uwsgi.c',
  'mod_proxy_wstunnel.c',
  'mod_ratelimit.c',
  'mod_slotmem_shm.c',
  'mod_socache_shmcb.c',
  'mod_unique_id.c',
  'mod_watchdog.c',
]);
