/** Lengths that are announced for one text where another one is written. */
import { accessOf } from '../flow/trailers.js';
import { stringValue } from '../string-literal.js';
import { isCall, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { dottedHead, firstArgument, type LatentPlace, ownCode } from './places.js';

export interface WrongLength extends LatentPlace {
  /** What is measured, and what is written, as they stand in the code. */
  readonly measured: string;
  readonly written: string;
}

interface Announced extends LatentPlace {
  /** `req` of `req.set_content_length(…)`. */
  readonly receiver: string;
  /** The argument of `len()`. */
  readonly of: Tree;
}

/**
 * Only what leaves no doubt: the length is `len(a)`, and the one write behind it, in no loop, writes something else.
 * @param shown the source text of a tree
 */
export function wrongLengths(fn: Node, shown: (tree: Tree) => string): readonly WrongLength[] {
  const code = [...ownCode(fn)];
  const announced = code.flatMap((tree) => (isNode(tree, 'power', 'expr_stmt') ? announcement(tree) : []));
  return announced.flatMap(({ receiver, of, start, end }): readonly WrongLength[] => {
    const writes = code.flatMap((tree) => (isNode(tree, 'power') ? writeTo(tree, receiver) : []));
    const [write, ...more] = writes.filter((one) => one.start > start);
    if (!write || more.length > 0 || isInLoop(write, fn)) return [];
    const [measured, written] = [shown(of), shown(write)];
    return measured === written ? [] : [{ measured, written, start, end }];
  });
}

function announcement(tree: Node): readonly Announced[] {
  const { start, end } = tree;
  const found = tree.type === 'power' ? calledLength(tree) : storedLength(tree);
  const of = found && measuredBy(found.value);
  return found && of ? [{ receiver: found.receiver, of, start, end }] : [];
}

interface Length {
  readonly receiver: string;
  readonly value: Tree | undefined;
}

/** `req.set_content_length(value)` */
function calledLength(power: Node): Length | undefined {
  const head = dottedHead(power);
  if (!head?.name.endsWith('.set_content_length') || !isCall(head.next)) return undefined;
  return { receiver: head.name.slice(0, -'.set_content_length'.length), value: firstArgument(head.next) };
}

/** `req.headers_out['Content-Length'] = value` */
function storedLength(statement: Node): Length | undefined {
  const [target, sign, value] = statement.children;
  if (!isNode(target, 'power') || !isToken(sign, '=') || statement.children.length !== 3) return undefined;
  const head = dottedHead(target);
  const key = isNode(head?.next, 'trailer') ? stringValue(head.next.children[1]) : undefined;
  if (!head?.name.endsWith('.headers_out') || key?.toLowerCase() !== 'content-length') return undefined;
  return accessOf(target) === 'store'
    ? { receiver: head.name.slice(0, -'.headers_out'.length), value }
    : undefined;
}

/** `a` of `len(a)` and `str(len(a))`. */
function measuredBy(value: Tree | undefined): Tree | undefined {
  if (!isNode(value, 'power') || value.children.length !== 2 || !isCall(value.children[1])) return undefined;
  const { value: name } = value.children[0] as Leaf;
  const argument = firstArgument(value.children[1]);
  if (name === 'str') return measuredBy(argument);
  return name === 'len' ? argument : undefined;
}

function writeTo(power: Node, receiver: string): readonly Tree[] {
  const head = dottedHead(power);
  const argument =
    head?.name === `${receiver}.write` && isCall(head.next) ? firstArgument(head.next) : undefined;
  return argument ? [argument] : [];
}

function isInLoop(tree: Tree, fn: Node): boolean {
  for (let at = tree.parent; at && at !== fn; at = at.parent)
    if (isNode(at, 'for_stmt', 'while_stmt')) return true;
  return false;
}
