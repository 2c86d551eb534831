/**
 * Functions that a call may reach although its callee is not known: by the name of the method, or because some code keeps the
 * function itself (in a table, a decorator, an argument) and calls it later. As with pointers to functions in C: a function
 * that nobody takes hold of can only be called by its name.
 */

import { mangle } from '../scopes/mangle.js';
import { scopeOfNode } from '../scopes/scopes.js';
import { stringValue } from '../string-literal.js';
import { isCall, isNode, isToken, LAMBDAS, type Leaf, type Node, type Tree } from '../tree.js';
import { decoratorsOf, methodOwner } from './definitions.js';
import type { FunctionRef, Meanings } from './meaning.js';
import { parametersOf } from './parameters.js';
import type { Program, ProgramModule } from './program.js';

/** A function, and how many of its first parameters the caller does not fill. */
export interface Reachable {
  readonly fn: FunctionRef;
  readonly shift: number;
}

const BINDING_DECORATORS = new Set(['staticmethod', 'classmethod', 'property']);

export class ReachableFunctions {
  private named: ReadonlyMap<string, readonly Reachable[]> | undefined;
  private kept: readonly Reachable[] | undefined;
  private keptNodes: ReadonlySet<Node> | undefined;

  constructor(private readonly meanings: Meanings) {}

  private get program(): Program {
    return this.meanings.program;
  }

  /** Functions and methods of that name that can be called with so many arguments. */
  byName(name: string, count: number): readonly Reachable[] {
    this.named ??= this.allByName();
    return (this.named.get(name) ?? []).filter((one) => accepts(one, count));
  }

  /** Functions that code takes hold of without calling them, and that can be called with so many arguments. */
  byValue(count: number): readonly Reachable[] {
    this.kept ??= this.allKept();
    return this.kept.filter((one) => accepts(one, count));
  }

  /** Whether code takes hold of the function without calling it, so that it may be called from anywhere. */
  isKept(node: Node): boolean {
    this.kept ??= this.allKept();
    this.keptNodes ??= new Set(this.kept.map(({ fn }) => fn.node));
    return this.keptNodes.has(node);
  }

  /** Whether code of the site sets an attribute of that name on something called `req`. */
  isOwn(name: string): boolean {
    return this.program
      .attributeSites(name)
      .some(({ power }) => isToken(power.children[0], 'req') || isToken(power.children[0], 'request'));
  }

  private allByName(): ReadonlyMap<string, readonly Reachable[]> {
    const found = new Map<string, Reachable[]>();
    for (const module of this.program.modules.values()) {
      for (const node of this.program.indexOf(module).functions) {
        if (node.type !== 'funcdef') continue;
        const name = (node.children[1] as Leaf).value;
        found.set(name, [...(found.get(name) ?? []), reachable(module, node)]);
      }
    }
    return found;
  }

  private allKept(): readonly Reachable[] {
    const names = this.namesTaken();
    const asked = this.askedByName();
    return [...this.program.modules.values()].flatMap((module) =>
      this.program.indexOf(module).functions.flatMap((node) => {
        const owner = scopeOfNode(module.root, node)?.parent?.node;
        const taken =
          node.type === 'funcdef'
            ? (owner !== undefined && asked.has(owner)) || this.isTaken(module, node, names)
            : !isCalledInPlace(node);
        return taken ? [reachable(module, node)] : [];
      }),
    );
  }

  /** Attribute names that are read without a call: `self.index` in a table. */
  private namesTaken(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const module of this.program.modules.values()) {
      for (const [name, places] of this.program.indexOf(module).attributes) {
        if (places.some(({ power, index }) => !isCall(power.children[index + 1]))) found.add(name);
      }
    }
    return found;
  }

  /** Classes and modules of which `getattr(object, computed)` takes any member: their nodes. */
  private askedByName(): ReadonlySet<Node> {
    const found = new Set<Node>();
    for (const module of this.program.modules.values()) {
      for (const { leaf } of this.program.usesOf(module, module.root, 'getattr')) {
        const list = computedName(leaf);
        if (!list) continue;
        for (const meaning of this.meanings.of(module, list.children[0] as Tree)) {
          if (meaning.kind === 'module') found.add(meaning.module.root.node);
          else if (meaning.kind === 'class' || meaning.kind === 'instance') {
            const { bases } = this.meanings.classes.family(meaning.of);
            for (const { node } of [...bases, ...this.meanings.classes.descendantsOf(meaning.of)])
              found.add(node);
          }
        }
      }
    }
    return found;
  }

  private isTaken(module: ProgramModule, node: Node, attributes: ReadonlySet<string>): boolean {
    const leaf = node.children[1] as Leaf;
    if (leaf.value === '__call__') return true;
    if (decoratorsOf(node).some((name) => !BINDING_DECORATORS.has(name))) return true;
    if (attributes.has(leaf.value)) return true;
    const owner = scopeOfNode(module.root, node)?.parent;
    if (!owner) return false;
    const uses = this.program.usesOf(module, owner, mangle(leaf.value, undefined));
    return uses.some(({ kind, leaf: use }) => kind === 'load' && !isCalled(use));
  }
}

/** The arguments of `getattr(x, name)` where the name is no literal. */
function computedName(leaf: Leaf): Node | undefined {
  const call = isNode(leaf.parent, 'power') ? leaf.parent.children[1] : undefined;
  const list = isNode(call, 'trailer') ? call.children[1] : undefined;
  return isNode(list, 'arglist') && stringValue(list.children[2]) === undefined ? list : undefined;
}

function reachable(module: ProgramModule, node: Node): Reachable {
  const bound = methodOwner(module, node) !== undefined && !decoratorsOf(node).includes('staticmethod');
  return { fn: { module, node }, shift: bound ? 1 : 0 };
}

function accepts({ fn, shift }: Reachable, count: number): boolean {
  const { plain, rest } = parametersOf(fn.node);
  return rest !== undefined || plain.length - shift >= count;
}

function isCalled(leaf: Leaf): boolean {
  const { parent } = leaf;
  return isNode(parent, 'power') && isCall(parent.children[parent.children.indexOf(leaf) + 1]);
}

function isCalledInPlace(lambda: Node): boolean {
  const { parent } = lambda;
  return (
    isNode(lambda, ...LAMBDAS) &&
    isNode(parent, 'atom') &&
    isNode(parent.parent, 'power') &&
    isCall(parent.parent.children[1])
  );
}
