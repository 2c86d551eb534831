/** From a tree and a request to a plan: run the rules, land their changes, read again, until nothing changes. */
import { readable } from '../httpd/syntax/bytes.js';
import { EditRefusedError } from '../httpd/syntax/edit.js';
import { UnquotableError } from '../httpd/syntax/words.js';
import { buildSite } from '../site/build-site.js';
import { assumedConfiguration } from '../site/mounts/assumed-configuration.js';
import type { Site, SiteOptions } from '../site/site.js';
import { type Accepted, acceptChanges } from './accept.js';
import { applyEdits } from './edit.js';
import { changedMeanings } from './effective-check.js';
import { dropEmptiedSections } from './emptied-sections.js';
import type { FileTree } from './file-tree.js';
import { type Finding, STATES } from './finding.js';
import { type NewContent, overlayTree } from './overlay.js';
import type { FileChange, Plan, UseTotals } from './plan.js';
import { siteProblems } from './problems.js';
import { chosenRules, namesGroup, skippedRules } from './registry.js';
import { type Rule, ruleContext } from './rule.js';
import { type Sifted, withoutIgnored } from './suppress.js';
import { leavesConfiguration, withTemplatesKept } from './template-gate.js';
import { brokenResults } from './verify.js';

export interface PlanRequest extends SiteOptions {
  /** Folder that report paths are relative to; absolute. */
  readonly root: string;
  /** Codes or names of rules; empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Rules rarely need a second pass; one that still changes files after this many does not converge. */
const MAX_PASSES = 10;

/** The rules contradict each other, or a result no longer parses: our bug. Nothing may be written. */
export class PlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlanError';
  }
}

/**
 * Plans the migration of a site. Pure: reads `tree`, writes nothing.
 * @throws PlanError when the rules do not converge or would break a file
 */
export function makePlan(original: FileTree, asked: PlanRequest): Plan {
  const { site, tree, request } = openSite(original, {
    ...asked,
    apache24: namesGroup('apache24', asked.only),
    skipped: skippedRules(asked),
  });
  const found = runRules(site, request);
  const changed = new Map<string, NewContent>();
  const codes = new Map<string, Set<string>>();
  // What is said of a configuration that is only assumed is of no use to anybody.
  const isReal = ({ path }: { readonly path: string }) => path !== request.assumed?.path;
  const problems = siteProblems(site).filter(isReal);
  // Apache would not start with what is there: what it means is a guess, and nothing is built on that.
  const isFatal = problems.some((problem) => problem.level === 'fatal');
  let pending = acceptChanges(isFatal ? [] : found.kept);
  let result = site;
  for (let pass = 1; hasChanges(pending); pass++) {
    if (pass > MAX_PASSES) throw new PlanError(`the rules still change files after ${MAX_PASSES} passes`);
    land(overlayTree(tree, changed), pending, changed, codes);
    result = buildSite(overlayTree(tree, changed), request);
    pending = acceptChanges(runRules(result, request).kept);
  }
  verify(tree, changed, site, result);
  const seen = {
    found: { ...found, kept: found.kept.filter(({ place }) => isReal(place)) },
    problems,
    read: readCounts(site),
  };
  return assemble(original, request, seen, changed, codes);
}

/** The site as the rules see it: with the configuration that is assumed where it has none as a file of its tree. */
export function openSite(
  original: FileTree,
  asked: PlanRequest,
): { readonly site: Site; readonly tree: FileTree; readonly request: PlanRequest } {
  const site = buildSite(original, asked);
  // What is left to a person there still calls the handlers as they are.
  if (asked.handlers === 'auto' && leavesConfiguration(site))
    return openSite(original, { ...asked, handlers: 'bridge' });
  const assumed = assumedConfiguration(site);
  if (!assumed) return { site, tree: original, request: asked };
  const { path } = assumed;
  // Code is rewritten for a server that is known or told, not for one that is only likely.
  const handlers = assumed.inferred && asked.handlers === 'auto' ? 'bridge' : asked.handlers;
  const request = {
    ...asked,
    assumed,
    handlers,
    inputs: path === undefined ? asked.inputs : [...asked.inputs, path],
  };
  if (path === undefined) return { site: buildSite(original, request), tree: original, request };
  const tree = overlayTree(original, new Map([[path, { bytes: assumed.bytes, mode: 0o644 }]]));
  return { site: buildSite(tree, request), tree, request };
}

