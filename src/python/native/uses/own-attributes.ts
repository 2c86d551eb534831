/**
 * Attributes that a handler puts on its request: `req.form = util.FieldStorage(req)`. Where all that is done with one is seen
 * in one function, and it is set before anything else, it is a variable of that function.
 */
import { apiMember } from '../../api/mod-python-api.js';
import { statementsOf } from '../../statements.js';
import { ancestor, isNode, isToken, type Node, type Tree } from '../../tree.js';
import type { RequestFunction } from '../function.js';
import type { Problem } from '../unit.js';
import { type Head, isTarget, wholeAfter } from './heads.js';
import type { ReadUse, Use } from './uses.js';

/** Heads of the request by the attribute that they name, for those attributes that may become variables. */
export function ownAttributes(
  fn: RequestFunction,
  heads: readonly Head[],
): ReadonlyMap<string, readonly Head[]> {
  const found = new Map<string, Head[]>();
  for (const head of heads) {
    const [first] = head.steps;
    if (head.object !== 'request' || first?.kind !== 'attribute') continue;
    // The publisher puts the form there.
    if (apiMember('request', first.name) === undefined || first.name === 'form')
      found.set(first.name, [...(found.get(first.name) ?? []), head]);
  }
  return new Map([...found].filter(([, uses]) => isVariable(fn, uses)));
}

/** Set first, by a statement of the function's own body, and nothing is done with it that a variable does not take. */
function isVariable(fn: RequestFunction, uses: readonly Head[]): boolean {
  const [first, ...others] = uses;
  const statement = first && setBy(first);
  if (!statement || !isNode(fn.body, 'suite') || !statementsOf(fn.body).includes(statement)) return false;
  return others.every((head) => {
    const set = setBy(head);
    if (head.leaf.start < statement.end) return false;
    return set ? ancestor(set, 'funcdef', 'lambdef') === fn.node : !isTarget(head);
  });
}

/** `req.x = value` */
function setBy(head: Head): Node | undefined {
  const whole = wholeAfter(head, 1);
  const statement = whole?.parent;
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3) return undefined;
  return statement.children[0] === whole && isToken(statement.children[1], '=') ? statement : undefined;
}

/** The value of `req.x = value`, where the statement sets the attribute. */
export function attributeValue(head: Head): Tree | undefined {
  return setBy(head)?.children[2];
}

export function ownUse(head: Head, given = false): ReadUse {
  const [first] = head.steps;
  const end = first?.node.end ?? head.leaf.end;
  const name = first?.kind === 'attribute' ? first.name : '';
  return {
    kind: 'read',
    leaf: head.leaf,
    start: head.leaf.start,
    end,
    text: '',
    own: { name, end, ...(given && { given }) },
  };
}

/** An attribute that two functions set may be set by the one while the other goes on. */
export function sharedAttributes(functions: Iterable<{ readonly uses: readonly Use[] }>): readonly Problem[] {
  const owners = new Map<string, ReadonlySet<readonly Use[]>>();
  const problems: Problem[] = [];
  for (const { uses } of functions) {
    for (const use of uses) {
      if (use.kind !== 'read' || !use.own || use.own.given) continue;
      const known = new Set([...(owners.get(use.own.name) ?? []), uses]);
      owners.set(use.own.name, known);
      if (known.size > 1)
        problems.push({
          tree: use.leaf,
          message: `\`${use.leaf.value}.${use.own.name}\` is set in several functions`,
        });
    }
  }
  return problems;
}
