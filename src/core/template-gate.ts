/**
 * What rules may do in templates. They read a file as httpd would; in a template that is filled in first, that is a guess.
 * Where the guess decides, the change is taken back and the use is left to a person.
 */
import { fromLatin1, latin1 } from '../httpd/syntax/bytes.js';
import { fileText } from '../site/file-tree.js';
import type { Site } from '../site/site.js';
import { holdsPlaceholder, type Template, templates } from '../site/surroundings/templates.js';
import { type Finding, NO_CHANGE } from './finding.js';
import type { FileProblem } from './plan.js';

/** Directives whose value decides what is written; other values are taken along as they are. */
const SWITCHES = /^\s*Python(?:Debug|AutoReload|EnablePdb|Optimize|InterpPerDirect(?:ory|ive))\b/i;

/** Findings without the changes that nobody can prove. */
export function withTemplatesKept(site: Site, findings: readonly Finding[]): readonly Finding[] {
  const known = templates(site);
  if (known.size === 0) return findings;
  const kept = findings.map((finding) => {
    const reason = leftAlone(site, known, finding);
    return reason === undefined ? escaped(site, known, finding) : asManual(finding, reason);
  });
  // A note about files that come with the changes (the compat package) has no meaning without any.
  const changes = kept.some(({ kind, change }) => kind === 'use' && change !== NO_CHANGE);
  return changes ? kept : kept.filter(({ change }) => change.creates.length === 0 || change.edits.length > 0);
}

/** Whether a configuration cannot be read before it is filled in. */
export function hasOpaqueTemplate(site: Site): boolean {
  return [...templates(site).values()].some(({ opaque }) => opaque);
}

/** httpd refuses what is not filled in; that stops nothing, since it never reads it. */
export function withoutUnfilled(site: Site, problems: readonly FileProblem[]): readonly FileProblem[] {
  const known = templates(site);
  if (known.size === 0) return problems;
  return problems.flatMap((problem) => {
    const template = known.get(problem.path);
    if (problem.level !== 'fatal' || !template) return problem;
    const line = lines(site, problem.path)[problem.line - 1] ?? '';
    if (!template.opaque && !holdsPlaceholder(template, line)) return problem;
    // Findings say that these are left as they are.
    if (template.opaque || SWITCHES.test(line)) return [];
    const message = `${problem.message} (a placeholder stands in this template)`;
    return {
      ...problem,
      message,
      level: 'file',
      todo: 'Nothing, if the line is right once it is filled in.',
    };
  });
}

function leftAlone(
  site: Site,
  known: ReadonlyMap<string, Template>,
  { place, change }: Finding,
): string | undefined {
  const edited = change.edits.map(({ path }) => path);
  const paths = change.creates.length > 0 && edited.length === 0 ? [] : [place.path, ...edited];
  if (paths.some((path) => known.get(path)?.opaque))
    return 'the file is a template that cannot be read before it is filled in';
  const template = known.get(place.path);
  const node = template && site.tree.node(place.path);
  if (!template || node?.kind !== 'file') return undefined;
  const text = latin1(node.bytes.subarray(place.byteOffset, place.byteOffset + place.byteLength));
  return SWITCHES.test(text) && holdsPlaceholder(template, text)
    ? 'whether it is On or Off is known when the template is filled in'
    : undefined;
}

/** `%` filled in by Python's own operator is written `%%`: so must ours be, in a file where all others are. */
function escaped(site: Site, known: ReadonlyMap<string, Template>, finding: Finding): Finding {
  const edits = finding.change.edits.map((edit) => {
    if (!doublesPercent(site, known.get(edit.path))) return edit;
    const text = latin1(edit.ins).replace(/%%|%(?!\()/g, '%%');
    return { ...edit, ins: fromLatin1(text) };
  });
  return edits.length === 0 ? finding : { ...finding, change: { ...finding.change, edits } };
}

function doublesPercent(site: Site, template: Template | undefined): boolean {
  if (!template?.placeholders.some((word) => word.startsWith('%('))) return false;
  return !/%(?!\()/.test(lines(site, template.path).join('\n').replaceAll('%%', ''));
}

function asManual(finding: Finding, reason: string): Finding {
  if (finding.kind === 'note' || finding.state === 'manual') return { ...finding, change: NO_CHANGE };
  return {
    ...finding,
    state: 'manual',
    confidence: 'manual',
    severity: 'error',
    message: `left as it is: ${reason}`,
    todo: 'Fill the template in, migrate the result, and carry the change of this line back into the template.',
    change: NO_CHANGE,
  };
}

function lines(site: Site, path: string): readonly string[] {
  return fileText(site.tree, path)?.split('\n') ?? [];
}
