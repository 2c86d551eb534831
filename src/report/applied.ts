/** What `apply` did, and what it leaves to a person. */
import type { Finding } from '../core/finding.js';
import type { Paint } from './colors.js';
import { leftForPerson } from './left-for-a-person.js';
import { count, printable } from './printable.js';
import { sumLine } from './summary.js';
import { problemLine } from './text.js';
import { location, notes, uses, type View } from './view.js';

export interface Applied {
  /** The plan that was written. */
  readonly view: View;
  /** A second plan, made from the result: what remains, at its new places. Undefined when it could not be made. */
  readonly after: View | undefined;
  readonly files: readonly { readonly path: string; readonly action: 'change' | 'create' }[];
  readonly quiet: boolean;
  readonly paint: Paint;
}

export function appliedReport(applied: Applied): readonly string[] {
  const { view, after, files, quiet, paint } = applied;
  const created = files.filter((file) => file.action === 'create').length;
  const head =
    files.length === 0
      ? 'Nothing to change.'
      : `Wrote ${count(files.length, 'file')}: ${created} created, ${files.length - created} changed.`;
  const lines = [paint.bold(head), `${sumLine(view.plan)}.`];
  if (quiet) return lines;
  const toReview = uses(view.plan).filter((use) => use.state === 'review');
  const { before, now } = leftForPerson(view, after);
  return [
    ...lines,
    ...view.plan.problems.map((problem) => `left out: ${problemLine(view, problem)}`),
    ...list(
      'Converted, please look (lines as they were before)',
      toReview.map((use) => [describe(view, use, paint)]),
    ),
    ...list(
      'To be done by hand (lines as they were before)',
      before.map((use) => [
        describe(view, use, paint),
        ...(use.todo ? [`  do  ${printable(use.todo)}`] : []),
      ]),
    ),
    ...list(
      'To be known',
      notes(view.plan)
        .filter(({ severity, confidence }) => severity !== 'note' && confidence !== 'safe')
        .map((note) => [
          describe(view, note, paint),
          ...(note.todo ? [`  do  ${printable(note.todo)}`] : []),
        ]),
    ),
    ...list(
      'Left for you',
      now.map((use) => [
        describe(after ?? view, use, paint),
        ...(use.todo ? [`  do  ${printable(use.todo)}`] : []),
      ]),
    ),
    ...(after ? secondPass(after) : []),
  ];
}

function describe(
  view: View,
  use: Pick<Finding, 'place' | 'code' | 'name' | 'message'>,
  paint: Paint,
): string {
  return `${paint.cyan(printable(location(view, use.place)))}  ${use.code} ${use.name}: ${printable(use.message)}`;
}

function list(title: string, entries: readonly (readonly string[])[]): readonly string[] {
  if (entries.length === 0) return [];
  return ['', `${title}, ${entries.length}:`, ...entries.flat().map((line) => `  ${line}`)];
}

/** A second run must find nothing to do. If it does, that is our fault, and the user should know at once. */
function secondPass({ plan }: View): readonly string[] {
  const more = plan.changes.length + plan.creates.length;
  if (more === 0) return [];
  return [
    '',
    `A second run would change ${count(more, 'more file')}: this is a fault of migrate, please report it.`,
  ];
}
