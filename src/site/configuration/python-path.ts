/**
 * Reads the value of a PythonPath directive without evaluating it.
 * mod_python evals the text with `sys` in scope and assigns the result to sys.path (mod_python.md §1, PythonPath).
 */

export type PythonPath =
  /** `before + sys.path + after`; without sys.path (`replaces`) the list is `before` alone. */
  | {
      readonly kind: 'list';
      readonly before: readonly string[];
      readonly after: readonly string[];
      readonly replaces: boolean;
    }
  /** Anything else: kept as Python text for the entry script. */
  | { readonly kind: 'expression'; readonly text: string };

type Term = readonly string[] | 'sys.path';

/** @param text the directive's argument, unquoted as httpd unquotes it (latin-1 view of the bytes) */
export function readPythonPath(text: string): PythonPath {
  const terms = readTerms(text);
  if (!terms || terms.filter((term) => term === 'sys.path').length > 1) return { kind: 'expression', text };
  const split = terms.indexOf('sys.path');
  const strings = (part: readonly Term[]) => part.flatMap((term) => (term === 'sys.path' ? [] : term));
  if (split < 0) return { kind: 'list', before: strings(terms), after: [], replaces: true };
  return {
    kind: 'list',
    before: strings(terms.slice(0, split)),
    after: strings(terms.slice(split + 1)),
    replaces: false,
  };
}

/** Python statements that do to sys.path what the directive did. Needs `import sys` above. */
export function pathStatements(path: PythonPath): readonly string[] {
  if (path.kind === 'expression') return [`sys.path[:] = ${path.text}`];
  if (path.replaces) return [`sys.path[:] = ${pythonList(path.before)}`];
  const lines: string[] = [];
  if (path.before.length) lines.push(`sys.path[:0] = ${pythonList(path.before)}`);
  if (path.after.length) lines.push(`sys.path.extend(${pythonList(path.after)})`);
  return lines;
}

/** A Python 2 and 3 string literal for a byte string given as its latin-1 view. */
export function pythonString(value: string): string {
  const body = value.replace(/[\\'\n\r\t]|[^\x20-\x7e]/g, (char) => {
    if (char === '\\' || char === "'") return `\\${char}`;
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `'${body}'`;
}

function pythonList(values: readonly string[]): string {
  return `[${values.map(pythonString).join(', ')}]`;
}

/** `term + term + …`, or undefined for any other expression. */
function readTerms(text: string): readonly Term[] | undefined {
  const terms: Term[] = [];
  let rest = text.trim();
  for (;;) {
    const term = readTerm(rest);
    if (!term) return undefined;
    terms.push(term.value);
    rest = rest.slice(term.length).trimStart();
    if (rest === '') return terms;
    if (!rest.startsWith('+')) return undefined;
    rest = rest.slice(1).trimStart();
  }
}

interface Read<T> {
  readonly value: T;
  readonly length: number;
}

function readTerm(text: string): Read<Term> | undefined {
  const sysPath = /^sys\s*\.\s*path(\s*\[\s*:\s*\])?(?![\w.([])/.exec(text);
  if (sysPath) return { value: 'sys.path', length: sysPath[0].length };
  return text.startsWith('[') ? readList(text) : readSplit(text);
}

/** A list display whose items are all string literals. */
function readList(text: string): Read<readonly string[]> | undefined {
  const items: string[] = [];
  let at = 1;
  for (;;) {
    at += space(text, at);
    if (text[at] === ']') return { value: items, length: at + 1 };
    const item = readString(text.slice(at));
    if (!item) return undefined;
    items.push(item.value);
    at += item.length;
    at += space(text, at);
    if (text[at] === ',') at += 1;
    else if (text[at] !== ']') return undefined;
  }
}

/** `'a:b'.split(':')`, common in old configurations. */
function readSplit(text: string): Read<readonly string[]> | undefined {
  const whole = readString(text);
  const call = whole && /^\s*\.\s*split\s*\(\s*/.exec(text.slice(whole.length));
  if (!whole || !call) return undefined;
  const after = whole.length + call[0].length;
  const separator = readString(text.slice(after));
  const close = separator && /^\s*\)/.exec(text.slice(after + separator.length));
  if (!separator || !close || separator.value === '') return undefined;
  return { value: whole.value.split(separator.value), length: after + separator.length + close[0].length };
}

function space(text: string, at: number): number {
  return (/^\s*/.exec(text.slice(at)) as RegExpExecArray)[0].length;
}

/** One or more adjacent string literals (Python joins them). */
function readString(text: string): Read<string> | undefined {
  let value = '';
  let at = 0;
  for (;;) {
    const skipped = at + space(text, at);
    const one = readOneString(text.slice(skipped));
    if (!one) return at ? { value, length: at } : undefined;
    value += one.value;
    at = skipped + one.length;
  }
}

function readOneString(text: string): Read<string> | undefined {
  const match = /^([rR]?)(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/.exec(text);
  if (!match) return undefined;
  const body = match[2] ?? match[3] ?? '';
  if (match[1]) return { value: body, length: match[0].length };
  if (/\\[^\\'"nrt]/.test(body)) return undefined; // other escapes: leave it to Python
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  const value = body.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
  return { value, length: match[0].length };
}
