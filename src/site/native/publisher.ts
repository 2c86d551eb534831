/** Folders of publisher modules that become plain WSGI: all of a folder, or none of it. */
import type { MountFacts } from '../../python/native/mount-facts.js';
import type { ModuleConversion } from '../../python/native/native-result.js';
import { convertFolder, PUBLISHER } from '../../python/native/publisher/convert.js';
import { chainDirectory } from '../configuration/chains.js';
import { isStandardHandler } from '../configuration/handler-args.js';
import type { Scope } from '../configuration/scopes.js';
import { pythonExtensions } from '../configuration/settings.js';
import type { Adapter } from '../mounts/adapters.js';
import { contentChains, type Mount } from '../mounts/mounts.js';
import { baseName, parent } from '../paths.js';
import { mountFacts } from './facts.js';
import { ASKED } from './left-alone.js';
import { clashMessage, type NameClashes } from './name-clashes.js';
import { neighboursIn, type Program } from './neighbours.js';
import { publisherLines } from './publisher-script.js';
import type { MountsOfConfiguration, NativeWorld } from './world.js';

/** One folder with the mounts that publish its modules. */
export interface PublisherFolder {
  readonly folder: string;
  /** The folder as the server knows it. */
  readonly directory: string;
  readonly mounts: readonly Mount[];
  readonly facts: readonly MountFacts[];
  /** Tree paths of its modules. */
  readonly modules: readonly string[];
}

export interface PublisherPlan {
  readonly conversions: ReadonlyMap<string, ModuleConversion>;
  adapter(mount: Mount, bridged: boolean): Adapter | undefined;
}

export interface PublisherContext {
  readonly program: Program;
  readonly enders: ReadonlySet<string>;
  /** Tree paths of modules that are handlers elsewhere. */
  readonly handlerModules: ReadonlySet<string>;
  /** Tree paths of modules that nobody is followed into. */
  readonly closed: ReadonlySet<string>;
  readonly clashes: NameClashes;
}

export function planPublishers(
  context: PublisherContext,
  folders: readonly PublisherFolder[],
): PublisherPlan {
  const conversions = new Map<string, ModuleConversion>();
  for (const folder of folders) {
    const others = folders.filter((other) => other !== folder).flatMap(({ modules }) => modules);
    // A module outside of the folders is rewritten for one of them only.
    const closed = new Set([...context.closed, ...others, ...conversions.keys()]);
    for (const [path, conversion] of convertOne(context, folder, closed)) conversions.set(path, conversion);
  }
  const isNative = ({ modules }: PublisherFolder): boolean =>
    modules.length > 0 && modules.every((path) => isConverted(conversions.get(path)));
  return {
    conversions,
    adapter(mount, bridged) {
      const folder = folders.find((one) => one.mounts.includes(mount));
      return folder && isNative(folder)
        ? adapterOf(context, folder, folders, conversions, bridged)
        : undefined;
    },
  };
}

function isConverted(conversion: ModuleConversion | undefined): boolean {
  return conversion?.handlers.get(PUBLISHER)?.kind === 'native';
}

/** Folders that the publisher serves, with the mounts that do. */
export function publisherFolders(
  world: NativeWorld,
  configurations: readonly MountsOfConfiguration[],
): readonly PublisherFolder[] {
  const found = new Map<string, { directory: string; mounts: Mount[]; facts: MountFacts[] }>();
  for (const { mounts, scopes } of configurations) {
    for (const mount of mounts) {
      const directory = publishedDirectory(mount);
      const folder = directory === undefined ? undefined : world.folder(directory);
      if (folder === undefined || directory === undefined) continue;
      const entry = found.get(folder) ?? { directory, mounts: [], facts: [] };
      entry.mounts.push(mount);
      entry.facts.push(publisherFacts(mount, scopes));
      found.set(folder, entry);
    }
  }
  return [...found].map(([folder, entry]) => ({
    folder,
    ...entry,
    modules: world.files.filter((path) => parent(path) === folder).sort(),
  }));
}

