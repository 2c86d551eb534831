/** What must hold of any plan, whatever the rules: written without the code that it judges, as far as that is possible. */
import type { Edit } from '../../../src/core/edit.js';
import type { Finding } from '../../../src/core/finding.js';
import type { Plan } from '../../../src/core/plan.js';
import { parseConfig } from '../../../src/httpd/syntax/syntax.js';
import type { SyntaxNode } from '../../../src/httpd/syntax/tree.js';
import { wordValues } from '../../../src/httpd/syntax/words.js';
import { readPythonAs } from '../../../src/python/reader.js';
import { isConfig, isPage, isPython } from './kinds.js';
import { type Image, latin1 } from './memory-tree.js';

/** Text of a finding as the fixtures store it, and as failures show it. */
export function sentence(finding: Finding): string {
  const { path, line, column } = finding.place;
  const state = finding.kind === 'use' ? finding.state : 'note';
  return `${path}:${line}:${column} ${finding.code} ${finding.severity} ${state}: ${finding.message}`;
}

/** Lines that went although no finding asked for it. A section may go as a whole once nothing is left in it. */
export function strayChanges(plan: Plan): readonly string[] {
  return plan.changes.flatMap((change) => {
    const asked = plan.findings
      .flatMap((finding) => finding.change.edits)
      .filter((edit) => edit.path === change.path);
    const lost = lostLines(change.before, change.after, asked);
    return lost.map((line) => `${change.path}: ${JSON.stringify(line)} is gone or was moved`);
  });
}

/** Lines of `before` that no edit touches and that are not found, in their order, in the result. */
function lostLines(before: Uint8Array, after: Uint8Array, edits: readonly Edit[]): readonly string[] {
  const kept: string[] = [];
  let at = 0;
  for (const line of splitLines(before)) {
    const end = at + line.length;
    if (line.trim() !== '' && !edits.some((edit) => touches(edit, at, end))) kept.push(line);
    at = end;
  }
  return missingLines(kept, splitLines(after)).filter((line) => !isSectionLine(line));
}

function splitLines(bytes: Uint8Array): readonly string[] {
  return latin1(bytes).split(/(?<=\n)/);
}

function isSectionLine(line: string): boolean {
  return /^\s*<\/?\w.*>\s*$/.test(line);
}

/**
 * The lines that are left over when as many as possible are found in `result`, in order. The lines of sections look
 * alike, so any other line counts for more.
 */
function missingLines(lines: readonly string[], result: readonly string[]): readonly string[] {
  const width = result.length + 1;
  const best = new Float64Array((lines.length + 1) * width);
  const weight = (row: number, column: number) =>
    sameLine(lines[row] as string, result[column] as string)
      ? isSectionLine(lines[row] as string)
        ? 1
        : 1000
      : 0;
  const value = (row: number, column: number) => best[row * width + column] as number;
  for (let row = lines.length - 1; row >= 0; row--) {
    for (let column = result.length - 1; column >= 0; column--) {
      const gain = weight(row, column);
      const both = gain > 0 ? gain + value(row + 1, column + 1) : 0;
      best[row * width + column] = Math.max(both, value(row + 1, column), value(row, column + 1));
    }
  }
  const missing: string[] = [];
  let column = 0;
  for (let row = 0; row < lines.length; row++) {
    while (column < result.length && value(row, column) === value(row, column + 1)) column++;
    const gain = column < result.length ? weight(row, column) : 0;
    if (gain > 0 && value(row, column) === gain + value(row + 1, column + 1)) column++;
    else missing.push(lines[row] as string);
  }
  return missing;
}

/** Whole lines put in front of a line leave it alone; anything else at its first byte does not. */
function touches(edit: Edit, start: number, end: number): boolean {
  if (edit.at + edit.del > start && edit.at < end) return edit.at > start || edit.del > 0;
  return edit.at === start && edit.ins.at(-1) !== 10;
}

/** The last line may get a line end when something is put behind it. */
function sameLine(one: string, other: string): boolean {
  return one === other || one.replace(/\r?\n$/, '') === other.replace(/\r?\n$/, '');
}

