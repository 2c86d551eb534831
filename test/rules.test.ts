/**
 * The one harness of the rule fixtures (docs/architecture.md, "A fixture proves ten things at once").
 * `UPDATE=1 npx vitest run test/rules.test.ts` writes the results into the fixtures: read the difference before you commit it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/core/engine.js';
import type { Finding } from '../src/core/finding.js';
import type { Plan } from '../src/core/plan.js';
import { allRules } from '../src/core/registry.js';
import { commit } from '../src/io/commit.js';
import { realDisk } from '../src/io/disk.js';
import { undo } from '../src/io/undo.js';
import { renderPatch } from '../src/report/patch.js';
import { picture, sandbox } from './io/sandbox.js';
import { contentsOnDisk, patchFiles, plantImage, writesOf } from './rules/support/disk.js';
import { type Case, type ChangeCase, findCases, type Proof } from './rules/support/fixtures.js';
import { silencedLine, withIgnore } from './rules/support/ignores.js';
import {
  looseEnds,
  miscounted,
  sentence,
  strayChanges,
  totalsAdd,
  unreadable,
} from './rules/support/judge.js';
import { applied, contents, type Image, memoryTree } from './rules/support/memory-tree.js';
import { keyOf } from './rules/support/messages.js';
import { request } from './rules/support/request.js';
import { ORDERS, withRules } from './rules/support/rule-order.js';
import { storeAfter, storeText, updating } from './rules/support/store.js';
import { dressed, VARIANTS, type Variant } from './rules/support/variants.js';

const CASES = findCases();
const RULES = allRules();

/** Messages that no input can bring about; each is a line of a rule that could go. */
const UNREACHED: Readonly<Record<string, readonly string[]>> = {
  // Every encoding that the reader knows contains ASCII, so the new name can always be written.
  'mod-python-import': ['encoding'],
  // A name is one token, and a token lies in one piece of a page.
  'psp-import': ['split'],
};

const plans = new Map<Case, Plan>();

/** The plan of a case as it is stored; made once. */
function plan(one: Case): Plan {
  const made = plans.get(one) ?? planOf(one, one.before);
  plans.set(one, made);
  return made;
}

function planOf(one: Case, image: Image, only: readonly string[] = []): Plan {
  return makePlan(memoryTree(image), request({ ...one.options, ...(only.length ? { only } : {}) }));
}

/** What the result of a case is compared by: the whole tree, or the one file that the case is about. */
function visible(one: ChangeCase, image: Image): Readonly<Record<string, string>> {
  const all = contents(image);
  return one.single === undefined ? all : { [one.single]: all[one.single] ?? '' };
}

function findingsOf(rule: string, made: Plan): Plan['findings'] {
  return made.findings.filter((finding) => finding.name === rule);
}

for (const rule of RULES) {
  describe(`${rule.code} ${rule.name}`, () => {
    const mine = CASES.filter((one) => one.rule === rule.name);

    it('has a fixture that changes and two that must not', () => {
      expect(mine.filter((one) => one.kind === 'change').length).toBeGreaterThanOrEqual(1);
      expect(mine.filter((one) => one.kind === 'skip').length).toBeGreaterThanOrEqual(2);
    });

    it('has a fixture for each of its messages', () => {
      const said = CASES.flatMap((one) => findingsOf(rule.name, plan(one)));
      const keys = new Set(said.map((finding) => keyOf(rule, finding.message)));
      expect(Object.keys(rule.messages).filter((key) => !keys.has(key))).toEqual(UNREACHED[rule.name] ?? []);
    });

    for (const one of mine) {
      describe(one.name, () => {
        if (one.kind === 'change') changes(one);
        else skips(one);
      });
    }
  });
}

it('has no fixtures of rules that do not exist', () => {
  const names = new Set(RULES.map((rule) => rule.name));
  expect([...new Set(CASES.map((one) => one.rule))].filter((name) => !names.has(name))).toEqual([]);
});

/** A test of one proof; where fails.txt says that it does not hold yet, the day it does is a failure. */
function proof(one: Case, name: Proof, title: string, run: () => void): void {
  if (one.fails.has(name)) it.fails(title, run);
  else it(title, run);
}

