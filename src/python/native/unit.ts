/** The closed unit of a handler: the functions of its module that get the request, and every use of it in them. */
import type { ExactModule } from '../reader.js';
import { ancestor, isNode, type Leaf, type Node, type Tree } from '../tree.js';
import { leadingParameters, parameterLeaves, type RequestFunction, requestFunction } from './function.js';
import { sharedAttributes } from './uses/own-attributes.js';
import { requestUses, type UseContext } from './uses/request-uses.js';
import type { Callee, CallUse, Use } from './uses/uses.js';

/** A responder's result is the handler's result; a helper only does something on the way. */
export type Role = 'responder' | 'helper';

export interface UnitFunction extends RequestFunction {
  readonly role: Role;
  readonly uses: readonly Use[];
  /** By the leaf that names the request. */
  readonly byLeaf: ReadonlyMap<Leaf, Use>;
}

export interface Problem {
  readonly tree: Tree;
  readonly message: string;
}

export interface Unit {
  /** The function that answers; undefined where others call what is here: the pages of a publisher. */
  readonly handler: UnitFunction | undefined;
  /** All functions by their `funcdef`, the handler included. */
  readonly functions: ReadonlyMap<Node, UnitFunction>;
  readonly problems: readonly Problem[];
}

/** The function that the call runs, or one of those that have the same parameters. */
export function firstCallee(unit: Unit, use: CallUse): UnitFunction | undefined {
  const [first] = use.callees;
  return first && unit.functions.get(first.node);
}

/** All modules that the unit has functions of. */
export function modulesOf(unit: Unit): readonly ExactModule[] {
  return [...new Set([...unit.functions.values()].map((fn) => fn.module))];
}

/** The functions of the unit that `module` defines. */
export function functionsIn(unit: Unit, module: ExactModule): readonly UnitFunction[] {
  return [...unit.functions.values()].filter((fn) => fn.module === module);
}

/** The functions that get the same parameters as `fn`, because one call may mean each of them; `fn` is among them. */
export function groupOf(unit: Unit, fn: UnitFunction): readonly UnitFunction[] {
  const nodes = new Set([fn.node]);
  for (let size = 0; size !== nodes.size; ) {
    size = nodes.size;
    for (const { uses } of unit.functions.values()) {
      for (const use of uses) {
        if (use.kind !== 'call' || !use.callees.some(({ node }) => nodes.has(node))) continue;
        for (const { node } of use.callees) nodes.add(node);
      }
    }
  }
  return [...nodes].flatMap((node) => unit.functions.get(node) ?? []);
}

/** @param node the handler's `funcdef`, which has one parameter */
export function findUnit(context: UseContext, node: Node): Unit | undefined {
  const [parameter] = parameterLeaves(node) ?? [];
  const handler = parameter && requestFunction(context.module, node, parameter);
  if (!handler) return undefined;
  const { functions, problems } = closure(context, [[handler, 'responder']]);
  return { handler: functions.get(handler.node) as UnitFunction, functions, problems };
}

/** The unit of functions that something else calls, with the request among their arguments. */
export function findPages(context: UseContext, pages: readonly RequestFunction[]): Unit {
  const found = closure(
    context,
    pages.map((page) => [page, 'helper'] as const),
  );
  return { handler: undefined, ...found };
}

function closure(
  context: UseContext,
  start: readonly (readonly [RequestFunction, Role])[],
): Pick<Unit, 'functions' | 'problems'> {
  const functions = new Map<Node, UnitFunction>();
  const problems: Problem[] = [];
  const pending = [...start];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [fn, role] = next;
    const known = functions.get(fn.node);
    if (known) {
      if (known.role !== role || known.parameter !== fn.parameter) problems.push(mixedRoles(fn));
      continue;
    }
    const found = unitFunction(context, fn, role);
    functions.set(fn.node, found);
    problems.push(...shapeProblems(found));
    for (const use of found.uses) {
      if (use.kind === 'blocked') problems.push({ tree: use.tree, message: use.message });
      if (use.kind !== 'call') continue;
      const next = role === 'responder' && isTail(found, use) ? 'responder' : 'helper';
      if (use.callees.length > 1 && next === 'helper') problems.push(unusedChoice(use));
      for (const called of use.callees) {
        const callee = calleeOf(use, called);
        if ('message' in callee) problems.push(callee);
        else pending.push([callee, next]);
      }
    }
  }
  problems.push(...sharedAttributes(functions.values()));
  return { functions, problems };
}

function unitFunction(context: UseContext, fn: RequestFunction, role: Role): UnitFunction {
  const uses = requestUses({ ...context, module: fn.module, names: fn.names }, fn);
  return { ...fn, role, uses, byLeaf: new Map(uses.map((use) => [use.leaf, use])) };
}

function mixedRoles(fn: RequestFunction): Problem {
  const message = `\`${fn.name}()\` gets the request in several ways, or its result is used in several ways`;
  return { tree: fn.node.children[1] as Tree, message };
}

function shapeProblems(fn: UnitFunction): readonly Problem[] {
  const at = fn.node.children[1] as Tree;
  if (fn.scope.generator) return [{ tree: at, message: `\`${fn.name}()\` is a generator` }];
  if (fn.scope.dynamic) return [{ tree: at, message: `\`${fn.name}()\` uses \`exec\` or \`import *\`` }];
  return [];
}

/** `return helper(req)`, in the function itself and not in one inside it. */
function isTail(fn: RequestFunction, use: CallUse): boolean {
  const whole = use.power.children.at(-1) === use.call && isNode(use.power.parent, 'return_stmt');
  return whole && ancestor(use.power, 'funcdef', 'lambdef') === fn.node;
}

function unusedChoice(use: CallUse): Problem {
  return {
    tree: use.power,
    message: 'a function is chosen from a table, and its result is not that of the handler',
  };
}

function calleeOf(use: CallUse, { module, node }: Callee): RequestFunction | Problem {
  const shown = `\`${use.leaf.value}\` is passed to \`${(node.children[1] as Leaf).value}()\``;
  const { leaves } = leadingParameters(node);
  const parameter =
    typeof use.argument === 'number'
      ? leaves[use.argument]
      : leaves.find((leaf) => leaf.value === use.argument);
  const fn = parameter && requestFunction(module, node, parameter);
  return fn ?? { tree: use.power, message: `${shown}, whose parameters cannot be matched` };
}