/** Files of the result that their reader refuses, although nothing was wrong before. */
export function unreadable(before: Image, after: Image): readonly string[] {
  return [...after].flatMap(([path, entry]) => {
    if (entry.kind !== 'file') return [];
    const old = before.get(path);
    const trouble = troubleIn(path, entry.bytes);
    const known = old?.kind === 'file' ? troubleIn(path, old.bytes) : [];
    return trouble.filter((line) => !known.includes(line)).map((line) => `${path}: ${line}`);
  });
}

function troubleIn(path: string, bytes: Uint8Array): readonly string[] {
  if (isConfig(path)) {
    return parseConfig(bytes, { path })
      .diagnostics.filter((one) => one.severity === 'error')
      .map((one) => one.message);
  }
  if (!isPython(path)) return [];
  // What we write ourselves must run under both; old handlers are Python 2.
  const versions = path.endsWith('.wsgi') ? (['2.7', '3'] as const) : (['2.7'] as const);
  return versions.flatMap((version) => {
    const reading = readPythonAs(bytes, version);
    return reading.kind === 'refused' ? [`Python ${version}: ${reading.error.message}`] : [];
  });
}

/** Lines that anybody can see to be mod_python's: the census that findings are counted against. */
const CONFIG_USE =
  /^\s*(?:"?Python[a-z]+"?\b|"?(?:Set|Add)Handler"?\s+"?(?:mod_python|python-program)\b|"?LoadModule"?\s+"?python_module|AddModule\s+mod_python|<IfModule\s+!?\s*"?(?:mod_python\.c|python_module))/i;
const PAGE_USE = /\b(?:from\s+mod_python\b|import\s+mod_python\b)/;
const PYTHON_USE = /^\s*(?:from\s+mod_python\b|import\s+mod_python\b)/;

/** Lines that use mod_python, as `path:line`, found with nothing but regular expressions. */
function census(image: Image): readonly { readonly place: string; readonly alone: boolean }[] {
  return [...image].flatMap(([path, entry]) => {
    if (entry.kind !== 'file' || path.includes('/modpython_wsgi/')) return [];
    const pattern = isConfig(path)
      ? CONFIG_USE
      : isPython(path)
        ? PYTHON_USE
        : isPage(path)
          ? PAGE_USE
          : undefined;
    if (!pattern) return [];
    return logicalLines(latin1(entry.bytes).replace(/^\xef\xbb\xbf/, ''))
      .filter(({ text }) => pattern.test(text))
      .map(({ line }) => ({ place: `${path}:${line}`, alone: isConfig(path) }));
  });
}

function logicalLines(text: string): readonly { readonly line: number; readonly text: string }[] {
  const found: { line: number; text: string }[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, physical] of text.split('\n').entries()) {
    const piece = physical.replace(/\r$/, '');
    const joined: { line: number; text: string } = {
      line: open?.line ?? index + 1,
      text: (open?.text ?? '') + piece,
    };
    if (joined.text.endsWith('\\')) open = { ...joined, text: joined.text.slice(0, -1) };
    else {
      found.push(joined);
      open = undefined;
    }
  }
  return open ? [...found, open] : found;
}

/** Uses that the findings do not account for, or account for twice. A line of a configuration is one use. */
export function miscounted(image: Image, plan: Plan): readonly string[] {
  const uses = plan.findings.filter((finding) => finding.kind === 'use');
  const told = tally(uses.map(({ place }) => `${place.path}:${place.line}`));
  const twice = [...tally(uses.map(sentence))];
  const lines = census(image)
    .map(({ place, alone }) => ({ place, alone, count: told.get(place) ?? 0 }))
    .filter(({ alone, count }) => (alone ? count !== 1 : count === 0));
  return [
    ...lines.map(({ place, count }) => `${place}: ${count} findings`),
    ...twice.filter(([, count]) => count > 1).map(([use, count]) => `${use}: told ${count} times`),
  ];
}

