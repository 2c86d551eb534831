/** The variables that an answer is kept in, and what changes them. */
import type { Flow } from '../flow/flow.js';
import { isStreamedWrite } from '../flow/stream.js';
import { carriesHeaders } from '../raising.js';
import { certainty, type ResponseState } from '../response-state.js';
import { firstCallee, type Unit, type UnitFunction } from '../unit.js';
import { type HeaderUse, isLength, isLocation, type Use } from '../uses/uses.js';
import { keepsHeaders } from './exit-kinds.js';
import type { Layout } from './layout.js';

export type Kept = 'body' | 'headers' | 'errors';

/** What decides which header is in which variable. */
type Places = Pick<Layout, 'type' | 'status' | 'location' | 'errors' | 'stream'>;

/** Whether the header has a variable of its own. */
export function isApart(use: HeaderUse, location: Layout['location']): boolean {
  return isLength(use) || (location === 'variable' && isLocation(use));
}

/** Whether the variable has begun in this state. */
export function keptIn(state: ResponseState, kept: Kept, layout: Places): 'never' | 'always' | 'sometimes' {
  if (kept === 'body') return certainty(state.body);
  if (kept === 'errors') return layout.errors === 'apart' ? certainty(state.errors) : 'never';
  const shared = layout.errors === 'shared' ? [state.errors] : [];
  const own = [
    ...(layout.type === 'header' ? [state.type] : []),
    ...(layout.status === 'header' ? [state.status] : []),
  ];
  const slots = [state.headers, ...shared, ...own];
  const known = [...slots, ...(layout.location === 'header' ? [state.location] : [])].map((slot) =>
    certainty(slot),
  );
  if (known.includes('always')) return 'always';
  return known.includes('sometimes') ? 'sometimes' : 'never';
}

/** Whether the use changes the variable. */
export function changes(use: Use, kept: Kept, layout: Places): boolean {
  if (kept === 'body') return use.kind === 'write' && !isStreamedWrite(layout.stream, use);
  if (use.kind === 'status') return kept === 'headers' && layout.status === 'header';
  if (use.kind === 'type') return kept === 'headers' && layout.type === 'header';
  if (use.kind !== 'header' || isApart(use, layout.location)) return false;
  return (use.table === 'err' && layout.errors === 'apart') === (kept === 'errors');
}

interface Parts {
  readonly unit: Unit;
  readonly flow: Flow;
}

/** Whether a helper changes the variable, itself or through another. */
export function changesInside(
  parts: Parts,
  fn: UnitFunction,
  kept: Kept,
  layout: Layout,
  seen: Set<UnitFunction>,
): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  if (kept !== 'body' && raisesWith(parts.flow, fn, kept, layout)) return true;
  return fn.uses.some((use) => {
    if (use.kind !== 'call') return changes(use, kept, layout);
    const callee = firstCallee(parts.unit, use);
    return callee?.role === 'helper' && changesInside(parts, callee, kept, layout, seen);
  });
}

/** Whether the function raises what goes out with headers that others have set. */
function raisesWith(flow: Flow, fn: UnitFunction, kept: Kept, layout: Layout): boolean {
  const own = flow.raised.filter((exit) => exit.fn === fn && (carriesHeaders(exit) || keepsHeaders(exit)));
  return own.some((exit) => keptIn(exit.state, kept, layout) !== 'never');
}
