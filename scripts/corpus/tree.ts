/** One tree of real code through the tool: scan, apply into a copy, apply again, and what can be checked from outside. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { censusOf, filesBelow, type Hit } from './census.js';
import { missedHits } from './missed.js';
import { type Found, migrate, type Report } from './report.js';
import { reachOf, type Unit, unitsOf } from './units.js';

export interface UnitResult {
  readonly unit: Unit;
  /** What a person must do before it serves; undefined: nothing. */
  readonly manual: string | undefined;
}

export interface TreeResult {
  readonly name: string;
  readonly report: Report;
  readonly seconds: number;
  readonly units: readonly UnitResult[];
  readonly hits: readonly Hit[];
  readonly missed: readonly Hit[];
  /** Files that import mod_python after apply although nothing in them waits for a person. */
  readonly leftImports: readonly string[];
  /** Files that a Python accepted before and does not accept now, and new files that it does not accept. */
  readonly broken: readonly string[];
  /** Files that a second apply would write. */
  readonly secondWrites: number;
  /** States that do not add up, statuses that are none: what must never happen. */
  readonly failures: readonly string[];
}

export interface Tools {
  readonly pythons: readonly string[];
  /** Folder for copies and journals. */
  readonly work: string;
  /** Further options of scan and apply. */
  readonly options: readonly string[];
}

export function runTree(folder: string, { pythons, work, options }: Tools): TreeResult {
  const name = path.basename(folder);
  const copy = path.join(work, name);
  const state = path.join(work, 'state');
  mkdirSync(state, { recursive: true });
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  const invalidBefore = pythons.map((python) => invalidFiles(python, copy));
  const before = new Set(filesBelow(copy));
  const { report, seconds } = migrate(['scan', folder, ...options], state);
  const hits = censusOf(folder);
  migrate(['apply', copy, ...options], state);
  const again = migrate(['apply', copy, ...options], state).report;
  const invalidAfter = pythons.map((python) => invalidFiles(python, copy));
  return {
    name,
    report,
    seconds,
    units: unitResults(folder, report),
    hits,
    missed: missedHits(hits, report),
    leftImports: leftImports(copy, report),
    broken: invalidAfter.flatMap((files, index) =>
      [...files].flatMap((file) => {
        const old = before.has(path.join(copy, file)) && invalidBefore[index]?.has(file);
        return old ? [] : [`${file} (${path.basename(pythons[index] as string)})`];
      }),
    ),
    secondWrites: again.apply?.files.length ?? 1,
    failures: sumFailures(report),
  };
}

function sumFailures({ summary, findings }: Report): readonly string[] {
  const { total = 0, ...states } = summary.uses;
  const sum = Object.values(states).reduce((one, more) => one + more, 0);
  if (sum === total && findings.length === total) return [];
  return [`${total} uses, ${sum} in states, ${findings.length} findings`];
}

/** Files that are not valid Python (or PSP) for this interpreter, relative to the folder. */
function invalidFiles(python: string, folder: string): ReadonlySet<string> {
  const env = { ...process.env, PYTHONPATH: 'src/runtime', PYTHONDONTWRITEBYTECODE: '1' };
  const out = execFileSync(python, ['scripts/compat/compiles.py', folder], {
    encoding: 'utf8',
    env,
    maxBuffer: 1 << 26,
  });
  return new Set(out.split('\n').filter((line) => line !== ''));
}

function leftImports(copy: string, report: Report): readonly string[] {
  const waiting = new Set(byHand(report).map(({ path: file }) => file));
  const unread = new Set(report.errors.map(({ path: file }) => file));
  return report.findings
    .map(({ path: file }) => file)
    .filter((file, index, all) => all.indexOf(file) === index && !waiting.has(file) && !unread.has(file))
    .filter((file) => {
      const at = path.join(copy, file);
      if (!/\.(?:py|psp)$/.test(file) || !existsSync(at)) return false;
      const text = readFileSync(at, 'latin1').replace(/modpython_wsgi[.\w]*(?:[ \t]+as[ \t]+\w+)?/g, '');
      return /^[ \t]*(?:from|import)[ \t]+[^#\n]*\b(?:mod_python|_apache)\b/m.test(text);
    });
}

function byHand({ findings }: Report): readonly Found[] {
  return findings.filter(({ state }) => state === 'manual');
}

/** A unit waits for a person when something by hand stands in its configuration, or in a file that its code leads to. */
function unitResults(folder: string, report: Report): readonly UnitResult[] {
  const reach = reachOf(folder);
  // A quotation (MP402) serves nothing.
  const manual = byHand(report).filter(({ code }) => code !== 'MP402');
  const reasonIn = (files: ReadonlySet<string>): string | undefined => {
    const found = manual.find(
      ({ path: file }) => files.has(path.resolve(report.root, file)) || isConfig(file),
    );
    return found && `${found.path}:${found.line} ${found.code} ${found.message}`;
  };
  return unitsOf(folder).map((unit) => ({
    unit,
    manual: reasonIn(unit.file === undefined ? new Set() : reach(unit.file)),
  }));
}

function isConfig(file: string): boolean {
  return !/\.(?:py|psp|html?|txt|md)$/.test(file);
}
