/** Code in a function that can reach its names without naming them: `exec`, `eval`, `locals()`. */
import { descendants, isNode, isToken, type Node, type Tree } from '../tree.js';

const REACHING = new Set(['eval', 'execfile', 'locals', 'vars', 'globals', 'dir']);
const WITHOUT_ARGUMENTS = new Set(['locals', 'vars', 'globals', 'dir']);
const CACHE = new WeakMap<Node, readonly Tree[]>();

/** The statements and calls, in order. @param fn a `funcdef` or lambda */
export function hiddenAccesses(fn: Node): readonly Tree[] {
  const known = CACHE.get(fn);
  if (known) return known;
  const found = [...descendants(fn)].filter(reaches);
  CACHE.set(fn, found);
  return found;
}

function reaches(tree: Tree): boolean {
  if (isNode(tree, 'exec_stmt')) return true;
  if (!isNode(tree, 'power')) return false;
  const [head, call] = tree.children;
  if (head?.kind !== 'leaf' || !REACHING.has(head.value)) return false;
  if (!isNode(call, 'trailer') || !isToken(call.children[0], '(')) return false;
  return !WITHOUT_ARGUMENTS.has(head.value) || isToken(call.children[1], ')');
}
