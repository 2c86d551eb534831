/**
 * An independent count of mod_python uses in a tree, by regular expressions. It shares the lists of names with the tool and
 * nothing else: no parser, no scopes. `req.NAME` counts in files that mention mod_python and in PSP pages, names of
 * mod_python's modules where the file imports them, directives at the start of a line of any text file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { API_MEMBERS } from '../../src/python/api/mod-python-api.js';

/** directive: in a configuration file; quoted: the same in a document or a program; import; api: a name or member. */
export type HitKind = 'directive' | 'quoted' | 'import' | 'api';

export interface Hit {
  readonly file: string;
  /** First line, 1-based. */
  readonly line: number;
  readonly text: string;
  readonly kind: HitKind;
}

const MEMBERS = API_MEMBERS.filter((member) => member.object === 'request').map((member) => member.name);
const REQUEST = new RegExp(`\\b_?req\\.(?:${MEMBERS.join('|')})\\b`, 'g');
const MODULES = ['apache', 'util', 'Cookie', 'Session', 'psp', 'publisher', '_apache', 'cache', 'importer'];
const IMPORT = /^[ \t]*(?:from[ \t]+mod_python\b|import[ \t]+(?:[\w., \t]*,[ \t]*)?(?:mod_python|_apache)\b)/;
const DIRECTIVE =
  /^[ \t]*(?:Python(?:Handler|PostReadRequestHandler|TransHandler|HeaderParserHandler|InitHandler|AccessHandler|AuthenHandler|AuthzHandler|TypeHandler|FixupHandler|LogHandler|CleanupHandler|HandlerModule|ConnectionHandler|InputFilter|OutputFilter|Import|Path|Interpreter|InterpPerDirectory|InterpPerDirective|AutoReload|Debug|EnablePdb|Optimize|Option)[ \t]+\S|(?:Set|Add)Handler[ \t]+"?(?:mod_python|python-program)|LoadModule[ \t]+"?python_module|<IfModule[ \t]+"?!?(?:mod_python\.c|python_module)\b)/i;
/** Larger files are data. */
const MAX_BYTES = 4 << 20;

/** All regular files, links not followed. */
export function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* filesBelow(full);
    else if (entry.isFile()) yield full;
  }
}

/** Every hit of a tree, in the order of its files. */
export function censusOf(folder: string): readonly Hit[] {
  return [...filesBelow(folder)].flatMap(hitsIn);
}

function hitsIn(file: string): readonly Hit[] {
  const bytes = readFileSync(file);
  if (bytes.length > MAX_BYTES || bytes.includes(0)) return [];
  const text = bytes.toString('latin1');
  if (file.endsWith('.psp')) return apiHits(file, islands(text));
  if (file.endsWith('.py')) {
    const quoted = directiveHits(file, text.split('\n'), 'quoted');
    return /mod_python/.test(text) ? [...quoted, ...apiHits(file, code(text))] : quoted;
  }
  const isConfig = /(?:\.conf\b|htaccess)/.test(path.basename(file));
  return directiveHits(file, text.split('\n'), isConfig ? 'directive' : 'quoted');
}

function directiveHits(file: string, lines: readonly string[], kind: HitKind): readonly Hit[] {
  return lines.flatMap((line, index) =>
    DIRECTIVE.test(line) ? [{ file, line: index + 1, text: line.trim(), kind }] : [],
  );
}

function blank(part: string): string {
  return part.replace(/[^\n]/g, ' ');
}

/** Same line numbers, without comments and strings. */
function code(text: string): string {
  return text.replace(
    /("""|''')(?:\\[\s\S]|(?!\1)[\s\S])*\1|(["'])(?:\\[\s\S]|(?!\2)[^\\\n])*\2|#[^\n]*/g,
    blank,
  );
}

/** The Python of a page. */
function islands(text: string): string {
  const parts = text.split(/(<%[\s\S]*?%>)/);
  return parts.map((part) => (/^<%(?![@-])/.test(part) ? code(`  ${part.slice(2)}`) : blank(part))).join('');
}

function apiHits(file: string, source: string): readonly Hit[] {
  const names = importedNames(source);
  const patterns = [
    REQUEST,
    ...names.map((name) =>
      MODULES.includes(name)
        ? new RegExp(`(?<![\\w.])${name}\\.[A-Za-z_]\\w*`, 'g')
        : new RegExp(`(?<![\\w.])${name}\\b(?!\\s*=[^=])`, 'g'),
    ),
  ];
  return withoutLists(source)
    .split('\n')
    .flatMap((line, index) => {
      const at = { file, line: index + 1 };
      const imports = IMPORT.test(line) ? [{ ...at, text: line.trim(), kind: 'import' as const }] : [];
      const found = imports.length > 0 ? [] : patterns.flatMap((pattern) => [...line.matchAll(pattern)]);
      return [...imports, ...found.map((match) => ({ ...at, text: match[0], kind: 'api' as const }))];
    });
}

/** The names that an import lists are no uses; its first line stays. */
function withoutLists(source: string): string {
  return source.replace(
    /(from[ \t]+mod_python(?:\.\w+)?[ \t]+import\b)([ \t]*\([^)]*\)|(?:[^\n\\]|\\\n)*)/g,
    (_, head: string, list: string) => head + blank(list),
  );
}

/** Names that a module-level or local import takes from mod_python, under the names they get. */
function importedNames(source: string): readonly string[] {
  const lists = source.matchAll(
    /from[ \t]+mod_python(?:\.\w+)?[ \t]+import[ \t]*(\([^)]*\)|(?:[^\n\\]|\\\n)*)/g,
  );
  const words = [...lists].flatMap(([, list = '']) => list.replace(/[()\\\n]/g, ' ').split(/[,;]/));
  const names = words.map(
    (word) =>
      word
        .trim()
        .split(/\s+as\s+/)
        .pop() as string,
  );
  return [...new Set(names.filter((name) => /^[A-Za-z_]\w*$/.test(name)))];
}
