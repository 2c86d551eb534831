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
    const dots = /^\.*/.exec(name)?.[0].length ?? 0;
    const steps = name.slice(dots).split('.').filter(Boolean);
    let folder = parent(from);
    for (let up = 1; up < dots; up++) folder = parent(folder);
    const near = candidates(joinPath(folder, steps.join('/') || '.')).find((path) => modules.has(path));
    if (near !== undefined || dots > 0) return near;
    const ending = candidates(`/${steps.join('/')}`);
    const hits = (byName.get(steps.at(-1) ?? '') ?? []).filter((path) =>
      ending.some((end) => path.endsWith(end)),
    );
    return hits.length === 1 ? hits[0] : undefined;
  };
}

function candidates(path: string): readonly string[] {
  return [`${path}.py`, `${path}/__init__.py`];
}
