/** Problems as reasons: each has a place in the file of the handler. */
import type { ExactModule } from '../reader.js';
import { encloses, type Leaf, type Tree } from '../tree.js';
import type { Reason } from './native-result.js';
import type { Neighbours } from './neighbours.js';
import type { Problem, Unit, UnitFunction } from './unit.js';

/**
 * Problems with their places, in the order of the file, each place and sentence once.
 * @param module the file of the handler
 * @param unit the functions that the problems lie in, where they may be those of other files
 */
export function toReasons(
  module: ExactModule,
  problems: readonly Problem[],
  unit?: Unit,
  neighbours?: Neighbours,
): readonly Reason[] {
  const { source } = module;
  const found = new Map<string, Reason>();
  for (const problem of problems) {
    const { tree, message } = unit && neighbours ? athome(module, problem, unit, neighbours) : problem;
    const { line, column } = source.position(tree.start);
    const start = source.byteOffset(tree.start);
    const end = source.byteOffset(tree.end);
    found.set(`${start} ${message}`, { start, end, line, column, message });
  }
  return [...found.values()].sort((a, b) => a.start - b.start || (a.message < b.message ? -1 : 1));
}

/** What lies in another file is said where the handler's file gives the request away. */
function athome(home: ExactModule, problem: Problem, unit: Unit, neighbours: Neighbours): Problem {
  const functions = [...unit.functions.values()];
  const root = rootOf(problem.tree);
  const there = functions.filter((fn) => fn.module.tree === root);
  const fn = there.find(({ node }) => encloses(node, problem.tree));
  const [any] = there;
  const { module } = any ?? {};
  if (!module || module === home) return problem;
  const { line } = module.source.position(problem.tree.start);
  const place = `${neighbours.fileName(module)}, line ${line}`;
  const shown = fn ? `in \`${fn.name}()\` of ${place}` : `in ${place}`;
  const tree = callFrom(home, (fn ?? any) as UnitFunction, unit);
  return { tree: tree ?? (unit.handler?.node.children[1] as Tree), message: `${shown}, ${problem.message}` };
}

/** The call in the file `home` that leads to `fn`, directly or through other functions. */
function callFrom(home: ExactModule, fn: UnitFunction, unit: Unit): Leaf | undefined {
  const seen = new Set<UnitFunction>();
  const pending = [fn];
  for (let next = pending.shift(); next; next = pending.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const caller of unit.functions.values()) {
      for (const use of caller.uses) {
        if (use.kind !== 'call' || !use.callees.some(({ node }) => node === next.node)) continue;
        if (caller.module === home) return use.leaf;
        pending.push(caller);
      }
    }
  }
  return undefined;
}

function rootOf(tree: Tree): Tree {
  let at = tree;
  while (at.parent) at = at.parent;
  return at;
}
