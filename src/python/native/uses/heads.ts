/** The object of mod_python that an expression begins with: the request itself, or one of the tables and objects it holds. */
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { argumentsOf, type Step, stepsBehind } from '../calls.js';

export type ObjectKind =
  | 'request'
  | 'headers_in'
  | 'headers_out'
  | 'err_headers_out'
  | 'subprocess_env'
  | 'options'
  | 'connection'
  | 'server';

const MEMBERS: Readonly<Record<string, ObjectKind>> = {
  headers_in: 'headers_in',
  headers_out: 'headers_out',
  err_headers_out: 'err_headers_out',
  subprocess_env: 'subprocess_env',
  connection: 'connection',
  server: 'server',
};

export interface Head {
  /** The variable. */
  readonly leaf: Leaf;
  readonly object: ObjectKind;
  /** How the object is written, for messages: `req.headers_in`. */
  readonly shown: string;
  /** The expression that is the object and nothing more, when no step follows; else undefined. */
  readonly whole: Tree | undefined;
  /** End of the object's text. */
  readonly end: number;
  /** What follows. */
  readonly steps: readonly Step[];
}

/** @param object what the variable `leaf` holds */
export function headOf(leaf: Leaf, object: ObjectKind): Head {
  const steps = stepsBehind(leaf);
  const [first, second] = steps;
  if (object === 'request' && first?.kind === 'attribute') {
    const member = MEMBERS[first.name];
    if (member) return head(leaf, member, `${leaf.value}.${first.name}`, steps, 1);
    if (first.name === 'get_options' && second?.kind === 'call' && isEmptyCall(second.node)) {
      return head(leaf, 'options', `${leaf.value}.get_options()`, steps, 2);
    }
  }
  return head(leaf, object, leaf.value, steps, 0);
}

function isEmptyCall(call: Node): boolean {
  const { positional, keywords, open } = argumentsOf(call);
  return positional.length === 0 && keywords.size === 0 && !open;
}

function head(leaf: Leaf, object: ObjectKind, shown: string, steps: readonly Step[], used: number): Head {
  const tree = steps.length === 0 ? leaf : (leaf.parent as Node);
  return {
    leaf,
    object,
    shown,
    whole: steps.length === used ? tree : undefined,
    end: used === 0 ? leaf.end : (steps[used - 1] as Step).node.end,
    steps: steps.slice(used),
  };
}

/** The expression made of the head and its first `count` steps, when that is a whole operand; else undefined. */
export function wholeAfter(head: Head, count: number): Tree | undefined {
  const parent = head.leaf.parent;
  if (head.steps.length !== count) return undefined;
  if (!isNode(parent, 'power') || parent.children[0] !== head.leaf) return head.leaf;
  // `req.x ** 2` is one `power`, too.
  return isNode(parent.children.at(-1), 'trailer') ? parent : undefined;
}

/** The name assigned by `name = tree`, a statement of its own. */
export function plainTarget(tree: Tree): Leaf | undefined {
  const statement = tree.parent;
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3) return undefined;
  const [target, operator, value] = statement.children;
  return value === tree && isToken(operator, '=') && isName(target) ? target : undefined;
}

/** `req.x = …`, `req.x += …`, `del req.x`, `for req.x in …` */
export function isTarget(head: Head): boolean {
  const whole = wholeAfter(head, 1);
  const parent = whole?.parent;
  if (!whole || !parent) return false;
  if (isNode(parent, 'expr_stmt')) {
    return parent.children.some((child, index) => child === whole && index < parent.children.length - 1);
  }
  if (isNode(parent, 'del_stmt')) return true;
  if (isNode(parent, 'for_stmt', 'comp_for', 'list_for')) return parent.children[1] === whole;
  if (isNode(parent, 'with_item', 'except_clause')) return parent.children.at(-1) === whole;
  return isNode(parent, 'exprlist', 'testlist', 'testlist_gexp', 'listmaker') && isTupleTarget(parent);
}

function isTupleTarget(list: Node): boolean {
  const parent = list.parent;
  if (isNode(parent, 'expr_stmt')) return parent.children.at(-1) !== list;
  return isNode(parent, 'for_stmt', 'del_stmt', 'comp_for', 'list_for', 'atom');
}
