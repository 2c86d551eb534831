/** Joins configuration and code to a site. */

import type { FileSyntax } from '../httpd/syntax/tree.js';
import { type PythonModule, readPython } from '../python/reader.js';
import { findModule, searchDirectories } from './code/modules.js';
import { pspReader } from './code/psp-pages.js';
import { chainDirectory } from './configuration/chains.js';
import type { ConfigFile } from './configuration/config-file.js';
import { type Configuration, readConfigurations, realPath } from './configuration/configurations.js';
import { type DirectiveUse, directiveUses, isSkipped } from './configuration/directives.js';
import { pythonFilters } from './configuration/filters.js';
import { readPythonPath } from './configuration/python-path.js';
import type { Scope } from './configuration/scopes.js';
import type { HandlerChain } from './configuration/settings.js';
import { takenNames } from './configuration/taken-names.js';
import { type FileTree, fileText } from './file-tree.js';
import type { ReadsOptions } from './guards/need.js';
import { designTargets } from './mounts/design.js';
import { entangledBranches } from './mounts/entangled.js';
import { entryFolder } from './mounts/entry-folder.js';
import { type Mount, mountsOf } from './mounts/mounts.js';
import { servedPages } from './mounts/served-pages.js';
import type { TakenNames } from './mounts/target.js';
import { leftAlone } from './native/left-alone.js';
import { type NativePlan, planNative } from './native/plan.js';
import { placeNew } from './new-files.js';
import { makePathMap, type PathMap } from './paths.js';
import type { ConfiguredSite, Site, SiteOptions } from './site.js';
import { type SiteFiles, walkSite } from './walk.js';

export function buildSite(tree: FileTree, options: SiteOptions): Site {
  const paths = makePathMap(tree, options);
  const walked = walkSite(
    tree,
    options.serverConfig ? [...options.inputs, options.serverConfig] : options.inputs,
  );
  const world = { tree, paths, python: walked.python };
  const configurations = readConfigurations(world, walked, { ...options, migrating: true });
  const python = pythonReader(tree);
  const moduleOf: Site['moduleOf'] = (mount, chain, handler) =>
    findModule(world, handler, directoriesOf(mount, chain));
  const mounted = configurations.map((configuration) => ({
    configuration,
    scopes: configuration.scopes,
    mounts: mountsOf(configuration.scopes),
  }));
  const files = withServedPages(walked, world, mounted);
  const nativeWorld = {
    files: files.python,
    python,
    moduleOf,
    find: (name: string, directories: readonly string[]) => findModule(world, name, directories),
    folder: folderOf(world),
    errorOverride: options.mode === 'daemon',
    leftAlone: leftAlone(tree, options.skipped ?? new Set()),
  };
  const native = options.handlers === 'bridge' ? undefined : planNative(nativeWorld, mounted);
  const configured = configuredSites(mounted, {
    options,
    taken: takenNames(tree, paths, configurations),
    native,
    readsOptions: optionReader(tree, moduleOf),
  });
  const configFiles = filesOf(world, configurations);
  return {
    tree,
    options,
    paths,
    files,
    configured,
    configFiles,
    directives: directiveUses(configFiles).filter((use) => !isAmbiguous(configured, use) && !isSkipped(use)),
    python,
    native: native?.conversions ?? new Map(),
    psp: pspReader(tree),
    placeNew: (one, serverPath) => placeNew(tree, paths, options.inputs, one.design.folder, serverPath),
    mentions: mentionsIn(tree, [...files.python, ...files.psp]),
    moduleOf,
  };
}

interface Mounted {
  readonly configuration: Configuration;
  readonly scopes: readonly Scope[];
  readonly mounts: readonly Mount[];
}

interface Designing {
  readonly options: SiteOptions;
  readonly taken: TakenNames;
  readonly native: NativePlan | undefined;
  readonly readsOptions: ReadsOptions;
}

