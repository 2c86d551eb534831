/** Names of mod_python that stay in the code of a unit: constants become numbers, everything else is in the way. */
import type { ExactModule } from '../reader.js';
import { isName, isNode, type Leaf, leaves, type Tree } from '../tree.js';
import { stepsBehind } from './calls.js';
import { type Change, change } from './changes.js';
import type { Flow } from './flow/flow.js';
import { isInImport } from './mod-python-names.js';
import { caughtNames } from './raising.js';
import { resultCode } from './status.js';
import { functionsIn, type Problem, type Unit, type UnitFunction } from './unit.js';

interface Constant {
  readonly leaf: Leaf;
  readonly target: string;
  readonly end: number;
  readonly missing: boolean;
}

/** Names of mod_python in a function, but for those in statements or expressions that are replaced anyway. */
function constantsIn(fn: UnitFunction, replaced: ReadonlySet<Tree>): readonly Constant[] {
  const found: Constant[] = [];
  for (const leaf of leaves(fn.node)) {
    if (!isName(leaf) || isInImport(leaf)) continue;
    const name = fn.names.nameOf(leaf);
    if (!name || replaced.has(leaf) || isWithin(leaf, replaced)) continue;
    const step = stepsBehind(leaf)[name.steps - 1];
    found.push({ leaf, target: name.target, end: step?.node.end ?? leaf.end, missing: name.missing });
  }
  return found;
}

function isWithin(leaf: Leaf, trees: ReadonlySet<Tree>): boolean {
  for (let at: Tree | undefined = leaf; at; at = at.parent) if (trees.has(at)) return true;
  return false;
}

/** Statements that are replaced as a whole, so that names of mod_python in them do not matter. */
export function replacedTrees(flow: Flow, fn: UnitFunction): ReadonlySet<Tree> {
  const ends = [...flow.exits, ...flow.raised]
    .filter((exit) => exit.fn === fn && exit.end.kind !== 'tail')
    .map((exit) => exit.statement);
  const statuses = fn.uses.flatMap((use) => (use.kind === 'status' ? [use.statement] : []));
  // The level of a log message is dropped.
  const levels = fn.uses.flatMap((use) => (use.kind === 'log' && use.level ? [use.level] : []));
  const names = fn.uses.flatMap((use) =>
    use.kind === 'read' ? [use.name, use.last?.tree].filter((tree) => tree !== undefined) : [],
  );
  const moved = movedStatements(fn);
  const caught = caughtNames(fn);
  const logged = fn.uses.flatMap((use) => (use.kind === 'log' ? [use.leaf] : []));
  return new Set<Tree>([...ends, ...statuses, ...levels, ...names, ...moved, ...caught, ...logged]);
}

/** Statements of cookies and passwords: one takes the place of all that made them. */
export function movedStatements(fn: UnitFunction): readonly Tree[] {
  return fn.uses.flatMap((use) => {
    const moved =
      (use.kind === 'header' && (use.cookie ?? use.challenge)) || (use.kind === 'idle' && use.moved);
    return moved ? [use.statement] : [];
  });
}

export function constantProblems(unit: Unit, flow: Flow): readonly Problem[] {
  return [...unit.functions.values()].flatMap((fn) =>
    constantsIn(fn, replacedTrees(flow, fn))
      .filter(({ target }) => resultCode(target) === undefined)
      .map(({ leaf, target }) => ({
        tree: isNode(leaf.parent, 'power') ? leaf.parent : leaf,
        message: `\`${target}\` of mod_python is used`,
      })),
  );
}

export function constantChanges(flow: Flow, fn: UnitFunction): readonly Change[] {
  return constantsIn(fn, replacedTrees(flow, fn)).map(({ leaf, target, end }) =>
    change(leaf.start, end, String(resultCode(target))),
  );
}

/** Whether the handler uses `apache` without importing it. */
export function usesMissingApache(unit: Unit): boolean {
  return [...unit.functions.values()].some((fn) =>
    constantsIn(fn, new Set()).some((constant) => constant.missing),
  );
}

/** Names of mod_python in the unit's functions of `module`: none of them is left after the rewrite. */
export function goneLeaves(module: ExactModule, unit: Unit): readonly Leaf[] {
  return functionsIn(unit, module).flatMap((fn) =>
    constantsIn(fn, new Set()).map((constant) => constant.leaf),
  );
}
