/** The site: configuration and code joined. Built once per pass, read by all rules. */
import type { FileSyntax } from '../httpd/syntax/tree.js';
import type { PspPage } from '../psp/page.js';
import type { ModuleConversion } from '../python/native/native-result.js';
import { type PythonModule, readPython } from '../python/reader.js';
import type { TolerantReader } from '../python/tolerant.js';
import { findModule, type ModuleFound, searchDirectories } from './code/modules.js';
import { pspReader } from './code/psp-pages.js';
import { chainDirectory } from './configuration/chains.js';
import {
  type Configuration,
  type ConfigurationOptions,
  readConfigurations,
  realPath,
} from './configuration/configurations.js';
import { type ConfigFile, type DirectiveUse, directiveUses, isSkipped } from './configuration/directives.js';
import { type PythonFilters, pythonFilters } from './configuration/filters.js';
import { readPythonPath } from './configuration/python-path.js';
import type { Scope } from './configuration/scopes.js';
import type { HandlerChain } from './configuration/settings.js';
import { takenNames } from './configuration/taken-names.js';
import { type FileTree, fileText } from './file-tree.js';
import type { Assumed } from './mounts/assumed-configuration.js';
import { type Design, type DesignOptions, designTargets } from './mounts/design.js';
import { type Entanglement, entangledBranches } from './mounts/entangled.js';
import { type Mount, mountsOf } from './mounts/mounts.js';
import { servedPages } from './mounts/served-pages.js';
import type { ToldMount } from './mounts/told-mounts.js';
import { planNative } from './native/plan.js';
import { type NewPlace, placeNew } from './new-files.js';
import { makePathMap, type PathMap } from './paths.js';
import { type SiteFiles, walkSite } from './walk.js';

export interface SiteOptions extends ConfigurationOptions, DesignOptions {
  readonly inputs: readonly string[];
  readonly pathMap: Readonly<Record<string, string>>;
  readonly handlers: 'auto' | 'native' | 'bridge';
  /** Whether PSP pages become Python modules; default: they stay. */
  readonly psp?: 'bridge' | 'compile' | undefined;
  readonly apache: '2.2' | '2.4';
  readonly modWsgi: 'any' | '3.4' | '4.9' | '5' | '6';
  readonly mode: 'daemon' | 'embedded';
  /** Directives of Apache 2.2 become those of 2.4 everywhere, not only in sections that the migration touches. */
  readonly apache24?: boolean | undefined;
  /** Lists uses in files that no Python accepts; loaded only where there are such files. */
  readonly tolerant?: TolerantReader | undefined;
  /** Mounts that the user told, for sites whose configuration is not at hand. */
  readonly mounts?: readonly ToldMount[] | undefined;
  /** What is taken for true because no configuration says it; its file is part of the tree then. */
  readonly assumed?: Assumed | undefined;
  /** Files of the compat package, by name relative to its folder; asked for where a site needs them. */
  readonly runtime: () => ReadonlyMap<string, Uint8Array>;
}

export interface ConfiguredSite {
  readonly configuration: Configuration;
  readonly mounts: readonly Mount[];
  readonly design: Design;
  readonly filters: PythonFilters;
  /** Branches that stay as they are. */
  readonly entangled: ReadonlyMap<Scope, Entanglement>;
}

export interface Site {
  readonly tree: FileTree;
  readonly options: SiteOptions;
  readonly paths: PathMap;
  readonly files: SiteFiles;
  readonly configured: readonly ConfiguredSite[];
  readonly configFiles: readonly ConfigFile[];
  /** Without those of ambiguous sections, and without those that httpd skips. */
  readonly directives: readonly DirectiveUse[];
  /** Handlers that become plain WSGI, or why not; by tree path of their module. */
  readonly native: ReadonlyMap<string, ModuleConversion>;
  /** Reads a Python file once; undefined when the tree has no such file. */
  python(treePath: string): PythonModule | undefined;
  /** Reads a PSP page once; undefined when the tree has no such file. */
  psp(treePath: string): PspPage | undefined;
  /** Tree path for a new file of a configured site; in a checkout that is not laid out as the server, below `wsgi/`. */
  placeNew(configured: ConfiguredSite, serverPath: string): NewPlace;
  /** Whether any Python or PSP file matches: for questions where a false yes does no harm. */
  mentions(pattern: RegExp): boolean;
  /** The file behind a handler of a mount. */
  moduleOf(mount: Pick<Mount, 'settings'>, chain: HandlerChain, handler: string): ModuleFound;
}

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
  const native =
    options.handlers === 'bridge'
      ? undefined
      : planNative(
          {
            files: files.python,
            python,
            moduleOf,
            folder: folderOf(world),
            errorOverride: options.mode === 'daemon',
          },
          mounted,
        );
  const taken = takenNames(tree, paths, configurations);
  let main: string | undefined;
  const configured = mounted.map(({ configuration, scopes, mounts }) => {
    const design = designTargets(mounts, scopes, options, taken, native, main);
    if (configuration.kind === 'server') main ??= design.folder;
    const entangled = entangledBranches(mounts, scopes);
    return { configuration, mounts, filters: pythonFilters(scopes), entangled, design };
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
