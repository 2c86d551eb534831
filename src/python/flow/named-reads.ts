/** Attributes that are read by their names as text: `getattr(x, 'n')`, `x.__dict__['n']`, `vars(x)['n']`, `attrgetter('n')(x)`. */
import { stringValue } from '../string-literal.js';
import { isCall, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import type { Program, ProgramModule } from './program.js';

export interface NamedRead {
  readonly module: ProgramModule;
  /** undefined: the name is computed, it can be any. */
  readonly name: string | undefined;
  /** The expression whose attribute is read; undefined: the module itself (`globals()['n']`). */
  readonly object: Tree | undefined;
  /** The value is children[0] to children[index] of the power. */
  readonly power: Node;
  readonly index: number;
}

const CACHE = new WeakMap<Program, readonly NamedRead[]>();

/** All of a program. */
export function namedReads(program: Program): readonly NamedRead[] {
  const known = CACHE.get(program);
  if (known) return known;
  const found = [...program.modules.values()].flatMap((module) => [
    ...['getattr', 'vars', 'globals', 'attrgetter'].flatMap((name) =>
      program.usesOf(module, module.root, name).flatMap(({ leaf }) => readAt(module, leaf)),
    ),
  ]);
  const all = [
    ...found,
    ...program
      .attributeSites('attrgetter')
      .flatMap(({ module, power, index }) => getterRead(module, power, index)),
    ...program
      .attributeSites('__dict__')
      .flatMap(({ module, power, index }) => itemRead(module, power, index)),
    ...program
      .attributeSites('__getattribute__')
      .flatMap(({ module, power, index }) => askedRead(module, power, index)),
  ];
  CACHE.set(program, all);
  return all;
}

function readAt(module: ProgramModule, leaf: Leaf): readonly NamedRead[] {
  const power = leaf.parent;
  if (!isNode(power, 'power') || power.children[0] !== leaf || !isCall(power.children[1])) return [];
  const [first, second] = argumentsOf(power.children[1] as Node);
  if (leaf.value === 'attrgetter') return getterRead(module, power, 0);
  if (leaf.value === 'getattr')
    return first && second ? [{ module, name: stringValue(second), object: first, power, index: 1 }] : [];
  const item = keyBehind(power, 1);
  if (!item || (leaf.value === 'vars' && !first)) return [];
  return [{ module, ...item, object: leaf.value === 'vars' ? first : undefined, power }];
}

/** `operator.attrgetter('n')(x)`: children[index] is the name of the function. */
function getterRead(module: ProgramModule, power: Node, index: number): readonly NamedRead[] {
  const [made, called] = power.children.slice(index + 1);
  if (!isCall(made) || !isCall(called)) return [];
  const [object] = argumentsOf(called);
  return object ? [{ module, name: stringValue(argumentsOf(made)[0]), object, power, index: index + 2 }] : [];
}

/** `x.__dict__['n']`: children[index] is the attribute. */
function itemRead(module: ProgramModule, power: Node, index: number): readonly NamedRead[] {
  const item = keyBehind(power, index);
  return item ? [{ module, ...item, object: prefix(power, index), power }] : [];
}

/** `x.__getattribute__('n')`, `object.__getattribute__(x, 'n')`. */
function askedRead(module: ProgramModule, power: Node, index: number): readonly NamedRead[] {
  const call = power.children[index + 1];
  if (!isCall(call)) return [];
  const [first, second] = argumentsOf(call);
  const object = second ? first : prefix(power, index);
  return object ? [{ module, name: stringValue(second ?? first), object, power, index: index + 1 }] : [];
}

/** The item or the `.get('n')` behind children[index]. */
function keyBehind(
  power: Node,
  index: number,
): { readonly name: string | undefined; readonly index: number } | undefined {
  const [next, call] = power.children.slice(index + 1);
  if (!isNode(next, 'trailer')) return undefined;
  if (isToken(next.children[0], '[')) return { name: stringValue(next.children[1]), index: index + 1 };
  if (!isToken(next.children[1], 'get') || !isCall(call)) return undefined;
  return { name: stringValue(argumentsOf(call)[0]), index: index + 2 };
}

/** What stands in front of children[index]. */
function prefix(power: Node, index: number): Tree {
  const children = power.children.slice(0, index);
  return children.length === 1
    ? (children[0] as Tree)
    : { ...power, children, end: (children.at(-1) as Tree).end };
}

function argumentsOf(call: Node): readonly Tree[] {
  const [, content] = call.children;
  if (content === undefined || isToken(content, ')')) return [];
  return isNode(content, 'arglist') ? content.children.filter((child) => !isToken(child, ',')) : [content];
}
