/** Functions that get the request, as conversion sees them. */
import type { ExactModule } from '../reader.js';
import type { Scope } from '../scopes/scope.js';
import { ownerOf, scopeOfNode } from '../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { type ModPythonNames, modPythonNames } from './mod-python-names.js';

export interface RequestFunction {
  readonly name: string;
  readonly module: ExactModule;
  /** What stands for mod_python in its module. */
  readonly names: ModPythonNames;
  /** `funcdef` */
  readonly node: Node;
  readonly scope: Scope;
  /** The parameter that is the request. */
  readonly parameter: Leaf;
  /** `suite`, or the `simple_stmt` behind the colon. */
  readonly body: Node;
}

/** The one module-level `def` that binds `name`; undefined when the name is bound any other way, or decorated. */
export function moduleFunction(module: ExactModule, name: string): Node | undefined {
  const uses = module.scopes().bindings.get(name)?.uses ?? [];
  const stores = uses.filter((use) => use.kind !== 'load');
  const [only] = stores;
  if (stores.length !== 1 || only?.kind !== 'def') return undefined;
  const node = only.leaf.parent;
  return isNode(node, 'funcdef') && node.parent === module.tree ? node : undefined;
}

/** Why `name` is no function that can be rewritten, and where. */
export function whyNoFunction(
  module: ExactModule,
  name: string,
): { readonly tree: Tree; readonly message: string } {
  const stores =
    module
      .scopes()
      .bindings.get(name)
      ?.uses.filter((use) => use.kind !== 'load') ?? [];
  const [first, second] = stores;
  if (!first) return { tree: module.tree, message: `this module does not define \`${name}\`` };
  const tree = (second ?? first).leaf;
  if (second) return { tree, message: `\`${name}\` is defined more than once` };
  if (first.kind === 'class') return { tree, message: `\`${name}\` is a class` };
  if (first.kind === 'import') return { tree, message: `\`${name}\` is imported from another module` };
  if (first.kind !== 'def') return { tree, message: `\`${name}\` is an object and not a function` };
  const decorated = isNode(tree.parent?.parent, 'decorated');
  return { tree, message: `\`${name}()\` is ${decorated ? 'decorated' : 'defined only under a condition'}` };
}

/** Leaves of the positional parameters, in order; undefined where one is a tuple, `*args`, `**kw` or keyword-only. */
export function parameterLeaves(funcdef: Node): readonly Leaf[] | undefined {
  const { leaves, more } = leadingParameters(funcdef);
  return more ? undefined : leaves;
}

/** Leaves of the positional parameters in front of the first that is a tuple, `*args`, `**kw` or keyword-only. */
export function leadingParameters(funcdef: Node): {
  readonly leaves: readonly Leaf[];
  readonly more: boolean;
} {
  const parameters = funcdef.children.find((child) => isNode(child, 'parameters')) as Node;
  const inside = parameters.children[1] as Tree;
  if (isToken(inside, ')')) return { leaves: [], more: false };
  const list = isNode(inside, 'varargslist', 'typedargslist') ? inside.children : [inside];
  const found: Leaf[] = [];
  for (let index = 0; index < list.length; index++) {
    const tree = list[index] as Tree;
    if (isToken(tree, ',')) continue;
    if (isToken(tree, '=')) {
      index++;
      continue;
    }
    if (!isName(tree)) return { leaves: found, more: true };
    found.push(tree);
  }
  return { leaves: found, more: false };
}

export function requestFunction(
  module: ExactModule,
  node: Node,
  parameter: Leaf,
): RequestFunction | undefined {
  const scope = scopeOfNode(module.scopes(), node);
  if (!scope) return undefined;
  return {
    name: (node.children[1] as Leaf).value,
    module,
    names: modPythonNames(module),
    node,
    scope,
    parameter,
    body: node.children.at(-1) as Node,
  };
}

/** All places that name the variable `name` of `scope`, in inner functions too. @returns undefined when one is no plain load */
export function loadsOf(scope: Scope, name: string): readonly Leaf[] | undefined {
  const found: Leaf[] = [];
  for (const use of scope.bindings.get(name)?.uses ?? []) {
    if (use.kind === 'load') found.push(use.leaf);
    else if (use.kind !== 'parameter') return undefined;
  }
  for (const inner of innerScopes(scope)) {
    const binding = inner.bindings.get(name);
    if (binding?.resolution !== 'free' || ownerOf(inner, name) !== scope) continue;
    for (const use of binding.uses) {
      if (use.kind !== 'load') return undefined;
      found.push(use.leaf);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** All scopes inside `scope`. */
export function* innerScopes(scope: Scope): Generator<Scope> {
  for (const child of scope.children) {
    yield child;
    yield* innerScopes(child);
  }
}
