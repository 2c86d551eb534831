/** Cookies: `Cookie.get_cookies(req)`, `Cookie.get_cookie(req, name)`, `Cookie.add_cookie(req, …)`. */
import { ownerOf } from '../../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { argumentsOf, keyOf, type Step, stepsBehind } from '../calls.js';
import type { RequestFunction } from '../function.js';
import { type ModPythonNames, wholeName } from '../mod-python-names.js';
import { isKnown, isLeftBefore, onlyTruthCounts, type Says } from '../truth.js';
import { isContainer, isIterated } from './container-uses.js';
import { cookieParts, cookieText } from './cookie-text.js';
import { plainTarget } from './heads.js';
import { madeCookie } from './made-cookie.js';
import { isRedirect } from './redirect-use.js';
import { blocked } from './response-uses.js';
import type { ReadUse, Use } from './uses.js';

/**
 * @param call the parentheses that hold `leaf`, the request
 * @returns undefined when it is no call of the module Cookie
 */
export function cookieUses(
  names: ModPythonNames,
  fn: RequestFunction,
  power: Node,
  call: Node,
  leaf: Leaf,
): readonly Use[] | undefined {
  const head = power.children[0] as Tree;
  const found = isName(head) ? names.nameOf(head) : undefined;
  const name = /^Cookie\.(get_cookies|get_cookie|add_cookie)$/.exec(found?.target ?? '')?.[1];
  if (!found || name === undefined || power.children[found.steps + 1] !== call) return undefined;
  const { positional, keywords, open } = argumentsOf(call);
  if (open || positional[0] !== leaf)
    return [blocked(leaf, power, `\`Cookie.${name}()\` is called in an unusual way`)];
  if (name === 'add_cookie') return addUses(names, fn, power, leaf);
  const given = [...positional.slice(name === 'get_cookie' ? 2 : 1), ...keywords.values()];
  const [type] = given;
  const plain = given.length <= 1 && [...keywords.keys()].every((key) => key === 'Class');
  if (!plain || (type && wholeName(names, type) !== 'Cookie.Cookie'))
    return [blocked(leaf, power, 'cookies of a class of their own (signed or marshalled) are read')];
  return name === 'get_cookies'
    ? allCookies(fn, power, call, leaf, type)
    : oneCookie(fn, power, call, positional[1], leaf, type);
}

function stepsAfter(power: Node, call: Node): readonly Step[] {
  const steps = stepsBehind(power.children[0] as Tree);
  return steps.slice(steps.findIndex((step) => step.node === call) + 1);
}

/** `Cookie.get_cookies(req)`: a dictionary of texts takes the place of one of Cookie objects. */
function allCookies(
  fn: RequestFunction,
  power: Node,
  call: Node,
  leaf: Leaf,
  type: Tree | undefined,
): readonly Use[] {
  const made: ReadUse = {
    kind: 'read',
    leaf,
    start: power.start,
    end: call.end,
    text: 'read_cookies(environ)',
    calls: 'cookies',
    name: power.children[0] as Leaf,
    ...(type && { last: { tree: type, from: call.end } }),
  };
  const rest = stepsAfter(power, call);
  const head = power.children[0] as Leaf;
  if (rest.length > 0) return [made, ...tableUses(fn, head, power, rest)];
  if (onlyTruthCounts(power)) return [made];
  const target = plainTarget(power);
  const loads = target && loadsOfOnly(fn, target);
  if (!loads) return [blocked(leaf, power, 'the cookies are kept where they cannot be followed')];
  return [made, ...loads.flatMap((load) => tableUse(fn, load))];
}

/** Loads of a variable of the function that is stored once; undefined where it is another kind of variable. */
export function loadsOfOnly(fn: RequestFunction, target: Leaf): readonly Leaf[] | undefined {
  const binding = fn.scope.bindings.get(target.value);
  if (binding?.resolution !== 'local' || ownerOf(fn.scope, target.value) !== fn.scope) return undefined;
  const stores = binding.uses.filter((use) => use.kind !== 'load');
  return stores.length === 1
    ? binding.uses.filter((use) => use.kind === 'load').map((use) => use.leaf)
    : undefined;
}

