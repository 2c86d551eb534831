/**
 * `raise apache.SERVER_RETURN, apache.HTTP_NOT_FOUND` in functions that get no request: what the application raises and answers
 * itself takes its place, as long as all that goes with the error is its code.
 */
import type { ExactModule } from '../reader.js';
import {
  ancestor,
  descendants,
  encloses,
  isName,
  isNode,
  isToken,
  type Leaf,
  leaves,
  type Node,
  type Tree,
} from '../tree.js';
import { type Change, change } from './changes.js';
import { constantResult, raisedServerReturn } from './flow/ends.js';
import type { Flow } from './flow/flow.js';
import { isInImport, type ModPythonNames, modPythonNames } from './mod-python-names.js';
import type { MountFacts } from './mount-facts.js';
import { usesOf } from './rewrite/layout.js';
import { isAllowing, statusLine } from './status.js';
import { functionsIn, type Problem, type Unit, type UnitFunction } from './unit.js';
import type { Use } from './uses/uses.js';

export interface OutsideRaise {
  readonly statement: Node;
  readonly code: number;
}

/** @param external names of the module that other files use: those would not answer the exception */
export function outsideRaises(
  module: ExactModule,
  names: ModPythonNames,
  unit: Unit,
  mounts: readonly MountFacts[],
  external: ReadonlySet<string>,
): readonly OutsideRaise[] {
  // An error keeps the headers of err_headers_out, which only the functions with a request know.
  if (usesOf(unit, 'header').some(([, use]) => use.table === 'err')) return [];
  const inside = new Set<Node>([...unit.functions.values()].map((fn) => fn.node));
  return [...descendants(module.tree)].flatMap((statement) => {
    if (!isNode(statement, 'raise_stmt')) return [];
    const value = raisedServerReturn(names, statement);
    const code = value ? constantResult(names, value) : undefined;
    const fn = outermost(statement);
    const name = fn ? (fn.children[1] as Leaf).value : '';
    if (!fn || inside.has(fn) || external.has(name) || isNamedAtImport(module, name)) return [];
    if (code === undefined || code < 400 || isAllowing(code) || statusLine(code) === undefined) return [];
    return mounts.some((mount) => mount.errorDocuments.has(code)) ? [] : [{ statement, code }];
  });
}

/**
 * The same for a handler, whose answer must not have begun where it may run such a statement, and which alone may do so.
 */
export function handlerRaises(
  module: ExactModule,
  unit: Unit,
  flow: Flow,
  mounts: readonly MountFacts[],
  external: ReadonlySet<string>,
): readonly OutsideRaise[] {
  const { names } = functionsIn(unit, module)[0] ?? { names: modPythonNames(module) };
  const inside = new Set<Node>(functionsIn(unit, module).map((fn) => fn.node));
  return outsideRaises(module, names, unit, mounts, external).filter(({ statement }) => {
    const callers = callersOf(module, outermost(statement) as Node, inside);
    return callers?.every(
      (leaf) =>
        !isNamedAtImport(module, leaf.value) && !external.has(leaf.value) && !hasBegun(unit, flow, leaf),
    );
  });
}

/** Where functions of the unit name the function, or another that names it; undefined where other code does as well. */
function callersOf(module: ExactModule, fn: Node, inside: ReadonlySet<Node>): readonly Leaf[] | undefined {
  const found: Leaf[] = [];
  const pending = [fn];
  for (const next of pending) {
    const name = (next.children[1] as Leaf).value;
    for (const leaf of leaves(module.tree)) {
      if (leaf.type !== 'NAME' || leaf.value !== name || leaf === next.children[1]) continue;
      const around = outermost(leaf);
      if (!around) return undefined;
      if (inside.has(around)) found.push(leaf);
      else if (isNode(around.parent, 'decorated')) return undefined;
      else if (!pending.includes(around)) pending.push(around);
    }
  }
  return found;
}

/** Whether something may have been written when the place is reached. */
function hasBegun(unit: Unit, flow: Flow, leaf: Leaf): boolean {
  const node = outermost(leaf) as Node;
  const fn = unit.functions.get(node) as UnitFunction;
  if (flow.entries.get(fn)?.sent !== false) return true;
  const loop = ancestor(leaf, 'for_stmt', 'while_stmt', 'funcdef') as Node;
  // What is not called where it is named, or is named in a function inside, runs at any time.
  const own = ancestor(leaf, 'funcdef', 'lambdef', 'old_lambdef') === node && isCalled(leaf);
  const end = own ? (loop === node ? leaf.start : loop.end) : node.end;
  return fn.uses.some((use) => use.leaf.start < end && writes(unit, use, new Set()));
}

/** `find(…)` and `lib.find(…)` */
function isCalled(leaf: Leaf): boolean {
  const attribute = isNode(leaf.parent, 'trailer') ? leaf.parent : undefined;
  const around = attribute ? attribute.parent : leaf.parent;
  const next = isNode(around, 'power')
    ? around.children[around.children.indexOf(attribute ?? leaf) + 1]
    : undefined;
  return isNode(next, 'trailer') && isToken(next.children[0], '(');
}

function writes(unit: Unit, use: Use, seen: Set<UnitFunction>): boolean {
  if (use.kind !== 'call') return use.kind === 'write' || use.kind === 'file' || use.kind === 'idle';
  return use.callees.some(({ node }) => {
    const callee = unit.functions.get(node);
    if (!callee || seen.has(callee)) return false;
    seen.add(callee);
    return callee.uses.some((other) => writes(unit, other, seen));
  });
}

/** The function of the module that the statement is in, itself or by way of one inside it; undefined in a class. */
function outermost(statement: Tree): Node | undefined {
  let found: Node | undefined;
  for (let at = ancestor(statement, 'funcdef', 'classdef'); at; at = ancestor(at, 'funcdef', 'classdef')) {
    if (at.type === 'classdef') return undefined;
    found = at;
  }
  return found;
}

/** Whether a statement of the module itself names the function: it may run while the module is imported. */
function isNamedAtImport(module: ExactModule, name: string): boolean {
  return [...leaves(module.tree)].some(
    (leaf) => leaf.type === 'NAME' && leaf.value === name && ancestor(leaf, 'funcdef') === undefined,
  );
}

/** Every name in the statements: none of mod_python is left there. */
export function namesIn(raises: readonly OutsideRaise[]): ReadonlySet<Leaf> {
  return new Set(raises.flatMap(({ statement }) => [...leaves(statement)]));
}

export function raiseChanges(raises: readonly OutsideRaise[], httpError: string): readonly Change[] {
  return raises.map(({ statement, code }) =>
    change(statement.start, statement.end, `raise ${httpError}('${statusLine(code)}')`),
  );
}

/** mod_python in code that gets no request. */
export function outsideProblems(module: ExactModule, names: ModPythonNames, unit: Unit): readonly Problem[] {
  const inside = [...unit.functions.values()].map((fn) => fn.node);
  return [...leaves(module.tree)].flatMap((leaf) => {
    const name = isName(leaf) && !isInImport(leaf) ? names.nameOf(leaf) : undefined;
    if (!name || inside.some((node) => encloses(node, leaf))) return [];
    return [
      { tree: leaf as Tree, message: `\`${name.target}\` of mod_python is used where no request is given` },
    ];
  });
}
