/** Which handlers become plain WSGI, and the entry of each in its script. */
import type { HandlerInput } from '../../python/native/candidate.js';
import { convertProgram } from '../../python/native/convert.js';
import { modulesThatEnd } from '../../python/native/flow/ended-elsewhere.js';
import { moduleFunction } from '../../python/native/function.js';
import type { MountFacts } from '../../python/native/mount-facts.js';
import type { ModuleConversion } from '../../python/native/native-result.js';
import type { ExactModule } from '../../python/reader.js';
import { packageNames } from '../code/python-files.js';
import { configuredNames } from '../code/used-elsewhere.js';
import { defaultObject, splitHandler } from '../configuration/handler-args.js';
import type { Scope } from '../configuration/scopes.js';
import type { HandlerChain } from '../configuration/settings.js';
import type { Adapter } from '../mounts/adapters.js';
import { contentChains, type Mount, phaseChains } from '../mounts/mounts.js';
import { baseName } from '../paths.js';
import { mountFacts } from './facts.js';
import { ASKED } from './left-alone.js';
import { clashMessage, type NameClashes, nameClashes } from './name-clashes.js';
import { makeProgram, neighboursIn, type Program } from './neighbours.js';
import { planPublishers, publisherFolders } from './publisher.js';
import type { MountsOfConfiguration, NativeWorld } from './world.js';

export interface NativePlan {
  /** By tree path of the module. */
  readonly conversions: ReadonlyMap<string, ModuleConversion>;
  /** What serves a mount whose handler becomes plain WSGI. */
  adapter(mount: Mount): Adapter | undefined;
}

/** One place of the configuration that calls an object of a module. */
interface Call {
  readonly mount: Mount;
  readonly path: string;
  readonly object: string;
  readonly module: string;
  readonly facts: MountFacts;
}

/** Converts what can be proven; everything else stays on the bridge. */
export function planNative(world: NativeWorld, configurations: readonly MountsOfConfiguration[]): NativePlan {
  const calls = configurations.flatMap(({ mounts, scopes }) =>
    mounts.flatMap((mount) => callsOf(world, mount, scopes)),
  );
  const mounts = configurations.flatMap((one) => one.mounts);
  const program = makeProgram(world, configuredNames(world, configurations), mounts);
  const enders = configurations.length > 0 ? modulesThatEnd(program.modules) : new Set<string>();
  const folders = publisherFolders(world, configurations);
  const published = new Set(folders.flatMap(({ modules }) => modules));
  const handlerModules = new Set(calls.map((call) => call.path));
  const clashes = nameClashes(program, handlerModules, published);
  const handlers = convertHandlers({ program, calls, enders, clashes, published });
  const closed = new Set([...handlerModules, ...handlers.keys()]);
  const publishers = planPublishers({ program, enders, handlerModules, closed, clashes }, folders);
  const conversions = new Map([...publishers.conversions, ...handlers]);
  const bridged = world.files.some((path) => staysBridged(world, path, conversions.get(path)));
  // The first call of each mount: the reverse order lets it win.
  const firsts = new Map(calls.map((call) => [call.mount, call] as const).reverse());
  return {
    conversions,
    adapter: (mount) => adapterOf(mount, firsts, conversions, bridged) ?? publishers.adapter(mount, bridged),
  };
}

interface Handlers {
  readonly program: Program;
  readonly calls: readonly Call[];
  readonly enders: ReadonlySet<string>;
  readonly clashes: NameClashes;
  /** Modules of the publisher, which are converted by themselves. */
  readonly published: ReadonlySet<string>;
}

function convertHandlers(given: Handlers): ReadonlyMap<string, ModuleConversion> {
  const { program, calls, enders, published } = given;
  const { leftAlone } = program.world;
  const modules = [...new Set(calls.map((call) => call.path))].sort().flatMap((path) => {
    const module = program.modules.get(path);
    return module ? [{ module, handlers: handlersOf(given, path, module) }] : [];
  });
  const asked = [...program.modules].filter(([path, module]) => leftAlone.asks('handler', path, module));
  const closed = new Set([...published, ...asked.map(([path]) => path)]);
  const found = convertProgram({ modules, neighbours: neighboursIn(program, closed), enders });
  return new Map([...found].map(([module, one]) => [program.paths.get(module) as string, one]));
}