function changes(one: ChangeCase): void {
  proof(one, 'result', 'gives what the fixture says', () => {
    const made = plan(one);
    const result = applied(one.before, made);
    const said = `${made.findings.map(sentence).join('\n')}\n`;
    expect(findingsOf(one.rule, made)).not.toHaveLength(0);
    if (updating() && !one.fails.has('result')) {
      storeAfter(one, result);
      storeText(one.findingsPath, said);
      return;
    }
    expect(one.after, 'no `after` yet: run with UPDATE=1').toBeDefined();
    expect(visible(one, result), said).toEqual(visible(one, one.after as Image));
    if (existsSync(one.findingsPath)) expect(said).toBe(readFileSync(one.findingsPath, 'utf8'));
  });

  proof(one, 'bytes', 'takes no line that no finding asked for', () => {
    expect(strayChanges(plan(one))).toEqual([]);
  });

  proof(one, 'readable', 'leaves files that can be read', () => {
    expect(unreadable(one.before, applied(one.before, plan(one)))).toEqual([]);
  });

  proof(one, 'ends', 'leaves no loose ends', () => {
    expect(looseEnds(applied(one.before, plan(one)))).toEqual([]);
  });

  proof(one, 'accounts', 'accounts for every use, once', () => {
    const made = plan(one);
    expect(totalsAdd(made)).toBe(true);
    expect(miscounted(one.before, made)).toEqual([]);
  });

  proof(one, 'once', 'is finished after one run', () => {
    const again = planOf(one, applied(one.before, plan(one)));
    expect(again.changes.map((change) => change.path)).toEqual([]);
    expect(again.creates.map((made) => made.path)).toEqual([]);
    const open = again.findings.filter((finding) => finding.kind === 'use' && finding.state !== 'manual');
    expect(open.map(sentence)).toEqual([]);
  });

  proof(one, 'order', 'does not depend on the order of the rules', () => {
    const usual = plan(one);
    for (const order of Object.values(ORDERS)) {
      const other = withRules(order, () => planOf(one, one.before));
      expect(contents(applied(one.before, other))).toEqual(contents(applied(one.before, usual)));
      expect(other.findings.map(sentence)).toEqual(usual.findings.map(sentence));
    }
  });

  proof(one, 'alone', 'converges with the rule alone, and leaves readable files', () => {
    const alone = planOf(one, one.before, [one.rule]);
    expect(unreadable(one.before, applied(one.before, alone))).toEqual([]);
  });

  proof(one, 'ignore', 'can be silenced, each finding by an ignore on its line and no other', () => {
    for (const finding of findingsOf(one.rule, plan(one))) silencedAlone(one, plan(one), finding);
  });

  proof(one, 'dress', 'is the same in every dress', () => {
    for (const variant of VARIANTS) sameInDress(one, plan(one), variant);
  });
}

/** Rules that make plain WSGI of a handler or of published functions. */
const REWRITES = new Set(['MP203', 'MP210']);

/** An ignore for one finding takes away what the rule says about that line; all else is said as before. */
function silencedAlone(one: Case, usual: Plan, finding: Finding): void {
  const silenced = withIgnore(one.before, finding);
  expect(silenced, sentence(finding)).toBeDefined();
  if (!silenced) return;
  const said = (each: Finding, line: number) =>
    `${each.place.path}:${line} ${each.code} ${each.message.replace(/\bline \d+/g, 'line')}`;
  const isSilenced = ({ code, place }: Finding) =>
    code === finding.code && place.path === finding.place.path && place.line === finding.place.line;
  const expected = usual.findings.filter((each) => !isSilenced(each));
  const made = planOf(one, silenced.image);
  const told = made.findings.map((each) => said(each, each.place.line)).sort();
  // Code that is not to be rewritten stays on the bridge, and so all of its uses are told in another way.
  if (REWRITES.has(finding.code)) {
    expect(told).not.toContain(said(finding, silenced.moved(finding.place)));
    expect(looseEnds(applied(silenced.image, made))).toEqual([]);
    return;
  }
  expect(told, sentence(finding)).toEqual(
    expected.map((each) => said(each, silenced.moved(each.place))).sort(),
  );
  if (finding.place.byteLength === 0 || finding.change.edits.length === 0) return;
  // Nor does a later pass change the line after all.
  const [before, after] = [silenced.image, applied(silenced.image, made)].map((image) =>
    silencedLine(image, finding.place.path),
  );
  expect(after, sentence(finding)).toBe(before);
}

