/** Source text and places, as reports show them. */
import { isNode, type Leaf, type Node, type Tree } from '../tree.js';
import type { FunctionInfo } from './flow-types.js';
import type { ProgramModule } from './program.js';

const MAX_SHOWN = 40;

/** Text of an expression on one line, in backquotes. */
export function shown(module: ProgramModule, start: number, end: number): string {
  const text = module.module.source.text.slice(start, end).replaceAll(/\s+/g, ' ');
  return `\`${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 2)} …` : text}\``;
}

/** The function around `tree` whose code it is; a default value belongs outside. */
export function functionAround(tree: Tree): FunctionInfo | undefined {
  let at: Tree = tree;
  while (at.parent) {
    const body = (at.parent.children.at(-1) as Tree).start <= at.start;
    if (body && isNode(at.parent, 'funcdef', 'lambdef', 'old_lambdef', 'lambdef_nocond'))
      return functionInfo(at.parent);
    at = at.parent;
  }
  return undefined;
}

export function functionInfo(node: Node): FunctionInfo {
  const names: string[] = [];
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (isNode(at, 'funcdef', 'classdef')) names.unshift((at.children[1] as Leaf).value);
    else if (at === node) names.unshift('lambda');
  }
  return { name: names.join('.'), node };
}

/** The first children of a `power`, up to and including `index`, as a tree of their own: for places in reports. */
export function prefixOf(power: Node, index: number): Tree {
  if (index === power.children.length - 1) return power;
  const children = power.children.slice(0, index + 1);
  return children.length === 1
    ? (children[0] as Tree)
    : { ...power, children, end: (children.at(-1) as Tree).end };
}
