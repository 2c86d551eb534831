/** Which file of the site a module name means: beside the importing file, else the only file of that name. */
import type { ResolveImport } from '../../python/flow/program.js';
import { baseName, joinPath, parent } from '../paths.js';

/** @param modules all files of the program, by path */
export function importResolver(modules: ReadonlyMap<string, unknown>): ResolveImport {
  const byName = new Map<string, string[]>();
  for (const path of modules.keys()) {
    const name =
      baseName(path) === '__init__.py' ? baseName(parent(path)) : baseName(path).replace(/\.py$/, '');
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return (from, name) => {
    const near = beside(modules, from, name);
    if (near !== undefined || name.startsWith('.')) return near;
    const steps = name.split('.').filter(Boolean);
    const ending = candidates(`/${steps.join('/')}`);
    const hits = (byName.get(steps.at(-1) ?? '') ?? []).filter((path) =>
      ending.some((end) => path.endsWith(end)),
    );
    return hits.length === 1 ? hits[0] : undefined;
  };
}

/** The module in the folder of the importing file, or in the one that leading dots lead to. */
export function beside(
  modules: ReadonlyMap<string, unknown>,
  from: string,
  name: string,
): string | undefined {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const steps = name.slice(dots).split('.').filter(Boolean);
  let folder = parent(from);
  for (let up = 1; up < dots; up++) folder = parent(folder);
  return candidates(joinPath(folder, steps.join('/') || '.')).find((path) => modules.has(path));
}

/** The module below the folder that the outermost package of the importing file lies in. */
export function inPackage(
  modules: ReadonlyMap<string, unknown>,
  from: string,
  name: string,
): string | undefined {
  let folder = parent(from);
  while (modules.has(joinPath(folder, '__init__.py')) && parent(folder) !== folder) folder = parent(folder);
  return folder === parent(from)
    ? undefined
    : candidates(joinPath(folder, name.replaceAll('.', '/'))).find((path) => modules.has(path));
}

function candidates(path: string): readonly string[] {
  return [`${path}.py`, `${path}/__init__.py`];
}
