/**
 * Whether Apache takes what the configuration files of real trees become, wherever it took them as they were.
 *
 *     npx tsx scripts/corpus-apache.ts FOLDER…      one row a file, then the sums
 *
 * Each tree is migrated in a copy. Each of its configuration files is read by `apache2 -t` twice, before with mod_python
 * loaded and after with mod_wsgi: files that Apache misses are made up in a private folder, modules of the time are loaded,
 * an .htaccess stands in a <Directory>. Exit status: 1 if a file was taken before and is not now.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Answer, accepted } from './corpus/accepted.js';
import { censusOf } from './corpus/census.js';
import { migrate, type Report } from './corpus/report.js';

interface Row {
  readonly tree: string;
  readonly file: string;
  /** Uses in the file, by state. */
  readonly uses: Readonly<Record<string, number>>;
  readonly before: Answer;
  readonly after: Answer;
}

function configurationFiles(folder: string, report: Report): readonly string[] {
  const counted = censusOf(folder).filter(({ kind }) => kind === 'directive');
  const told = report.findings.filter(({ code }) => /^MP1/.test(code)).map(({ path: file }) => file);
  const names = [...counted.map(({ file }) => path.relative(folder, file)), ...told];
  return [...new Set(names)]
    .filter((name) => !/\.(?:py|psp)$/.test(name) && existsSync(path.join(folder, name)))
    .sort();
}

function rowsOf(folder: string, work: string): readonly Row[] {
  const tree = path.basename(folder);
  const [copy, old] = [path.join(work, tree), path.join(work, `${tree}.old`)];
  for (const one of [copy, old]) cpSync(folder, one, { recursive: true, verbatimSymlinks: true });
  const state = path.join(work, 'state');
  mkdirSync(state, { recursive: true });
  const { report } = migrate(['scan', folder], state);
  migrate(['apply', copy], state);
  return configurationFiles(folder, report).map((file, index) => {
    const uses: Record<string, number> = {};
    for (const found of report.findings.filter(({ path: at }) => at === file))
      uses[found.state ?? 'none'] = (uses[found.state ?? 'none'] ?? 0) + 1;
    const answer = (root: string, python: 'python' | 'wsgi') =>
      accepted(path.join(root, file), python, path.join(work, 'run', `${tree}-${index}-${python}`));
    return { tree, file, uses, before: answer(old, 'python'), after: answer(copy, 'wsgi') };
  });
}

function line({ tree, file, uses, before, after }: Row): string {
  const states = Object.entries(uses).map(([state, count]) => `${count} ${state}`);
  const said = (answer: Answer) => (answer.accepted ? 'yes' : 'no ');
  const why = !before.accepted ? `  before: ${before.why}` : after.accepted ? '' : `  AFTER: ${after.why}`;
  return `${said(before)} ${said(after)}  ${tree}/${file}  ${states.join(', ')}${why}`;
}

const work = mkdtempSync(path.join(tmpdir(), 'corpus-apache-'));
const rows = process.argv.slice(2).flatMap((folder) => rowsOf(path.resolve(folder), work));
for (const row of rows) console.log(line(row));
const both = rows.filter(({ before, after }) => before.accepted && after.accepted).length;
const lost = rows.filter(({ before, after }) => before.accepted && !after.accepted).length;
const taken = rows.filter(({ before }) => before.accepted).length;
console.log(
  `${rows.length} files; Apache takes ${taken} before, ${both} of them after; ${lost} lost; ` +
    `${rows.filter(({ before, after }) => !before.accepted && after.accepted).length} taken after only`,
);
process.exitCode = lost > 0 ? 1 : 0;
