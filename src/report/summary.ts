/** The numbers of a plan. Each table adds up to the same total. */
import { STATES, type State } from '../core/finding.js';
import type { Plan } from '../core/plan.js';
import { count } from './printable.js';
import { type Column, table } from './table.js';
import { uses } from './view.js';

const MEANING: Readonly<Record<State, string>> = {
  native: 'rewritten to plain WSGI',
  bridged: 'kept, served by the compatibility package',
  config: 'moved to the configuration of Apache and mod_wsgi',
  review: 'converted; a person should look at it',
  manual: 'left for a person; the finding says what to do',
  dropped: 'no longer has a meaning; the finding says why',
};

/** `Read 1 configuration file, 2 Python files and 0 PSP pages: 7 uses of mod_python, 1 note.` */
export function headline(plan: Plan): string {
  const { config, python, psp } = plan.read;
  const files = `${count(config, 'configuration file')}, ${count(python, 'Python file')} and ${count(psp, 'PSP page')}`;
  const notes = plan.findings.length - uses(plan).length;
  const found =
    plan.totals.total === 0 ? 'no use of mod_python' : `${count(plan.totals.total, 'use')} of mod_python`;
  return `Read ${files}: ${found}${notes > 0 ? `, ${count(notes, 'note')}` : ''}${ignoredPart(plan)}${leftOut(plan)}.`;
}

/** Whether the paths led to no file that the tool knows: more often a wrong path than a clean site. */
export function foundNothing({ read: { config, python, psp }, findings, problems }: Plan): boolean {
  return config + python + psp + findings.length + problems.length === 0;
}

/** Said even where nothing else is: a file that nobody looked into may hold anything. */
function leftOut({ problems }: Plan): string {
  const files = new Set(problems.map((problem) => problem.path)).size;
  return files > 0 ? `; ${count(files, 'file')} left out` : '';
}

/** `, 2 findings silenced by comments in the files`, or nothing. */
export function ignoredPart({ ignored }: Plan): string {
  return ignored > 0 ? `, ${count(ignored, 'finding')} silenced by migrate-ignore` : '';
}

/** How many uses end in which state, and what the state means. */
export function stateTable(plan: Plan): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'state', align: 'left' },
    { title: 'uses', align: 'right' },
    { title: 'meaning', align: 'left' },
  ];
  const rows = STATES.map((state) => [state, String(plan.totals[state]), MEANING[state]]);
  return table(columns, [...rows, ['total', String(plan.totals.total), '']]);
}

/** How many uses each rule found, by state; only states that occur. */
export function ruleTable(plan: Plan): readonly string[] {
  const states = STATES.filter((state) => plan.totals[state] > 0);
  const byRule = new Map<string, Map<State, number>>();
  for (const { code, name, state } of uses(plan)) {
    const row = byRule.get(`${code} ${name}`) ?? new Map<State, number>();
    byRule.set(`${code} ${name}`, row.set(state, (row.get(state) ?? 0) + 1));
  }
  const columns: readonly Column[] = [
    { title: 'rule', align: 'left' },
    ...[...states, 'total'].map((title): Column => ({ title, align: 'right' })),
  ];
  const rows = [...byRule]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, row]) => [rule, ...cells(states, (state) => row.get(state))]);
  return table(columns, [...rows, ['total', ...cells(states, (state) => plan.totals[state])]]);
}

function cells(states: readonly State[], number: (state: State) => number | undefined): readonly string[] {
  const numbers = states.map((state) => number(state) ?? 0);
  return [
    ...numbers.map((each) => (each === 0 ? '-' : String(each))),
    String(numbers.reduce((sum, each) => sum + each, 0)),
  ];
}

/** `118 uses = 61 native + 57 bridged`, states that do not occur left out. */
export function sumLine(plan: Plan): string {
  const parts = STATES.filter((state) => plan.totals[state] > 0).map(
    (state) => `${plan.totals[state]} ${state}`,
  );
  const sum = parts.length > 0 ? ` = ${parts.join(' + ')}` : '';
  return `${count(plan.totals.total, 'use')} of mod_python${sum}${ignoredPart(plan)}`;
}
