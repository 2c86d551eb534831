/** The site: configuration and code joined. Built once per pass, read by all rules. */
import type { PspPage } from '../psp/page.js';
import type { ModuleConversion } from '../python/native/native-result.js';
import type { PythonModule } from '../python/reader.js';
import type { TolerantReader } from '../python/tolerant.js';
import type { ModuleFound } from './code/modules.js';
import type { ConfigFile } from './configuration/config-file.js';
import type { Configuration, ConfigurationOptions } from './configuration/configurations.js';
import type { DirectiveUse } from './configuration/directives.js';
import type { PythonFilters } from './configuration/filters.js';
import type { Scope } from './configuration/scopes.js';
import type { HandlerChain } from './configuration/settings.js';
import type { FileTree } from './file-tree.js';
import type { Entanglement } from './mounts/entangled.js';
import type { Mount } from './mounts/mounts.js';
import type { Design, DesignOptions } from './mounts/target.js';
import type { Assumed, ToldMount } from './mounts/told-mounts.js';
import type { NewPlace } from './new-files.js';
import type { PathMap } from './paths.js';
import type { SiteFiles } from './walk.js';

export interface SiteOptions extends ConfigurationOptions, DesignOptions {
  readonly inputs: readonly string[];
  readonly pathMap: Readonly<Record<string, string>>;
  readonly handlers: 'auto' | 'native' | 'bridge';
  /** Codes of rules that do not run: what they would write, nothing else may count on. */
  readonly skipped?: ReadonlySet<string> | undefined;
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
