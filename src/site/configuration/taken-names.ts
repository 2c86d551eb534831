/** Names that a configuration has given to other things: our handlers and process groups must not collide with them. */

import type { FileTree } from '../file-tree.js';
import type { TakenNames } from '../mounts/target.js';
import type { PathMap } from '../paths.js';
import { ENTRY_POINT } from '../script-values.js';
import type { Configuration } from './configurations.js';
import { isPythonHandlerName } from './settings.js';

/** First words of every script that we write. */
const OUR_SCRIPT = new RegExp(`^"""(?:${ENTRY_POINT}|Run once when the daemon starts|Guards |Keeps )`);

export function takenNames(
  tree: FileTree,
  paths: PathMap,
  configurations: readonly Configuration[],
): TakenNames {
  const handlers = new Set<string>();
  const groups = new Set<string>();
  const nodes = configurations.flatMap(({ scopes }) => scopes.flatMap((scope) => scope.directives));
  for (const { name, argv } of nodes) {
    const [first = '', path = ''] = argv;
    const lower = name.toLowerCase();
    if (lower === 'wsgihandlerscript' && !isOurs(tree, paths, path)) handlers.add(first.toLowerCase());
    if (lower === 'wsgidaemonprocess' && !argv.includes('display-name=%{GROUP}'))
      groups.add(first.toLowerCase());
    if (lower === 'action' && !isPythonHandlerName(first)) handlers.add(first.toLowerCase());
  }
  return {
    handlers,
    groups,
    isForeign: (serverPath) => {
      const path = paths.toTree(serverPath);
      return path !== undefined && tree.node(path) !== undefined && !isOurs(tree, paths, serverPath);
    },
  };
}

function isOurs(tree: FileTree, paths: PathMap, serverPath: string): boolean {
  const path = paths.toTree(serverPath);
  const node = path === undefined ? undefined : tree.node(path);
  return (
    node?.kind === 'file' && OUR_SCRIPT.test(Buffer.from(node.bytes.subarray(0, 200)).toString('latin1'))
  );
}
