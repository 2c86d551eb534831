/** Small questions that the searches for latent bugs share. */
import { isNode, isToken, LAMBDAS, type Leaf, type Node, type Tree } from '../tree.js';

/** Text offsets. */
export interface LatentPlace {
  readonly start: number;
  readonly end: number;
}

const OTHER_BLOCKS = new Set<string>(['funcdef', 'classdef', ...LAMBDAS]);

/** Everything in a function that runs when it runs: nested functions and classes are left out. */
export function* ownCode(root: Node): Generator<Tree> {
  for (const child of root.children) {
    yield child;
    if (child.kind === 'node' && !OTHER_BLOCKS.has(child.type)) yield* ownCode(child);
  }
}

/** `a.b.c` at the head of a `power`, and the trailer behind it; undefined for anything else than names and dots. */
export function dottedHead(
  power: Node,
): { readonly name: string; readonly next: Tree | undefined } | undefined {
  const [head] = power.children;
  if (head?.kind !== 'leaf' || head.type !== 'NAME') return undefined;
  let name = head.value;
  let index = 1;
  for (; index < power.children.length; index++) {
    const trailer = power.children[index];
    if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) break;
    name += `.${(trailer.children[1] as Leaf).value}`;
  }
  return { name, next: power.children[index] };
}

/** The first argument of a call. */
export function firstArgument(call: Node): Tree | undefined {
  const [, content] = call.children;
  if (content === undefined || isToken(content, ')')) return undefined;
  return isNode(content, 'arglist') ? content.children[0] : content;
}
