/** Finds the file of a handler module the way mod_python looked for it: beside the directive, then on PythonPath. */

import { splitHandler } from '../configuration/handler-args.js';
import type { PythonPath } from '../configuration/python-path.js';
import type { FileTree } from '../file-tree.js';
import { baseName, joinPath, type PathMap } from '../paths.js';

export type ModuleFound =
  | {
      readonly kind: 'file';
      readonly treePath: string;
      readonly serverPath: string;
      readonly directory: string;
    }
  /** Part of mod_python itself. */
  | { readonly kind: 'mod_python'; readonly module: string }
  /** Found by its name only, not by the path the configuration gives. */
  | { readonly kind: 'guess'; readonly treePath: string; readonly serverPath: string }
  | { readonly kind: 'missing' };

/** Directories in which the modules of a mount are looked for (3.3.1: the directive's directory, then PythonPath). */
export function searchDirectories(
  directory: string | undefined,
  path: PythonPath | undefined,
): readonly string[] {
  const own = directory === undefined ? [] : [directory];
  return path?.kind === 'list' ? [...own, ...path.before, ...path.after] : own;
}

export interface ModuleWorld {
  readonly tree: FileTree;
  readonly paths: PathMap;
  /** Tree paths of all Python files under migration. */
  readonly python: readonly string[];
}

/** @param handler `module::object`, a dotted module, `name.py`, `~/name` or an absolute path */
export function findModule(world: ModuleWorld, handler: string, directories: readonly string[]): ModuleFound {
  const { module } = splitHandler(handler);
  if (/^mod_python(?:\.|$)/.test(module)) return { kind: 'mod_python', module };
  const relative = module.replace(/^[~.]\//, '').replace(/\.py$/, '');
  if (relative.startsWith('/')) return atPath(world, `${relative}.py`, '') ?? { kind: 'missing' };
  for (const directory of directories) {
    for (const candidate of candidates(relative)) {
      const found = atPath(world, joinPath(directory, candidate), directory);
      if (found) return found;
    }
  }
  return guess(world, candidates(relative));
}

function candidates(module: string): readonly string[] {
  const path = module.replaceAll('.', '/');
  return [`${path}.py`, `${path}/__init__.py`];
}

function atPath(world: ModuleWorld, serverPath: string, directory: string): ModuleFound | undefined {
  const treePath = world.paths.toTree(serverPath);
  const real = treePath && world.tree.resolve(treePath);
  if (!real || world.tree.node(real)?.kind !== 'file') return undefined;
  return { kind: 'file', treePath: real, serverPath, directory };
}

/**
 * The only file of that name in the tree: a checkout is often not laid out as the server is. There, `page.py.in` is what
 * page.py is made from.
 */
function guess(world: ModuleWorld, names: readonly string[]): ModuleFound {
  const called = (ending: string) =>
    world.python.filter((path) =>
      names.some((name) => path.endsWith(`/${name}${ending}`) || baseName(path) === name + ending),
    );
  const exact = called('');
  const hits = exact.length > 0 ? exact : called('.in');
  const [only] = hits;
  if (hits.length !== 1 || only === undefined) return { kind: 'missing' };
  return { kind: 'guess', treePath: only, serverPath: world.paths.toServer(only) };
}
