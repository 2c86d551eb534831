/** Options that mod_python read itself, and the variables that bring the others to the entry scripts. */

import { remember } from '../remember.js';
import { named, type Scope } from './scopes.js';

/** Whether the option was for mod_python's own machinery, which has no counterpart: no script and no line carries it on. */
export function isInternal(key: string): boolean {
  return /^mod_python\.(?:mutex_|importer\.(?!path$)|legacy\.)/i.test(key);
}

const OWN_OPTIONS: ReadonlySet<string> = new Set(
  [
    'session.session_type session.cookie_name session.application_domain session.application_path',
    'session.database_directory dbm_session.database_filename dbm_session.database_directory',
    'file_session.enable_fast_cleanup file_session.verify_session_timeout file_session.cleanup_grace_period',
    'file_session.cleanup_time_limit file_session.database_directory psp.cache_database_filename',
    'wsgi.application wsgi.base_uri mutex_directory mutex_locks importer.path legacy.importer',
  ].flatMap((line) => line.split(' ').map((key) => `mod_python.${key}`)),
);

/** Whether mod_python itself looked for an option of this name. */
export function isOwnOption(key: string): boolean {
  return OWN_OPTIONS.has(key);
}

/** In front of an option whose name is taken as a variable; options.py of the compat package takes it off. */
const PREFIX = 'mod_python.option.';

/**
 * Variables of a request that are not the administrator's: those of CGI (util_script.c, ap_add_common_vars and
 * ap_add_cgi_vars), of mod_ssl and of an internal redirect, those that mod_wsgi makes itself, and the switches of Apache's
 * protocol code. SetEnv of such a name is overwritten, or changes what the server does: REQUEST_METHOD stops mod_wsgi.
 */
const SERVER_VARIABLE =
  /^(?:GATEWAY_INTERFACE|SERVER_(?:ADDR|ADMIN|NAME|PORT|PROTOCOL|SIGNATURE|SOFTWARE)|REQUEST_(?:METHOD|SCHEME|URI)|QUERY_STRING|SCRIPT_(?:FILENAME|NAME|UR[IL])|PATH|PATH_(?:INFO|TRANSLATED)|REMOTE_(?:ADDR|HOST|IDENT|PORT|USER)|AUTH_TYPE|DOCUMENT_ROOT|DOCUMENT_URI|CONTENT_(?:LENGTH|TYPE)|CONTEXT_(?:DOCUMENT_ROOT|PREFIX)|UNIQUE_ID|HTTPS|(?:HTTP|REDIRECT|SSL)_.*|wsgi\.(?:version|url_scheme|input|input_terminated|errors|multithread|multiprocess|run_once|file_wrapper)|(?:mod_wsgi|apache)\..*|nokeepalive|downgrade-1\.0|force-response-1\.0|force-no-vary|redirect-carefully|no-gzip|gzip-only-text\/html|dont-vary|suppress-error-charset)$/i;

const SETTERS = ['SetEnv', 'PassEnv'] as const;

/** Names, in lower case as Apache's table compares them, that the configuration sets as variables. */
const variablesOf = remember(
  (scopes: readonly Scope[]): ReadonlySet<string> =>
    new Set(
      scopes
        .flatMap((scope) => SETTERS.flatMap((name) => named(scope, name)))
        .flatMap((node) => (node.name.toLowerCase() === 'setenv' ? node.argv.slice(0, 1) : node.argv))
        .map((name) => name.toLowerCase()),
    ),
);

/**
 * The variable that brings an option to the entry script: one of the same name, or one with a prefix where that name
 * belongs to the server or to a variable of the site. mod_python kept options and variables apart.
 * @param scopes of the whole configuration
 */
export function optionVariable(key: string, scopes: readonly Scope[]): string {
  const taken = SERVER_VARIABLE.test(key) || variablesOf(scopes).has(key.toLowerCase());
  return taken ? PREFIX + key : key;
}
