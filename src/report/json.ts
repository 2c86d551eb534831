/** The report for programs. Two runs over the same input give the same bytes: no times, no absolute paths but the root. */
import type { Finding, Place } from '../core/finding.js';
import { PRODUCT, VERSION } from '../core/version.js';
import { uses, type View } from './view.js';

/** Major: a consumer must change; minor: something was added. */
export const SCHEMA_VERSION = '1.0';

/**
 * @param extra what one command adds, for example the files that `apply` wrote
 * @returns JSON with two spaces of indentation and a final newline
 */
export function jsonReport(view: View, extra: Readonly<Record<string, unknown>> = {}): string {
  const { plan } = view;
  const notes = plan.findings.filter((finding) => finding.kind === 'note');
  const report = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: PRODUCT, version: VERSION },
    command: view.command,
    root: plan.root,
    summary: {
      uses: plan.totals,
      notes: notes.length,
      ignored: plan.ignored,
      files: plan.read,
      changes: { create: plan.creates.length, change: plan.changes.length },
    },
    findings: uses(plan).map((use) => ({ ...describe(view, use), state: use.state })),
    notes: notes.map((note) => describe(view, note)),
    errors: plan.problems.map((problem) => ({ ...problem, path: view.name(problem.path) })),
    complete: plan.problems.length === 0,
    ...extra,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function describe(view: View, finding: Finding) {
  const { code, name, severity, message, todo, confidence, place, related } = finding;
  return {
    code,
    name,
    severity,
    ...position(view, place),
    message,
    todo,
    confidence,
    related: related.map((each) => ({ ...position(view, each.place), message: each.message })),
  };
}

function position(view: View, place: Place) {
  return { ...place, path: view.name(place.path) };
}
