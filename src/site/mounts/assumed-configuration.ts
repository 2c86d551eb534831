/** The configuration that told or inferred mounts stand for, as mod_python would have read it. */

import { evaluate } from '../../httpd/reading/evaluate.js';
import { utf8AsLatin1 } from '../../httpd/syntax/bytes.js';
import { directiveLine } from '../changes.js';
import { within } from '../configuration/inherit.js';
import { scopesOf } from '../configuration/scopes.js';
import { fileText } from '../file-tree.js';
import { MANUAL_MARK } from '../manual-mark.js';
import { newFilesFolder, placeNew } from '../new-files.js';
import { joinPath } from '../paths.js';
import { ENTRY_POINT } from '../script-values.js';
import type { Site } from '../site.js';
import { entryFolder } from './entry-folder.js';
import { inferMounts } from './infer-mounts.js';
import { mountsOf } from './mounts.js';
import { type Assumed, FRAGMENT, type ToldMount } from './told-mounts.js';

/** The file in which a user tells the mounts, beside the site. */
const TOLD_IN = 'migrate.config.json';

/**
 * What is assumed about a site: nothing (undefined) where its configuration says who serves it, or where the file with the
 * migrated mounts is there already.
 */
export function assumedConfiguration(site: Site): Assumed | undefined {
  const told = site.options.mounts;
  if (told === undefined && isConfigured(site)) return undefined;
  const { mounts, undecided } = told ? { mounts: told, undecided: [] } : inferMounts(site);
  const open = undecided.filter(({ path }) => !isScripted(site, path));
  const common = { mounts, inferred: told === undefined, undecided: open };
  const wanted = mounts.length > 0 && (told !== undefined || !isMigrated(site));
  const made = wanted ? writtenDown(site, mounts) : undefined;
  const known = made && site.tree.node(made.path)?.kind === 'file';
  if (made && !known) return { ...common, ...made };
  return open.length > 0 ? { ...common, mounts: [], path: undefined, bytes: new Uint8Array() } : undefined;
}

// Settings alone (PythonDebug, PythonOption ...) name nobody, and a PythonHandler that no mapping leads to never runs:
// both are gone after a migration, so they must not be what keeps the next run from asking.
const SERVED =
  /^[ \t]*(?:Python(?!Handler[ \t])\w*(?:Handler|HandlerModule|Filter)|PythonImport|WSGI\w+)[ \t]/im;
const PYTHON_HANDLER = /^[ \t]*(?:Set|Add)Handler[ \t]+"?(?:mod_python|python-program)/im;

/** Whether configuration of the site says what mod_python or mod_wsgi serves; the file that we wrote does not count. */
export function isConfigured(site: Site): boolean {
  return [...site.files.config, ...site.files.htaccess].some((path) => {
    const text = path.endsWith(`/${FRAGMENT}`) ? '' : (fileText(site.tree, path) ?? '');
    // What an earlier run has left to a person was configuration, and still is.
    return SERVED.test(text) || PYTHON_HANDLER.test(text) || text.includes(MANUAL_MARK);
  });
}

/** Whether entry scripts of an earlier run are there: then its mounts are decided, wherever their configuration lies. */
function isMigrated(site: Site): boolean {
  return scriptTexts(site).some((text) => text.includes(`"""${ENTRY_POINT} `));
}

