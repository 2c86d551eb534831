/** Names of handlers and process groups: short, unique, lower case, and the same in every run. */
import { splitHandler } from '../configuration/handler-args.js';
import { documentRoot, within } from '../configuration/inherit.js';
import { containerOf, named, type Scope } from '../configuration/scopes.js';
import { contentChains, type Mount } from './mounts.js';

/** Folders whose names say nothing about the site. */
const GENERIC = new Set(
  [
    'htdocs html www public public_html web site docroot root default var srv usr share opt local home',
    'scripts cgi-bin bin src lib python py data content static wsgi apache httpd',
  ].flatMap((line) => line.split(' ')),
).add('');
const RESERVED = new Set([
  'none',
  'default-handler',
  'cgi-script',
  'wsgi-script',
  'server-status',
  'server-info',
  'mod_python',
  'send-as-is',
  'type-map',
  'imap-file',
]);

/** Name of a mount's handler: what people call the place, else the module. */
export function mountName(mount: Pick<Mount, 'scope' | 'settings'>, scopes: readonly Scope[]): string {
  const chain = [...contentChains(mount.settings).values()][0];
  const module = splitHandler(chain?.handlers[0] ?? 'site').module;
  const library = /^mod_python\.(\w+)$/.exec(module)?.[1];
  const place = placeName(mount.scope, scopes);
  const last = slug(module.split(/[./]/).pop() ?? module);
  if (library) return place ? `${place}-${library}` : library;
  return place || last || 'site';
}

/** What people call the place: the last path element that says something, or the host. */
function placeName(scope: Scope, scopes: readonly Scope[]): string {
  const inner = scope.kind === 'files' ? slug(scope.argument.replace(/\.[\w|()]+\$?$/, '')) : '';
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'vhost')
      return join(
        slug(
          serverName(at)
            ?.replace(/^www\./, '')
            .split('.')[0] ?? '',
        ),
        inner,
      );
    if (at.kind !== 'directory' && at.kind !== 'location' && at.kind !== 'htaccess') continue;
    const word = at.regex ? patternWord(at, scopes) : lastWord(at.argument, at, scopes);
    if (word) return join(word, inner);
  }
  return inner;
}

/** Of a pattern for folders the part in front of its first sign, which is a path; of one for addresses all words. */
function patternWord(scope: Scope, scopes: readonly Scope[]): string {
  const [, folder] = /^\^(\/(?:[\w/~-]|\\?\.(?![*+?{]))+)/.exec(scope.argument) ?? [];
  const word =
    scope.kind === 'directory' && folder ? lastWord(folder.replaceAll('\\', ''), scope, scopes) : '';
  return word || slug(scope.argument.replace(/[\\^$?*+.]+/g, ''));
}

/** The last path element that says something; folders above the DocumentRoot say nothing about the page. */
function lastWord(path: string, scope: Scope, scopes: readonly Scope[]): string {
  const root = documentRoot(containerOf(scope), scopes);
  const below = root !== undefined && within(path, root) ? path.slice(root.length) : path;
  return (
    below
      .split('/')
      .map(slug)
      .filter((word) => !GENERIC.has(word))
      .pop() ?? ''
  );
}

function join(place: string, inner: string): string {
  return place && inner ? `${place}-${inner}` : place || inner;
}

/** Lower case, because AddHandler lowers the names it is given (mod_mime.c, add_handler) and WSGIHandlerScript does not. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}

/** ServerName of a virtual host without scheme and port. */
export function serverName(vhost: Scope): string | undefined {
  return named(vhost, 'ServerName')
    .at(-1)
    ?.argv[0]?.replace(/^\w+:\/\//, '')
    .replace(/:\d+$/, '');
}

/** The name, with a number behind it if it is taken; takes it. Case does not tell two names apart. */
export function unique(wanted: string, taken: Set<string>): string {
  let name = RESERVED.has(wanted.toLowerCase()) ? `${wanted}-app` : wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}-${number}`;
  taken.add(name.toLowerCase());
  return name;
}