/** @throws PlanError when the result is not what the findings say */
function verify(tree: FileTree, changed: ReadonlyMap<string, NewContent>, before: Site, after: Site): void {
  const broken = brokenResults(tree, changed);
  if (broken.length > 0) throw new PlanError(`the result would not parse: ${broken.join('; ')}`);
  const other = changed.size > 0 ? changedMeanings(before, after).slice(0, 3) : [];
  if (other.length > 0) throw new PlanError(`the result would mean something else: ${other.join('; ')}`);
}

function runRules(site: Site, request: PlanRequest): Sifted {
  const all = chosenRules(request).flatMap((rule) => findingsOf(rule, site));
  const found = withTemplatesKept(site, all);
  const { kept, ignored } = withoutIgnored(site.tree, found);
  return { kept: kept.map(asPeopleRead).sort(compareFindings), ignored };
}

/** Messages quote configuration, which is read as bytes. */
function asPeopleRead(finding: Finding): Finding {
  return { ...finding, message: readable(finding.message), todo: readable(finding.todo) };
}

/**
 * A rule may meet a line that cannot be edited without changing more than it says (a NUL byte, a value httpd cannot
 * quote). Then nothing is planned, and the line is named.
 */
function findingsOf(rule: Rule, site: Site): readonly Finding[] {
  const found: Finding[] = [];
  try {
    for (const finding of rule.check(ruleContext(rule, site))) found.push(finding);
  } catch (error) {
    if (!(error instanceof EditRefusedError || error instanceof UnquotableError)) throw error;
    throw new PlanError(`${rule.code} ${rule.name} cannot make its change: ${error.message}`);
  }
  return found;
}

function compareFindings(a: Finding, b: Finding): number {
  const byPath = a.place.path < b.place.path ? -1 : a.place.path > b.place.path ? 1 : 0;
  return (
    byPath || a.place.byteOffset - b.place.byteOffset || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}

function hasChanges(accepted: Accepted): boolean {
  return accepted.edits.size > 0 || accepted.creates.size > 0;
}

function land(
  tree: FileTree,
  accepted: Accepted,
  changed: Map<string, NewContent>,
  codes: Map<string, Set<string>>,
): void {
  for (const [path, edits] of accepted.edits) {
    const node = tree.node(path);
    if (node?.kind !== 'file') continue;
    const all = isPython(path) ? edits : dropEmptiedSections(path, node.bytes, edits);
    changed.set(path, { bytes: applyEdits(node.bytes, all), mode: node.mode });
    for (const code of accepted.codes.get(path) ?? [])
      codes.set(path, (codes.get(path) ?? new Set()).add(code));
  }
  for (const [path, file] of accepted.creates) changed.set(path, { bytes: file.bytes, mode: file.mode });
}

function isPython(path: string): boolean {
  return /\.(?:py|psp|wsgi)$/i.test(path);
}

function assemble(
  tree: FileTree,
  request: PlanRequest,
  seen: { readonly found: Sifted } & Pick<Plan, 'problems' | 'read'>,
  changed: ReadonlyMap<string, NewContent>,
  codes: ReadonlyMap<string, ReadonlySet<string>>,
): Plan {
  const changes: FileChange[] = [];
  const creates: Plan['creates'][number][] = [];
  for (const [path, { bytes, mode }] of [...changed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = tree.node(path);
    if (before?.kind !== 'file') creates.push({ path, bytes, mode });
    else if (Buffer.compare(before.bytes, bytes) !== 0) {
      const edits = [differingMiddle(before.bytes, bytes)];
      changes.push({
        path,
        before: before.bytes,
        after: bytes,
        edits,
        codes: [...(codes.get(path) ?? [])].sort(),
      });
    }
  }
  const { found, problems, read } = seen;
  return {
    root: request.root,
    changes,
    creates,
    findings: found.kept,
    ignored: found.ignored,
    problems,
    totals: totalsOf(found.kept),
    read,
  };
}

/** The one edit between the common start and the common end of two texts. */
function differingMiddle(before: Uint8Array, after: Uint8Array): FileChange['edits'][number] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { at: start, del: before.length - start - end, ins: after.subarray(start, after.length - end) };
}

function totalsOf(findings: readonly Finding[]): UseTotals {
  const totals = { total: 0 } as { -readonly [key in keyof UseTotals]: number };
  for (const state of STATES) totals[state] = 0;
  for (const finding of findings) {
    if (finding.kind !== 'use') continue;
    totals[finding.state]++;
    totals.total++;
  }
  return totals;
}

function readCounts(site: Site): Plan['read'] {
  const config = site.configFiles.filter(({ path }) => path !== site.options.assumed?.path).length;
  return { config, python: site.files.python.length, psp: site.files.psp.length };
}
