/** From a plan to the files on disk: links are followed, doubles are dropped, surprises are refused. */
import { posix } from 'node:path';
import type { FileTree } from '../core/file-tree.js';
import type { Plan } from '../core/plan.js';
import type { Write } from './commit.js';
import { MigrateError } from './errors.js';

/**
 * What a plan writes, by real path. New files come first, then changes, so that a configuration never names a script
 * that is not there yet.
 * @throws MigrateError `refused` when a file lies behind a link that leaves the tree, or a new file exists already;
 *   `input` when two paths of one file are to get different contents
 */
export function planWrites(tree: FileTree, plan: Pick<Plan, 'changes' | 'creates'>): readonly Write[] {
  const writes = new Map<string, Write>();
  const add = (write: Write) => {
    const other = writes.get(write.path);
    if (other && Buffer.compare(other.after, write.after) !== 0) {
      throw new MigrateError(
        'input',
        `${write.path} is reached by two names and the plan differs`,
        'please report this',
      );
    }
    writes.set(write.path, write);
  };
  for (const create of plan.creates) {
    add({ kind: 'create', path: newPath(tree, create.path), after: create.bytes, mode: create.mode });
  }
  for (const change of plan.changes) {
    const path = tree.resolve(change.path);
    if (path === undefined) throw leavesTree(change.path);
    add({ kind: 'change', path, before: change.before, after: change.after });
  }
  return [...writes.values()];
}

/** The real path of a file that does not exist yet: that of its nearest existing folder, and the names below it. */
function newPath(tree: FileTree, path: string): string {
  if (tree.node(path) !== undefined)
    throw new MigrateError('refused', `${path} exists already`, 'move it away first');
  let folder = posix.dirname(path);
  while (tree.resolve(folder) === undefined) {
    // A name without a node is simply missing; one with a node is a link to nowhere or out of the tree.
    if (folder === '/' || tree.node(folder) !== undefined) throw leavesTree(path);
    folder = posix.dirname(folder);
  }
  const real = tree.resolve(folder) as string;
  if (tree.node(real)?.kind !== 'directory')
    throw new MigrateError('refused', `${path}: ${real} is not a directory`);
  return posix.join(real, posix.relative(folder, path));
}

function leavesTree(path: string): MigrateError {
  return new MigrateError(
    'refused',
    `${path} lies outside of the paths you named`,
    'name its folder on the command line too',
  );
}