function tally(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Whether each use is in one state and the totals say so. */
export function totalsAdd(plan: Plan): boolean {
  const { total, ...states } = plan.totals;
  const sum = Object.values(states).reduce((all, one) => all + one, 0);
  return sum === total && total === plan.findings.filter((finding) => finding.kind === 'use').length;
}

interface Line {
  readonly path: string;
  readonly name: string;
  readonly words: readonly string[];
  /** Names of the sections around it, lower case, outermost first; conditions left out. */
  readonly around: readonly string[];
}

const CONDITIONS = new Set(['ifmodule', 'ifdefine', 'ifversion', 'iffile', 'macro']);
const SERVER_ONLY = /^WSGI(?:DaemonProcess|ImportScript|Python\w+|ScriptAlias(?:Match)?|SocketPrefix)$/;
const NOT_IN_HTACCESS = /^WSGI(?:HandlerScript|ProcessGroup|ApplicationGroup)$/;
// mod_python's own names stay where a line is left to a person; the proof "once" sees to it that it was.
const BUILT_IN =
  /^(?:mod_python|python-program|none|default-handler|cgi-script|server-(?:info|status|parsed)|type-map|send-as-is|wsgi-script|imap-file|proxy-server|proxy:.*|fcgi:.*|application\/.*|php\d*.*)$/i;

/**
 * Ends that the result leaves loose: names without a declaration, scripts without a file, lines httpd refuses there.
 * A script may lie elsewhere in a tree that is not laid out as the server is; its name must still be there.
 */
export function looseEnds(image: Image): readonly string[] {
  const names = new Set([...image.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const lines = [...image].flatMap(([path, entry]) =>
    entry.kind === 'file' && isConfig(path) ? configLines(path, entry.bytes) : [],
  );
  const declared = new Set(wordsOf(lines, 'WSGIHandlerScript', 0));
  const groups = new Set(wordsOf(lines, 'WSGIDaemonProcess', 0));
  return lines.flatMap((line) => {
    const [first = '', second = ''] = line.words;
    const where = `${line.path}: ${line.name} ${line.words.join(' ')}`;
    if (/^(?:Set|Add)Handler$/i.test(line.name))
      return declared.has(first) || BUILT_IN.test(first)
        ? []
        : [`${where}: no WSGIHandlerScript of that name`];
    if (/^WSGI(?:HandlerScript|ImportScript)$/.test(line.name)) {
      const script = line.name === 'WSGIImportScript' ? first : second;
      const group = line.words
        .find((word) => word.startsWith('process-group='))
        ?.slice('process-group='.length);
      return [
        ...(names.has(script.slice(script.lastIndexOf('/') + 1)) ? [] : [`${where}: no such file`]),
        ...(group === undefined || group === '%{GLOBAL}' || groups.has(group)
          ? []
          : [`${where}: no such group`]),
        ...misplaced(line, where),
      ];
    }
    return misplaced(line, where);
  });
}

function misplaced(line: Line, where: string): readonly string[] {
  const inside = line.around.filter((name) => name !== 'virtualhost');
  const htaccess = line.path.endsWith('.htaccess');
  if (SERVER_ONLY.test(line.name) && (inside.length > 0 || htaccess)) return [`${where}: not allowed there`];
  return NOT_IN_HTACCESS.test(line.name) && htaccess ? [`${where}: not allowed in .htaccess`] : [];
}

function wordsOf(lines: readonly Line[], name: string, index: number): readonly string[] {
  return lines.filter((line) => line.name === name).flatMap((line) => line.words[index] ?? []);
}

function configLines(path: string, bytes: Uint8Array): readonly Line[] {
  const found: Line[] = [];
  const visit = (nodes: readonly SyntaxNode[], around: readonly string[]): void => {
    for (const node of nodes) {
      if (node.kind === 'directive')
        found.push({ path, name: node.name, words: wordValues(node.args), around });
      if (node.kind === 'section') {
        const name = node.name.toLowerCase();
        visit(node.children, CONDITIONS.has(name) ? around : [...around, name]);
      }
    }
  };
  visit(parseConfig(bytes, { path }).children, []);
  return found;
}
