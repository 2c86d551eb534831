import type { SiteResult } from './run-site.js';

/** The results as text for people: a row for each site, the reasons below it if `verbose`, and the total. */
export function resultTable(results: readonly SiteResult[], verbose: boolean): string {
  const width = Math.max(4, ...results.map((result) => result.name.length));
  const row = (name: string, passed: string, failed: string, total: string, note: string): string =>
    `${name.padEnd(width)}  ${passed.padStart(6)}  ${failed.padStart(6)}  ${total.padStart(5)}  ${note}`.trimEnd();
  const lines = [row('site', 'passed', 'failed', 'total', '')];
  for (const result of results) {
    const figures = [result.passed, result.failed, result.total].map(String) as [string, string, string];
    lines.push(row(result.name, ...figures, verbose ? '' : remark(result)));
    if (verbose) lines.push(...reasons(result));
    if (result.kept !== undefined) lines.push(`    kept in ${result.kept}`);
  }
  const { passed, failed, total } = sum(results);
  lines.push(row('total', String(passed), String(failed), String(total), percentage(passed, total)));
  return lines.join('\n');
}

/** The figures of all sites together. */
export function sum(results: readonly SiteResult[]): { passed: number; failed: number; total: number } {
  const add = (field: 'passed' | 'failed' | 'total'): number =>
    results.reduce((figure, result) => figure + result[field], 0);
  return { passed: add('passed'), failed: add('failed'), total: add('total') };
}

function percentage(passed: number, total: number): string {
  return total === 0 ? '' : `${((100 * passed) / total).toFixed(1)} %`;
}

/** What went wrong, in a line: the step that failed, or the requests that did. */
function remark(result: SiteResult): string {
  if (result.note !== undefined) return clip(result.note.split('\n')[0]!, 90);
  return clip(
    result.requests
      .filter((request) => request.problems.length > 0)
      .map((request) => request.id)
      .join(' '),
    60,
  );
}

function reasons(result: SiteResult): readonly string[] {
  const text = [
    ...(result.note === undefined ? [] : [result.note]),
    ...result.requests
      .filter((request) => request.problems.length > 0)
      .map((request) => `${request.id}: ${request.problems.join('\n  ')}`),
  ];
  return text.flatMap((entry) => entry.split('\n')).map((line) => `    ${line}`);
}

function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
