/** The results of scripts/corpus.ts as Markdown: one row a tree, then everything that is not as it should be. */
import path from 'node:path';
import type { HitKind } from './census.js';
import type { TreeResult, UnitResult } from './tree.js';

const STATES = ['native', 'bridged', 'config', 'review', 'manual', 'dropped'];
const HEAD = [
  'tree',
  'files read (conf/py/psp)',
  'uses',
  ...STATES,
  'notes',
  'handlers',
  'modules',
  'pages',
  'by hand',
  'census: directives',
  'quoted',
  'imports',
  'members',
  'imports left',
  'not compiling',
  'second apply',
  'seconds',
];

export function corpusTable(results: readonly TreeResult[]): readonly string[] {
  const rows = results.map(rowOf);
  return [HEAD, HEAD.map((_, index) => (index === 0 ? '---' : '--:')), ...rows, totalRow(results)].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}

function rowOf(result: TreeResult): readonly string[] {
  const { summary } = result.report;
  const { config, python, psp } = summary.files;
  return [
    result.name,
    `${config}/${python}/${psp}`,
    String(summary.uses.total),
    ...STATES.map((state) => String(summary.uses[state])),
    String(result.report.notes.length),
    ...unitCells(result.units),
    ...censusCells([result]),
    String(result.leftImports.length),
    String(result.broken.length),
    result.secondWrites === 0 ? 'empty' : `writes ${result.secondWrites}`,
    result.seconds.toFixed(1),
  ];
}

function totalRow(results: readonly TreeResult[]): readonly string[] {
  const sum = (of: (result: TreeResult) => number) => results.reduce((all, one) => all + of(one), 0);
  return [
    'all',
    '',
    String(sum(({ report }) => report.summary.uses.total ?? 0)),
    ...STATES.map((state) => String(sum(({ report }) => report.summary.uses[state] ?? 0))),
    String(sum(({ report }) => report.notes.length)),
    ...unitCells(results.flatMap(({ units }) => units)),
    ...censusCells(results),
    String(sum(({ leftImports }) => leftImports.length)),
    String(sum(({ broken }) => broken.length)),
    String(sum(({ secondWrites }) => secondWrites)),
    sum(({ seconds }) => seconds).toFixed(1),
  ];
}

function unitCells(units: readonly UnitResult[]): readonly string[] {
  const count = (kind: string) => String(units.filter(({ unit }) => unit.kind === kind).length);
  return [
    count('handler'),
    count('module'),
    count('page'),
    String(units.filter(({ manual }) => manual).length),
  ];
}

function censusCells(results: readonly TreeResult[]): readonly string[] {
  const kinds: readonly HitKind[] = ['directive', 'quoted', 'import', 'api'];
  return kinds.map((kind) => {
    const all = results.flatMap(({ hits }) => hits.filter((hit) => hit.kind === kind)).length;
    const missed = results.flatMap((one) => one.missed.filter((hit) => hit.kind === kind)).length;
    return all === 0 ? '–' : `${all - missed}/${all}`;
  });
}

/** One line for each thing that is not as it should be. */
export function details(result: TreeResult): readonly string[] {
  const { name, report } = result;
  const hand = result.units.flatMap(({ unit, manual }) =>
    manual === undefined ? [] : [`${unit.kind} ${unit.name}: ${manual}`],
  );
  const absent = result.units.flatMap(({ unit }) =>
    unit.file === undefined ? [`${unit.kind} ${unit.name}: its code is not in the tree`] : [],
  );
  const lines = [
    ...hand,
    ...absent,
    ...result.missed.map(
      (hit) => `census: ${path.basename(hit.file)}:${hit.line} ${hit.text} is not reported`,
    ),
    ...result.leftImports.map((file) => `import of mod_python left in ${file}`),
    ...result.broken.map((file) => `does not compile: ${file}`),
    ...result.failures,
    ...report.errors.map((error) => `not read: ${error.path}:${error.line} ${error.message}`),
  ];
  return lines.length === 0 ? [] : ['', `${name}:`, ...lines.map((line) => `- ${line}`)];
}

export function isSound({ missed, leftImports, broken, secondWrites, failures }: TreeResult): boolean {
  return [missed, leftImports, broken, failures].every((list) => list.length === 0) && secondWrites === 0;
}
