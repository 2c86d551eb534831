/** Reasons against a conversion as they are shown: what stands in the way at many places is said once. */
import type { Reason } from '../../python/native/native-result.js';

export interface GroupedReason {
  /** The first place. */
  readonly first: Reason;
  /** "line 41: `req` is stored in `self.req` (also lines 50, 61)" */
  readonly text: string;
}

/** So many further lines are named. */
const NAMED = 5;

export function groupedReasons(reasons: readonly Reason[]): readonly GroupedReason[] {
  const groups = new Map<string, readonly Reason[]>();
  for (const reason of reasons) groups.set(reason.message, [...(groups.get(reason.message) ?? []), reason]);
  return [...groups.values()].map((group) => {
    const first = group[0] as Reason;
    return { first, text: `line ${first.line}: ${first.message}${alsoLines(group)}` };
  });
}

function alsoLines([first, ...others]: readonly Reason[]): string {
  const lines = [...new Set(others.map(({ line }) => line))].filter((line) => line !== first?.line);
  if (lines.length === 0) return '';
  const more = lines.length - NAMED;
  const named = lines.slice(0, NAMED).join(', ');
  return ` (also ${lines.length > 1 ? 'lines' : 'line'} ${named}${more > 0 ? ` and ${more} more` : ''})`;
}
