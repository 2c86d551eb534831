/** The figures of a run, and what did not agree. */
import type { Verdict } from './compare.js';
import type { RequestVerdicts, SiteVerdicts } from './run-site.js';

const SIDES = ['before', 'recorded', 'after'] as const;
const KINDS = ['agree', 'not derivable', 'disagree'] as const;

export type Side = (typeof SIDES)[number];

export function countVerdicts(
  requests: readonly RequestVerdicts[],
  side: Side,
  kind: Verdict['kind'],
): number {
  return requests.filter((request) => request[side].kind === kind).length;
}

/** A row for each site: for both servers and the recorded answers how many agree / cannot be told / disagree. */
export function verdictTable(sites: readonly SiteVerdicts[]): string {
  const width = Math.max(5, ...sites.map(({ name }) => name.length));
  const cells = (requests: readonly RequestVerdicts[]): string =>
    SIDES.map((side) =>
      KINDS.map((kind) => String(countVerdicts(requests, side, kind)).padStart(4)).join(' '),
    ).join('   ');
  const heads = ['before (live)', 'before (recorded)', 'after (live)']
    .map((head) => head.padEnd(14))
    .join('   ');
  const all = sites.flatMap(({ requests }) => requests);
  return [
    `${''.padEnd(width)}  ${heads}`.trimEnd(),
    `${'site'.padEnd(width)}  ${SIDES.map(() => 'agr. n.d. dis.').join('   ')}`,
    ...sites.map(({ name, requests }) => `${name.padEnd(width)}  ${cells(requests)}`),
    `${'total'.padEnd(width)}  ${cells(all)}`,
  ].join('\n');
}

/** `site request side: reason`, for the verdicts of one kind. */
export function reasons(sites: readonly SiteVerdicts[], kind: Verdict['kind']): readonly string[] {
  return sites.flatMap(({ name, requests }) =>
    requests.flatMap((request) =>
      SIDES.filter((side) => request[side].kind === kind).flatMap((side) =>
        request[side].why.map((why) => `${name} ${request.id} ${side}: ${why}`),
      ),
    ),
  );
}
