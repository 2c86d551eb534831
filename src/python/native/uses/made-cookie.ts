/**
 * A Cookie object that is made, given attributes and added to the answer, all within one block: `c = Cookie.Cookie(…)`,
 * `c.path = '/'`, `Cookie.add_cookie(req, c)`. The statements become one; those in front of the last disappear.
 */
import { statementsOf } from '../../statements.js';
import { isName, isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { argumentsOf, stepsBehind } from '../calls.js';
import type { RequestFunction } from '../function.js';
import type { ModPythonNames } from '../mod-python-names.js';
import { type CookieParts, cookieParts } from './cookie-text.js';
import type { IdleUse } from './uses.js';

export interface MadeCookie {
  readonly parts: CookieParts;
  /** The statements that make it, which disappear. */
  readonly steps: readonly IdleUse[];
}

type Made = MadeCookie | { readonly message: string };

const UNSEEN = { message: 'how the Cookie object was made cannot be seen' };
const SIGNED = { message: 'a signed cookie has no exact counterpart' };

/** @returns undefined where `tree` is no Cookie object as far as can be seen */
export function madeCookie(
  names: ModPythonNames,
  fn: RequestFunction,
  tree: Tree,
  power: Node,
): Made | undefined {
  if (isNode(tree, 'power')) {
    const parts = construction(names, tree);
    return parts && ('message' in parts ? parts : { parts, steps: [] });
  }
  if (!isName(tree)) return undefined;
  const binding = fn.scope.bindings.get(tree.value);
  const stores = binding?.uses.filter((use) => use.kind !== 'load') ?? [];
  const statement = stores[0]?.leaf.parent;
  const value = isNode(statement, 'expr_stmt') ? statement.children.at(-1) : undefined;
  const parts = isNode(value, 'power') ? construction(names, value) : undefined;
  if (!parts || 'message' in parts) return parts;
  if (stores.length !== 1 || binding?.resolution !== 'local' || !isNode(statement, 'expr_stmt'))
    return UNSEEN;
  if (statement.children.length !== 3 || statement.children[0] !== stores[0]?.leaf) return UNSEEN;
  return withAttributes(
    parts,
    tree,
    statement,
    power,
    binding.uses.flatMap((use) => (use.kind === 'load' ? [use.leaf] : [])),
  );
}

/** The arguments of `Cookie.Cookie(…)`. */
function construction(
  names: ModPythonNames,
  power: Node,
): CookieParts | { readonly message: string } | undefined {
  const head = power.children[0] as Tree;
  const found = isName(head) ? names.nameOf(head) : undefined;
  const call = stepsBehind(head)[found?.steps ?? 0];
  if (!found || call?.kind !== 'call' || power.children.at(-1) !== call.node) return undefined;
  if (/^Cookie\.(?:Signed|Marshal)Cookie$/.test(found.target)) return SIGNED;
  if (found.target !== 'Cookie.Cookie') return undefined;
  const { positional, keywords, open } = argumentsOf(call.node);
  const named = ['name', 'value'].some((name) => keywords.has(name));
  return open || positional.length !== 2 || named ? UNSEEN : cookieParts(positional, keywords);
}

function withAttributes(
  made: CookieParts,
  added: Leaf,
  statement: Node,
  power: Node,
  loads: readonly Leaf[],
): Made {
  const parts = new Map(made);
  const sets: Node[] = [];
  for (const load of loads) {
    if (load === added) continue;
    const set = attributeSet(load);
    if (!set || parts.has(set.name)) return UNSEEN;
    parts.set(set.name, set.value);
    sets.push(set.statement);
  }
  const order = straight([statement, ...sets, power]);
  if (!order || (order.length > sets.length + 2 && ![...parts.values()].every(isUnchanging))) return UNSEEN;
  const attributes = [...parts].filter(([name]) => name !== 'name' && name !== 'value');
  if (attributes.filter(([, tree]) => !isUnchanging(tree) && !isClock(tree)).length > 1) return UNSEEN;
  const steps = [statement, ...sets].map((node) => idle(node));
  return { parts, steps };
}

function idle(statement: Node): IdleUse {
  const [leaf] = leaves(statement);
  return { kind: 'idle', leaf: leaf as Leaf, statement, flush: false, fills: false, moved: true };
}

/** `c.path = value`, a statement of its own. */
function attributeSet(
  load: Leaf,
): { readonly name: string; readonly value: Tree; readonly statement: Node } | undefined {
  const [first, second] = stepsBehind(load);
  const statement = load.parent?.parent;
  if (first?.kind !== 'attribute' || second || !isNode(statement, 'expr_stmt')) return undefined;
  const [target, operator, value] = statement.children;
  if (statement.children.length !== 3 || target !== load.parent || !isToken(operator, '=') || !value)
    return undefined;
  return isNode(value, 'testlist', 'yield_expr') ? undefined : { name: first.name, value, statement };
}

/** The statements of one block from the first to the last of these, if all are in it and in this order; else undefined. */
function straight(nodes: readonly Node[]): readonly Tree[] | undefined {
  const [first] = nodes as readonly [Node];
  const block = isNode(first.parent?.parent, 'suite') ? first.parent.parent : undefined;
  const all = block ? statementsOf(block) : [];
  const places = nodes.map((node) => all.indexOf(node));
  if (nodes.some((node) => statementsOf(node.parent as Node).length > 1)) return undefined;
  const rising = places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
  return rising ? all.slice(places[0], (places.at(-1) as number) + 1) : undefined;
}

/** Something that is the same wherever it is evaluated: a literal, or a constant of the language. */
function isUnchanging(tree: Tree): boolean {
  return (
    tree.kind === 'leaf' &&
    (tree.type === 'STRING' || tree.type === 'NUMBER' || /^(?:True|False|None)$/.test(tree.value))
  );
}

/** An expression that has no effect and that nothing in these statements changes. */
function isClock(tree: Tree): boolean {
  return [...leaves(tree)].every(
    (leaf) => leaf.type !== 'NAME' || /^(?:time|int|len|float|str)$/.test(leaf.value) || !isCalled(leaf),
  );
}

function isCalled(leaf: Leaf): boolean {
  return (
    isNode(leaf.parent, 'power') &&
    leaf.parent.children.some((child) => isNode(child, 'trailer') && isToken(child.children[0], '('))
  );
}