/** The folder that the mount publishes, as the server knows it; undefined when there is no publisher, or no one folder. */
function publishedDirectory(mount: Mount): string | undefined {
  const chains = [...contentChains(mount.settings).values()];
  if (
    mount.kind !== 'content' ||
    !chains.some((chain) => chain.handlers.some((one) => isStandardHandler(one, 'publisher')))
  )
    return undefined;
  return chains.map((chain) => chainDirectory(chain.scope)).find((path) => path !== undefined);
}

function publisherFacts(mount: Mount, scopes: readonly Scope[]): MountFacts {
  const facts = mountFacts(mount, scopes, false);
  const chain = [...contentChains(mount.settings).values()][0];
  const own = chain && chainDirectory(chain.scope) === chainDirectory(mount.scope);
  const extensions = pythonExtensions(mount.settings).filter(
    (extension) => extension.replace('.', '') !== 'py',
  );
  const obstacles = [
    ...facts.obstacles,
    ...(own ? [] : ['the publisher was set up for another folder']),
    ...(extensions.length > 0 ? [`the publisher also takes names that end in ${extensions.join(', ')}`] : []),
  ];
  return { ...facts, obstacles };
}

function convertOne(
  context: PublisherContext,
  folder: PublisherFolder,
  closed: ReadonlySet<string>,
): ReadonlyMap<string, ModuleConversion> {
  const { program, enders } = context;
  const unreadable = folder.modules.some((path) => !program.modules.has(path));
  const modules = folder.modules.flatMap((path) => {
    const module = program.modules.get(path);
    const isIndex = baseName(path) === 'index.py';
    return module ? [{ module, mounts: factsOf(context, folder, path, unreadable), isIndex }] : [];
  });
  const found = convertFolder({ modules, neighbours: neighboursIn(program, closed), enders });
  return new Map([...found].map(([module, one]) => [program.paths.get(module) as string, one]));
}

/** @param unreadable a module of the folder cannot be read: it has one entry script, and so all of it stays as it is */
function factsOf(
  context: PublisherContext,
  folder: PublisherFolder,
  path: string,
  unreadable: boolean,
): readonly MountFacts[] {
  const more = [
    ...folderObstacles(context, folder, path),
    ...(unreadable ? ['a module that cannot be read of the same folder stays on the bridge'] : []),
  ];
  return folder.facts.map((facts) => ({ ...facts, obstacles: [...facts.obstacles, ...more] }));
}

function folderObstacles(
  { program: { world, modules }, handlerModules, clashes }: PublisherContext,
  { folder }: PublisherFolder,
  path: string,
): readonly string[] {
  const module = modules.get(path);
  const below = world.files.find((other) => other.startsWith(`${folder}/`) && parent(other) !== folder);
  return [
    ...(below === undefined
      ? []
      : [`the publisher also serves ${below.slice(folder.length + 1)} below its folder`]),
    ...(handlerModules.has(path) ? ['it is a handler of its own elsewhere'] : []),
    ...clashes(path).map((name) => clashMessage(name)),
    ...(module && world.leftAlone.asks('publisher', path, module) ? [ASKED] : []),
  ];
}

/** Whether another module that some entry script imports has the same name: then each is loaded by its file. */
function hasTwin(context: PublisherContext, folders: readonly PublisherFolder[], path: string): boolean {
  const others = [...folders.flatMap(({ modules }) => modules), ...context.handlerModules];
  return others.some((other) => other !== path && baseName(other) === baseName(path));
}

function adapterOf(
  context: PublisherContext,
  { modules, directory }: PublisherFolder,
  folders: readonly PublisherFolder[],
  conversions: ReadonlyMap<string, ModuleConversion>,
  bridged: boolean,
): Adapter {
  const found = modules.map((path) => {
    const result = conversions.get(path)?.handlers.get(PUBLISHER);
    return {
      name: baseName(path).replace(/\.py$/, ''),
      callable: result?.kind === 'native' ? result.callable : 'application',
      twin: hasTwin(context, folders, path),
    };
  });
  const name = `the pages of ${modules.map((path) => baseName(path)).join(', ')}`;
  return {
    kind: 'native',
    name,
    lines: publisherLines(found, directory),
    options: {},
    importsPackage: bridged,
  };
}
