/** Which handlers become plain WSGI, and the entry of each in its script. */
import { convertModule } from '../../python/native/convert.js';
import { modulesThatEnd } from '../../python/native/flow/ended-elsewhere.js';
import type { MountFacts } from '../../python/native/mount-facts.js';
import type { ModuleConversion } from '../../python/native/native-result.js';
import type { ExactModule } from '../../python/reader.js';
import { packageNames } from '../code/python-files.js';
import { configuredNames, namesUsedElsewhere } from '../code/used-elsewhere.js';
import { defaultObject, splitHandler } from '../configuration/handler-args.js';
import type { Scope } from '../configuration/scopes.js';
import type { HandlerChain } from '../configuration/settings.js';
import type { Adapter } from '../mounts/adapters.js';
import { contentChains, type Mount, phaseChains } from '../mounts/mounts.js';
import { baseName } from '../paths.js';
import { mountFacts } from './facts.js';
import { planPublishers } from './publisher.js';
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
  const conversions = new Map<string, ModuleConversion>();
  const configured = configuredNames(world, configurations);
  const usedElsewhere = (path: string) => new Set([...namesUsedElsewhere(world, path), ...configured(path)]);
  const enders = configurations.length > 0 ? modulesThatEnd(exactModules(world)) : new Set<string>();
  const publishers = planPublishers(
    {
      world,
      enders,
      handlerModules: new Set(calls.map((call) => call.path)),
      usedElsewhere,
    },
    configurations,
  );
  for (const path of [...new Set(calls.map((call) => call.path))].sort()) {
    const module = world.python(path);
    if (module?.kind === 'exact')
      conversions.set(path, convert(usedElsewhere(path), path, module, calls, enders));
  }
  for (const [path, conversion] of publishers.conversions)
    if (!conversions.has(path)) conversions.set(path, conversion);
  const bridged = world.files.some((path) => staysBridged(world, path, conversions.get(path)));
  // The first call of each mount: the reverse order lets it win.
  const firsts = new Map(calls.map((call) => [call.mount, call] as const).reverse());
  return {
    conversions,
    adapter: (mount) => adapterOf(mount, firsts, conversions, bridged) ?? publishers.adapter(mount, bridged),
  };
}

function exactModules(world: NativeWorld): ReadonlyMap<string, ExactModule> {
  const found = new Map<string, ExactModule>();
  for (const path of world.files) {
    const module = world.python(path);
    if (module?.kind === 'exact') found.set(path, module);
  }
  return found;
}

function convert(
  external: ReadonlySet<string>,
  path: string,
  module: ExactModule,
  calls: readonly Call[],
  enders: ReadonlySet<string>,
): ModuleConversion {
  const mine = calls.filter((call) => call.path === path);
  const twins = new Set(calls.filter((call) => call.path !== path).map((call) => call.module));
  const handlers = [...new Set(mine.map((call) => call.object))].map((object) => ({
    object,
    mounts: mine.filter((call) => call.object === object).map((call) => withTwin(call, twins)),
  }));
  return convertModule({ module, handlers, external, enders });
}

/** A script imports its module by name; two files of one name in one interpreter would be one module. */
function withTwin(call: Call, twins: ReadonlySet<string>): MountFacts {
  if (!twins.has(call.module)) return call.facts;
  return {
    ...call.facts,
    obstacles: [...call.facts.obstacles, `another handler module is called ${call.module} as well`],
  };
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
