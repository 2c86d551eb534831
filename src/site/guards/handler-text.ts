/** What the text of a handler's module says, where a word is all that can be asked for. */
import { splitHandler } from '../configuration/handler-args.js';
import { fileText } from '../file-tree.js';
import { baseName } from '../paths.js';
import type { Site } from '../site.js';

/** Texts of the files that may be the module of a handler; none if it is not among the files. */
export function handlerTexts(site: Site, handler: string): readonly string[] {
  const name = `${splitHandler(handler).module.split('.').pop()}.py`;
  return site.files.python
    .filter((path) => baseName(path) === name)
    .map((path) => fileText(site.tree, path) ?? '');
}