function tableUse(fn: RequestFunction, load: Leaf): readonly Use[] {
  const steps = stepsBehind(load);
  if (steps.length > 0) return tableUses(fn, load, load.parent as Node, steps);
  if (onlyTruthCounts(load) || isIterated(load) || isContainer(load) || isMeasured(load)) return [];
  return [blocked(load, load, 'the cookies are passed on or kept')];
}

/** `len(cookies)`, `sorted(cookies)` */
function isMeasured(load: Leaf): boolean {
  const power = load.parent?.parent;
  if (!isNode(power, 'power') || power.children[1] !== load.parent) return false;
  return isToken(power.children[0], 'len') || isToken(power.children[0], 'sorted');
}

/** What is done with the dictionary of cookies in `power`, where `steps` follow it. */
function tableUses(fn: RequestFunction, load: Leaf, power: Node, steps: readonly Step[]): readonly Use[] {
  const [first, second, third] = steps;
  if (first?.kind === 'item' && keyOf(first.node)) return objectUses(fn, load, power, steps.slice(1), true);
  const message = 'the cookies are used in a way that has no exact counterpart';
  if (first?.kind !== 'attribute' || second?.kind !== 'call') return [blocked(load, power, message)];
  const { positional, keywords, open } = argumentsOf(second.node);
  const [key, fallback] = positional;
  if (open || keywords.size > 0) return [blocked(load, power, message)];
  if (first.name === 'keys' && !third) return [];
  if (first.name === 'has_key' && key && positional.length === 1)
    return [hasKey(load, power, key, second) ?? blocked(load, power, message)];
  if (first.name !== 'get' || !key || positional.length > 2 || (fallback && !isToken(fallback, 'None')))
    return [blocked(load, power, message)];
  return objectUses(fn, load, power, steps.slice(2), false);
}

function hasKey(load: Leaf, power: Node, key: Tree, call: Step): Use | undefined {
  const form = power.children.slice(0, -2);
  if (power.children.at(-1) !== call.node || !onlyTruthCounts(power) || form.length !== 1) return undefined;
  return {
    kind: 'read',
    leaf: load,
    start: load.start,
    end: call.node.end,
    text: '',
    membership: { key, form: load.value },
  };
}

/**
 * What is done with one Cookie object, the value of `power`: its text takes its place.
 * @param there whether it cannot be None
 */
function objectUses(
  fn: RequestFunction,
  load: Leaf,
  power: Node,
  rest: readonly Step[],
  there: boolean,
): readonly Use[] {
  const [first] = rest;
  if (first?.kind === 'attribute' && first.name === 'value' && there)
    return [{ kind: 'read', leaf: load, start: first.node.start, end: first.node.end, text: '' }];
  const target = rest.length === 0 ? plainTarget(power) : undefined;
  const loads = target && loadsOfOnly(fn, target);
  if (loads) return loads.map((leaf) => valueUse(fn.names, leaf, target, there));
  const tested = rest.length === 0 && !there ? testUse(load, power) : undefined;
  return [tested ?? blocked(load, power, 'a Cookie object is used for more than its value')];
}

/** `Cookie.get_cookie(req, name)` → `read_cookies(environ).get(name)` */
function oneCookie(
  fn: RequestFunction,
  power: Node,
  call: Node,
  key: Tree | undefined,
  leaf: Leaf,
  type: Tree | undefined,
): readonly Use[] {
  const head = power.children[0] as Leaf;
  if (!key) return [blocked(leaf, power, '`Cookie.get_cookie()` is called in an unusual way')];
  const made: ReadUse = {
    kind: 'read',
    leaf,
    start: power.start,
    end: key.start,
    text: 'read_cookies(environ).get(',
    calls: 'cookies',
    name: head,
    ...(type && { last: { tree: type, from: key.end } }),
  };
  return [made, ...objectUses(fn, head, power, stepsAfter(power, call), false)];
}

