/** Follows a value from the expression that gives it to what is done with it. */
import { ancestor, isCall, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { passArgument } from './arguments.js';
import { recordRaised } from './special-results.js';
import { bindTarget } from './targets.js';
import { followTrailer } from './trailers.js';
import { holderOf, isDeep } from './values.js';
import type { Held, Walk } from './walk.js';

/** The value of `held.tree`, a name or an expression: what stands behind it comes first. */
export function followExpression(walk: Walk, held: Held): void {
  const { parent } = held.tree;
  const index = isNode(parent, 'power') ? parent.children.indexOf(held.tree) : -1;
  const isHead = index === 0 || (index === 1 && isToken(parent?.children[0], 'await'));
  if (isHead) followPower(walk, held, parent as Node, index);
  else followWhole(walk, held);
}

/** children[index] is the last one that is part of the value. */
export function followPower(walk: Walk, held: Held, power: Node, index: number): void {
  const next = power.children[index + 1];
  if (next === undefined) followWhole(walk, { ...held, tree: power });
  else if (isNode(next, 'trailer')) followTrailer(walk, held, power, index);
  else operator(walk, held, power);
}

type Follower = (walk: Walk, held: Held, parent: Node) => void;

const test: Follower = (walk, held) => walk.use(held, 'test');
/** A class decides what becomes of an operand: `output << req`. */
const operator: Follower = (walk, held) => {
  walk.use(held, 'operator');
  walk.escape(held, 'is an operand', false);
};
const nothing: Follower = (walk, held) => walk.use(held, 'nothing');

/** What is said of a value that is lost. */
function lost(reason: string): Follower {
  return (walk, held) => walk.escape(held, reason, false);
}

const FOLLOWERS: ReadonlyMap<string, Follower> = new Map<string, Follower>([
  ['arglist', passArgument],
  ['argument', followArgument],
  ['trailer', followInTrailer],
  ['expr_stmt', followAssignment],
  ['annassign', (walk, held, parent) => followAssignment(walk, held, parent.parent as Node)],
  ['return_stmt', followReturn],
  ['lambdef', followReturn],
  ['old_lambdef', followReturn],
  ['lambdef_nocond', followReturn],
  ['or_test', followChoice],
  ['and_test', followChoice],
  ['test', followConditional],
  ['not_test', test],
  ['if_stmt', test],
  ['while_stmt', test],
  ['assert_stmt', test],
  ['list_if', test],
  ['comp_if', test],
  ['comparison', (walk, held) => walk.use(held, 'compare')],
  ['term', followOperation],
  ['arith_expr', followOperation],
  ['factor', operator],
  ['power', operator],
  ['atom', followAtom],
  ['testlist_comp', followMember],
  ['listmaker', followMember],
  ['dictorsetmaker', followMember],
  ['testlist', followMember],
  ['testlist_star_expr', followMember],
  ['testlist_safe', followMember],
  ['exprlist', followMember],
  ['testlist1', (walk, held) => walk.use(held, 'format')],
  ['star_expr', (walk, held, parent) => followWhole(walk, { ...held, tree: parent })],
  ['print_stmt', followPrint],
  ['for_stmt', followLoop],
  ['comp_for', followLoop],
  ['list_for', followLoop],
  ['with_item', followWith],
  ['with_stmt', followWith],
  ['varargslist', followDefault],
  ['typedargslist', followDefault],
  ['namedexpr_test', followNamed],
  ['simple_stmt', nothing],
  // The field of an f-string.
  ['eval_input', (walk, held) => walk.use(held, 'format')],
  ['subscript', lost('is used as a key')],
  ['subscriptlist', lost('is used as a key')],
  ['yield_expr', followYield],
  ['yield_arg', followYield],
  [
    'raise_stmt',
    (walk, held, parent) => {
      lost('is raised')(walk, held, parent);
      recordRaised(walk, held);
    },
  ],
  ['exec_stmt', lost('is part of an `exec` statement')],
  ['decorator', lost('is a decorator')],
  ['classdef', lost('is a base of a class')],
]);

/** The value of the whole expression `held.tree`. */
export function followWhole(walk: Walk, held: Held): void {
  const parent = held.tree.parent as Node;
  const follower = FOLLOWERS.get(parent.type);
  if (follower) follower(walk, held, parent);
  else walk.escape(held, 'is used in a way that cannot be followed', false);
}

function followArgument(walk: Walk, held: Held, argument: Node): void {
  if (isNode(argument.children[1], 'comp_for')) {
    // f(req for x in y): the function gets something that gives requests.
    passArgument(
      walk,
      { ...held, tree: argument, value: holderOf(held.value), certain: false },
      argument.parent as Node,
    );
  } else passArgument(walk, held, argument);
}

function followInTrailer(walk: Walk, held: Held, trailer: Node): void {
  if (isToken(trailer.children[0], '(')) passArgument(walk, held, trailer);
  else walk.escape(held, 'is used as a key', false);
}

function followAssignment(walk: Walk, held: Held, statement: Node): void {
  const operatorToken = statement.children[1] as Tree;
  if (!isToken(operatorToken, '=') && !isNode(operatorToken, 'annassign')) {
    // `list += [req]`
    if (held.value.kind === 'holder')
      bindTarget(walk, { ...held, certain: false }, statement.children[0] as Tree);
    else operator(walk, held, statement);
    return;
  }
  const plain = isToken(operatorToken, '=');
  const targets = plain
    ? statement.children.slice(0, -1).filter((child) => !isToken(child, '='))
    : [statement.children[0] as Tree];
  for (const target of targets) bindTarget(walk, held, target);
}

function followReturn(walk: Walk, held: Held, parent: Node): void {
  const node = parent.type === 'return_stmt' ? ancestor(parent, 'funcdef') : parent;
  walk.use(held, 'return');
  if (!node) return;
  if (isNode(node, 'funcdef') && /^(?:__\w+__|next)$/.test((node.children[1] as Leaf).value))
    walk.escape(
      held,
      `is returned by \`${(node.children[1] as Leaf).value}\`, which Python calls by itself`,
      false,
    );
  if (node.type === 'funcdef') {
    if (walk.meanings.reachable.isKept(node))
      walk.escape(
        held,
        'is returned by a function that is kept somewhere and may be called from there',
        false,
      );
    walk.record({ kind: 'result', module: held.module, node }, held.value, held.certain);
  } else {
    walk.escape(held, 'is the value of a lambda', isCalledByName(node));
    walk.record({ kind: 'result', module: held.module, node }, held.value, false);
  }
}

/** `f = lambda …` and `(lambda …)(x)`: calls by that name are found, and so is the one in place. */
function isCalledByName(lambda: Node): boolean {
  const { parent } = lambda;
  if (isNode(parent, 'atom')) return isNode(parent.parent, 'power') && isCall(parent.parent.children[1]);
  return isNode(parent, 'expr_stmt') && parent.children[0]?.kind === 'leaf' && parent.children.length === 3;
}

/** Who goes through what the generator gives, or asks it for the next, gets the value. */
function followYield(walk: Walk, held: Held, parent: Node): void {
  const node = ancestor(parent, 'funcdef');
  walk.escape(held, 'is yielded', node !== undefined);
  if (node) walk.record({ kind: 'result', module: held.module, node }, holderOf(held.value), false);
}

/** `[req] + more`, `[req] * 2` are lists that hold it. */
function followOperation(walk: Walk, held: Held, parent: Node): void {
  if (isToken(parent.children[1], '%')) walk.use(held, 'format');
  else if (held.value.kind === 'holder') followExpression(walk, { ...held, tree: parent, certain: false });
  else operator(walk, held, parent);
}

/** `req or x`, `x and req` */
function followChoice(walk: Walk, held: Held, parent: Node): void {
  walk.use(held, 'test');
  followExpression(walk, { ...held, tree: parent, certain: false });
}

function followConditional(walk: Walk, held: Held, parent: Node): void {
  if (parent.children[2] === held.tree) walk.use(held, 'test');
  else followExpression(walk, { ...held, tree: parent, certain: false });
}

function followAtom(walk: Walk, held: Held, atom: Node): void {
  const [open] = atom.children;
  if (isToken(open, '(')) followExpression(walk, { ...held, tree: atom });
  else if (isToken(open, '`')) walk.use(held, 'format');
  else followContainer(walk, held, atom);
}

/** An element of a list, tuple, set, dictionary or comprehension. */
function followMember(walk: Walk, held: Held, list: Node): void {
  const container = isNode(list.parent, 'atom') ? list.parent : list;
  if (isNode(list.parent, 'classdef')) walk.escape(held, 'is a base of a class', false);
  else followContainer(walk, held, container);
}

function followContainer(walk: Walk, held: Held, container: Node): void {
  const holder: Held = { ...held, tree: container, value: holderOf(held.value), certain: false };
  if (isFormatted(container)) {
    walk.use(held, 'format');
    return;
  }
  walk.escape(held, 'is put into a list, tuple or dictionary', !isDeep(held.value));
  followExpression(walk, holder);
}

/** The tuple of `'…' % (a, b)`. */
function isFormatted(container: Node): boolean {
  const { parent } = container;
  return isNode(parent, 'term') && isToken(parent.children[parent.children.indexOf(container) - 1], '%');
}

function followPrint(walk: Walk, held: Held, statement: Node): void {
  const target = isToken(statement.children[1], '>>') && statement.children[2] === held.tree;
  walk.use(held, target ? 'print-to' : 'format');
}

/** The value is gone through: `for x in value`. */
function followLoop(walk: Walk, held: Held, loop: Node): void {
  const offset = isToken(loop.children[0], 'async') ? 1 : 0;
  if (loop.children[offset + 3] !== held.tree) {
    walk.escape(held, 'is used in a loop that cannot be followed', false);
  } else if (held.value.kind === 'holder') {
    const each: Held = { ...held, value: held.value.of, certain: false };
    bindTarget(walk, each, loop.children[offset + 1] as Tree);
  } else walk.use(held, 'iterate');
}

function followWith(walk: Walk, held: Held, item: Node): void {
  walk.escape(held, 'is used in a `with` statement', true);
  if (item.type !== 'with_item') return;
  // A function that `contextlib.contextmanager` decorates yields what the name gets.
  const value = held.value.kind === 'holder' ? held.value.of : held.value;
  bindTarget(walk, { ...held, value, certain: false }, item.children[2] as Tree);
}

/** `def f(r=req)`: the parameter may be the request. */
function followDefault(walk: Walk, held: Held, list: Node): void {
  const parameter = list.children[list.children.indexOf(held.tree) - 2];
  walk.escape(held, 'is the default value of a parameter', true);
  if (parameter)
    bindTarget(
      walk,
      { ...held, certain: false },
      isNode(parameter, 'tfpdef') ? (parameter.children[0] as Tree) : parameter,
    );
}

function followNamed(walk: Walk, held: Held, named: Node): void {
  bindTarget(walk, held, named.children[0] as Tree);
  followExpression(walk, { ...held, tree: named });
}
