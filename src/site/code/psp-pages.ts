/** PSP pages of the tree, read with what they include. */
import { type PspPage, readPsp } from '../../psp/page.js';
import type { FileTree } from '../file-tree.js';
import { joinPath, parent } from '../paths.js';
import { placeOf, type SitePlace } from '../place.js';

/** Reads a page once; includes are looked up beside the page that names them, as mod_python does. */
export function pspReader(tree: FileTree): (path: string) => PspPage | undefined {
  const cache = new Map<string, PspPage>();
  return (path) => {
    const known = cache.get(path);
    if (known) return known;
    const node = tree.node(path);
    if (node?.kind !== 'file') return undefined;
    const page = readPsp(node.bytes, (name) => {
      const real = tree.resolve(joinPath(parent(path), name));
      const file = real === undefined ? undefined : tree.node(real);
      return file?.kind === 'file' ? { path: file.path, bytes: file.bytes } : undefined;
    });
    cache.set(path, page);
    return page;
  };
}

/** The place of Python [start, end) of a page's translation in the file it was written in. */
export function placeInPage(
  path: string,
  page: Pick<PspPage, 'translation'>,
  start: number,
  end: number,
): SitePlace {
  const { map, files } = page.translation;
  const range = map.range(start, end);
  const place = map.place(start);
  const file = files[range?.file ?? place.file];
  const from = range?.start ?? place.offset;
  return placeOf(file?.path || path, file?.bytes ?? new Uint8Array(), from, range?.end ?? from);
}
