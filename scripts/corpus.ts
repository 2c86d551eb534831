/**
 * Runs the built tool over trees of real code and prints what can be told from outside.
 *
 *     npx tsx scripts/corpus.ts [--markdown] [--keep FOLDER] [--psp compile] FOLDER…
 *
 * Each FOLDER is one tree; it is copied, never changed. Every miss is listed below the table. Exits with 1 where a use or
 * a directive is lost, a result does not compile, a second apply would write, or an import of mod_python is left behind.
 * Needs Python 2.7 and python3.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findPython27 } from '../test/python/python27.js';
import { corpusTable, details, isSound } from './corpus/table.js';
import { runTree, type TreeResult } from './corpus/tree.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' }, psp: { type: 'string' }, handlers: { type: 'string' } },
});
const python27 = findPython27();
if (!python27) throw new Error('no Python 2.7 here: set PYTHON27');
const work = values.keep ?? mkdtempSync(path.join(tmpdir(), 'corpus-'));
const options = [
  ...(values.psp === undefined ? [] : ['--psp', values.psp]),
  ...(values.handlers === undefined ? [] : ['--handlers', values.handlers]),
];
const results: TreeResult[] = positionals.map((folder) =>
  runTree(path.resolve(folder), { pythons: [python27, 'python3'], work, options }),
);
console.log(corpusTable(results).join('\n'));
console.log(results.flatMap(details).join('\n'));
if (values.keep === undefined) rmSync(work, { recursive: true });
if (!results.every(isSound)) process.exitCode = 1;
