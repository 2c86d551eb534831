/**
 * An independent count of mod_python uses by regular expressions, held against the tool's report.
 *
 *     npx tsx scripts/census.ts FOLDER…      one table row a folder, then every line that the report misses (at most 20 each)
 *
 * The census knows nothing of scopes: it takes `req.NAME` for every member NAME of mod_python's request in files that
 * mention mod_python (or are PSP pages), module names such as `apache.OK` where the file imports them, and directives at
 * the start of a line of configuration. Comments and triple-quoted strings are dropped first.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { API_MEMBERS } from '../src/python/api/mod-python-api.js';

interface Hit {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly kind: 'directive' | 'api';
}

const MEMBERS = API_MEMBERS.filter((member) => member.object === 'request').map((member) => member.name);
const REQUEST = new RegExp(`\\breq\\.(?:${MEMBERS.join('|')})\\b`, 'g');
const MODULES = ['apache', 'util', 'Cookie', 'Session', 'psp', 'publisher'];
const DIRECTIVE =
  /^[ \t]*(?:Python[A-Z]\w+[ \t]+\S|(?:Set|Add)Handler[ \t]+"?(?:mod_python|python-program)|LoadModule[ \t]+python_module)/i;

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(full);
    else if (entry.isFile()) yield full;
  }
}

/** Same line numbers, without comments and triple-quoted strings. */
function code(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  return text.replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, blank).replace(/(^|\s)#[^\n]*/g, blank);
}

function hitsIn(file: string): readonly Hit[] {
  const text = readFileSync(file, 'latin1');
  if (/\.(?:py|psp)$/.test(file))
    return /mod_python/.test(text) || file.endsWith('.psp') ? apiHits(file, text) : [];
  if (!/(?:\.conf|htaccess)/.test(path.basename(file))) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      DIRECTIVE.test(line) ? [{ file, line: index + 1, text: line.trim(), kind: 'directive' as const }] : [],
    );
}

function apiHits(file: string, text: string): readonly Hit[] {
  const imported = MODULES.filter((name) =>
    new RegExp(`from mod_python import[^\\n]*\\b${name}\\b`).test(text),
  );
  const names = imported.map((name) => new RegExp(`(?<![\\w.])${name}\\.[A-Za-z_]\\w*`, 'g'));
  return code(text)
    .split('\n')
    .flatMap((line, index) =>
      [REQUEST, ...names].flatMap((pattern) =>
        [...line.matchAll(pattern)].map((match) => ({
          file,
          line: index + 1,
          text: match[0],
          kind: 'api' as const,
        })),
      ),
    );
}

interface Report {
  readonly root: string;
  readonly findings: readonly { readonly path: string; readonly line: number; readonly endLine?: number }[];
  readonly notes: readonly { readonly path: string; readonly line: number; readonly endLine?: number }[];
}

function reportOf(folder: string): Report {
  const json = execFileSync(process.execPath, ['bin/migrate.js', 'scan', '--format', 'json', folder], {
    maxBuffer: 1 << 30,
  });
  return JSON.parse(json.toString('utf8')) as Report;
}

function census(folder: string): void {
  const hits = [...filesBelow(folder)].flatMap(hitsIn);
  const { root, findings, notes } = reportOf(folder);
  const reported = new Set<string>();
  for (const { path: file, line, endLine } of [...findings, ...notes]) {
    for (let at = line; at <= Math.max(line, endLine ?? line); at++)
      reported.add(`${path.resolve(root, file)}:${at}`);
  }
  const missed = hits.filter((hit) => !reported.has(`${path.resolve(hit.file)}:${hit.line}`));
  const count = (kind: Hit['kind'], list: readonly Hit[]) => list.filter((hit) => hit.kind === kind).length;
  console.log(
    [
      path.basename(folder).padEnd(26),
      `directives ${count('directive', hits) - count('directive', missed)}/${count('directive', hits)}`.padEnd(
        20,
      ),
      `api ${count('api', hits) - count('api', missed)}/${count('api', hits)}`,
    ].join(' '),
  );
  for (const hit of missed.slice(0, 20))
    console.log(`    ${path.relative(folder, hit.file)}:${hit.line}  ${hit.text}`);
}

for (const folder of process.argv.slice(2)) census(path.resolve(folder));
