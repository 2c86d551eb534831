/** Output that is not written as `req.write(text)`. */
import { isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import type { RequestFunction } from '../function.js';
import { loadsOfOnly } from './cookie-uses.js';
import { type Head, plainTarget, wholeAfter } from './heads.js';
import { calledWriter } from './response-uses.js';
import type { Use, WriteUse } from './uses.js';

/** `print >>req, value`: a line of output. @returns undefined when it is something else, or no whole line */
export function printUse(leaf: Leaf): WriteUse | undefined {
  const statement = leaf.parent;
  if (
    !isNode(statement, 'print_stmt') ||
    statement.children[2] !== leaf ||
    !isToken(statement.children[1], '>>')
  )
    return undefined;
  const items: readonly Tree[] = statement.children.slice(3).filter((child) => !isToken(child, ','));
  const [argument] = items;
  const last = items.at(-1);
  if (!argument || last !== statement.children.at(-1) || !last) return undefined;
  return {
    kind: 'write',
    leaf,
    power: statement,
    call: statement,
    argument,
    flush: true,
    argumentsEnd: last.end,
    printed: items,
  };
}

/** `write = req.write`: the statement disappears, calls of the variable write. */
export function writerUses(fn: RequestFunction, head: Head): readonly Use[] | undefined {
  const [first] = head.steps;
  const whole = head.object === 'request' ? wholeAfter(head, 1) : undefined;
  if (first?.kind !== 'attribute' || first.name !== 'write' || !whole) return undefined;
  const target = plainTarget(whole);
  const statement = target?.parent as Node;
  if (!target || statement.parent?.parent !== fn.body) return undefined;
  const loads = loadsOfOnly(fn, target);
  const writes = loads?.map((leaf) => (leaf.start > statement.end ? calledWriter(leaf) : undefined));
  if (!writes?.every((use) => use !== undefined)) return undefined;
  return [{ kind: 'idle', leaf: head.leaf, statement, flush: false, fills: false }, ...writes];
}
