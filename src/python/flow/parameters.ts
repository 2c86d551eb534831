/** Parameters of functions, and which of them an argument reaches. */
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';

export interface Parameters {
  /** Tuples that 2.7 unpacks, by position. */
  readonly tuples: ReadonlyMap<number, Node>;
  /** Plain parameters in order; undefined where 2.7 unpacks a tuple. */
  readonly plain: readonly (Leaf | undefined)[];
  /** `*args` */
  readonly rest: Leaf | undefined;
  /** `**kwargs` */
  readonly keywords: Leaf | undefined;
}

/** How an argument is passed. */
export type ArgumentPlace =
  | { readonly kind: 'position'; readonly index: number }
  | { readonly kind: 'keyword'; readonly name: string }
  /** `*value` or `**value`, or behind one: any parameter may get it. */
  | { readonly kind: 'any' };

/** @param node a `funcdef` or one of the lambda nodes */
export function parametersOf(node: Node): Parameters {
  const list = parameterList(node);
  const plain: (Leaf | undefined)[] = [];
  const tuples = new Map<number, Node>();
  let rest: Leaf | undefined;
  let keywords: Leaf | undefined;
  const children = list === undefined ? [] : isParameterList(list) ? list.children : [list];
  let keywordOnly = false;
  for (const [index, child] of children.entries()) {
    const before = children[index - 1];
    if (isToken(before, '=')) continue;
    if (isToken(child, '*') && !nameIn(children[index + 1])) keywordOnly = true;
    const name = nameIn(child);
    if (name === undefined && !isNode(child, 'fpdef')) continue;
    if (isToken(before, '*')) {
      rest = name;
      keywordOnly = true;
    } else if (isToken(before, '**')) keywords = name;
    else if (!keywordOnly) {
      if (name === undefined && isNode(child, 'fpdef')) tuples.set(plain.length, child);
      plain.push(name);
    }
  }
  return { plain, tuples, rest, keywords };
}

/** The parameters that may receive the argument. @param shift 1 when the first parameter is bound already (`self`) */
export function receivers(node: Node, place: ArgumentPlace, shift: number): readonly Leaf[] {
  const { plain, rest, keywords } = parametersOf(node);
  const known = (leaf: Leaf | undefined): readonly Leaf[] => (leaf ? [leaf] : []);
  if (place.kind === 'position') {
    const index = place.index + shift;
    return index < plain.length ? known(plain[index]) : known(rest);
  }
  if (place.kind === 'keyword') {
    const named = allNames(node).find((leaf) => leaf.value === place.name);
    return known(named ?? keywords);
  }
  return [...plain.slice(shift), rest, keywords].filter((leaf) => leaf !== undefined);
}

/** Whether the argument lands in `*args` or `**kwargs`. */
export function isCollecting(node: Node, leaf: Leaf): boolean {
  const { rest, keywords } = parametersOf(node);
  return leaf === rest || leaf === keywords;
}

function allNames(node: Node): readonly Leaf[] {
  const list = parameterList(node);
  if (list === undefined) return [];
  const children = isParameterList(list) ? list.children : [list];
  const isDefault = (index: number): boolean => isToken(children[index - 1], '=');
  return children.flatMap((child, index) => (isDefault(index) ? [] : (nameIn(child) ?? [])));
}

function parameterList(node: Node): Tree | undefined {
  if (node.type === 'funcdef') {
    const parameters = node.children[2] as Node;
    return parameters.children.length === 3 ? parameters.children[1] : undefined;
  }
  return node.children.length === 4 ? node.children[1] : undefined;
}

function isParameterList(tree: Tree): tree is Node {
  return isNode(tree, 'varargslist', 'typedargslist');
}

/** `x`, `x: int`, `(x)`; undefined for a tuple and for punctuation. */
function nameIn(tree: Tree | undefined): Leaf | undefined {
  if (isName(tree)) return tree;
  if (isNode(tree, 'tfpdef', 'tfpdef_star')) return tree.children[0] as Leaf;
  return isNode(tree, 'fpdef') ? nameIn(tree.children[1]) : undefined;
}
