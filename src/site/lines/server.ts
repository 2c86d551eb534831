/** The mod_wsgi directives that a mount adds to the server or virtual host. */
import { accessChanges } from '../access/access.js';
import { directiveLine } from '../changes.js';
import { within } from '../configuration/inherit.js';
import { containerOf, named, type Scope } from '../configuration/scopes.js';
import { seesWholeServer } from '../configuration/whole-server.js';
import { authenticates } from '../guards/auth-lines.js';
import { isServed } from '../mounts/entry-folder.js';
import { overlayWords } from '../mounts/overlaid.js';
import type { Target } from '../mounts/target.js';
import { remember } from '../remember.js';
import type { ConfiguredSite, Site } from '../site.js';

/** WSGIDaemonProcess of the target's group; nothing where the configuration declares it already or runs embedded. */
export function daemonLines(site: Site, configured: ConfiguredSite, target: Target): readonly string[] {
  if (site.options.mode === 'embedded') return [];
  const { name, processes } = target.group;
  if (declaredGroups(configured.configuration.scopes).has(name)) return [];
  const count = processes > 1 ? [`processes=${processes}`] : [];
  return [
    '# threads=1: code written for prefork Apache is rarely safe with more than one thread.',
    directiveLine('WSGIDaemonProcess', name, ...count, 'threads=1', 'display-name=%{GROUP}'),
  ];
}

/** First arguments of WSGIDaemonProcess, whether httpd reads the line or not. */
const declaredGroups = remember(
  (scopes: readonly Scope[]): ReadonlySet<string | undefined> =>
    new Set(
      scopes
        .flatMap(({ directives }) => directives)
        .filter((node) => node.name.toLowerCase() === 'wsgidaemonprocess')
        .map((node) => node.argv[0]),
    ),
);

/** WSGIHandlerScript, or WSGIScriptAlias with the access that the script's folder needs. */
export function mappingLines(site: Site, configured: ConfiguredSite, target: Target): readonly string[] {
  const group = site.options.mode === 'embedded' ? [] : [`process-group=${target.group.name}`];
  const password = readsPassword(site, configured, target) ? ['pass-authorization=On'] : [];
  const options = [...group, `application-group=${target.applicationGroup}`, ...password];
  const { targets } = configured.design;
  if (target.alias === undefined)
    return [directiveLine('WSGIHandlerScript', target.name, target.script, ...options)];
  const alias = directiveLine('WSGIScriptAlias', target.alias, target.script, ...options);
  const home = containerOf(target.mount.scope);
  const first = targets.find((other) => other.alias !== undefined && containerOf(other.mount.scope) === home);
  return first === target ? [alias, ...grantLines(site, configured)] : [alias];
}

/** What stands beside SetHandler in the mount's own section. */
export function sectionLines(site: Site, target: Target, scopes: readonly Scope[]): readonly string[] {
  const errors = target.adapter?.requires?.includes('error-override')
    ? [
        '# Errors of the application are answered by ErrorDocument, as those of the handler were.',
        'WSGIErrorOverride On',
      ]
    : [];
  const head = keepsHead(site, target)
    ? [
        '# The code looks at the method: a HEAD must not look like a GET to it, whatever filters are in force.',
        'WSGIMapHEADToGET Off',
      ]
    : [];
  return [...errors, ...head, ...overlayLines(target.mount.scope, scopes)];
}

/** Which handlers run where another section hands the requests to Python. */
export function overlayLines(scope: Scope, scopes: readonly Scope[]): readonly string[] {
  const words = overlayWords(scope, scopes);
  return words.length > 0 ? [directiveLine('SetEnv', ...words)] : [];
}

