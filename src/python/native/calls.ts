/** Calls, attributes and subscripts as the tree has them. */
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';

/** One step behind an expression: `.name`, `(…)`, `[…]`. */
export type Step =
  | { readonly kind: 'attribute'; readonly name: string; readonly node: Node }
  | { readonly kind: 'call'; readonly node: Node }
  | { readonly kind: 'item'; readonly node: Node };

export interface Arguments {
  readonly positional: readonly Tree[];
  readonly keywords: ReadonlyMap<string, Tree>;
  /** `*args`, `**kw` or a generator: not all arguments can be seen. */
  readonly open: boolean;
}

/** The steps behind `head`, which is the first child of a `power`; empty when it stands alone. */
export function stepsBehind(head: Tree): readonly Step[] {
  const power = head.parent;
  if (!isNode(power, 'power') || power.children[0] !== head) return [];
  const steps: Step[] = [];
  for (const trailer of power.children.slice(1)) {
    if (!isNode(trailer, 'trailer')) break;
    steps.push(stepOf(trailer));
  }
  return steps;
}

function stepOf(trailer: Node): Step {
  const [first, second] = trailer.children;
  if (isToken(first, '.')) return { kind: 'attribute', name: (second as Leaf).value, node: trailer };
  return { kind: isToken(first, '(') ? 'call' : 'item', node: trailer };
}

/** @param call the `trailer` with the parentheses */
export function argumentsOf(call: Node): Arguments {
  const inside = call.children.length === 2 ? undefined : call.children[1];
  const all = inside === undefined ? [] : isNode(inside, 'arglist') ? inside.children : [inside];
  const positional: Tree[] = [];
  const keywords = new Map<string, Tree>();
  let open = false;
  all.forEach((tree, index) => {
    if (isToken(tree, ',') || isStar(all[index - 1])) return;
    const named = keywordArgument(tree);
    if (named) keywords.set(named.name, named.value);
    else if (isStar(tree) || isNode(tree, 'argument')) open = true;
    else positional.push(tree);
  });
  return { positional, keywords, open };
}

function isStar(tree: Tree | undefined): boolean {
  return isToken(tree, '*') || isToken(tree, '**');
}

function keywordArgument(tree: Tree): { readonly name: string; readonly value: Tree } | undefined {
  if (!isNode(tree, 'argument') || !isToken(tree.children[1], '=') || !isName(tree.children[0]))
    return undefined;
  return { name: tree.children[0].value, value: tree.children[2] as Tree };
}

/** The key of `x[key]`; undefined for slices and tuples. @param item the `trailer` with the brackets */
export function keyOf(item: Node): Tree | undefined {
  const key = item.children[1];
  return isNode(key, 'subscript', 'subscriptlist') || isToken(key, ':') ? undefined : key;
}

/** The dotted name a call or use begins with: `self.helper` of `self.helper(req)`. For messages. */
export function dottedText(power: Node, until: Tree): string {
  let text = '';
  for (const child of power.children) {
    if (child === until) break;
    if (child.kind === 'leaf') text += child.value;
    else if (isToken(child.children[0], '.')) text += `.${(child.children[1] as Leaf).value}`;
    else text += isToken(child.children[0], '(') ? '()' : '[...]';
  }
  return text;
}
