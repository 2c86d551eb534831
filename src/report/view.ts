/** What a report is made from. The caller knows the disk and the rules; a report only arranges. */
import type { Finding, UseFinding } from '../core/finding.js';
import type { Plan } from '../core/plan.js';

export interface View {
  /** The command that was typed, for example `scan`. */
  readonly command: string;
  readonly plan: Plan;
  /** A tree path as people know it: relative to the root where it lies below it. */
  readonly name: (path: string) => string;
  /** Content of a file before the run; undefined when there is none. */
  readonly source: (path: string) => Uint8Array | undefined;
  /** Why the rule with this code exists, one or two sentences; '' when unknown. */
  readonly why: (code: string) => string;
}

export function uses(plan: Plan): readonly UseFinding[] {
  return plan.findings.filter((finding) => finding.kind === 'use');
}

export function notes(plan: Plan): readonly Finding[] {
  return plan.findings.filter((finding) => finding.kind === 'note');
}

/** `path:line:column`, which terminals and editors make clickable. */
export function location(view: Pick<View, 'name'>, place: Finding['place']): string {
  return `${view.name(place.path)}:${place.line}:${place.column}`;
}