/** Whether an entry script names the module: then somebody has decided. */
function isScripted(site: Site, path: string): boolean {
  const name = path.replace(/^.*\//, '').replace(/\.py$/i, '');
  const word = new RegExp(`\\b${escaped(name)}\\b`);
  return scriptTexts(site).some((text) => word.test(text));
}

function scriptTexts(site: Site): readonly string[] {
  return site.files.python
    .filter((path) => /\.wsgi$/.test(path))
    .map((path) => fileText(site.tree, path) ?? '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function writtenDown(
  site: Site,
  mounts: readonly ToldMount[],
): Pick<Assumed, 'bytes'> & { readonly path: string; readonly folder: string } {
  const bytes = Buffer.from(configurationText(site, mounts), 'latin1');
  const nothing = () => undefined;
  const tree = evaluate('/assumed.conf', {
    serverRoot: '/',
    env: 'unknown',
    defines: 'unknown',
    modules: 'unknown',
    version: 'unknown',
    readFile: (path) => (path === '/assumed.conf' ? bytes : undefined),
    readDir: nothing,
    stat: () => 'unknown',
  });
  const scopes = scopesOf(tree, { kind: 'server', argument: '' });
  const folder = folderInTree(site, entryFolder(mountsOf(scopes), scopes));
  const { path } = placeNew(site.tree, site.paths, site.options.inputs, folder, `${folder}/${FRAGMENT}`);
  return { path, folder, bytes };
}

/**
 * Beside the tree nothing can be written. No configuration asks for that folder, so the scripts are called where they are
 * written; the section that hides them is there already.
 */
function folderInTree({ tree, paths, options }: Site, folder: string): string {
  const inside = paths.toServer(joinPath(newFilesFolder(tree, options.inputs), 'wsgi'));
  return [folder, inside].find((one) => paths.toTreeForNew(`${one}/${FRAGMENT}`) !== undefined) ?? folder;
}

/** The file in which the mounts are told must not be sent to browsers where it lies in a folder that is served. */
function hiddenLines(site: Site, mounts: readonly ToldMount[]): readonly string[] {
  const served = mounts.flatMap(({ directory }) => directory ?? []);
  const folders = [...new Set([...site.options.inputs, ...served])].filter(
    (folder) =>
      site.tree.node(joinPath(folder, TOLD_IN))?.kind === 'file' &&
      served.some((directory) => within(folder, directory)),
  );
  return folders.flatMap((folder) => [
    '',
    `# Nobody may fetch ${TOLD_IN}: without ExecCGI mod_wsgi answers 403.`,
    `${directiveLine('<Directory', site.paths.toServer(folder))}>`,
    `    <Files ${TOLD_IN}>`,
    '        SetHandler wsgi-script',
    '        Options -ExecCGI',
    '    </Files>',
    '</Directory>',
  ]);
}

function configurationText(site: Site, mounts: readonly ToldMount[]): string {
  const places = [...new Set(mounts.map((mount) => sectionLine(site, mount)))];
  const sections = places.flatMap((section) => {
    const mine = mounts.filter((mount) => sectionLine(site, mount) === section);
    return ['', ...sectionLines(site, section, mine)];
  });
  const lines = [
    '# Include this file in the server configuration, in the virtual host of the site if it has one.',
    '# No configuration was at hand when migrate wrote it: see that the folders and addresses are right.',
    '<IfModule !mod_python.c>',
    '    LoadModule python_module modules/mod_python.so',
    '</IfModule>',
    ...sections,
    ...hiddenLines(site, mounts),
    '',
  ];
  return utf8AsLatin1(lines.join('\n'));
}

function sectionLine(site: Site, { directory, location }: ToldMount): string {
  return location === undefined
    ? directiveLine('<Directory', site.paths.toServer(directory ?? '/'))
    : directiveLine('<Location', location);
}

function sectionLines(site: Site, section: string, mounts: readonly ToldMount[]): readonly string[] {
  const name = section.startsWith('<Location') ? 'Location' : 'Directory';
  const aliases = mounts.flatMap(({ url, directory }) =>
    url === undefined || directory === undefined
      ? []
      : [directiveLine('Alias', url, site.paths.toServer(directory))],
  );
  return [
    ...new Set(aliases),
    ...mounts.flatMap(({ evidence = [] }) => evidence.map(comment)),
    `${section}>`,
    ...withoutTwins(mounts.flatMap((mount) => mountLines(site, mount, mounts.length > 1))).map(
      (line) => `    ${line}`,
    ),
    `</${name}>`,
  ];
}

/** Several handlers of one folder are handed the same files by one line. */
function withoutTwins(lines: readonly string[]): readonly string[] {
  return lines.filter((line, index) => !/^(?:Add|Set)Handler /.test(line) || lines.indexOf(line) === index);
}

function mountLines(site: Site, mount: ToldMount, shared: boolean): readonly string[] {
  const { extensions = [], handler, phases = {}, options = {}, interpreter, debug } = mount;
  const behind = shared && extensions.length > 0 ? ` | ${extensions.join(' ')}` : '';
  const path = (mount.pythonPath ?? []).map((folder) => site.paths.toServer(folder));
  const mapper =
    extensions.length > 0
      ? directiveLine('AddHandler', 'mod_python', ...extensions)
      : directiveLine('SetHandler', 'mod_python');
  return [
    ...(handler === undefined ? [] : [mapper, `PythonHandler ${handler}${behind}`]),
    ...Object.entries(phases).map(([phase, words]) => `${phase} ${words}`),
    ...(path.length > 0
      ? [directiveLine('PythonPath', `[${path.map(pythonString).join(', ')}] + sys.path`)]
      : []),
    ...Object.entries(options).map(([key, value]) => directiveLine('PythonOption', key, value)),
    ...(interpreter === undefined ? [] : [directiveLine('PythonInterpreter', interpreter)]),
    ...(debug ? ['PythonDebug On'] : []),
  ];
}

function pythonString(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/** One line; a backslash at its end would make the next one a comment, too. */
function comment(text: string): string {
  return `# ${text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/\\/g, '/')}`;
}
