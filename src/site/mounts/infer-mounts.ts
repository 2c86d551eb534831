/** Mounts that the code of a site without configuration tells: PSP pages, publisher modules, a lone handler. */

import { importedModules } from '../../python/import-statements.js';
import { type ModuleRole, mayHaveRole, moduleRole, type NamedPlace } from '../code/module-role.js';
import { defaultObject } from '../configuration/handler-args.js';
import { within } from '../configuration/inherit.js';
import { fileText } from '../file-tree.js';
import { baseName, parent } from '../paths.js';
import type { Site } from '../site.js';
import { inOrder } from './handler-order.js';
import { quotedHandlers } from './quoted-handlers.js';
import { type InferredMounts, PHASES, type ToldMount, type Undecided } from './told-mounts.js';

/** So many places that quote a handler are shown. */
const QUOTED_SHOWN = 3;

interface Found {
  readonly path: string;
  readonly role: ModuleRole;
  /** Imported by another module of the site: then it is a helper, whatever its functions take. */
  readonly imported: boolean;
}

/** Only places are told that leave no choice; what could be one of several is undecided, and a person's. */
export function inferMounts(site: Site): InferredMounts {
  const modules = rolesIn(site);
  const published = modules.filter(isPublisher);
  const folders = topmost(published.map(({ path }) => parent(path)));
  const publishers = folders.map((folder) => publisherMount(site, folder, published));
  const handlers = modules.filter(({ role }) => role.handlers.length > 0);
  const decided = handlers.filter((one) => isLone(site, one, handlers, folders));
  const undecided = handlers
    .filter((one) => !decided.includes(one))
    .flatMap((one) => one.role.handlers.map((handler) => undecidedOf(site, one, handler, folders)));
  const taken = new Set(undecided.flatMap(({ path }) => folders.filter((folder) => within(path, folder))));
  const open = publishers.filter(({ directory }) => !taken.has(directory as string));
  return {
    mounts: [...pspMounts(site), ...open, ...decided.map((one) => handlerMount(site, one))],
    undecided,
  };
}

/** What `migrate init` proposes: the open questions answered in the safest way, for a person to correct. */
export function proposeMounts(site: Site): InferredMounts {
  const { mounts, undecided } = inferMounts(site);
  const published = rolesIn(site).filter(isPublisher);
  const folders = topmost(published.map(({ path }) => parent(path)));
  const open = folders.filter((folder) => undecided.some(({ path }) => within(path, folder)));
  const chained = open.map((folder): ToldMount => {
    const mine = undecided.filter(({ path, name }) => within(path, folder) && name === 'handler');
    const texts = mine.map(({ path }) => ({ path, text: fileText(site.tree, path) ?? '' }));
    const words = inOrder(texts).map((path) => moduleName(site, path));
    const mount = publisherMount(site, folder, published);
    const evidence = [...(mount.evidence ?? []), ...mine.map((one) => `TO CHECK: ${one.reason}`)];
    return { ...mount, handler: [...words, mount.handler].join(' '), evidence };
  });
  const rest = undecided.filter(({ path }) => !open.some((folder) => within(path, folder)));
  return { mounts: [...mounts, ...chained, ...rest.map((one) => proposedMount(site, one))], undecided };
}

function proposedMount(site: Site, { path, name, reason }: Undecided): ToldMount {
  const module = moduleName(site, path);
  const directive = phaseOf(name);
  const quoted = quotedHandlers(site, module, directive);
  const evidence = [
    ...quoted.slice(0, QUOTED_SHOWN).map((one) => `${nameIn(site, one.path)}:${one.line} says ${one.said}`),
    `TO CHECK: ${reason}`,
  ];
  const best = quoted.find(({ location }) => location !== undefined) ?? quoted[0];
  const longer = best?.module.endsWith(`.${module}`) ? best.module : module;
  const told = name === 'handler' ? { handler: longer } : { phases: { [directive]: longer } };
  if (!module.includes('.') && best?.location === undefined)
    return { directory: parent(path), ...extensionsFor(name), ...told, evidence };
  const folder = folderOfModule(packageFolder(site, path), module, longer);
  const [top = ''] = module.split('.');
  return { location: best?.location ?? `/${top}`, pythonPath: [folder], ...told, evidence };
}

/** The folder in which `longer` is found, a name of the module with packages in front that have no `__init__.py` here. */
function folderOfModule(folder: string, module: string, longer: string): string {
  const packages = longer
    .slice(0, longer.length - module.length)
    .split('.')
    .filter(Boolean);
  return packages.reduceRight((at, name) => (baseName(at) === name ? parent(at) : at), folder);
}

function extensionsFor(name: string): Pick<ToldMount, 'extensions'> {
  return name === 'handler' ? { extensions: ['.py'] } : {};
}

function phaseOf(name: string): string {
  return PHASES.find((phase) => defaultObject(phase) === name) ?? 'PythonHandler';
}

