/** What remains after `apply`: each thing once, though both the first plan and the comment it left tell of it. */
import type { UseFinding } from '../core/finding.js';
import { uses, type View } from './view.js';

export interface Left {
  /** At their places before the run. */
  readonly before: readonly UseFinding[];
  /** At their places now. */
  readonly now: readonly UseFinding[];
}

/** @param view the plan that was written @param after a plan of the result, undefined when it could not be made */
export function leftForPerson(view: View, after: View | undefined): Left {
  const second = after ? uses(after.plan) : [];
  const manual = uses(view.plan).filter((use) => use.state === 'manual' && !isRepeated(use, second));
  const commentsOf = (use: UseFinding) =>
    second.filter((one) => one.place.path === use.place.path && isCommentOf(use.code, one));
  const moved = new Map<UseFinding, UseFinding>();
  for (const use of manual) {
    const siblings = manual.filter(({ code, place }) => code === use.code && place.path === use.place.path);
    const comments = commentsOf(use);
    const comment = comments[siblings.indexOf(use)];
    if (comment && comments.length === siblings.length) moved.set(comment, { ...use, place: comment.place });
  }
  const told = new Set(manual.flatMap(commentsOf));
  const placed = new Set([...moved.values()].map(({ place }) => place));
  const isPlaced = (use: UseFinding) => commentsOf(use).some(({ place }) => placed.has(place));
  return {
    before: manual.filter((use) => !isPlaced(use)),
    now: second.flatMap((use) => moved.get(use) ?? (told.has(use) ? [] : [use])),
  };
}

/** Whether the second plan says the same of the file, at the new place of the line. */
function isRepeated(use: UseFinding, second: readonly UseFinding[]): boolean {
  return second.some(
    ({ code, message, place }) =>
      code === use.code && message === use.message && place.path === use.place.path,
  );
}

/** Whether a finding stands at the comment that a finding with this code has left. */
function isCommentOf(code: string, { name, message }: UseFinding): boolean {
  return name === 'left-by-hand' && message.includes(` ${code}: `);
}
