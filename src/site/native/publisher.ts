/** Folders of publisher modules that become plain WSGI: all of a folder, or none of it. */
import { moduleFunction, parameterLeaves } from '../../python/native/function.js';
import type { MountFacts } from '../../python/native/mount-facts.js';
import type { ModuleConversion } from '../../python/native/native-result.js';
import { convertPublisher, PUBLISHER } from '../../python/native/publisher/convert.js';
import { knownMember } from '../../python/native/publisher/known-members.js';
import type { KindOf } from '../../python/native/publisher/published.js';
import { chainDirectory } from '../configuration/chains.js';
import { isStandardHandler } from '../configuration/handler-args.js';
import type { Scope } from '../configuration/scopes.js';
import { pythonExtensions } from '../configuration/settings.js';
import type { Adapter } from '../mounts/adapters.js';
import { contentChains, type Mount } from '../mounts/mounts.js';
import { baseName, parent } from '../paths.js';
import { mountFacts } from './facts.js';
import { publisherLines } from './publisher-script.js';
import type { MountsOfConfiguration, NativeWorld } from './world.js';

/** One folder with the mounts that publish its modules. */
interface PublisherFolder {
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
  readonly world: NativeWorld;
  readonly enders: ReadonlySet<string>;
  /** Tree paths of modules that are handlers elsewhere. */
  readonly handlerModules: ReadonlySet<string>;
  usedElsewhere(path: string): ReadonlySet<string>;
}

export function planPublishers(
  context: PublisherContext,
  configurations: readonly MountsOfConfiguration[],
): PublisherPlan {
  const folders = publisherFolders(context.world, configurations);
  const conversions = new Map<string, ModuleConversion>();
  for (const folder of folders) {
    for (const [path, conversion] of convertFolder(context, folder)) conversions.set(path, conversion);
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

function publisherFolders(
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

function convertFolder(
  context: PublisherContext,
  folder: PublisherFolder,
): ReadonlyMap<string, ModuleConversion> {
  const { world } = context;
  const found = new Map<string, ModuleConversion>();
  for (const path of folder.modules) {
    const module = world.python(path);
    if (module?.kind !== 'exact') continue;
    const mounts = folder.facts.map((facts) => ({
      ...facts,
      obstacles: [...facts.obstacles, ...folderObstacles(context, folder, path)],
    }));
    const isIndex = baseName(path) === 'index.py';
    const external = context.usedElsewhere(path);
    const kindOf = siblingKinds(world, folder.folder);
    found.set(path, convertPublisher({ module, mounts, isIndex, external, enders: context.enders, kindOf }));
  }
  return found.size === folder.modules.length
    ? together(found)
    : together(found, 'a module that cannot be read');
}

/** A folder has one entry script: where one of its modules stays on the bridge, all do. */
function together(
  found: ReadonlyMap<string, ModuleConversion>,
  unreadable?: string,
): ReadonlyMap<string, ModuleConversion> {
  const staying = [...found].find(([, conversion]) => !isConverted(conversion))?.[0];
  const other = unreadable ?? (staying === undefined ? undefined : baseName(staying));
  if (other === undefined) return found;
  const message = `${other} of the same folder stays on the bridge`;
  const reason = { start: 0, end: 0, line: 1, column: 1, message };
  const blocked = {
    handlers: new Map([[PUBLISHER, { kind: 'blocked' as const, reasons: [reason] }]]),
    edits: [],
  };
  return new Map([...found].map(([path, one]) => [path, isConverted(one) ? blocked : one]));
}

function folderObstacles(
  { world, handlerModules }: PublisherContext,
  { folder }: PublisherFolder,
  path: string,
): readonly string[] {
  const below = world.files.find((other) => other.startsWith(`${folder}/`) && parent(other) !== folder);
  return [
    ...(below === undefined
      ? []
      : [`the publisher also serves ${below.slice(folder.length + 1)} below its folder`]),
    ...(handlerModules.has(path) ? ['it is a handler of its own elsewhere'] : []),
  ];
}

/** Functions and classes of modules beside the one that imports them, and what is known of the standard library. */
function siblingKinds(world: NativeWorld, folder: string): KindOf {
  return (name, member) => {
    const module = world.python(`${folder}/${name}.py`);
    if (module?.kind !== 'exact') return knownMember(name, member);
    const takes = moduleFunction(module, member);
    const parameters = takes && parameterLeaves(takes);
    if (!parameters || parameters.some((leaf) => leaf.value === 'req')) return undefined;
    return { kind: 'function', takes: parameters.map((leaf) => leaf.value) };
  };
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