/** `cookie and cookie.value` → `cookie`: nothing is left of the second. */
function ownValue(load: Leaf): Pick<ReadUse, 'start' | 'end'> | undefined {
  const isValue = load.parent?.type === 'power' && load.parent.children.length === 2;
  const tree = isValue ? (load.parent as Node) : load;
  const { parent } = tree;
  if (!isNode(parent, 'and_test') || parent.children.length !== 3) return undefined;
  const [left, , right] = parent.children as readonly [Tree, Tree, Tree];
  if (!isToken(left, load.value) || !isNode(right, 'power') || right.children.length !== 2) return undefined;
  const [head, step] = right.children;
  if (!isToken(head, load.value) || !isNode(step, 'trailer') || !isToken(step.children[1], 'value'))
    return undefined;
  return tree === left ? { start: left.end, end: parent.end } : { start: parent.end, end: parent.end };
}

/** A use of the variable that held a Cookie object and holds its value now, or None. */
function valueUse(names: ModPythonNames, load: Leaf, target: Leaf, there: boolean): Use {
  const [first] = stepsBehind(load);
  const pair = ownValue(load);
  if (pair) return { kind: 'read', leaf: load, text: '', ...pair };
  if (first?.kind === 'attribute' && first.name === 'value') {
    const says = saysOf(load.value, target);
    const ends = (statement: Tree): boolean => isRedirect(names, statement);
    const power = load.parent as Node;
    if (there || isKnown(power, says) || isLeftBefore(power, says, ends))
      return { kind: 'read', leaf: load, start: first.node.start, end: first.node.end, text: '' };
    return blocked(load, load.parent as Node, `\`${load.value}\` may be None here, which ends in an error`);
  }
  const tested = first ? undefined : there ? undefined : testUse(load, load);
  return tested ?? blocked(load, load, `the Cookie object \`${load.value}\` is used for more than its value`);
}

/** `if cookie:` → `if cookie is not None:`, because a cookie without a text is there, too. */
function testUse(load: Leaf, tree: Tree): Use | undefined {
  const none = { kind: 'read', leaf: load, start: tree.end, end: tree.end, text: '' } as const;
  if (isComparedWithNone(tree)) return none;
  if (!onlyTruthCounts(tree) || isNode(tree.parent, 'comparison')) return undefined;
  return { ...none, suffix: { yes: ' is not None', no: ' is None' } };
}

/** `cookie is None`, `cookie != None` */
function isComparedWithNone(tree: Tree): boolean {
  const { parent } = tree;
  return isNode(parent, 'comparison') && parent.children[0] === tree && isToken(parent.children[2], 'None')
    ? parent.children.length === 3
    : false;
}

/** A test of the variable, after it has been stored. */
function saysOf(name: string, target: Leaf): Says {
  const isVariable = (tree: Tree | undefined): boolean => isToken(tree, name) && tree.start > target.end;
  return (test) => {
    if (isVariable(test)) return 'true';
    if (!isNode(test, 'comparison') || test.children.length !== 3) return undefined;
    const [left, operator, right] = test.children;
    if (!isVariable(left) || !isToken(right, 'None')) return undefined;
    if (isToken(operator, 'is') || isToken(operator, '==')) return 'false';
    return isNode(operator, 'comp_op') || isToken(operator, '!=') ? 'true' : undefined;
  };
}

/** `Cookie.add_cookie(req, name, value, …)`, or a Cookie object in the place of the name. */
function addUses(names: ModPythonNames, fn: RequestFunction, power: Node, leaf: Leaf): readonly Use[] {
  const call = power.children.at(-1) as Node;
  const { positional, keywords } = argumentsOf(call);
  if (!isNode(power.parent, 'simple_stmt'))
    return [blocked(leaf, power, 'the result of `Cookie.add_cookie()` is used')];
  const [, cookie, value, more] = positional;
  if (!cookie || more) return [blocked(leaf, power, '`Cookie.add_cookie()` is called in an unusual way')];
  const alone = value === undefined && keywords.size === 0;
  const made = alone ? madeCookie(names, fn, cookie, power) : undefined;
  if (made && 'message' in made) return [blocked(leaf, power, made.message)];
  const parts = made?.parts ?? cookieParts(value ? [cookie, value] : [cookie], keywords);
  const text = cookieText(names, fn, parts);
  if ('message' in text) return [blocked(leaf, power, text.message)];
  return [
    ...(made?.steps ?? []),
    {
      kind: 'header',
      leaf,
      statement: power,
      table: 'out',
      add: true,
      name: 'Set-Cookie',
      value: power,
      cookie: text,
    },
  ];
}