function handlersOf(
  { program, calls, clashes }: Handlers,
  path: string,
  module: ExactModule,
): readonly HandlerInput[] {
  const { leftAlone } = program.world;
  const mine = calls.filter((call) => call.path === path);
  const twins = new Set(calls.filter((call) => call.path !== path).map((call) => call.module));
  return [...new Set(mine.map((call) => call.object))].map((object) => {
    const title = moduleFunction(module, object)?.children[1];
    const more = leftAlone.asks('handler', path, module, title)
      ? [ASKED]
      : clashes(path).map((name) => clashMessage(name));
    return {
      object,
      mounts: mine
        .filter((call) => call.object === object)
        .map((call) => withObstacles(call.facts, [...more, ...twinOf(call, twins)])),
    };
  });
}

/** A script imports its module by name; two files of one name in one interpreter would be one module. */
function twinOf({ module }: Call, twins: ReadonlySet<string>): readonly string[] {
  return twins.has(module) ? [`another handler module is called ${module} as well`] : [];
}

function withObstacles(facts: MountFacts, more: readonly string[]): MountFacts {
  return { ...facts, obstacles: [...facts.obstacles, ...more] };
}

function adapterOf(
  mount: Mount,
  calls: ReadonlyMap<Mount, Call>,
  conversions: ReadonlyMap<string, ModuleConversion>,
  bridged: boolean,
): Adapter | undefined {
  const call = calls.get(mount);
  const result = call && conversions.get(call.path)?.handlers.get(call.object);
  if (!call || mount.kind !== 'content' || result?.kind !== 'native') return undefined;
  const { callable, requires } = result;
  const line = `from ${call.module} import ${callable}${callable === 'application' ? '' : ' as application'}  # noqa: E402`;
  const name = `${callable} of ${baseName(call.path)}`;
  return { kind: 'native', name, lines: [line], options: {}, importsPackage: bridged, requires };
}

/** Whether the file imports mod_python beyond what its conversion takes out: it will import modpython_wsgi. */
function staysBridged(world: NativeWorld, path: string, conversion: ModuleConversion | undefined): boolean {
  const module = world.python(path);
  if (module?.kind !== 'exact' || !module.source.text.includes('mod_python')) return false;
  const edits = conversion?.edits ?? [];
  return packageNames(module).some(({ leaf }) => {
    const at = module.source.byteOffset(leaf.start);
    return !edits.some((edit) => edit.at <= at && at < edit.at + edit.del);
  });
}

function callsOf(world: NativeWorld, mount: Mount, scopes: readonly Scope[]): readonly Call[] {
  const facts = mountFacts(mount, scopes, world.errorOverride);
  const content = [...contentChains(mount.settings).values()].flatMap((chain) =>
    chainCalls(world, mount, chain, 'PythonHandler', facts),
  );
  const phases = [...phaseChains(mount.settings)].flatMap(([phase, chain]) => {
    const obstacles = [...facts.obstacles, `it also runs as ${phase}`];
    return chainCalls(world, mount, chain, phase, { ...facts, obstacles });
  });
  return [...content, ...phases];
}

function chainCalls(
  world: NativeWorld,
  mount: Mount,
  chain: HandlerChain,
  phase: string,
  facts: MountFacts,
): readonly Call[] {
  return chain.handlers.flatMap((handler) => {
    const found = world.moduleOf(mount, chain, handler);
    if (found.kind !== 'file' && found.kind !== 'guess') return [];
    const { module, object } = splitHandler(handler);
    const name = object || defaultObject(phase);
    const guess = found.kind === 'guess' ? [`${module} was found by its name only`] : [];
    const named = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(module) ? [] : [`${module} is not a module name`];
    const obstacles = [...facts.obstacles, ...guess, ...named];
    return [{ mount, path: found.treePath, object: name, module, facts: { ...facts, obstacles } }];
  });
}
