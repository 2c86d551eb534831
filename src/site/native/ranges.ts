/** Which parts of a file a native conversion rewrites. */
import { isNode, type Node } from '../../python/tree.js';
import type { Site } from '../site.js';

/** Whether the byte lies in a function that becomes plain WSGI, or in text that its conversion replaces. */
export function nativeRange(site: Site, path: string, offset: number): boolean {
  const conversion = site.native.get(path);
  const module = site.python(path);
  if (!conversion || module?.kind !== 'exact' || conversion.edits.length === 0) return false;
  if (conversion.edits.some((edit) => edit.at <= offset && offset < edit.at + edit.del)) return true;
  const at = module.source.textOffset(offset);
  const around = module.tree.children.find((child) => child.start <= at && at < child.end);
  if (!isFunction(around)) return false;
  const start = module.source.byteOffset(around.start);
  const end = module.source.byteOffset(around.end);
  return conversion.edits.some((edit) => edit.at >= start && edit.at < end);
}

function isFunction(tree: unknown): tree is Node {
  return isNode(tree as Node | undefined, 'funcdef', 'decorated');
}
