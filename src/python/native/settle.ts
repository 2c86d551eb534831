/** Which handlers of a group are rewritten: those that no other code depends on staying as they are. */
import type { Tree } from '../tree.js';
import { strayUses } from './callers.js';
import type { Candidate } from './candidate.js';
import { exitProblems } from './flow/exit-problems.js';
import type { Neighbours } from './neighbours.js';
import { raisedTypes } from './raising.js';
import { type Forms, generalForms, makeLayout } from './rewrite/layout.js';
import type { Problem } from './unit.js';

/** Takes a handler out, for the reasons given. */
export type Block = (candidate: Candidate, problems: readonly Problem[]) => void;

/** Takes out candidates that others depend on staying as they are, until the rest agree. */
export function settle(
  candidates: readonly Candidate[],
  neighbours: Neighbours,
  block: Block,
): readonly Candidate[] {
  const forms = formsOf(candidates);
  const strays = strayUses(
    candidates.map((candidate) => candidate.unit),
    neighbours,
  );
  const kept = candidates.filter((candidate) => {
    const { unit, flow, mounts } = candidate;
    const problems = [
      ...strays(unit),
      ...exitProblems(unit, flow, makeLayout(unit, flow, forms as Forms), mounts),
    ];
    if (problems.length > 0) block(candidate, problems);
    return problems.length === 0;
  });
  const [first, ...others] = kept;
  if (first && raisedTypes(kept.map((candidate) => candidate.flow)).length > 1) {
    for (const candidate of others) block(candidate, [typeProblem(candidate.title)]);
    return settle([first], neighbours, block);
  }
  return kept.length === candidates.length ? kept : settle(kept, neighbours, block);
}

function typeProblem(tree: Tree): Problem {
  return {
    tree,
    message: 'its redirects by exception have another content type than those of other handlers',
  };
}

/** The forms that serve all of them; undefined where there are none. */
export function formsOf(candidates: readonly Candidate[]): Forms | undefined {
  return candidates
    .map((candidate) => candidate.forms)
    .reduce<Forms | undefined>((a, b) => (a ? generalForms(a, b) : b), undefined);
}
