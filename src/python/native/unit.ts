/** The closed unit of a handler: the functions of its module that get the request, and every use of it in them. */
import type { ExactModule } from '../reader.js';
import { allScopes } from '../scopes/scopes.js';
import { ancestor, isNode, type Leaf, type Node, type Tree } from '../tree.js';
import { moduleFunction, parameterLeaves, type RequestFunction, requestFunction } from './function.js';
import { sharedAttributes } from './uses/own-attributes.js';
import { requestUses, type UseContext } from './uses/request-uses.js';
import type { CallUse, Use } from './uses/uses.js';

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
  /** All functions by name, the handler included. */
  readonly functions: ReadonlyMap<string, UnitFunction>;
  readonly problems: readonly Problem[];
}

/** The functions that get the same parameters as `fn`, because one call may mean each of them; `fn` is among them. */
export function groupOf(unit: Unit, fn: UnitFunction): readonly UnitFunction[] {
  const names = new Set([fn.name]);
  for (let size = 0; size !== names.size; ) {
    size = names.size;
    for (const { uses } of unit.functions.values()) {
      for (const use of uses) {
        if (use.kind !== 'call' || !use.callees.some((name) => names.has(name))) continue;
        for (const name of use.callees) names.add(name);
      }
    }
  }
  return [...names].flatMap((name) => unit.functions.get(name) ?? []);
}

/** @param node the handler's `funcdef`, which has one parameter */
export function findUnit(context: UseContext, node: Node): Unit | undefined {
  const [parameter] = parameterLeaves(node) ?? [];
  const handler = parameter && requestFunction(context.module, node, parameter);
  if (!handler) return undefined;
  const { functions, problems } = closure(context, [[handler, 'responder']]);
  return { handler: functions.get(handler.name) as UnitFunction, functions, problems };
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
  const functions = new Map<string, UnitFunction>();
  const problems: Problem[] = [];
  const pending = [...start];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [fn, role] = next;
    const known = functions.get(fn.name);
    if (known) {
      if (known.role !== role || known.parameter !== fn.parameter) problems.push(mixedRoles(fn));
      continue;
    }
    const found = unitFunction(context, fn, role);
    functions.set(fn.name, found);
    problems.push(...shapeProblems(found));
    for (const use of found.uses) {
      if (use.kind === 'blocked') problems.push({ tree: use.tree, message: use.message });
      if (use.kind !== 'call') continue;
      const next = role === 'responder' && isTail(found, use) ? 'responder' : 'helper';
      if (use.callees.length > 1 && next === 'helper') problems.push(unusedChoice(use));
      for (const name of use.callees) {
        const callee = calleeOf(context, use, name);
        if ('message' in callee) problems.push(callee);
        else pending.push([callee, next]);
      }
    }
  }
  problems.push(...sharedAttributes(functions.values()));
  return { functions, problems };
}

function unitFunction(context: UseContext, fn: RequestFunction, role: Role): UnitFunction {
  const uses = requestUses(context, fn);
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

function calleeOf(context: UseContext, use: CallUse, name: string): RequestFunction | Problem {
  const shown = `\`${use.leaf.value}\` is passed to \`${name}()\``;
  const node = moduleFunction(context.module, name);
  if (!node) return { tree: use.power, message: `${shown}, which is not a plain function of this module` };
  const parameters = parameterLeaves(node);
  const parameter =
    typeof use.argument === 'number'
      ? parameters?.[use.argument]
      : parameters?.find((leaf) => leaf.value === use.argument);
  const fn = parameter && requestFunction(context.module, node, parameter);
  return fn ?? { tree: use.power, message: `${shown}, whose parameters cannot be matched` };
}

/**
 * Functions whose parameters change must not be named anywhere else.
 * @param units all units that are rewritten together
 */
export function strayUses(module: ExactModule, unit: Unit, units: readonly Unit[]): readonly Problem[] {
  const called = new Set(
    units.flatMap((other) => [...other.functions.values()]).flatMap((fn) => fn.uses.flatMap(calledLeaves)),
  );
  return [...unit.functions.values()].flatMap((fn) => {
    const message =
      fn === unit.handler
        ? `the handler \`${fn.name}\` is also used by other code of this module`
        : `\`${fn.name}\` is also used where it does not get the request of a handler that can be rewritten`;
    return namedAnywhere(module, fn.name)
      .filter((leaf) => !called.has(leaf))
      .map((tree) => ({ tree, message }));
  });
}

function calledLeaves(use: Use): readonly Tree[] {
  return use.kind === 'call' ? use.named : [];
}

/** Every use of the module's variable but its definition, whatever function it is in. */
function namedAnywhere(module: ExactModule, name: string): readonly Leaf[] {
  const root = module.scopes();
  return [...allScopes(root)].flatMap((scope) => {
    const binding = scope.bindings.get(name);
    if (!binding || (scope !== root && !binding.resolution.startsWith('global'))) return [];
    return binding.uses.filter((use) => use.kind !== 'def').map((use) => use.leaf);
  });
}
