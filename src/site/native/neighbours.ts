/** Other modules of the site, as far as handlers may be followed into them. */
import type { Neighbours } from '../../python/native/neighbours.js';
import type { ExactModule } from '../../python/reader.js';
import { beside, inPackage } from '../code/import-resolver.js';
import { importName, namesUsedElsewhere } from '../code/used-elsewhere.js';
import { readPythonPath } from '../configuration/python-path.js';
import type { Mount } from '../mounts/mounts.js';
import { baseName } from '../paths.js';
import type { NativeWorld } from './world.js';

export interface Program {
  readonly world: NativeWorld;
  /** All modules that can be read, by tree path. */
  readonly modules: ReadonlyMap<string, ExactModule>;
  readonly paths: ReadonlyMap<ExactModule, string>;
  /** Names of the module (tree path) that the configuration leads to. */
  configured(path: string): readonly string[];
  /** The only file that the configuration's folders have for the name. */
  onPath(name: string): string | undefined;
}

export function makeProgram(
  world: NativeWorld,
  configured: Program['configured'],
  mounts: readonly Mount[],
): Program {
  const modules = new Map<string, ExactModule>();
  for (const path of world.files) {
    const module = world.python(path);
    if (module?.kind === 'exact') modules.set(path, module);
  }
  const paths = new Map([...modules].map(([path, module]) => [module, path] as const));
  return { world, modules, paths, configured, onPath: pathSearch(world, mounts) };
}

/** @param closed files that nobody is followed into: something else rewrites them */
export function neighboursIn(program: Program, closed: ReadonlySet<string>): Neighbours {
  const { world, modules, paths, configured } = program;
  const pathOf = (module: ExactModule): string => paths.get(module) ?? '';
  const known = new Map<string, ReadonlySet<string>>();
  return {
    find(from, name) {
      const path = fileOf(program, pathOf(from), name);
      return path === undefined || closed.has(path) ? undefined : modules.get(path);
    },
    fileName: (module) => baseName(pathOf(module)),
    importName: (module) => importName(pathOf(module)),
    external(module, seen) {
      const path = pathOf(module);
      const files = new Set([...seen].map(pathOf));
      const key = [path, ...files].join('\0');
      const names =
        known.get(key) ?? new Set([...namesUsedElsewhere(world, path, files), ...configured(path)]);
      known.set(key, names);
      return names;
    },
  };
}

/** @param mounts whose PythonPath says where modules are looked for */
function pathSearch(world: NativeWorld, mounts: readonly Mount[]): Program['onPath'] {
  const texts = new Set(mounts.flatMap(({ settings }) => settings.values.get('pythonpath')?.value ?? []));
  const lists = [...texts].map(readPythonPath).flatMap((path) => (path.kind === 'list' ? [path] : []));
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) {
      const found = lists.map((list) => world.find(name, [...list.before, ...list.after]));
      const files = new Set(found.flatMap((one) => (one.kind === 'file' ? [one.treePath] : [])));
      known.set(name, files.size === 1 ? [...files][0] : undefined);
    }
    return known.get(name);
  };
}

/** The file that an import means: beside the importing one, in its package, or where the configuration has modules looked for. */
export function fileOf({ modules, onPath }: Program, from: string, name: string): string | undefined {
  const near = beside(modules, from, name) ?? inPackage(modules, from, name);
  return near !== undefined || name.startsWith('.') ? near : onPath(name);
}
