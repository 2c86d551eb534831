/**
 * Modules of one handler that end requests by an exception: one of them defines it and the others import it from there, as long
 * as that makes no circle of imports.
 */
import { importedModules } from '../../import-statements.js';
import type { ExactModule } from '../../reader.js';
import type { Neighbours } from '../neighbours.js';
import type { Rewrite } from './context.js';
import type { CallGraph } from './shared-blocks.js';
import type { SupportCode } from './support.js';

/** A module, and its name in the import statements of the one that calls it. */
type Called = readonly [ExactModule, string];

/** @param supports what each module needs itself */
export function withOneException(
  graph: CallGraph,
  supports: ReadonlyMap<ExactModule, SupportCode>,
  rewrites: readonly Rewrite[],
  neighbours: Neighbours,
): CallGraph {
  const wider = new Map([...graph].map(([module, called]) => [module, new Map(called)] as const));
  for (const { module: home } of rewrites.filter((rewrite) => rewrite.home)) {
    const called = [...(graph.get(home) ?? [])].filter(([module]) => definesClasses(supports.get(module)));
    const alone = called.filter(([module]) => !reaches(wider, module, new Set(called.map(([one]) => one))));
    const may = ([definer, through]: Called, [other]: Called): boolean =>
      neighbours.find(other, through) === definer && !imports(definer, other, neighbours);
    const first = alone.find((one) => alone.every((other) => other === one || may(one, other)));
    for (const [other] of first ? alone.filter((one) => one !== first) : [])
      wider.get(other)?.set(...(first as Called));
  }
  return wider;
}

function definesClasses(support: SupportCode | undefined): boolean {
  return support?.blocks.some(([line = '']) => line.startsWith('class ')) ?? false;
}

/** Whether the module calls another one of them, which has the exception for both. */
function reaches(graph: CallGraph, module: ExactModule, others: ReadonlySet<ExactModule>): boolean {
  const seen = new Set([module]);
  for (const at of seen) for (const called of graph.get(at)?.keys() ?? []) seen.add(called);
  seen.delete(module);
  return [...seen].some((called) => others.has(called));
}

/** Whether `module` imports `wanted`, itself or through others. */
function imports(module: ExactModule, wanted: ExactModule, neighbours: Neighbours): boolean {
  const seen = new Set([module]);
  for (const at of seen) {
    for (const name of importedModules(at)) {
      const found = neighbours.find(at, name);
      if (found === wanted) return true;
      if (found) seen.add(found);
    }
  }
  return false;
}