function rolesIn(site: Site): readonly Found[] {
  const texts = site.files.python.flatMap((path) => {
    const text = fileText(site.tree, path) ?? '';
    return /\.py$/i.test(path) && !isTest(path) ? [{ path, text }] : [];
  });
  if (!texts.some(({ text }) => mayHaveRole(text))) return [];
  const modules = texts.flatMap(({ path, text }) => {
    const module = site.python(path);
    return module?.kind === 'exact' ? [{ path, text, module }] : [];
  });
  const imported = new Set(
    modules.flatMap(({ path, module }) =>
      importedModules(module).flatMap((name) => lastNames(name).filter((last) => last !== stem(path))),
    ),
  );
  return modules
    .filter(({ text }) => mayHaveRole(text))
    .map(({ path, module }) => ({ path, role: moduleRole(module), imported: imported.has(stem(path)) }));
}

function isTest(path: string): boolean {
  return /(?:^|\/)tests?\/|\/test_[^/]*$|_tests?\.py$/i.test(path);
}

/** `a.b` may be module b of package a, or member b of module a. */
function lastNames(dotted: string): readonly string[] {
  return dotted.split('.').slice(-2);
}

function stem(path: string): string {
  const name = baseName(path);
  return name === '__init__.py' ? baseName(parent(path)) : name.replace(/\.py$/i, '');
}

function isPublisher({ path, role, imported }: Found): boolean {
  if (role.handlers.length > 0 || role.published.length === 0) return false;
  return !imported || baseName(path) === 'index.py';
}

/** Folders that lie in no other of them. */
function topmost(folders: readonly string[]): readonly string[] {
  const all = [...new Set(folders)].sort();
  return all.filter((folder) => !all.some((other) => other !== folder && within(folder, other)));
}

function pspMounts(site: Site): readonly ToldMount[] {
  const pages = site.files.psp.filter((path) => fileText(site.tree, path)?.includes('<%'));
  return topmost(pages.map(parent)).map((directory) => {
    const [first, ...more] = pages.filter((page) => within(page, directory));
    const others = more.length > 0 ? ` and ${more.length} more with PSP tags` : ' has PSP tags';
    const evidence = [`${nameIn(site, first as string)}${others}`];
    return { directory, extensions: ['.psp'], handler: 'mod_python.psp', evidence };
  });
}

function publisherMount(site: Site, directory: string, published: readonly Found[]): ToldMount {
  const mine = published.filter(({ path }) => within(path, directory));
  const evidence = mine.slice(0, 5).map(({ path, role }) => {
    const names = role.published.map(({ name }) => `${name}()`);
    return `${nameIn(site, path)} has functions that take a request: ${names.slice(0, 4).join(', ')}`;
  });
  const more = mine.length > 5 ? [`and ${mine.length - 5} more modules`] : [];
  return {
    directory,
    extensions: ['.py'],
    handler: 'mod_python.publisher',
    evidence: [...evidence, ...more],
  };
}

/** The only handler module of its folder, which is no package and no part of a publisher tree. */
function isLone(site: Site, one: Found, all: readonly Found[], publishers: readonly string[]): boolean {
  const folder = parent(one.path);
  const mates = all.filter(({ path }) => parent(path) === folder);
  const [only] = one.role.handlers;
  return (
    mates.length === 1 &&
    one.role.handlers.length === 1 &&
    only?.name === 'handler' &&
    !isPackage(site, folder) &&
    /^[A-Za-z_]\w*$/.test(stem(one.path)) &&
    !publishers.some((publisher) => within(folder, publisher))
  );
}

function handlerMount(site: Site, { path, role }: Found): ToldMount {
  const [handler] = role.handlers;
  return {
    directory: parent(path),
    extensions: ['.py'],
    handler: stem(path),
    evidence: [`${nameIn(site, path)} defines ${handler?.name}`],
  };
}

function undecidedOf(
  site: Site,
  { path }: Found,
  handler: NamedPlace,
  publishers: readonly string[],
): Undecided {
  const what = `${handler.name} of ${nameIn(site, path)}`;
  const reason =
    handler.name !== 'handler'
      ? `${what} watches over some part of the site`
      : publishers.some((folder) => within(path, folder))
        ? `${what} may run in front of the published modules beside it, or have an address of its own`
        : isPackage(site, parent(path))
          ? `${what} is in a package, so that some address is handed to it`
          : `${what} is one of several handlers in its folder`;
  return { path, ...handler, reason };
}

function isPackage(site: Site, folder: string): boolean {
  return site.tree.node(`${folder}/__init__.py`)?.kind === 'file';
}

/** The folder that holds the outermost package around the module. */
function packageFolder(site: Site, path: string): string {
  let folder = parent(path);
  while (folder !== '/' && isPackage(site, folder)) folder = parent(folder);
  return folder;
}

function moduleName(site: Site, path: string): string {
  const below = path.slice(packageFolder(site, path).length).replace(/^\//, '');
  return below.replace(/(?:\/__init__)?\.py$/i, '').replaceAll('/', '.');
}

/** As reports name it: relative to the first input. */
function nameIn(site: Site, path: string): string {
  const [root] = site.options.inputs;
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : baseName(path);
}
