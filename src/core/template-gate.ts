/**
 * What rules may do in templates, and in configurations that Apache refuses. They read a file as httpd would; in these, that
 * is a guess. Where the guess decides, the change is taken back and the use is left to a person.
 */
import { fromLatin1, latin1 } from '../httpd/syntax/bytes.js';
import { fileText } from '../site/file-tree.js';
import type { Site } from '../site/site.js';
import { holdsPlaceholder, type Template, templates } from '../site/surroundings/templates.js';
import { type Finding, NO_CHANGE } from './finding.js';
import { isSwitch, leavesRefused, refusalOf } from './refusals.js';

interface Reason {
  readonly why: string;
  readonly todo: string;
}

const FILL_IN =
  'Fill the template in, migrate the result, and carry the change of this line back into the template.';
const CORRECT = 'Correct the line that Apache refuses, then run migrate again.';

/** Findings without the changes that nobody can prove. */
export function withTemplatesKept(site: Site, findings: readonly Finding[]): readonly Finding[] {
  const known = templates(site);
  if (known.size === 0 && !leavesRefused(site)) return findings;
  const kept = withoutIdle(site, known, findings).map((finding) => {
    const reason = leftAlone(site, known, finding);
    return reason === undefined ? escaped(site, known, finding) : asManual(finding, reason);
  });
  // A note about files that come with the changes (the compat package) has no meaning without any.
  const changes = kept.some(({ kind, change }) => kind === 'use' && change !== NO_CHANGE);
  return changes ? kept : kept.filter(({ change }) => change.creates.length === 0 || change.edits.length > 0);
}

/** Whether a configuration stays as it is: it cannot be read before it is filled in, or Apache refuses it. */
export function leavesConfiguration(site: Site): boolean {
  return leavesRefused(site) || [...templates(site).values()].some(({ opaque }) => opaque);
}

function leftAlone(
  site: Site,
  known: ReadonlyMap<string, Template>,
  { place, change }: Finding,
): Reason | undefined {
  const edited = change.edits.map(({ path }) => path);
  const paths = change.creates.length > 0 && edited.length === 0 ? [] : [place.path, ...edited];
  if (paths.some((path) => known.get(path)?.opaque))
    return { why: 'the file is a template that cannot be read before it is filled in', todo: FILL_IN };
  const refused = refusalOf(site, place, paths);
  if (refused !== undefined) return { why: refused, todo: CORRECT };
  const template = known.get(place.path);
  const node = template && site.tree.node(place.path);
  if (!template || node?.kind !== 'file') return undefined;
  const text = latin1(node.bytes.subarray(place.byteOffset, place.byteOffset + place.byteLength));
  return isSwitch(text) && holdsPlaceholder(template, text)
    ? { why: 'whether it is On or Off is known when the template is filled in', todo: FILL_IN }
    : undefined;
}

/** Notes on what becomes of a configuration, other than those that bring the compat package. */
const BECOMES = /^MP1|^MP403$/;

/** Of a configuration that is left alone nothing becomes; a note that brings what others bring as well is not needed either. */
function withoutIdle(
  site: Site,
  known: ReadonlyMap<string, Template>,
  findings: readonly Finding[],
): readonly Finding[] {
  const isLeft = ({ kind, place }: Finding) =>
    kind === 'note' &&
    (known.get(place.path)?.opaque === true || refusalOf(site, place, [place.path]) !== undefined);
  const brought = new Set(
    findings.flatMap((one) => (isLeft(one) ? [] : one.change.creates.map(({ path }) => path))),
  );
  return findings.filter((finding) => {
    if (!isLeft(finding) || BECOMES.test(finding.code)) return !isLeft(finding);
    const { creates } = finding.change;
    return creates.length === 0 ? finding.code !== 'MP401' : creates.some(({ path }) => !brought.has(path));
  });
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

function asManual(finding: Finding, { why, todo }: Reason): Finding {
  const changesNothing = finding.change === NO_CHANGE;
  if (finding.kind === 'note' || (finding.state === 'manual' && changesNothing))
    return { ...finding, change: NO_CHANGE };
  return {
    ...finding,
    state: 'manual',
    confidence: 'manual',
    severity: 'error',
    message: `left as it is: ${why}`,
    todo,
    change: NO_CHANGE,
  };
}

function lines(site: Site, path: string): readonly string[] {
  return fileText(site.tree, path)?.split('\n') ?? [];
}
