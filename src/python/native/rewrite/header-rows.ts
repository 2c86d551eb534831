/** Headers that are set one right behind the other: where the first of them begins the list, they are written as one list. */
import type { ExactModule } from '../../reader.js';
import { encloses, isNode, type Node } from '../../tree.js';
import type { UnitFunction } from '../unit.js';
import type { HeaderUse, TypeUse, Use } from '../uses/uses.js';
import type { Rewrite } from './context.js';
import { isApart } from './kept.js';
import type { Layout } from './layout.js';

/** Where a header stands in such a list. */
export interface RowPlace {
  readonly first: boolean;
  readonly last: boolean;
}

/** @returns undefined for a header that is put into a list that is there already, and for all of a Headers object */
export function rowPlace(rewrite: Rewrite, fn: UnitFunction, use: Use): RowPlace | undefined {
  const { layout, module } = rewrite;
  if (layout.headers === 'object' || !isListed(layout, use)) return undefined;
  const members = [...fn.uses.filter((other) => isListed(layout, other))] as readonly Listed[];
  const first = rowStart(module, fn, members, layout, use);
  if (!first) return undefined;
  const next = members.find(
    (other) => listOf(layout, other) === listOf(layout, use) && isRightBehind(module, fn, use, other),
  );
  // One that is never reached begins a list of its own.
  const begins = next !== undefined && layout.functions.get(fn)?.first.has(next) === true;
  return { first: first === use, last: !next || begins };
}

/** What stands in front of a header in the list. @param variable the list */
export function rowHead(variable: string, { first }: RowPlace): string {
  const head = `${variable} = [`;
  return first ? head : ' '.repeat(head.length);
}

type Listed = HeaderUse | TypeUse;

/** Whether the use puts something into a list of headers. */
function isListed(layout: Layout, use: Use): use is Listed {
  if (use.kind === 'type') return layout.type === 'header';
  return use.kind === 'header' && !isApart(use, layout.location) && use.challenge === undefined;
}

function listOf(layout: Layout, use: Listed): 'headers' | 'errors' {
  return layout.errors === 'apart' && use.kind === 'header' && use.table === 'err' ? 'errors' : 'headers';
}

/** The header that begins the row. */
function rowStart(
  module: ExactModule,
  fn: UnitFunction,
  members: readonly Listed[],
  layout: Layout,
  use: Listed,
): Listed | undefined {
  const begins = layout.functions.get(fn)?.first;
  for (let at: Listed | undefined = use; at; ) {
    if (begins?.has(at)) return at;
    const below: Listed = at;
    at = members.find(
      (other) => listOf(layout, other) === listOf(layout, below) && isRightBehind(module, fn, other, below),
    );
  }
  return undefined;
}

/** Whether nothing but the line end is between two statements, the second of which calls nothing that takes the headers. */
function isRightBehind(module: ExactModule, fn: UnitFunction, a: Listed, b: Listed): boolean {
  const [upper, lower] = [lineOf(a.statement), lineOf(b.statement)];
  if (!upper || !lower || upper.parent !== lower.parent || upper.end > lower.start) return false;
  const calls = fn.uses.some(({ kind, leaf }) => kind === 'call' && encloses(b.statement, leaf));
  return !calls && /^[ \t]*$/.test(module.source.text.slice(upper.end, lower.start));
}

/** The line of a statement that has one of its own, with its end. */
function lineOf(statement: Node): Node | undefined {
  const { parent } = statement;
  const alone = isNode(parent, 'simple_stmt') && parent.children[0] === statement;
  return alone && parent.children.length === 2 && isNode(parent.parent, 'suite') ? parent : undefined;
}
