/**
 * `password = req.get_basic_auth_pw()` and `req.user` behind it, where Apache does not ask for the password itself. Apache
 * takes name and password apart and, where there are none, sets the header that asks for them, which goes out with any answer
 * (server/protocol.c, ap_get_basic_auth_pw).
 */
import { statementsOf } from '../../statements.js';
import { isNode, type Leaf, type Node, type Tree } from '../../tree.js';
import { stepsBehind } from '../calls.js';
import type { Flow } from '../flow/flow.js';
import type { RequestFunction } from '../function.js';
import { commonFact, type MountFacts } from '../mount-facts.js';
import { certainty } from '../response-state.js';
import { type Head, plainTarget, wholeAfter } from './heads.js';
import { blocked } from './response-uses.js';
import type { IdleUse, ReadUse, Use } from './uses.js';

/** Uses of all heads of the request in one function. @param other what makes the uses of a head that is no matter here */
export function withCredentials(
  fn: RequestFunction,
  heads: readonly Head[],
  mounts: readonly MountFacts[],
  other: (head: Head) => readonly Use[],
): readonly Use[] {
  const [call, ...more] = heads.filter(isPasswordCall);
  if (!call) return heads.flatMap(other);
  const realm = commonFact(mounts, (mount) => mount.basicRealm);
  const statement = topStatement(fn, wholeAfter(call, 2));
  const blocks = (head: Head, message: string): Use => blocked(head.leaf, head.leaf.parent as Node, message);
  if (realm === undefined)
    return heads.flatMap((head) =>
      head === call
        ? [blocks(call, 'a password is read where `AuthType Basic` and a plain `AuthName` are not set')]
        : other(head),
    );
  if (!statement || more.length > 0)
    return heads.flatMap((head) =>
      head === call ? [blocks(call, '`get_basic_auth_pw()` is called in an unusual way')] : other(head),
    );
  const users = heads.filter((head) => isUser(head) && head.leaf.start > statement.end);
  const named = users.find((head) => isNext(fn, statement, head));
  const user = named && plainTarget(wholeAfter(named, 1) as Tree)?.value;
  return heads.flatMap((head): readonly Use[] => {
    if (head === call) return [challenge(call.leaf, statement, realm, user)];
    if (head === named) return [filledWith(head)];
    return users.includes(head) ? [userRead(head)] : other(head);
  });
}

/** `req.user` behind a function that has asked for the password, as it is written there; undefined everywhere else. */
export function sentUser(flow: Pick<Flow, 'before'>, use: ReadUse): ReadUse | undefined {
  const before = use.user ? flow.before.get(use) : undefined;
  return before && certainty(before.password) === 'always'
    ? { ...use, text: 'basic_credentials(environ)[0]', local: 'user' }
    : undefined;
}

function challenge(leaf: Leaf, statement: Node, realm: string, user: string | undefined): Use {
  const password = (statement.children[0] as Leaf).value;
  return {
    kind: 'header',
    leaf,
    statement,
    table: 'err',
    add: false,
    name: 'WWW-Authenticate',
    value: statement,
    challenge: { realm, password, user },
  };
}

/** `user = req.user` goes: the variable is filled together with the password. */
function filledWith(head: Head): IdleUse {
  const statement = (wholeAfter(head, 1) as Tree).parent as Node;
  return { kind: 'idle', leaf: head.leaf, statement, flush: false, fills: false, moved: true };
}

function userRead(head: Head): ReadUse {
  const [step] = head.steps;
  return {
    kind: 'read',
    leaf: head.leaf,
    start: head.leaf.start,
    end: (step?.node ?? head.leaf).end,
    text: 'user',
    credential: true,
  };
}

function isPasswordCall(head: Head): boolean {
  const [first, second] = head.steps;
  return first?.kind === 'attribute' && first.name === 'get_basic_auth_pw' && second?.kind === 'call';
}

function isUser(head: Head): boolean {
  const [first] = stepsBehind(head.leaf);
  return first?.kind === 'attribute' && first.name === 'user' && !isSet(head);
}

function isSet(head: Head): boolean {
  const whole = wholeAfter(head, 1);
  return isNode(whole?.parent, 'expr_stmt') && whole.parent.children[0] === whole;
}

/** `password = req.get_basic_auth_pw()`, a statement of the function's own body. */
function topStatement(fn: RequestFunction, whole: Tree | undefined): Node | undefined {
  const target = whole && plainTarget(whole);
  const statement = target?.parent as Node | undefined;
  return target &&
    isNode(fn.body, 'suite') &&
    statementsOf(fn.body).includes(statement as Node) &&
    isStoredOnce(fn, target)
    ? statement
    : undefined;
}

function isStoredOnce(fn: RequestFunction, target: Leaf): boolean {
  const binding = fn.scope.bindings.get(target.value);
  return binding?.resolution === 'local' && binding.uses.filter((use) => use.kind !== 'load').length === 1;
}

/** `user = req.user` right behind the statement. */
function isNext(fn: RequestFunction, statement: Node, head: Head): boolean {
  const whole = wholeAfter(head, 1);
  const target = whole && plainTarget(whole);
  const all = statementsOf(fn.body);
  const next = all[all.indexOf(statement) + 1];
  return target !== undefined && next === target.parent && isStoredOnce(fn, target);
}
