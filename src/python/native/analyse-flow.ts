/** Runs the walk over a whole unit. */
import { type Flow, makeWalk } from './flow.js';
import { walkResponder } from './flow-ends.js';
import { walkBody } from './flow-statements.js';
import type { ModPythonNames } from './mod-python-names.js';
import { FRESH } from './response-state.js';
import type { Unit } from './unit.js';

export function analyseFlow(unit: Unit, names: ModPythonNames): Flow {
  const walk = makeWalk(unit, names, walkBody);
  const frame = {
    walk,
    fn: unit.handler,
    responds: true,
    caught: false,
    active: [],
    observers: [],
    inner: new Map(),
  };
  walkResponder(frame, FRESH);
  return {
    before: walk.before,
    exits: [...walk.exits.values()],
    raised: [...walk.raised.values()],
    entries: walk.entries,
    problems: [...walk.problems].map(([tree, message]) => ({ tree, message })),
  };
}
