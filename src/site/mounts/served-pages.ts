/** PSP pages that are not called `.psp`: what the configuration hands to mod_python.psp under other names. */

import { isStandardHandler } from '../configuration/handler-args.js';
import { singleFolder } from '../configuration/inherit.js';
import type { Scope } from '../configuration/scopes.js';
import { isPythonHandlerName, pythonExtensions } from '../configuration/settings.js';
import type { FileTree } from '../file-tree.js';
import { joinPath, type PathMap } from '../paths.js';
import { contentChains, type Mount } from './mounts.js';

/** Tree paths of files with PSP code that a mount serves; those called `.psp` are known already. */
export function servedPages(
  world: { readonly tree: FileTree; readonly paths: PathMap },
  mounts: readonly Mount[],
  scopes: readonly Scope[],
): readonly string[] {
  const found = new Set<string>();
  for (const mount of mounts) {
    const endings = pspEndings(mount);
    const directory = singleFolder(mount.scope, scopes);
    const folder = directory === undefined ? undefined : world.paths.toTree(directory);
    if (endings.length === 0 || folder === undefined) continue;
    for (const path of filesBelow(world.tree, folder))
      if (endings.some((ending) => path.toLowerCase().endsWith(ending)) && isPage(world.tree, path))
        found.add(path);
  }
  return [...found];
}

/** How the names of a mount's pages end; '' for any name. */
function pspEndings({ settings }: Mount): readonly string[] {
  const chains = [...contentChains(settings)].filter(([, { handlers }]) =>
    handlers.some((one) => isStandardHandler(one, 'psp')),
  );
  return chains.flatMap(([extension]) => {
    if (extension) return [extension.toLowerCase()];
    if (isPythonHandlerName(settings.setHandler?.value)) return [''];
    return pythonExtensions(settings).map((one) => `.${one}`);
  });
}

function* filesBelow(tree: FileTree, folder: string): Generator<string> {
  const node = tree.node(folder);
  if (node?.kind === 'file') yield folder;
  if (node?.kind !== 'directory') return;
  for (const name of node.names) yield* filesBelow(tree, joinPath(folder, name));
}

function isPage(tree: FileTree, path: string): boolean {
  const node = tree.node(path);
  if (node?.kind !== 'file' || /\.(?:psp|pyc?)$/i.test(path)) return false;
  const text = Buffer.from(node.bytes.buffer, node.bytes.byteOffset, node.bytes.byteLength);
  return text.includes('<%') && !text.includes(0);
}