/** Code that can tell HEAD from GET. method_number is the same for both, and whoever looks for POST has no interest. */
const METHOD_READERS =
  /\b(?:header_only|the_request|REQUEST_METHOD)\b|\.method\b(?!\s*[!=]=\s*['"](?:POST|PUT|DELETE|OPTIONS)['"])/;

/**
 * Whether the section must say WSGIMapHEADToGET Off: from mod_wsgi 6.0 on a HEAD behind output filters is a GET for the
 * application (mod_wsgi.md §1.1). Older than 4.3 does not know the directive, so it is written for a chosen version only;
 * an alias has no section that would stay.
 */
function keepsHead(site: Site, { alias }: Target): boolean {
  const known = site.options.modWsgi !== 'any' && site.options.modWsgi !== '3.4';
  return known && alias === undefined && site.mentions(METHOD_READERS);
}

/** mod_wsgi asks Apache for access to the script of an alias (mod_wsgi.md §1.2), not to that of a handler script. */
function grantLines(site: Site, configured: ConfiguredSite): readonly string[] {
  return folderSection(configured, [
    ...accessLines(site, configured),
    ...(mayBeServed(configured) ? HIDDEN : []),
  ]);
}

/** A direct address of a script is refused then (403), where otherwise its source would be sent. */
const HIDDEN = ['SetHandler wsgi-script', 'Options -ExecCGI'];

/**
 * Scripts that only Apache itself opens: nobody may fetch them, should there be a DocumentRoot above them. `Require all
 * denied` would not do: `Require all granted` in a `<Location />` takes it back, and the source is sent (Apache 2.4.71).
 */
export function shieldLines(configured: ConfiguredSite): readonly string[] {
  if (!mayBeServed(configured)) return [];
  const why =
    '# Nobody may fetch the scripts: without ExecCGI mod_wsgi answers 403, even where a <Location> grants everything.';
  return [why, ...folderSection(configured, HIDDEN)];
}

/** Whether something gives the folder of the entry scripts an address, be it a part of the configuration that we do not see. */
function mayBeServed({ configuration: { scopes }, design }: ConfiguredSite): boolean {
  if (isServed(design.folder, scopes)) return true;
  return !seesWholeServer(scopes) && !scopes.some((scope) => named(scope, 'DocumentRoot').length > 0);
}

const STEP = '    ';

function folderSection(configured: ConfiguredSite, inner: readonly string[]): readonly string[] {
  return [
    `${directiveLine('<Directory', configured.design.folder)}>`,
    ...inner.map((line) => STEP + line),
    '</Directory>',
  ];
}

/** In the grammar that the configuration is written in: that of Apache 2.2, of 2.4, or both. */
function accessLines(site: Site, configured: ConfiguredSite): readonly string[] {
  const allow = ['Order allow,deny', 'Allow from all'];
  const require = ['Require all granted'];
  if (!writesBothGrammars(configured)) {
    if (site.options.apache === '2.2') return allow;
    return asksHosts(site, configured) ? [...require, ...allow] : require;
  }
  return [
    '<IfModule !mod_authz_core.c>',
    ...allow.map((line) => STEP + line),
    '</IfModule>',
    '<IfModule mod_authz_core.c>',
    ...require.map((line) => STEP + line),
    '</IfModule>',
  ];
}

/** Whether Order and Allow lines that stay hold for the folder of the scripts, too: then Require is not enough. */
function asksHosts(site: Site, configured: ConfiguredSite): boolean {
  const { folder } = configured.design;
  const above = ({ kind, regex, argument }: Scope) =>
    kind === 'directory' && (regex || within(folder, argument));
  return accessChanges(site, configured).some(
    ({ section: { scope, old }, obstacle }) => obstacle !== undefined && old.length > 0 && above(scope),
  );
}

/** Whether the configuration is written for Apache 2.2 and 2.4 at once. */
function writesBothGrammars(configured: ConfiguredSite): boolean {
  const tests = (name: string) =>
    configured.configuration.scopes.some((scope) =>
      scope.directives.some((node) => node.origin.conditions.some((condition) => condition.test === name)),
    );
  return tests('!mod_authz_core.c') && tests('mod_authz_core.c');
}

/** Code that looks at the Authorization header, by name or with all others (`req.headers_in.items()`, `headers_in[name]`). */
const PASSWORD_READERS =
  /get_basic_auth_pw|(?:\b|_)authorization\b|__auth__|__access__|build_cgi_env|setup_cgi|\bheaders_in\b(?!\s*(?:\[|\.\s*(?:get|has_key)\s*\()\s*['"])/i;

/** mod_wsgi hides the Authorization header unless told otherwise; mod_python always showed it (mod_wsgi.md §2.1). */
function readsPassword(
  site: Site,
  { configuration }: ConfiguredSite,
  { adapter, mount, withheld }: Target,
): boolean {
  if (adapter?.kind === 'native') return adapter.requires?.includes('pass-authorization') === true;
  const asks = !adapter && authenticates(mount, configuration.scopes) && !withheld.has('PythonAuthenHandler');
  return asks || site.mentions(PASSWORD_READERS);
}
