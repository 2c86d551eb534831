/** Runs the walk over a whole unit. */

import type { Tree } from '../../tree.js';
import { FRESH, joined, type ResponseState } from '../response-state.js';
import type { Problem, Unit, UnitFunction } from '../unit.js';
import { walkResponder } from './ends.js';
import { type Flow, type Frame, makeWalk, type Walk } from './flow.js';
import { walkBody } from './statements.js';

/** @param handler the function of the unit that answers */
export function analyseFlow(unit: Unit, handler: UnitFunction): Flow {
  const walk = makeWalk(unit, walkBody);
  walkResponder(frameOf(walk, handler, true), FRESH);
  return flowOf(walk);
}

/** The publisher has said which methods it knows before it calls a page. */
const PUBLISHED: ResponseState = { ...FRESH, allow: ['GET', 'HEAD', 'POST'] };

/** Each of `pages` called by itself, with a fresh answer. */
export function analysePages(unit: Unit, pages: readonly UnitFunction[]): Flow {
  const walk = makeWalk(unit, walkBody);
  for (const page of pages) {
    walk.entries.set(page, joined(walk.entries.get(page), PUBLISHED) as ResponseState);
    walkBody({ ...frameOf(walk, page, false), active: [page.body] }, page.body, PUBLISHED);
  }
  return flowOf(walk);
}

function listed(found: ReadonlyMap<Tree, string>): readonly Problem[] {
  return [...found].map(([tree, message]) => ({ tree, message }));
}

function frameOf(walk: Walk, fn: UnitFunction, responds: boolean): Frame {
  return { walk, fn, responds, caught: false, active: [], observers: [], inner: new Map() };
}

function flowOf(walk: Walk): Flow {
  return {
    before: walk.before,
    exits: [...walk.exits.values()],
    raised: [...walk.raised.values()],
    entries: walk.entries,
    problems: listed(walk.problems),
    streams: listed(walk.streams),
  };
}