function sameInDress(one: Case, usual: Plan, variant: Variant): void {
  const paths = new Set(one.before.keys());
  const before = dressed(one.before, variant, paths);
  if (!before) return;
  const made = planOf(one, before);
  const expected = dressed(applied(one.before, usual), variant, paths) ?? applied(one.before, usual);
  const look = variant.movesColumns
    ? unindented
    : variant.linesInFront > 0
      ? unspaced
      : (text: string) => text;
  expect(closed(applied(before, made), look), variant.name).toEqual(closed(expected, look));
  const moved = (path: string) => before.get(path) !== one.before.get(path);
  const said = (all: Plan, lines: number) =>
    all.findings
      .map(({ place, code, message }) => {
        // A finding about the file as a whole stays on its first line.
        const line = place.byteLength === 0 || !moved(place.path) ? place.line : place.line - lines;
        return `${place.path}:${line}:${variant.movesColumns ? '' : place.column} ${code} ${message.replace(/\bline \d+/g, 'line')}`;
      })
      .sort();
  expect(said(made, variant.linesInFront), variant.name).toEqual(said(usual, 0));
}

/** Indents by tab and by four spaces look alike: lines that are put in may bring their own. */
function unindented(text: string): string {
  return text.replace(/^[\t ]+/gm, (run) => run.replaceAll('\t', '    '));
}

/** Blank lines at the top of a file go with an import that stood there; below a comment they stay. */
function unspaced(text: string): string {
  return text.replace(/\n{2,}/g, '\n');
}

/** Without the final newline, which a file that lacked it may get when its last line goes. */
function closed(image: Image, look: (text: string) => string): Readonly<Record<string, string>> {
  const pairs = Object.entries(contents(image));
  return Object.fromEntries(pairs.map(([path, text]) => [path, look(text).replace(/\r?\n$/, '')]));
}

function skips(one: Case): void {
  proof(one, 'result', 'is left alone', () => {
    expect(findingsOf(one.rule, plan(one)).map(sentence)).toEqual([]);
    // What is not rewritten for WSGI needs the bridge.
    const alone = planOf(one, one.before, [one.rule, ...REWRITES]);
    expect(findingsOf(one.rule, alone).map(sentence)).toEqual([]);
    expect(alone.changes.filter((change) => change.codes.includes(one.rule))).toEqual([]);
    for (const variant of VARIANTS) {
      const before = dressed(one.before, variant, new Set(one.before.keys()));
      if (before) expect(findingsOf(one.rule, planOf(one, before)).map(sentence), variant.name).toEqual([]);
    }
  });
}

describe('on a disk', () => {
  const all = CASES.filter((one): one is ChangeCase => one.kind === 'change');
  const place = (one: Case) => `${one.rule}/${one.name}`;

  it('`git apply` of one patch for all fixtures gives the same trees as the plans', () => {
    const folder = sandbox();
    for (const one of all) plantImage(join(folder, place(one)), one.before);
    const patch = renderPatch(all.flatMap((one) => patchFiles(plan(one), place(one))));
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
    for (const one of all) {
      const expected = contents(applied(one.before, plan(one)));
      expect(contentsOnDisk(join(folder, place(one))), place(one)).toEqual(expected);
    }
  });

  it('undo puts trees back byte for byte', () => {
    // Whole trees only: writing waits for the disk, and the tests of src/io look at every way to fail.
    const trees = all.filter((one) => one.single === undefined);
    const folder = sandbox();
    for (const one of trees) plantImage(join(folder, place(one)), one.before);
    const before = picture(folder);
    const store = { stateFolder: join(sandbox(), 'state'), disk: realDisk };
    const writes = trees.flatMap((one) => writesOf(plan(one), join(folder, place(one))));
    const run = commit(store, { root: folder, cwd: folder, writes });
    expect(picture(folder)).not.toEqual(before);
    undo(store, run);
    expect(picture(folder)).toEqual(before);
  });
});
