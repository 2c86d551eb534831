/** Edits of native conversions by the files that they change: those of one conversion go together. */
import type { FileEdit } from '../../core/finding.js';
import type { ExactModule } from '../../python/reader.js';
import { remember } from '../remember.js';
import type { Site } from '../site.js';

/** All edits of the conversion that changes `path`, in whatever files they are. */
export function conversionEdits(site: Site, path: string): readonly FileEdit[] {
  const conversion = site.native.get(path);
  if (!conversion) return [];
  const beside = conversion.beside.flatMap((module) => pathsOf(site).get(module) ?? []);
  return [path, ...beside].flatMap((file) =>
    (site.native.get(file)?.edits ?? []).map((edit) => ({ ...edit, path: file })),
  );
}

/** Tree paths of the modules that conversions change. */
const pathsOf = remember((site: Site): ReadonlyMap<ExactModule, string> => {
  const found = new Map<ExactModule, string>();
  for (const path of site.native.keys()) {
    const module = site.python(path);
    if (module?.kind === 'exact') found.set(module, path);
  }
  return found;
});

/** The files that change with `path`, without it. */
export function filesBeside(site: Site, path: string): readonly string[] {
  const beside = site.native.get(path)?.beside ?? [];
  return beside.flatMap((module) => pathsOf(site).get(module) ?? []).sort();
}
