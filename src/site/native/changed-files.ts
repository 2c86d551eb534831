/** Edits of native conversions by the files that they change: those of one conversion go together. */
import type { FileEdit } from '../../core/finding.js';
import type { Site } from '../site.js';

/** All edits of the conversion that changes `path`, in whatever files they are. */
export function conversionEdits(site: Site, path: string): readonly FileEdit[] {
  const conversion = site.native.get(path);
  if (!conversion) return [];
  const beside = [...site.native].filter(([other]) => {
    const module = site.python(other);
    return module?.kind === 'exact' && conversion.beside.includes(module);
  });
  return [[path, conversion] as const, ...beside].flatMap(([file, { edits }]) =>
    edits.map((edit) => ({ ...edit, path: file })),
  );
}

/** The files that change with `path`, without it. */
export function filesBeside(site: Site, path: string): readonly string[] {
  return [...new Set(conversionEdits(site, path).map((edit) => edit.path))].filter((file) => file !== path);
}