/** Each configuration with its design; those that the server does not read use the folder of the server's scripts. */
function configuredSites(mounted: readonly Mounted[], given: Designing): readonly ConfiguredSite[] {
  const { options, taken, native, readsOptions } = given;
  let main: string | undefined;
  return mounted.map(({ configuration, scopes, mounts }) => {
    const told = configuration.path === options.assumed?.path ? options.assumed?.folder : undefined;
    const folder = told ?? entryFolder(mounts, scopes, main);
    const design = designTargets(mounts, scopes, options, taken, native, readsOptions, folder);
    if (configuration.kind === 'server') main ??= design.folder;
    const entangled = entangledBranches(mounts, scopes);
    return { configuration, mounts, filters: pythonFilters(scopes), entangled, design };
  });
}

/** Whether the module behind a handler asks for options; one that is not at hand may. */
function optionReader(tree: FileTree, moduleOf: Site['moduleOf']): ReadsOptions {
  return (settings, chain) =>
    chain.handlers.some((handler) => {
      const found = moduleOf({ settings }, chain, handler);
      const known = found.kind === 'file' || found.kind === 'guess';
      const text = known ? fileText(tree, found.treePath) : undefined;
      return text === undefined || /\bget_(?:options|config)\b/.test(text);
    });
}

/** The configuration says which files are PSP pages whatever their names. */
function withServedPages(
  files: SiteFiles,
  world: { readonly tree: FileTree; readonly paths: PathMap },
  mounted: readonly { readonly mounts: readonly Mount[]; readonly scopes: readonly Scope[] }[],
): SiteFiles {
  const served = mounted.flatMap(({ mounts, scopes }) => servedPages(world, mounts, scopes));
  return served.length === 0 ? files : { ...files, psp: [...new Set([...files.psp, ...served])].sort() };
}

/** Real tree paths of folders of the server. */
function folderOf({ tree, paths }: { tree: FileTree; paths: PathMap }): (path: string) => string | undefined {
  return (path) => {
    const treePath = paths.toTree(path);
    const real = treePath && tree.resolve(treePath);
    return real && tree.node(real)?.kind === 'directory' ? real : undefined;
  };
}

function directoriesOf(mount: Pick<Mount, 'settings'>, chain: HandlerChain): readonly string[] {
  const path = mount.settings.values.get('pythonpath')?.value;
  return searchDirectories(
    chainDirectory(chain.scope),
    path === undefined ? undefined : readPythonPath(path),
  );
}

/** Each file once, with the first configuration that reads it; files outside the tree are left out. */
function filesOf(
  world: { readonly tree: FileTree; readonly paths: PathMap },
  configurations: readonly Configuration[],
): readonly ConfigFile[] {
  const found = new Map<string, ConfigFile>();
  for (const configuration of configurations) {
    for (const read of configuration.trees) {
      for (const [serverPath, syntax] of read.files as ReadonlyMap<string, FileSyntax>) {
        const path = realPath(world, serverPath);
        if (path !== undefined && !found.has(path)) found.set(path, { path, syntax, configuration });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function pythonReader(tree: FileTree): (path: string) => PythonModule | undefined {
  const cache = new Map<string, PythonModule>();
  return (path) => {
    const known = cache.get(path);
    if (known) return known;
    const node = tree.node(path);
    if (node?.kind !== 'file') return undefined;
    const module = readPython(node.bytes);
    cache.set(path, module);
    return module;
  };
}

function mentionsIn(tree: FileTree, paths: readonly string[]): (pattern: RegExp) => boolean {
  const answers = new Map<string, boolean>();
  return (pattern) => {
    const known = answers.get(pattern.source);
    if (known !== undefined) return known;
    const answer = paths.some((path) => pattern.test(fileText(tree, path) ?? ''));
    answers.set(pattern.source, answer);
    return answer;
  };
}

/** Lines of sections that mean something else in each place they are read: MP117 reports them, nothing changes them. */
function isAmbiguous(configured: readonly ConfiguredSite[], use: DirectiveUse): boolean {
  return configured.some(
    ({ design, entangled }) =>
      design.ambiguous.some((mount) => use.scopes.includes(mount.scope)) ||
      use.scopes.some((scope) => entangled.has(scope)),
  );
}
