/** Reports for people. Every function gives lines without a newline. */
import type { Finding } from '../core/finding.js';
import type { FileProblem } from '../core/plan.js';
import type { Paint } from './colors.js';
import { frame } from './frame.js';
import { count, printable, wrap } from './printable.js';
import { headline, ruleTable, stateTable } from './summary.js';
import { location, uses, type View } from './view.js';

export interface TextOptions {
  readonly paint: Paint;
  /** At most so many findings are shown with their source; the others are counted. */
  readonly max: number;
  /** Show every finding, warnings and notes included. */
  readonly verbose: boolean;
  /** Only the line with the totals. */
  readonly quiet: boolean;
  /** Prose is wrapped at this column; code and tables never are. */
  readonly width: number;
}

/** The report of `scan`: numbers first, then what needs a person most. */
export function scanReport(view: View, options: TextOptions): readonly string[] {
  const { plan } = view;
  if (options.quiet) return [headline(plan)];
  const numbers = plan.totals.total > 0 ? ['', ...stateTable(plan), '', ...ruleTable(plan)] : [];
  const problems = plan.problems.map((problem) => problemLine(view, problem));
  return [
    options.paint.bold(headline(plan)),
    ...numbers,
    ...(problems.length > 0
      ? ['', `Left out, ${count(problems.length, 'file')}:`, ...problems.map((line) => `  ${line}`)]
      : []),
    ...shownFindings(view, options),
  ];
}

function shownFindings(view: View, options: TextOptions): readonly string[] {
  const shown = options.verbose ? view.plan.findings : mostUrgent(view.plan.findings, options.max);
  const rest = view.plan.findings.length - shown.length;
  const explained = new Set<string>();
  const blocks = shown.flatMap((finding) => {
    const why = explained.has(finding.code) ? '' : view.why(finding.code);
    explained.add(finding.code);
    return ['', ...block(view, finding, why, options)];
  });
  const title = shown.length > 0 ? ['', 'What `migrate apply` makes of each place:'] : [];
  if (rest === 0) return [...title, ...blocks];
  return [
    ...title,
    ...blocks,
    '',
    `${count(rest, 'more finding')}: --verbose shows ${rest === 1 ? 'it' : 'them'}.`,
  ];
}

/** What waits for a person comes first, then what will differ, then what the tool settles; each in the order of the plan. */
function mostUrgent(findings: readonly Finding[], max: number): readonly Finding[] {
  const urgent = findings.filter((finding) => finding.severity !== 'note');
  return urgent.sort((a, b) => urgency(a) - urgency(b)).slice(0, max);
}

function urgency(finding: Finding): number {
  if (finding.kind === 'use' && finding.state === 'manual') return 0;
  if (finding.kind === 'use' && finding.state === 'review') return 1;
  if (finding.severity === 'warning') return 2;
  return finding.kind === 'note' ? 0 : 3;
}

/** @param why the reason of the rule, at its first finding only */
function block(view: View, finding: Finding, why: string, { paint, width }: TextOptions): readonly string[] {
  const source = view.source(finding.place.path);
  const label = finding.kind === 'use' ? finding.state : finding.severity;
  const lines = source ? frame(source, finding.place, paint) : [];
  return [
    `${paint.cyan(printable(location(view, finding.place)))}  ${paint.bold(`${finding.code} ${finding.name}`)}  [${label}]`,
    ...wrap(`  ${printable(finding.message)}`, width, '  '),
    ...lines.map((line) => `  ${line}`),
    ...finding.related.map((each) => `  ${printable(`${location(view, each.place)}  ${each.message}`)}`),
    ...(why ? wrap(`  why  ${why}`, width, '       ') : []),
    ...(finding.todo ? wrap(`  do   ${printable(finding.todo)}`, width, '       ') : []),
  ];
}

/** `path:line:column: Message. What to do.` */
export function problemLine(view: Pick<View, 'name'>, problem: FileProblem): string {
  const place = problem.line > 0 ? `:${problem.line}:${problem.column}` : '';
  const message = problem.message.replace(/\.$/, '');
  const todo = problem.todo ? `. ${problem.todo}` : '';
  return printable(`${view.name(problem.path)}${place}: ${message}${todo}`);
}

/** `path:line:column: CODE name [state]: message`, one line for each use that is left. */
export function remainingUses(view: View, paint: Paint): readonly string[] {
  return uses(view.plan).map((use) => {
    const place = paint.cyan(printable(location(view, use.place)));
    return `${place}: ${paint.bold(use.code)} ${use.name} [${use.state}]: ${printable(use.message)}`;
  });
}
