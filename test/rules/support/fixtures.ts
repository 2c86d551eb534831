/**
 * Finds the fixtures of the rules.
 *
 *   fixtures/rules/<rule>/<case>.before.<ext> + <case>.after.<ext>   one file
 *   fixtures/rules/<rule>/<case>/before/** + after/**                a tree as on a server, compared whole
 *   fixtures/rules/<rule>/skip-<case>.<ext> | skip-<case>/before/**  the rule has nothing to say about it
 *
 * Beside a case may lie `<case>.options.json` (or `<case>/options.json`: fields of the request, and `folders`),
 * `findings.txt` (what is said, line by line) and `fails.txt`: proofs that do not hold yet, one `proof: reason` a line.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlanRequest } from '../../../src/core/engine.js';
import { type Entry, file, type Image } from './memory-tree.js';

export const FIXTURES = fileURLToPath(new URL('../../../fixtures/rules', import.meta.url));

interface CaseBase {
  /** Name of the rule that the fixture belongs to. */
  readonly rule: string;
  readonly name: string;
  readonly before: Image;
  readonly options: Partial<PlanRequest>;
  /** Path of the stored findings; they are compared where the file exists. */
  readonly findingsPath: string;
  /** Proofs (PROOFS) that are known to fail. */
  readonly fails: ReadonlySet<string>;
}

export interface ChangeCase extends CaseBase {
  readonly kind: 'change';
  /** Undefined: not written yet. Of a single file only that file counts. */
  readonly after: Image | undefined;
  /** Where the result is stored: a file, or the folder of a tree. */
  readonly afterPath: string;
  /** Tree path of a single file; undefined for a tree. */
  readonly single: string | undefined;
}

export interface SkipCase extends CaseBase {
  readonly kind: 'skip';
}

export type Case = ChangeCase | SkipCase;

/** A single file lies at a usual place of a server; folders beside it give the entry scripts a home. */
const PLACES: Readonly<Record<string, string>> = {
  conf: '/etc/httpd/conf/httpd.conf',
  htaccess: '/srv/www/htdocs/.htaccess',
  py: '/srv/www/app/app.py',
  psp: '/srv/www/htdocs/page.psp',
};
const FOLDERS = ['/srv/www/htdocs', '/srv/app', '/var/www/html', '/opt/app', '/usr/share/app', '/home/web'];

interface Options extends Partial<Omit<PlanRequest, 'runtime'>> {
  readonly folders?: readonly string[];
  /** The compat package, by file name. */
  readonly runtime?: Readonly<Record<string, string>>;
}

/** All cases of all rules, by rule and name. */
export function findCases(root: string = FIXTURES): readonly Case[] {
  return folders(root).flatMap((rule) => {
    const folder = join(root, rule);
    const trees = folders(folder).map((name) => treeCase(folder, rule, name));
    const singles = readdirSync(folder)
      .sort()
      .flatMap((name) => singleCase(folder, rule, name) ?? []);
    return [...singles, ...trees];
  });
}

function folders(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function singleCase(folder: string, rule: string, fileName: string): Case | undefined {
  const change = /^(.+)\.before\.(\w+)$/.exec(fileName);
  const skip = /^(skip-[^.]+)\.(conf|htaccess|py|psp)$/.exec(fileName);
  const [, name = '', ext = ''] = change ?? skip ?? [];
  if (name === '') return undefined;
  const place = PLACES[ext];
  if (place === undefined) throw new Error(`${rule}/${fileName}: no place for a .${ext} file`);
  const beside = (ending: string) => join(folder, `${name}.${ending}`);
  const said = readOptions(beside('options.json'));
  const before = image([...FOLDERS, ...(said.folders ?? [])], { [place]: readFile(join(folder, fileName)) });
  const base = { rule, name, before, options: said.request, ...notes(beside) };
  if (!change) return { ...base, kind: 'skip' };
  const afterPath = join(folder, `${name}.after.${ext}`);
  const after = existsSync(afterPath) ? image([], { [place]: readFile(afterPath) }) : undefined;
  return { ...base, kind: 'change', after, afterPath, single: place };
}

function treeCase(folder: string, rule: string, name: string): Case {
  const inside = (part: string) => join(folder, name, part);
  const said = readOptions(inside('options.json'));
  const before = image(said.folders ?? [], readTree(inside('before')));
  const base = { rule, name, before, options: said.request, ...notes(inside) };
  if (name.startsWith('skip-')) return { ...base, kind: 'skip' };
  const afterPath = inside('after');
  const after = existsSync(afterPath) ? image([], readTree(afterPath)) : undefined;
  return { ...base, kind: 'change', after, afterPath, single: undefined };
}

function notes(at: (name: string) => string): Pick<CaseBase, 'findingsPath' | 'fails'> {
  const fails = at('fails.txt');
  return {
    findingsPath: at('findings.txt'),
    fails: new Set(existsSync(fails) ? readFails(fails) : []),
  };
}

/** The proofs of the harness, by the names that fails.txt uses. */
export const PROOFS = [
  'result',
  'bytes',
  'readable',
  'ends',
  'accounts',
  'once',
  'order',
  'alone',
  'dress',
  'ignore',
] as const;
export type Proof = (typeof PROOFS)[number];

function readFails(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [, proof = '', reason = ''] = /^(\w+): (.+)$/.exec(line) ?? [];
    if (!(PROOFS as readonly string[]).includes(proof) || reason === '')
      throw new Error(`${path}: ${JSON.stringify(line)} is not \`proof: reason\``);
    return proof;
  });
}

function readOptions(path: string): { folders?: readonly string[]; request: Partial<PlanRequest> } {
  if (!existsSync(path)) return { request: {} };
  const { folders, runtime, ...request } = JSON.parse(readFileSync(path, 'utf8')) as Options;
  const files = Object.entries(runtime ?? {}).map(([name, text]) => [name, Buffer.from(text)] as const);
  return {
    ...(folders ? { folders } : {}),
    request: { ...request, ...(runtime ? { runtime: () => new Map(files) } : {}) },
  };
}

function image(folders: readonly string[], entries: Readonly<Record<string, Entry>>): Image {
  return new Map([
    ...folders.map((path): [string, Entry] => [path, { kind: 'folder' }]),
    ...Object.entries(entries),
  ]);
}

/** A folder of the disk as entries by path. */
export function readTree(root: string): Readonly<Record<string, Entry>> {
  const found: Record<string, Entry> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(root, name);
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) found[posix.join('/', name)] = { kind: 'link', target: readlinkSync(path) };
    else if (stats.isFile()) found[posix.join('/', name)] = readFile(path);
  }
  return found;
}

function readFile(path: string): Entry {
  return file(new Uint8Array(readFileSync(path)), lstatSync(path).mode & 0o111 ? 0o755 : 0o644);
}
