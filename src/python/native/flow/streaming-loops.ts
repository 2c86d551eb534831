/** Loops whose output cannot wait until the end. */
import { isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import type { UnitFunction } from '../unit.js';
import type { Use } from '../uses/uses.js';
import type { Frame } from './flow.js';

/**
 * A loop that waits, or hands over what it has, sends its output bit by bit: collecting it would change when it arrives. What
 * a loop reads piece by piece may be more than the memory takes.
 */
export function checkStreaming(frame: Frame, loop: Node): void {
  const { uses, waits, reads } = doneIn(frame, loop);
  const flushes = uses.some((use) => use.kind === 'idle' && use.flush);
  const writes = uses.some((use) => use.kind === 'write');
  if (flushes || (waits && writes))
    frame.walk.streams.set(loop.children[0] as Tree, 'output is sent bit by bit in this loop');
  else if (reads && writes)
    frame.walk.streams.set(loop.children[0] as Tree, 'a file is sent piece by piece in this loop');
}

interface Done {
  readonly uses: readonly Use[];
  /** Something waits: `time.sleep()`. */
  readonly waits: boolean;
  /** Something reads on: `f.read(4096)`, `f.readline()`. */
  readonly reads: boolean;
}

/** `.read(size)` and `.readline()` */
function readsOn(leaf: Leaf): boolean {
  const trailer = leaf.parent;
  if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) return false;
  const power = trailer.parent as Node;
  const call = power.children[power.children.indexOf(trailer) + 1];
  if (!isNode(call, 'trailer') || !isToken(call.children[0], '(')) return false;
  return leaf.value === 'readline' || (leaf.value === 'read' && call.children.length > 2);
}

/** All uses of the request in `tree` and in the functions that are called there, one through the other. */
export function doneIn(frame: Frame, tree: Node): Done {
  const parts = new Map<Node, UnitFunction>([[tree, frame.fn]]);
  const uses: Use[] = [];
  let [waits, reads] = [false, false];
  for (const [part, fn] of parts) {
    for (const leaf of leaves(part)) {
      const use = fn.byLeaf.get(leaf);
      const inner = frame.inner.get(leaf.value);
      if (inner && !parts.has(inner)) parts.set(inner, frame.fn);
      waits ||= leaf.value === 'sleep' && leaf.type === 'NAME';
      reads ||= readsOn(leaf);
      if (!use) continue;
      uses.push(use);
      for (const { node } of use.kind === 'call' ? use.callees : []) {
        const callee = frame.walk.unit.functions.get(node);
        if (callee && !parts.has(callee.node)) parts.set(callee.node, callee);
      }
    }
  }
  return { uses, waits, reads };
}
