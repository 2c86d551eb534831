/** What holds of every plan, tried on random sites. `SEED=7 RUNS=5000` in the environment looks elsewhere, and longer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import type { Finding } from '../../src/core/finding.js';
import type { Plan } from '../../src/core/plan.js';
import { anySite } from './support/arbitrary-site.js';
import { looseEnds, miscounted, sentence, strayChanges, totalsAdd, unreadable } from './support/judge.js';
import { applied, contents, type Image, memoryTree } from './support/memory-tree.js';
import { request } from './support/request.js';
import { ORDERS, withRules } from './support/rule-order.js';

// A fixed seed: a test that finds something new on a Friday evening stops the wrong people.
const HOW = { seed: Number(process.env.SEED ?? 20), numRuns: Number(process.env.RUNS ?? 80) };

const plans = new Map<string, Plan>();

/** The properties try the same sites: each is planned once. */
function planned(site: Image): Plan {
  const key = JSON.stringify(contents(site));
  const known = plans.get(key) ?? planAnew(site);
  plans.set(key, known);
  return known;
}

function planAnew(site: Image): Plan {
  return makePlan(memoryTree(site), request());
}

/** Shows the site in full when a property fails. */
function holds(title: string, property: (site: Image) => void): void {
  it(title, () => {
    fc.assert(
      fc.property(anySite, (site) => {
        try {
          property(site);
        } catch (error) {
          throw new Error(
            `${show(contents(site))}\n${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }),
      HOW,
    );
  }, 300_000);
}

function show(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .filter(([, text]) => text !== '')
    .map(([path, text]) => `--- ${path}\n${text}`)
    .join('\n');
}

/** The line that a finding is about. */
function lineOf(site: Image, { place }: Finding): readonly string[] {
  const text = contents(site)[place.path];
  return text === undefined ? [] : [(text.split('\n')[place.line - 1] ?? '').trim()];
}

describe('any site', () => {
  holds('gets a plan, whose totals add up and whose uses are all told once', (site) => {
    const plan = planned(site);
    expect(totalsAdd(plan)).toBe(true);
    expect(miscounted(site, plan)).toEqual([]);
  });

  holds('can be read afterwards, by httpd and by Python', (site) => {
    expect(unreadable(site, applied(site, planned(site)))).toEqual([]);
  });

  holds('keeps every line that no finding asks to change', (site) => {
    expect(strayChanges(planned(site))).toEqual([]);
  });

  holds('has nothing of mod_python left, but what is a person’s', (site) => {
    const plan = planned(site);
    const after = applied(site, plan);
    const persons = new Set(
      plan.findings.flatMap((one) => (one.confidence === 'manual' ? lineOf(site, one) : [])),
    );
    const live = Object.entries(contents(after)).flatMap(([path, text]) =>
      /\.(?:conf|htaccess)$/.test(path)
        ? text
            .split('\n')
            .filter((line) =>
              /^\s*(?:Python\w+|(?:Set|Add)Handler\s+(?:mod_python|python-program))\b/i.test(line),
            )
        : [],
    );
    expect(live.filter((line) => !persons.has(line.trim()))).toEqual([]);
  });

  holds('has no name without a declaration and no script without a file', (site) => {
    expect(looseEnds(applied(site, planned(site)))).toEqual([]);
  });

  holds('is finished after one run', (site) => {
    const again = planned(applied(site, planned(site)));
    expect(
      again.changes.map((change) => show({ [change.path]: Buffer.from(change.after).toString('latin1') })),
    ).toEqual([]);
    expect(again.creates.map((made) => made.path)).toEqual([]);
    const open = again.findings.filter((finding) => finding.kind === 'use' && finding.state !== 'manual');
    expect(open.map(sentence)).toEqual([]);
  });

  holds('does not depend on the order of the rules', (site) => {
    const usual = contents(applied(site, planned(site)));
    for (const order of Object.values(ORDERS)) {
      expect(
        contents(
          applied(
            site,
            withRules(order, () => planAnew(site)),
          ),
        ),
      ).toEqual(usual);
    }
  });
});
